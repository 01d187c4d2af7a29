"""The root table. All member pages live under /c/<community>/; each app brings its own."""

from django.urls import include, path

from .health import health

urlpatterns = [
    path("health", health, name="health"),
    path("", include("tisserand.ui.urls")),
    path("", include("tisserand.demo.urls")),
    path("", include("tisserand.people.urls")),
    path("", include("tisserand.mail.urls")),
    path("", include("tisserand.communities.urls")),
    path("c/<slug:community>/", include("tisserand.attention.urls")),
    path("c/<slug:community>/", include("tisserand.conversations.urls")),
    path("", include("tisserand.programmes.urls")),
    path("c/<slug:community>/", include("tisserand.integrations.imports.urls")),
]

handler400 = "tisserand.ui.faults.bad_request"
handler403 = "tisserand.ui.faults.forbidden"
handler404 = "tisserand.ui.faults.not_found"
handler500 = "tisserand.ui.faults.broken"
