from django.apps import AppConfig


class EffectConfig(AppConfig):
    name = "tisserand.effect"
    label = "effect"
