"""What is planned is made: a session, a debate, a poll, a letter, each on its own form."""

from functools import partial
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow, posted
from tisserand.conversations.views.threads import names_url
from tisserand.debates.forms import DebateForm, PollForm
from tisserand.meetings.forms import SessionForm
from tisserand.meetings.views.planning import form_to_plan
from tisserand.ui.notices import say

from .. import merging, preparing
from ..models import Planned
from .found import planned_here

Kind = Planned.Kind


def _open_here(community, pk, kind):
    """Something planned of that kind, that is still to be made."""
    one = planned_here(community, pk)
    if one.kind != kind or one.over:
        raise Http404
    return one


def _words(planned, by):
    values = merging.facts_of(planned, [], by).common
    return merging.merge(planned.title, values).text, merging.merge(planned.text, values).text


@allow("plan animation")
def prepare_session(request, community, pk):
    one, now = _open_here(community, pk, Kind.SESSION), community.now()
    title, text = _words(one, request.user)
    first = {"title": title, "day": one.on, "at": one.at, "description": text, "cohort": one.cohort_id}
    first |= {"kind": one.session_kind} if one.session_kind else {}
    first |= {"minutes": one.minutes} if one.minutes else {}
    form = SessionForm(posted(request), community=community, now=now, initial=first)
    return form_to_plan(request, form, partial(preparing.session, one, by=request.user, now=now))


@allow("lead debates")
def prepare_debate(request, community, pk):
    one = _open_here(community, pk, Kind.DEBATE)
    positions = "\n".join(button["label"] for button in one.answers)
    return _open(request, community, one, DebateForm, preparing.debate, {"positions": positions})


@allow("lead debates")
def prepare_poll(request, community, pk):
    one = _open_here(community, pk, Kind.POLL)
    options = "\n".join(button["label"] for button in one.answers)
    return _open(request, community, one, PollForm, preparing.poll, {"options": options})


def _open(request, community, one, form_class, act, first):
    now = community.now()
    title, text = _words(one, request.user)
    place = {"today": community.today(now), "zone": community.zone, "names_url": names_url(community)}
    form = form_class(posted(request), initial=first | {"question": title, "text": text}, **place)
    if request.method == "POST" and form.is_valid():
        try:
            made = act(one, by=request.user, now=now, **form.writing())
        except ValidationError as error:
            form.add_error(next(iter(first)), error.messages)
        else:
            return redirect(made)
    page = "debates/new_debate.html" if one.kind == Kind.DEBATE else "debates/new_poll.html"
    return render(request, page, {"form": form, "thread": None}, status=422 if form.errors else 200)


@require_POST
@allow("plan animation")
def prepare_letter(request, community, pk):
    one = _open_here(community, pk, Kind.LETTER)
    try:
        edition = preparing.letter(one, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
        return redirect("planned", community.slug, pk)
    return redirect("edit-letter", community.slug, edition.pk)


@require_POST
@allow("plan animation")
def settle_day(request, community, pk):
    """The plan and the session say two days: the session stays where it is, or its page opens to move it."""
    one = planned_here(community, pk)
    day = preparing.other_day(one)
    if day is None:
        return redirect("planned", community.slug, pk)
    if "move" in request.POST:
        url = reverse("edit-session", args=[community.slug, one.session_id])
        return redirect(f"{url}?{urlencode({'day': day.isoformat()})}")
    preparing.keep_day(one)
    say(request, _("It stays where it is."))
    return redirect("planned", community.slug, pk)
