from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "tisserand.privacy"
    label = "privacy"
