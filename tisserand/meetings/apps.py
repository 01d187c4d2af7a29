from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MeetingsConfig(AppConfig):
    name = "tisserand.meetings"
    label = "meetings"

    def ready(self):
        autodiscover_modules("calendars")
