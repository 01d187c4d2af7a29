from django.urls import path

from .views import opinions, sheets, syntheses, topics

urlpatterns = [
    path("resources/", sheets.sheets, name="sheets"),
    path("resources/sheets/new/", sheets.new_sheet, name="new-sheet"),
    path("resources/sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("resources/sheets/<int:pk>/edit/", sheets.edit_sheet, name="edit-sheet"),
    path("resources/sheets/<int:pk>/publish/", sheets.publish_sheet, name="publish-sheet"),
    path("resources/sheets/<int:pk>/withdraw/", sheets.withdraw_sheet, name="withdraw-sheet"),
    path("resources/sheets/<int:pk>/review/", sheets.review_sheet, name="review-sheet"),
    path("resources/sheets/<int:pk>/unreview/", sheets.unreview_sheet, name="unreview-sheet"),
    path("resources/sheets/<int:pk>/versions/", sheets.sheet_versions, name="sheet-versions"),
    path("conversations/topics/<int:pk>/step/", topics.tie_topic, name="tie-topic"),
    path("resources/sheets/<int:pk>/useful/", opinions.find_sheet_useful, name="find-sheet-useful"),
    path("resources/sheets/<int:pk>/doubt/", opinions.doubt_sheet, name="doubt-sheet"),
    path("resources/sheets/<int:pk>/opinion/undo/", opinions.undo_opinion, name="undo-opinion"),
    path("conversations/<int:pk>/messages/", syntheses.choose_messages, name="choose-messages"),
    path("conversations/<int:pk>/sheets/new/", sheets.new_sheet, name="new-sheet-from"),
    path("conversations/<int:pk>/synthesis/", syntheses.write_synthesis, name="write-synthesis"),
    path(
        "conversations/<int:pk>/synthesis/versions/", syntheses.synthesis_versions, name="synthesis-versions"
    ),
    path(
        "conversations/<int:pk>/synthesis/withdraw/", syntheses.withdraw_synthesis, name="withdraw-synthesis"
    ),
    path("conversations/<int:pk>/synthesis/restore/", syntheses.restore_synthesis, name="restore-synthesis"),
]
