from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.programmes.models import Enrolment
from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from . import preparing
from .models import Intention, Manager, Planned


@panel("community.run", order=10)
def animation(context) -> str:
    membership = context["membership"]
    if not membership or not membership.may("plan animation"):
        return ""
    url = path_of("calendar", context["community"].slug)
    return nav_item(url, _("Calendar"), context["request"].path.startswith(url))


@panel("cohort.head")
def plan_of_cohort(context, cohort) -> str:
    """On the page of a group: its plan, its pairs, its managers."""
    if not context["membership"].may("plan animation"):
        return ""
    return render_to_string(
        "facilitation/_cohort.html", {"cohort": cohort, "community": context["community"]}
    )


@panel("person.main", order=30)
def intention(context, membership) -> str:
    """What somebody means to do, and who they work for: for themselves, and for who looks after them."""
    viewer = context["membership"]
    mine = viewer is not None and viewer.pk == membership.pk
    if not viewer or not (mine or viewer.may("plan animation")):
        return ""
    last = Intention.objects.filter(membership=membership).order_by("said_at", "pk").last()
    manager = Manager.objects.filter(membership=membership).select_related("person").first()
    if mine and last is None and not membership.enrolments.filter(withdrawn_at=None).exists():
        return ""
    said = {"intention": last, "manager": manager, "member": membership, "mine": mine, "viewer": viewer}
    return render_to_string("facilitation/_person.html", said | {"community": context["community"]})


@panel("session.stages")
def client_plan(context, session, circle) -> str:
    """What the client of a co-development will try, kept as their plan: by themselves, or whoever plans."""
    viewer = context["membership"]
    if circle is None or circle.client_id is None:
        return ""
    theirs = Enrolment.objects.active().filter(membership__person=circle.client_id)
    enrolment = theirs.filter(membership__community=session.community_id).select_related("membership").first()
    if enrolment is None or not (viewer.pk == enrolment.membership_id or viewer.may("plan animation")):
        return ""
    said = Intention.objects.filter(membership=enrolment.membership).order_by("said_at", "pk").last()
    known = {"client": circle.client, "member": enrolment.membership, "intention": said}
    known |= {"mine": viewer.pk == enrolment.membership_id, "community": context["community"]}
    return render_to_string("facilitation/_client_plan.html", known)


@panel("session.aside")
def foreseen(context, session) -> str:
    """The plan that foresaw a session, and the day it says now."""
    rows = Planned.objects.filter(session=session).select_related("cohort__programme")
    planned = rows.prefetch_related("cohort__room_days").first()
    if planned is None:
        return ""
    planned.session, planned.community = session, context["community"]
    known = {"planned": planned, "other_day": preparing.other_day(planned), "community": context["community"]}
    return render_to_string("facilitation/_foreseen.html", known)
