from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    name = "tisserand.ui"
    label = "ui"

    def ready(self):
        autodiscover_modules("panels", "emails")
