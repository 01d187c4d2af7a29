from django.urls import path

from . import views

urlpatterns = [
    path("trials/", views.trials, name="trials"),
    path("trials/new/", views.draw_trial, name="draw-trial"),
    path("trials/<int:pk>/", views.trial, name="trial"),
]
