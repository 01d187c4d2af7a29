from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "tisserand.config"
    label = "config"

    def ready(self):
        from . import checks  # noqa: F401  registers them
