from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community

from .. import ics, reading
from ..entries import entry_of
from ..forms import SignUpForForm
from .answers import ways_for, who_may_be_signed_up
from .found import session_here


@require_safe
@allow("come in")
def live_sessions(request: CommunityRequest, community: Community) -> HttpResponse:
    now, member = community.now(), request.membership
    context = {
        "to_come": reading.to_come(member, now),
        "page": reading.past(member, now, request.GET.get("page", "1")),
        "plans": member.may("plan animation"),
        "words_of": reading.words_of,
        "now": now,
    }
    return render(request, "meetings/live_sessions.html", context)


@require_safe
@allow("come in")
def live_session(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    session, now = session_here(request, community, pk), community.now()
    shown = reading.of(session, request.membership, now=now)
    context = {"shown": shown, "session": session, "now": now, "way_words": reading.WAY_WORDS, "form": None}
    if shown.plans and session.takes_answers(now):
        context["form"] = SignUpForForm(members=who_may_be_signed_up(session), ways=ways_for(session))
    return render(request, "meetings/live_session.html", context)


@require_safe
@allow("come in")
def session_calendar(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """For a calendar that is filled by hand: this session alone, as it stands."""
    session = session_here(request, community, pk)
    content = ics.calendar([entry_of(session)], organizer=community.name)
    headers = {
        "Content-Disposition": f'attachment; filename="session-{session.pk}.ics"',
        "Cache-Control": "private",
    }
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
