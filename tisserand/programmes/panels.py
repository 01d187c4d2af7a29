from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from . import paths

PAGES = {
    "programmes",
    "programme",
    "create-programme",
    "edit-programme",
    "create-cohort",
    "cohort",
    "edit-cohort",
    "enrol-members",
    "discard-programme",
    "discard-cohort",
}


@panel("community.nav", order=30)
def programmes(context) -> str:
    here = context["request"].resolver_match
    current = bool(here) and here.url_name in PAGES
    url = path_of("programmes", context["community"].slug)
    return nav_item(url, _("Programme"), current)


@panel("person.main", order=20)
def steps(context, membership: Membership) -> str:
    """The paths of this person, for themselves and for who manages programmes."""
    viewer = context["membership"]
    if not viewer or not paths.may_note(membership, viewer):
        return ""
    community = context["community"]
    taken = paths.of(membership, community.now())
    if not taken:
        return ""
    shown = {"paths": taken, "member": membership, "manages": viewer.may("manage programmes")}
    return render_to_string("programmes/_person.html", shown, request=context["request"])
