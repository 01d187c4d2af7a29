from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "tisserand.people"
    label = "people"

    def ready(self):
        autodiscover_modules("holdings")
