from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.mail.written import dressing
from tisserand.ui.notices import say

from .. import approving, drafting, stories
from ..forms import EditionForm
from ..models import Edition
from .editions import edition_here


@require_POST
@allow("plan animation")
def create_letter(request: CommunityRequest, community: Community) -> HttpResponse:
    """The next letter, with words to begin with; the one that waits already, when there is one."""
    edition = drafting.begin(community, by=request.user, now=community.now())
    return redirect("edit-letter", community.slug, edition.pk)


@allow("plan animation")
def edit_letter(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    edition, now = edition_here(request, community, pk), community.now()
    if edition.gone:
        return redirect(edition)
    form = _form(request, edition, now)
    if request.method == "POST" and form.is_valid():
        try:
            approving.rewrite(edition, by=request.user, now=now, **form.writing())
        except ValidationError as error:
            form.refuse(error)
        else:
            say(request, _("It is kept. Now read it as three of its readers will."))
            return redirect("approve-letter", community.slug, edition.pk)
    context = {"form": form, "edition": edition}
    return render(request, "letter/edit_letter.html", context, status=422 if form.errors else 200)


def _form(request: CommunityRequest, edition: Edition, now: datetime) -> EditionForm:
    community, leaves = edition.community, edition.leaves_at.astimezone(edition.community.zone)
    known = stories.stories(community, now)
    if edition.chosen is not None and edition.chosen not in known:
        known = [edition.chosen, *known]
    initial: dict[str, Any] = {"subject": edition.subject, "text": edition.source, "format": edition.format}
    initial |= {"day": leaves.date(), "hour": leaves.time(), "chosen": edition.chosen_id or ""}
    place = {"today": community.today(now), "zone": community.zone, "stories": known}
    html = dressing.to_edit(edition.html)
    return EditionForm(posted(request), initial=initial, html=html, **place)
