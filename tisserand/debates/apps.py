from django.apps import AppConfig


class DebatesConfig(AppConfig):
    name = "tisserand.debates"
    label = "debates"
