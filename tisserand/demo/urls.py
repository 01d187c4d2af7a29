from django.urls import path

from . import views

urlpatterns = [
    path("demo/<str:token>/", views.enter_demo, name="enter-demo"),
    path("site/example/", views.remove_example, name="remove-example"),
    path("site/example/<int:pk>/", views.example_removal, name="example-removal"),
]
