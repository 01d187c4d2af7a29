from django.urls import path

from . import views

urlpatterns = [path("demo/<str:token>/", views.enter_demo, name="enter-demo")]
