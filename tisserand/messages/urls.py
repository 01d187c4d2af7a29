from django.urls import include, path

from .views import blocks, conversations, files, lists, messages, people, reports

of_a_community = [
    path("messages/", lists.private_messages, name="private-messages"),
    path("messages/people/", people.choose_people, name="choose-people"),
    path("messages/new/", conversations.new_private_conversation, name="new-private-conversation"),
    path("messages/<int:pk>/", conversations.private_conversation, name="private-conversation"),
    path("messages/<int:pk>/words/", conversations.create_private_message, name="create-private-message"),
    path("messages/<int:pk>/people/", people.add_people, name="add-people"),
    path("messages/<int:pk>/people/undo/", people.take_back_people, name="take-back-people"),
    path("messages/<int:pk>/leave/", people.leave_conversation, name="leave-conversation"),
    path("messages/<int:pk>/return/", people.return_to_conversation, name="return-to-conversation"),
    path("messages/<int:pk>/mute/", people.mute_conversation, name="mute-conversation"),
    path("messages/<int:pk>/unmute/", people.unmute_conversation, name="unmute-conversation"),
    path("messages/words/<int:pk>/edit/", messages.edit_private_message, name="edit-private-message"),
    path("messages/words/<int:pk>/remove/", messages.remove_private_message, name="remove-private-message"),
    path(
        "messages/words/<int:pk>/restore/", messages.restore_private_message, name="restore-private-message"
    ),
    path("messages/words/<int:pk>/report/", reports.report_private_message, name="report-private-message"),
    path("messages/files/<slug:token>/", files.private_file, name="private-file"),
    path("messages/reports/<int:pk>/", reports.private_report, name="private-report"),
    path("messages/reports/<int:pk>/reopen/", reports.reopen_private_report, name="reopen-private-report"),
    path(
        "messages/reports/<int:pk>/answer/", reports.answer_author_privately, name="answer-author-privately"
    ),
    path("messages/members/<int:pk>/block/", blocks.block_member, name="block-member"),
]

urlpatterns = [
    path("me/blocks/<int:pk>/lift/", blocks.lift_block, name="lift-block"),
    path("c/<slug:community>/", include(of_a_community)),
]
