from django.urls import path

from .models import Debate, Poll
from .views import arguments, closing, debates, invitations, outcomes, polls, positions

DEBATE, POLL = {"model": Debate}, {"model": Poll}

urlpatterns = [
    path("debates/new/", debates.new_debate, name="new-debate"),
    path("debates/<int:pk>/position/", positions.take_position, name="take-position"),
    path("debates/<int:pk>/position/undo/", positions.undo_position, name="undo-position"),
    path("debates/<int:pk>/arguments/", arguments.new_argument, name="new-argument"),
    path("debates/<int:pk>/closing/", closing.edit_closing, DEBATE, name="edit-closing"),
    path("debates/<int:pk>/closing/undo/", closing.undo_closing, DEBATE, name="undo-closing"),
    path("debates/<int:pk>/invitations/", invitations.invite, DEBATE, name="invite-to-debate"),
    path("debates/<int:pk>/outcome/", outcomes.new_outcome, name="new-outcome"),
    path("debates/<int:pk>/outcome/undo/", outcomes.undo_outcome, name="undo-outcome"),
    path("polls/new/", polls.new_poll, name="new-poll"),
    path("polls/<int:pk>/vote/", polls.cast_vote, name="cast-vote"),
    path("polls/<int:pk>/vote/undo/", polls.undo_vote, name="undo-vote"),
    path("polls/<int:pk>/closing/", closing.edit_closing, POLL, name="edit-poll-closing"),
    path("polls/<int:pk>/closing/undo/", closing.undo_closing, POLL, name="undo-poll-closing"),
    path("polls/<int:pk>/invitations/", invitations.invite, POLL, name="invite-to-poll"),
]
