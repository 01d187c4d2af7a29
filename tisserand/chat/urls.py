from django.urls import path

from .views import days, lifts, messages, reports, rooms

urlpatterns = [
    path("chat/", rooms.room, name="chat"),
    path("chat/rooms/new/", rooms.open_room, name="open-room"),
    path("chat/reports/", reports.reports, name="chat-reports"),
    path("chat/reports/<int:pk>/answer/", reports.answer_author, name="answer-author-in-room"),
    path("chat/reports/<int:pk>/settlement/", reports.settle, name="settle-chat-report"),
    path("chat/messages/<int:pk>/lift/", lifts.lift_message, name="lift-message"),
    path("chat/messages/<int:pk>/unlift/", lifts.put_back, name="put-back"),
    path("chat/messages/<int:pk>/remove/", messages.remove_message, name="chat-remove"),
    path("chat/messages/<int:pk>/restore/", messages.restore_message, name="chat-restore"),
    path("chat/messages/<int:pk>/report/", reports.report_message, name="chat-report"),
    path("chat/<int:pk>/", rooms.room, name="chat-room"),
    path("chat/<int:pk>/messages/", messages.say_it, name="chat-say"),
    path("chat/<int:pk>/events/", rooms.events, name="chat-events"),
    path("chat/<int:pk>/settings/", rooms.room_settings, name="chat-settings"),
    path("chat/<int:pk>/digest/", days.digest_by_mail, name="chat-digest"),
    path("chat/<int:pk>/days/<str:day>/", days.day, name="chat-day"),
]
