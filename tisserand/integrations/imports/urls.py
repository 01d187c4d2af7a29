from django.urls import path

from .views import activity, forum, loading, naming, people, undoing

urlpatterns = [
    path("loading/", loading.loading, name="loading"),
    path("loading/<int:pk>/", loading.load, name="load"),
    path("loading/<int:pk>/give-up/", loading.give_up_load, name="give-up-load"),
    path("loading/<int:pk>/again/", loading.begin_load_again, name="begin-load-again"),
    path("loading/people/", people.load_people, name="load-people"),
    path("loading/people/<int:pk>/columns/", people.people_columns, name="people-columns"),
    path("loading/people/<int:pk>/", people.people_preview, name="people-preview"),
    path("loading/activity/", activity.load_activity, name="load-activity"),
    path("loading/activity/<int:pk>/columns/", activity.activity_columns, name="activity-columns"),
    path("loading/<int:pk>/undo/", undoing.undo_load, name="undo-load"),
    path("loading/<int:pk>/steps/", naming.name_steps, name="name-steps"),
    path("loading/<int:pk>/steps/<int:step>/none/", naming.unname_step, name="unname-step"),
    path("loading/forum/", forum.load_forum, name="load-forum"),
]
