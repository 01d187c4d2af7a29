from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "tisserand.programmes"
    label = "programmes"
