from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from .models import LoadedPerson


@panel("community.run", order=20)
def loading(context) -> str:
    membership = context.get("membership")
    if membership is None or not membership.may("load data"):
        return ""
    url = path_of("loading", context["community"].slug)
    current = context["request"].path.startswith(url)
    return nav_item(url, _("Load data"), current)


@panel("person.main", order=90)
def where_they_work(context, person_membership) -> str:
    """Department and site, as the last spreadsheet told them; for the LCM."""
    if not context["membership"].may("manage members"):
        return ""
    row = LoadedPerson.objects.filter(
        community=person_membership.community_id, person=person_membership.person_id
    ).first()
    told = row and {name: row.values.get(name) for name in ("department", "site", "external_id")}
    if not told or not any(told.values()):
        return ""
    return render_to_string("imports/_where_they_work.html", {"told": told, "loaded_at": row.loaded_at})
