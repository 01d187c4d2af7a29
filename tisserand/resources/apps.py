from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "tisserand.resources"
    label = "resources"
