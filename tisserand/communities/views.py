from django.shortcuts import redirect, render

from tisserand.people.door import signed_in

from .door import allow
from .models import Community


@signed_in
def home(request):
    community = Community.objects.of(request.user).first()
    return redirect("members", community.slug) if community else render(request, "communities/nowhere.html")


@allow("come in")
def members(request, community):
    return render(
        request, "communities/members.html", {"members": community.memberships.present().for_list()}
    )
