from django.shortcuts import render

from tisserand.communities.door import allow

from .. import about_me as domain
from ..day import day


@allow("come in")
def about_me(request, community):
    now = community.now()
    about = domain.about(request.membership, now, day(community, now))
    return render(request, "attention/about_me.html", {"about": about, "now": now})
