from django.urls import path

from . import views

urlpatterns = [
    path("similar/", views.similar_questions, name="similar-questions"),
    path("similar/<int:pk>/answer/", views.find_answer, name="find-answer"),
    path("similar/<int:pk>/answer/undo/", views.lose_answer, name="lose-answer"),
    path("similar/<int:pk>/near/", views.near_questions, name="near-questions"),
    path("similar/<int:pk>/", views.asked_before, name="asked-before"),
    path("similar/<int:pk>/join/<int:earlier>/", views.join_questions, name="join-questions"),
    path("similar/joined/<int:pk>/undo/", views.part_questions, name="part-questions"),
    path("similar/<int:pk>/apart/<int:earlier>/", views.tell_apart, name="tell-apart"),
    path("similar/<int:pk>/apart/<int:earlier>/undo/", views.not_apart, name="not-apart"),
]
