from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.conversations.listed import listed
from tisserand.conversations.states import state_of
from tisserand.facilitation.audiences import spares
from tisserand.ui import times
from tisserand.ui.hints import has, hint
from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from . import about_person, accommodations, asked, revived, support_log
from .forms import HelpForm
from .models import Accommodation, Outreach

MOST_ASKED = 50


@panel("community.nav", order=5)
def my_day(context) -> str:
    membership = context["membership"]
    if not membership or not membership.may("work the day"):
        return ""
    url = path_of("my-day", context["community"].slug)
    here = context["request"].path.startswith(url)
    return nav_item(url, _("My day"), here)


@panel("community.nav", order=10)
def today(context) -> str:
    url = path_of("today", context["community"].slug)
    here = context["request"].path == url
    return nav_item(url, _("Today"), here)


@panel("person.main", order=20)
def support(context, membership) -> str:
    """On a member's page: what an LCM knows of this person, has tried, and can do. Closed to the others."""
    if not context["membership"] or not context["membership"].may("work the day"):
        return ""
    community, reader, now = context["community"], context["request"].user, context["community"].now()
    context = {"person": membership.person, "membership_pk": membership.pk, "community": community}
    if support_log.closed_to(reader, [membership.pk]):
        return render_to_string("attention/_support_closed.html", context)
    shown = about_person.about_person(membership, now)
    context |= {
        "about": shown,
        "left": membership.left_at,
        "form": HelpForm(today=community.today(now)),
        "now": now,
    }
    return render_to_string("attention/_support.html", context)


@panel("draft.aside")
def accommodations_of(context, membership) -> str:
    """Beside a draft of a plan: what was agreed with the person it is about."""
    community, reader = context["community"], context["request"].user
    held = accommodations.of([membership.pk], community.today(community.now())).get(membership.pk, [])
    if not held or support_log.closed_to(reader, [membership.pk]):
        return ""
    return render_to_string("attention/_accommodations.html", {"held": held})


@panel("cohort.step")
def asked_beside(context, cohort, step) -> str:
    """How many questions those who stand at this step asked."""
    counted = asked.beside(cohort, step, context["community"].now())
    if not counted.questions:
        return ""
    return render_to_string("attention/_asked_beside.html", {"asked": counted, "step": step})


@panel("cohort.there")
def asked_there(context, cohort, step) -> str:
    """Their questions, once this step is opened."""
    reader, now = context["request"].user, context["community"].now()
    threads = asked.at_step(cohort, step, now).with_reading_of(reader.pk)[:MOST_ASKED]
    lines = [listed(thread, state_of(thread, reader=reader, now=now), times.here(now)) for thread in threads]
    return render_to_string("attention/_asked.html", {"lines": lines, "now": now})


@hint("thread", "revivals")
def revivals_of_thread():
    return Outreach.objects.standing().filter(thread=OuterRef("pk"), kind=Outreach.Kind.RELAUNCHED)


@panel("thread.aside", order=60)
def revived_here(context, thread) -> str:
    """For who runs the community: how this discussion was revived, and what happened next."""
    if not context["membership"].may("work the day") or not has(thread, "revivals"):
        return ""
    now = context["now"]
    shown = revived.of_thread(thread, now)
    return render_to_string("attention/_revived.html", {"acts": shown, "now": now}) if shown else ""


def _held_here(context) -> dict[int, list[Accommodation]]:
    """What was agreed with each of the people to call on this page, save with those who work under the
    reader; asked once for all of them."""
    request = context["request"]
    if not hasattr(request, "held_here"):
        people, community = [one.membership_id for one in context.get("people", ())], context["community"]
        closed = support_log.closed_to(request.user, people)
        today = community.today(community.now())
        request.held_here = accommodations.of(set(people) - closed, today)
    return request.held_here


@panel("planned.person")
def reach_out(context, membership) -> str:
    """Beside somebody whom the plan says to call: what was agreed with them, and the acts of the day."""
    said = {"membership": membership, "community": context["community"]}
    said["held"] = _held_here(context).get(membership.pk, [])
    return render_to_string("attention/_reach_out.html", said)


@spares
def left_in_peace(rows, planned, now):
    """Plans too leave alone who is on leave, or asked to be."""
    today = planned.community.today(now)
    pausing = Accommodation.objects.pausing().holding(today).filter(membership=OuterRef("membership"))
    return rows.filter(~Exists(pausing))
