from django.apps import AppConfig


class LetterConfig(AppConfig):
    name = "tisserand.letter"
    label = "letter"
