from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "tisserand.conversations"
    label = "conversations"
