from django.shortcuts import render

from tisserand.communities.door import allow

from .. import today as domain


@allow("come in")
def today(request, community):
    now = community.now()
    return render(
        request, "attention/today.html", {"today": domain.today(request.membership, now), "now": now}
    )
