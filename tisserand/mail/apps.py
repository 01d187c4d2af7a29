from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "tisserand.mail"
    label = "mail"
