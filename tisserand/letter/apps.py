from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LetterConfig(AppConfig):
    name = "tisserand.letter"
    label = "letter"

    def ready(self):
        autodiscover_modules("letter_dates")
