from django.urls import path

from .views import approval, editions, paper, words

urlpatterns = [
    path("letter/", editions.letters, name="letters"),
    path("letter/next/", words.create_letter, name="create-letter"),
    path("letter/<int:pk>/", editions.letter, name="letter"),
    path("letter/<int:pk>/words/", words.edit_letter, name="edit-letter"),
    path("letter/<int:pk>/approval/", approval.approve_letter, name="approve-letter"),
    path("letter/<int:pk>/approval/undo/", approval.undo_approval, name="undo-letter-approval"),
    path("letter/<int:pk>/mine/", paper.my_letter, name="my-letter"),
    path("letter/<int:pk>/paper/", paper.letters_on_paper, name="letters-on-paper"),
    path("letter/<int:pk>/paper/printed/", paper.note_printed, name="note-letters-printed"),
]
