from django.apps import AppConfig


class SimilarConfig(AppConfig):
    name = "tisserand.similar"
    label = "similar"
