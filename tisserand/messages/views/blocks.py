from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.people.door import signed_in
from tisserand.people.models import Person
from tisserand.ui.notices import say

from .. import blocking
from ..models import Block
from .conversations import NONE


@allow("take part")
def block_member(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    place = get_object_or_404(community.memberships.select_related("person"), pk=min(pk, NONE))
    if place.person_id == request.user.pk or (place.left_at and not _wrote(place.person, request.user)):
        raise Http404
    if request.method != "POST":
        return render(request, "messages/block_member.html", {"person": place.person, "place": place})
    blocking.block(request.user, place.person, now=community.now())
    words = _("No private message from %(name)s reaches you any more.") % {"name": place.person.name}
    say(request, words, reverse("lift-block", args=[place.person_id]))
    return redirect("private-messages", community.slug)


def _wrote(person: Person, reader: Person) -> bool:
    """Whether they are in a conversation together: one may block who has left, for the day they come back."""
    shared = person.private_participations.values("conversation")
    return reader.private_participations.filter(conversation__in=shared).exists()


@require_POST
@signed_in
def lift_block(request, pk: int) -> HttpResponse:
    """`pk` is the person who is blocked."""
    found = get_object_or_404(Block.objects.select_related("whom"), by=request.user, whom=min(pk, NONE))
    blocking.lift(request.user, found.whom)
    say(request, _("Private messages from %(name)s reach you again.") % {"name": found.whom.name})
    return redirect("preferences")
