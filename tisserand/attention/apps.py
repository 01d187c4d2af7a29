from django.apps import AppConfig


class AttentionConfig(AppConfig):
    name = "tisserand.attention"
    label = "attention"
