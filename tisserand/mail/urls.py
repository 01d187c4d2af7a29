from django.urls import path

from .views import address, mailbox, one_click, rhythm, sign_in

urlpatterns = [
    path("a/<str:token>/", one_click.answer, name="one-click"),
    path("sign-in/link/", sign_in.create_sign_in_link, name="create-sign-in-link"),
    path("sign-in/sent/", sign_in.sign_in_link_sent, name="sign-in-link-sent"),
    path("me/address/", address.create_address_change, name="create-address-change"),
    path("address/<str:token>/", address.confirm_address, name="confirm-address"),
    path("mail-rhythm/<str:token>/", rhythm.mail_rhythm, name="mail-rhythm"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", mailbox.letter, name="letter"),
    path("mailbox/<int:pk>/body/", mailbox.letter_body, name="letter-body"),
    path("mailbox/<int:pk>/source/", mailbox.letter_source, name="letter-source"),
]
