from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "tisserand.config"
    label = "config"

    def ready(self):
        from . import checks, database  # noqa: F401  checks registers them

        database.read_moments()
