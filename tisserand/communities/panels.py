from django.db import DatabaseError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from .models import Organisation

MEMBERS = {
    "members",
    "member",
    "create-member",
    "edit-member",
    "remove-member",
    "invitations",
    "create-invitations",
}


def _item(context, name: str, label: str, names: set[str]) -> str:
    here = context["request"].resolver_match
    current = bool(here) and here.url_name in names
    url = path_of(name, context["community"].slug)
    return nav_item(url, label, current)


@panel("community.nav", order=40)
def members(context) -> str:
    return _item(context, "members", _("Members"), MEMBERS)


@panel("community.run", order=30)
def settings(context) -> str:
    if not context["membership"] or not context["membership"].may("settle the community"):
        return ""
    return _item(context, "settings", _("Settings"), {"settings"})


@panel("help", order=30)
def charter(context) -> str:
    """What members agreed on is never far."""
    membership = context["membership"]
    if not membership or not getattr(membership, "charter", None):
        return ""
    url = path_of("charter", context["community"].slug)
    return render_to_string("communities/_charter_link.html", {"url": url})


@panel("person.menu", order=10)
def site(context) -> str:
    person = context["request"].user
    return render_to_string("communities/_site_link.html") if person.is_administrator else ""


@panel("help.outside", order=10)
def help_by_phone(context) -> str:
    """Outside communities, the number to ring is known when the whole site has one.

    These pages are shown when the database is away too: they do without it.
    """
    numbers = Organisation.objects.exclude(help_phone="").values_list("help_phone", "country").distinct()
    try:
        found = list(numbers[:2])
    except DatabaseError:
        return ""
    if len(found) != 1:
        return ""
    [(phone, country)] = found
    return render_to_string("communities/_help_outside.html", {"phone": phone, "country": country})
