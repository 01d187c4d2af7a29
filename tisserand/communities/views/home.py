from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from tisserand.people.door import signed_in

from ..models import Community, Membership


def front_page(membership: Membership) -> str:
    """Where this person starts in this community: the day's list for who runs it, today for the others."""
    try:
        return reverse("my-day" if membership.runs_it else "today", args=[membership.community.slug])
    except NoReverseMatch:  # an installation without `attention`
        return reverse("members", args=[membership.community.slug])


@signed_in
def home(request):
    places = Membership.objects.present().filter(person=request.user)
    places = list(places.select_related("community__organisation").order_by("community__name", "pk"))
    if len(places) == 1:
        return redirect(front_page(places[0]))
    if places:
        doors = [(place, front_page(place)) for place in places]
        return render(request, "communities/home.html", {"doors": doors})
    if request.user.is_administrator:
        return redirect("site" if Community.objects.exists() else "create-community")
    return render(request, "communities/nowhere.html")
