from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "tisserand.chat"
    label = "chat"
