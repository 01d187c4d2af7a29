from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from tisserand.communities.views.home import front_page
from tisserand.people.door import public
from tisserand.people.models import Person

from . import entrance


@public
def enter_demo(request, token):
    """One click to where this person is most at home: no mail scanner ever meets the links of the demo."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(Person, pk=entrance.person_of(token))
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    place = person.memberships.present().select_related("community").order_by("-active_days", "pk").first()
    return redirect(front_page(place) if place else "home")
