from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "tisserand.integrations.imports"
    label = "imports"
