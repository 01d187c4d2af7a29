from django.shortcuts import render

from tisserand.communities.door import allow

from .. import page


@allow("work the day")
def my_day(request, community):
    now = community.now()
    shown = page.my_day(community, request.user, now)
    return render(request, "attention/my_day.html", {"page": shown, "day": shown.day, "now": now})
