from datetime import date

from django.shortcuts import render

from tisserand.communities.door import allow

from .. import calendar as calendars
from .. import previewing

VIEWS = ("list", "week", "month")


@allow("plan animation")
def calendar(request, community):
    now = community.now()
    view = request.GET.get("view", "")
    shown = calendars.show(community, view if view in VIEWS else "list", _day(request, community), now)
    context = {"shown": shown, "views": VIEWS, "today": community.today(now), "now": now}
    return render(request, "facilitation/calendar.html", context)


@allow("plan animation")
def preview(request, community):
    """A day as a chosen learner will receive it."""
    now, day = community.now(), _day(request, community)
    mails = previewing.on(community, day)
    people = previewing.learners(mails)
    chosen = next((one for one in people if str(one.pk) == request.GET.get("member", "")), None)
    received = previewing.received(mails, chosen, by=request.user, now=now) if chosen else []
    context = {"day": day, "people": people, "chosen": chosen, "received": received, "mails": mails}
    return render(request, "facilitation/preview.html", context)


def _day(request, community) -> date:
    """The day asked for, today when none is, or when it is no day that a calendar has."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return community.today()
    return day if 2000 <= day.year <= 2200 else community.today()
