from django.apps import AppConfig


class ThanksConfig(AppConfig):
    name = "tisserand.thanks"
    label = "thanks"
