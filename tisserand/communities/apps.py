from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CommunitiesConfig(AppConfig):
    name = "tisserand.communities"
    label = "communities"

    def ready(self):
        from . import presence  # noqa: F401  it keeps facts

        autodiscover_modules("facts")
