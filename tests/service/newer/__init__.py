"""An app that only a newer version of Tisserand has, to try upgrades: `settings.py` is the site with it."""
