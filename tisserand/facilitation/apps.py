from django.apps import AppConfig


class FacilitationConfig(AppConfig):
    name = "tisserand.facilitation"
    label = "facilitation"
