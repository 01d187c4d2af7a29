from django.urls import path

from .views import about_me, followed, letters, lines, listing, my_day, people, posts, sheets, support, today

urlpatterns = [
    path("", today.today, name="today"),
    path("about-me/", about_me.about_me, name="about-me"),
    path("my-day/", my_day.my_day, name="my-day"),
    path("my-day/reply/", posts.my_day_reply, name="my-day-reply"),
    path("my-day/relaunch/", posts.my_day_relaunch, name="my-day-relaunch"),
    path("my-day/settle/", posts.my_day_settle, name="my-day-settle"),
    path("my-day/find-right/", sheets.my_day_find_right, name="my-day-find-right"),
    path("my-day/take-down/", sheets.my_day_take_down, name="my-day-take-down"),
    path("my-day/write/", letters.my_day_write, name="my-day-write"),
    path("my-day/letters/", letters.my_day_letters, name="my-day-letters"),
    path("my-day/letters/<int:pk>/", letters.my_day_letter, name="my-day-letter"),
    path("my-day/call/", people.my_day_call, name="my-day-call"),
    path("my-day/greet/", people.my_day_greet, name="my-day-greet"),
    path("my-day/postpone/", lines.my_day_postpone, name="my-day-postpone"),
    path("my-day/set-aside/", lines.my_day_set_aside, name="my-day-set-aside"),
    path("my-day/undo/", lines.my_day_undo, name="my-day-undo"),
    path("outreach/", listing.outreach_list, name="outreach-list"),
    path("outreach/export/", listing.outreach_export, name="outreach-export"),
    path("support/<int:pk>/", support.support, name="support"),
    path("support/<int:pk>/help/", support.note_help, name="note-help"),
    path("support/<int:pk>/accommodations/", support.agree, name="agree"),
    path("support/accommodations/<int:pk>/end/", support.end_accommodation, name="end-accommodation"),
    path("my-day/followed/", followed.my_day_followed, name="my-day-followed"),
    path("my-day/followed/<slug:kind>/", followed.my_day_followed_acts, name="my-day-followed-acts"),
]
