from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.mail.characters import one_line
from tisserand.ui.notices import say

from .. import opinions
from ..models import Opinion
from .sheets import sheet_here

Kind = Opinion.Kind


@require_POST
@allow("take part")
def find_sheet_useful(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    return _said(
        request, pk, Kind.USEFUL, _("Noted: those who come after you will see that this sheet helped.")
    )


@require_POST
@allow("take part")
def doubt_sheet(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    return _said(request, pk, Kind.OUTDATED, _("Thank you. Who keeps this sheet is asked to read it again."))


@require_POST
@allow("take part")
def undo_opinion(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = sheet_here(request, community, pk)
    if opinions.take_back(found, by=request.user, now=community.now()):
        say(request, _("It is undone."))
    return redirect(_place(found))


def _said(request: CommunityRequest, pk: int, kind: str, words: str) -> HttpResponse:
    community = request.community
    found, why = sheet_here(request, community, pk), one_line(request.POST.get("why", ""))
    try:
        opinions.say(found, kind, by=request.user, why=why, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0], tone="error")
    else:
        say(request, words, reverse("undo-opinion", args=[community.slug, found.pk]))
    return redirect(_place(found))


def _place(found) -> str:
    return f"{found.get_absolute_url()}#readers"
