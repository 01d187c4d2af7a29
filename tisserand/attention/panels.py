from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tisserand.ui.slots import panel

from . import about_person


@panel("community.nav", order=5)
def my_day(context) -> str:
    membership = context["membership"]
    if not membership or not membership.may("work the day"):
        return ""
    url = reverse("my-day", args=[context["community"].slug])
    here = context["request"].path.startswith(url)
    return render_to_string("ui/_nav_item.html", {"url": url, "label": _("My day"), "current": here})


@panel("community.nav", order=10)
def today(context) -> str:
    url = reverse("today", args=[context["community"].slug])
    here = context["request"].path == url
    return render_to_string("ui/_nav_item.html", {"url": url, "label": _("Today"), "current": here})


@panel("person.main", order=20)
def support(context, membership) -> str:
    """On a member's page: what an LCM knows of this person, has tried, and can do. Closed to the others."""
    if not context["membership"] or not context["membership"].may("work the day"):
        return ""
    community = context["community"]
    shown = about_person.about_person(membership, community.now())
    context = {"about": shown, "person": membership.person, "membership_pk": membership.pk}
    context |= {"community": community, "now": community.now()}
    return render_to_string("attention/_support.html", context)
