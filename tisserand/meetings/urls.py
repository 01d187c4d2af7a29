from django.urls import path

from .views import after, answers, attendance, invitations, planning, sessions, stages

urlpatterns = [
    path("meetings/", sessions.live_sessions, name="live-sessions"),
    path("meetings/new/", planning.plan_session, name="plan-session"),
    path("meetings/<int:pk>/", sessions.live_session, name="live-session"),
    path("meetings/<int:pk>/calendar.ics", sessions.session_calendar, name="session-calendar"),
    path("meetings/<int:pk>/details/", planning.edit_session, name="edit-session"),
    path("meetings/<int:pk>/cancellation/", planning.cancel_session, name="cancel-session"),
    path("meetings/<int:pk>/cancellation/undo/", planning.undo_cancel_session, name="undo-cancel-session"),
    path("meetings/<int:pk>/invitations/", invitations.invite_to_session, name="invite-to-session"),
    path("meetings/<int:pk>/answer/", answers.answer_session, name="answer-session"),
    path("meetings/<int:pk>/answer/undo/", answers.undo_answer_session, name="undo-answer-session"),
    path("meetings/<int:pk>/sign-ups/", answers.sign_up_for, name="sign-up-for"),
    path("meetings/<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("meetings/<int:pk>/attendance/paper/", attendance.paper_list, name="paper-list"),
    path("meetings/<int:pk>/stages/", stages.stages, name="stages"),
    path("meetings/<int:pk>/stages/part/", stages.offer_part, name="offer-part"),
    path("meetings/<int:pk>/stages/roles/", stages.share_out, name="share-out"),
    path("meetings/<int:pk>/stages/start/", stages.begin_stages, name="begin-stages"),
    path("meetings/<int:pk>/afterword/", after.write_afterword, name="write-afterword"),
]
