from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import printing
from ..models import Copy
from .editions import edition_here


@require_safe
@allow("come in")
@never_cache
def my_letter(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """One's own, to read or to print; 404 when there was nothing in it for this member."""
    edition = edition_here(request, community, pk)
    copy = Copy.objects.filter(edition=edition, membership=request.membership).first()
    if copy is None or not copy.items:
        raise Http404
    copy.membership = request.membership
    context = {"edition": edition, "sheets": printing.drawn(edition, [copy], present=timezone.now())}
    return render(request, "letter/my_letter.html", context)


@require_safe
@allow("plan animation")
@never_cache
def letters_on_paper(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """One after the other, those that nobody has printed yet."""
    edition = edition_here(request, community, pk)
    page = Paginator(printing.waiting(edition), printing.PAGE).get_page(request.GET.get("page"))
    sheets = printing.drawn(edition, list(page), present=timezone.now())
    context = {"edition": edition, "page": page, "sheets": sheets}
    return render(request, "letter/letters_on_paper.html", context)


@require_POST
@allow("plan animation")
def note_printed(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    edition = edition_here(request, community, pk)
    asked = [int(key) for key in request.POST.getlist("copy") if key.isascii() and key.isdigit()]
    keys = [key for key in asked if key < 2**63][: printing.PAGE]
    count = printing.note_printed(edition, keys, by=request.user, now=community.now())
    words = ngettext("One letter is noted as printed.", "%(count)s letters are noted as printed.", count)
    say(request, words % {"count": count})
    return redirect("letters-on-paper", community.slug, edition.pk)
