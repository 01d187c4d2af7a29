"""Addresses outside communities: one's own calendar."""

from django.urls import path

from .views import feeds

urlpatterns = [
    path("calendar/<str:token>.ics", feeds.calendar_feed, name="calendar-feed"),
    path("me/calendar/", feeds.my_calendar, name="my-calendar"),
    path("me/calendar/removal/", feeds.remove_calendar, name="remove-calendar"),
]
