from django.urls import path

from . import views

urlpatterns = [
    path("conversations/posts/<int:pk>/thanks/", views.thank, name="thank"),
    path("conversations/posts/<int:pk>/thanks/undo/", views.unthank, name="unthank"),
    path("conversations/posts/<int:pk>/useful/", views.find_useful, name="find-useful"),
    path("conversations/posts/<int:pk>/useful/undo/", views.unfind_useful, name="unfind-useful"),
]
