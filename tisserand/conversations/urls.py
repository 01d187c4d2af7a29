from django.urls import path

from .views import answers, files, lists, names_left, posts, reports, threads

urlpatterns = [
    path("conversations/", lists.conversations, name="conversations"),
    path("conversations/new/", threads.new_thread, name="new-thread"),
    path("conversations/reports/", reports.reports, name="reports"),
    path("conversations/reports/<int:pk>/settlement/", reports.settle, name="settle-report"),
    path("conversations/names/", names_left.names_left, name="names-left"),
    path("conversations/names/<int:pk>/", names_left.settle_name_left, name="settle-name-left"),
    path("conversations/files/<slug:token>/", files.attachment, name="attachment"),
    path("conversations/people/", lists.people_to_name, name="people-to-name"),
    path("conversations/<int:pk>/", threads.thread, name="thread"),
    path("conversations/<int:pk>/replies/", threads.create_reply, name="create-reply"),
    path("conversations/<int:pk>/follow/", answers.follow, name="follow"),
    path("conversations/<int:pk>/unfollow/", answers.unfollow, name="unfollow"),
    path("conversations/<int:pk>/accept/", answers.accept, name="accept"),
    path("conversations/<int:pk>/unaccept/", answers.unaccept, name="unaccept"),
    path("conversations/<int:pk>/unsolved/", answers.find_unsolved, name="find-unsolved"),
    path("conversations/posts/<int:pk>/edit/", posts.edit_post, name="edit-post"),
    path("conversations/posts/<int:pk>/delete/", posts.delete_post, name="delete-post"),
    path("conversations/posts/<int:pk>/restore/", posts.restore_post, name="restore-post"),
    path("conversations/posts/<int:pk>/history/", posts.post_history, name="post-history"),
    path("conversations/posts/<int:pk>/report/", posts.report_post, name="report-post"),
    path("conversations/<slug:need>/", lists.conversations, name="conversations-by-need"),
]
