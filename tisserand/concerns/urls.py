from django.urls import path

from . import views

urlpatterns = [
    path("me/concerns/", views.concerns, name="concerns"),
    path("me/concerns/read/", views.read_concerns, name="read-concerns"),
    path("me/concerns/unread/", views.unread_concerns, name="unread-concerns"),
    path("me/concerns/<str:key>/", views.open_concern, name="open-concern"),
]
