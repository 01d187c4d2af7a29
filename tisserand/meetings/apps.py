from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "tisserand.meetings"
    label = "meetings"
