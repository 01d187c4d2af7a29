"""The root table. All member pages live under /c/<community>/; each app brings its own."""

from django.urls import include, path

from . import dead_letters
from .health import health
from .metrics import metrics

# Those that are asked for most, first.
of_a_community = [
    path("", include("tisserand.conversations.urls")),
    path("", include("tisserand.attention.urls")),
    path("", include("tisserand.search.urls")),
    path("", include("tisserand.debates.urls")),
    path("", include("tisserand.thanks.urls")),
    path("", include("tisserand.chat.urls")),
    path("", include("tisserand.resources.urls")),
    path("", include("tisserand.similar.urls")),
    path("", include("tisserand.integrations.imports.urls")),
    path("", include("tisserand.facilitation.urls")),
    path("", include("tisserand.letter.urls")),
    path("", include("tisserand.meetings.urls")),
]

urlpatterns = [
    path("health", health, name="health"),
    path("metrics", metrics, name="metrics"),
    path("dead-letters/", dead_letters.dead_letters, name="dead-letters"),
    path("dead-letters/replay/", dead_letters.replay_dead_letters, name="replay-dead-letters"),
    path("dead-letters/<uuid:pk>/", dead_letters.dead_letter, name="dead-letter"),
    path("dead-letters/<uuid:pk>/replay/", dead_letters.replay_dead_letter, name="replay-dead-letter"),
    path("dead-letters/<uuid:pk>/drop/", dead_letters.drop_dead_letter, name="drop-dead-letter"),
    path("c/<slug:community>/", include(of_a_community)),
    path("", include("tisserand.ui.urls")),
    path("", include("tisserand.demo.urls")),
    path("", include("tisserand.people.urls")),
    path("", include("tisserand.mail.urls")),
    path("", include("tisserand.privacy.urls")),
    path("", include("tisserand.communities.urls")),
    path("", include("tisserand.concerns.urls")),
    path("", include("tisserand.meetings.feed_urls")),
    path("", include("tisserand.messages.urls")),
    path("", include("tisserand.programmes.urls")),
]

handler400 = "tisserand.ui.faults.bad_request"
handler403 = "tisserand.ui.faults.forbidden"
handler404 = "tisserand.ui.faults.not_found"
handler500 = "tisserand.ui.faults.broken"
