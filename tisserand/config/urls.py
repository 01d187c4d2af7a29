"""The root table. All member pages live under /c/<community>/; each app brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("tisserand.people.urls")),
    path("", include("tisserand.mail.urls")),
    path("", include("tisserand.communities.urls")),
    path("c/<slug:community>/", include("tisserand.attention.urls")),
    path("c/<slug:community>/", include("tisserand.conversations.urls")),
    path("c/<slug:community>/", include("tisserand.programmes.urls")),
    path("c/<slug:community>/", include("tisserand.integrations.imports.urls")),
]
