from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community, Membership
from tisserand.ui.notices import say

from .. import approving, composing, previewing
from ..models import Edition
from .editions import edition_here


@allow("plan animation")
def approve_letter(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """Three readers' versions and how many it goes to; POST approves what was read."""
    edition, now = edition_here(request, community, pk), community.now()
    if edition.gone:
        return redirect(edition)
    if request.method == "POST":
        return _approve(request, edition)
    context = {
        "edition": edition,
        "count": previewing.count(edition, now=now),
        "versions": previewing.versions(edition, now=now, besides=_chosen(request, community)),
        "asked": request.GET.get("q", "")[:80],
        "found": previewing.named(community, request.GET.get("q", "")[:80]),
        "now": now,
    }
    return render(request, "letter/approve_letter.html", context)


def _chosen(request: CommunityRequest, community: Community) -> Membership | None:
    asked = request.GET.get("member", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        return None
    return composing.readers_of(community.pk).filter(pk=int(asked)).first()


def _approve(request: CommunityRequest, edition: Edition) -> HttpResponse:
    community = edition.community
    try:
        stamp = request.POST.get("stamp", "")
        approving.approve(edition, by=request.user, now=community.now(), stamp=stamp)
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
        return redirect("approve-letter", community.slug, edition.pk)
    undo = reverse("undo-letter-approval", args=[community.slug, edition.pk])
    say(request, _("It is approved: it leaves at its hour, in ten minutes at the earliest."), undo)
    return redirect(edition)


@require_POST
@allow("plan animation")
def undo_approval(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    edition = edition_here(request, community, pk)
    if approving.take_back(edition, by=request.user, now=community.now()):
        say(request, _("It is a draft again: nothing leaves."))
    else:
        say(request, _("It has gone, or it was a draft already."), tone="waiting")
    return redirect(edition)
