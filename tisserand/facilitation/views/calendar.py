from datetime import date

from django.shortcuts import render

from tisserand.communities.door import allow

from .. import calendar as calendars

VIEWS = ("list", "week", "month")


@allow("plan animation")
def calendar(request, community):
    now = community.now()
    view = request.GET.get("view", "")
    shown = calendars.show(community, view if view in VIEWS else "list", _day(request, community), now)
    context = {"shown": shown, "views": VIEWS, "today": community.today(now), "now": now}
    return render(request, "facilitation/calendar.html", context)


def _day(request, community) -> date:
    """The day asked for, today when none is, or when it is no day that a calendar has."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return community.today()
    return day if 2000 <= day.year <= 2200 else community.today()
