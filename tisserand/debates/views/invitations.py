from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.mail import outbox
from tisserand.ui.notices import say

from .. import mailing, telling
from ..models import Debate, Poll
from .found import found_here


@allow("lead debates")
def invite(
    request: CommunityRequest, community: Community, pk: int, model: type[Debate] | type[Poll]
) -> HttpResponse:
    """Says first how many mails would leave; POST has them sent."""
    thing, now = found_here(request, community, model, pk), community.now()
    people = list(mailing.to_invite(thing, besides=request.user.pk))
    reached = outbox.reached("take-part", people)
    if request.method == "POST":
        if thing.is_open(now) and reached:
            telling.invite(thing, by=request.user, now=now)
            words = ngettext(
                "%(count)s mail leaves, in working hours.",
                "%(count)s mails leave, in the working hours of each.",
                len(reached),
            )
            say(request, words % {"count": len(reached)})
        else:
            say(request, _("There is nobody to invite."), tone="waiting")
        return redirect(thing)
    context = {
        "thing": thing,
        "is_poll": model is Poll,
        "open": thing.is_open(now),
        "people": len(people),
        "reached": len(reached),
        "before": thing.thread.tellings.filter(
            kind="invitation", poll=thing if model is Poll else None
        ).last(),
        "now": now,
    }
    return render(request, "debates/invite.html", context)
