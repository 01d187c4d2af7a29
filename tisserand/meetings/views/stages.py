"""The page of a co-development: six stages, who plays what, and until when each lasts."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import audience, circling, when
from .. import stages as six
from ..forms import CircleForm
from ..models import Circle, LiveSession, Part
from .found import session_here


def _circle_here(request: CommunityRequest, community: Community, pk: int) -> LiveSession:
    session = session_here(request, community, pk)
    if not circling.is_one(session):
        raise Http404
    return session


@require_safe
@allow("come in")
def stages(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    session, now, member = _circle_here(request, community, pk), community.now(), request.membership
    circle = Circle.objects.filter(session=session).select_related("client", "host").first()
    parts = list(session.parts.select_related("person").order_by("said_at", "pk"))
    plans = member.may("plan animation")
    hosts = circle is not None and circle.host_id == member.person_id
    asked = not hosts and (session.cohort_id is None or audience.concerns(session, member))
    context = {
        "session": session,
        "circle": circle,
        "steps": six.steps_of(session.minutes, circle.began_at if circle else None),
        "hours": six.steps_of(session.minutes, session.starts_at),  # on paper, if it begins at its hour
        "when": when.span(session.starts_at, session.ends_at),
        "shift": community.set_back,
        "now": now,
        "cases": [one.person for one in parts if one.kind == Part.Kind.CASE],
        "helpers": [one.person for one in parts if one.kind == Part.Kind.HELP],
        "mine": next((one for one in parts if one.person_id == member.person_id), None),
        "offers": asked and session.takes_answers(now),
        "plans": plans,
        "may_begin": session.cancelled_at is None and circling.may_begin(session, member, circle),
        "form": CircleForm(session=session, circle=circle) if plans else None,
    }
    return render(request, "meetings/stages.html", context)


@require_POST
@allow("take part")
def offer_part(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    session, now, kind = _circle_here(request, community, pk), community.now(), request.POST.get("part", "")
    try:
        if kind:
            circling.offer(session, kind, member=request.membership, by=request.user, now=now)
            say(request, _("Thank you: it is noted, and you come."))
        elif circling.take_back(session, member=request.membership, now=now):
            say(request, _("Your answer is taken back."))
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
    return redirect("stages", community.slug, session.pk)


@require_POST
@allow("plan animation")
def share_out(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    session = _circle_here(request, community, pk)
    form = CircleForm(request.POST, session=session, circle=None)
    try:
        if not form.is_valid():
            raise ValidationError(_("Choose among those who are asked to this session."))
        circling.share_out(session, by=request.user, now=community.now(), **form.people())
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
    else:
        say(request, _("It is noted."))
    return redirect("stages", community.slug, session.pk)


@require_POST
@allow("take part")
def begin_stages(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    session = _circle_here(request, community, pk)
    circle = Circle.objects.filter(session=session).first()
    if not circling.may_begin(session, request.membership, circle):
        raise PermissionDenied
    try:
        circling.begin(session, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
    return redirect("stages", community.slug, session.pk)
