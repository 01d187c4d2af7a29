from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tisserand.communities.door import posted
from tisserand.communities.views.home import front_page
from tisserand.people.door import administrator
from tisserand.ui.notices import say

from .. import founding
from ..forms import FoundForm


@administrator
def create_community(request):
    now = timezone.now()  # there is no community yet whose clock could be asked
    today = timezone.localdate(now)
    form = FoundForm(posted(request), request.FILES or None, by=request.user, initial={"starts_on": today})
    if not form.is_valid():
        return render(
            request, "programmes/create_community.html", {"form": form}, status=422 if form.is_bound else 200
        )
    said = form.cleaned_data
    if form.asks_who:
        request.user.introduce(said["given_name"], said["family_name"], said["email"])
    community = founding.found(
        said["name"],
        said["addresses"],
        said["starts_on"],
        promise=said["promise"],
        organisation=said["organisation"],
        by=request.user,
        now=now,
    )
    say(request, _("“%(community)s” is ready.") % {"community": community.name})
    if "spreadsheet" in request.POST:
        return redirect("load-people", community.slug)
    return redirect(front_page(community.memberships.select_related("community").get(person=request.user)))
