from django.urls import path

from .views import preferences, sign_in

# The link itself is asked for at `create-sign-in-link`, in `mail`, which carries it.
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/password/", sign_in.sign_in_with_password, name="sign-in-with-password"),
    path("sign-in/link/<str:token>/", sign_in.sign_in_link, name="sign-in-link"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("sign-out/everywhere/", sign_in.sign_out_everywhere, name="sign-out-everywhere"),
    path("me/", preferences.preferences, name="preferences"),
    path("me/password/", preferences.password, name="password"),
    path("me/password/removal/", preferences.remove_password, name="remove-password"),
]
