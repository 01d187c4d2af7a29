from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.mail import outbox
from tisserand.ui.notices import say

from .. import audience, telling
from ..models import Telling
from .found import session_here


@allow("plan animation")
def invite_to_session(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """Says first how many mails would leave, and to whom; POST has them sent."""
    session, now = session_here(request, community, pk), community.now()
    people = list(audience.to_tell(session, Telling.Kind.INVITATION, besides=request.user.pk))
    reached = outbox.reached("session-invitation", people)
    if request.method == "POST":
        if session.takes_answers(now) and reached:
            telling.invite(session, by=request.user, now=now)
            words = ngettext(
                "%(count)s mail leaves, in working hours.",
                "%(count)s mails leave, in the working hours of each.",
                len(reached),
            )
            say(request, words % {"count": len(reached)})
        else:
            say(request, _("There is nobody to invite."), tone="waiting")
        return redirect(session)
    context = {
        "session": session,
        "people": len(people),
        "reached": len(reached),
        "open": session.takes_answers(now),
    }
    context |= {"before": session.tellings.filter(kind="invitation").last(), "now": now}
    return render(request, "meetings/invite_to_session.html", context)
