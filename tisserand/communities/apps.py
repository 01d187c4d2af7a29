from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules


class CommunitiesConfig(AppConfig):
    name = "tisserand.communities"
    label = "communities"

    def ready(self):
        from . import names, presence  # noqa: F401  presence keeps facts

        connection_created.connect(names.teach_order)
        autodiscover_modules("facts", "by_mail")
