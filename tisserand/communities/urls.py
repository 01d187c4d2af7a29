from django.urls import include, path

from .views import charter, coming, home, invitations, members, settings, site

of_a_community = [
    path("members/", members.members, name="members"),
    path("members/new/", members.create_member, name="create-member"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/details/", members.edit_member, name="edit-member"),
    path("members/<int:pk>/role/", members.change_role, name="change-role"),
    path("members/<int:pk>/departure/", members.remove_member, name="remove-member"),
    path("members/<int:pk>/return/", members.restore_member, name="restore-member"),
    path("members/invitations/", invitations.invitations, name="invitations"),
    path("members/invitations/new/", invitations.create_invitations, name="create-invitations"),
    path(
        "members/invitations/<int:pk>/withdrawal/",
        invitations.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("members/invitations/<int:pk>/reminder/", invitations.remind_invitation, name="remind-invitation"),
    path("departure/", coming.leave, name="leave"),
    path("return/", coming.come_back, name="come-back"),
    path("charter/", charter.charter, name="charter"),
    path("charter/words/", charter.edit_charter, name="edit-charter"),
    path("settings/", settings.settings, name="settings"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("site/", site.site, name="site"),
    path("invitations/<str:token>/", coming.accept_invitation, name="accept-invitation"),
    path("c/<slug:community>/", include(of_a_community)),
]
