from django.urls import path

from . import gallery

urlpatterns = [
    path("ui/gallery/", gallery.gallery, name="gallery"),
]
