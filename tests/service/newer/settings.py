from tisserand.config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.service.newer"]  # noqa: F405
