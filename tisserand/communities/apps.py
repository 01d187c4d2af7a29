from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "tisserand.communities"
    label = "communities"
