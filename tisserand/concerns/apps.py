from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConcernsConfig(AppConfig):
    name = "tisserand.concerns"
    label = "concerns"

    def ready(self):
        autodiscover_modules("concerning")
