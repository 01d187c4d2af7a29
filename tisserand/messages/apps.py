from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "tisserand.messages"
    label = "private_messages"  # Django has an app of the other name
