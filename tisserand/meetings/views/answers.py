from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community, Membership
from tisserand.ui.notices import say

from .. import audience, signing_up
from ..forms import SignUpForForm
from ..models import LiveSession
from ..one_click import thanks
from .found import session_here


@require_POST
@allow("take part")
def answer_session(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    session, said = session_here(request, community, pk), request.POST.get("answer", "")
    try:
        signing_up.answer(session, said, member=request.membership, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
    else:
        say(request, thanks(said), reverse("undo-answer-session", args=[community.slug, session.pk]))
    return redirect(session)


@require_POST
@allow("take part")
def undo_answer_session(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    session = session_here(request, community, pk)
    if signing_up.take_back(session, member=request.membership, by=request.user, now=community.now()):
        say(request, _("Your answer is taken back."))
    return redirect(session)


@require_POST
@allow("plan animation")
def sign_up_for(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """An answer that somebody gave by telephone, or in passing."""
    session = session_here(request, community, pk)
    form = SignUpForForm(request.POST, members=who_may_be_signed_up(session), ways=ways_for(session))
    if not form.is_valid():
        say(request, _("Choose a member, and what they said."), tone="waiting")
        return redirect(session)
    member = form.cleaned_data["member"]
    try:
        said = form.cleaned_data["answer"]
        signing_up.answer(session, said, member=member, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
    else:
        say(request, _("Noted for %(name)s.") % {"name": member.person.name})
    return redirect(session)


def who_may_be_signed_up(session: LiveSession) -> QuerySet[Membership]:
    return audience.concerned(session)


def ways_for(session: LiveSession) -> list[str]:
    return signing_up.ways_of(session)
