from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.mail.models import Envelope

from ..models import Copy, Edition

PAGE = 20


def edition_here(request: CommunityRequest, community: Community, pk: int) -> Edition:
    """One that this member may read: drafts are for those who prepare them. 404 otherwise."""
    editions = Edition.objects.filter(community=community).select_related("approved_by", "chosen")
    if not request.membership.may("plan animation"):
        editions = editions.filter(composing_at__isnull=False)
    edition = get_object_or_404(editions, pk=pk)
    edition.community = community
    return edition


@require_safe
@allow("come in")
def letters(request: CommunityRequest, community: Community) -> HttpResponse:
    """The letters that have gone; for who prepares them, the next one."""
    plans = request.membership.may("plan animation")
    gone = Edition.objects.gone().filter(community=community).select_related("approved_by")
    page = Paginator(gone, PAGE).get_page(request.GET.get("page"))
    drafts = Edition.objects.to_come().filter(community=community) if plans else Edition.objects.none()
    context = {"page": page, "plans": plans, "coming": drafts.first(), "now": community.now()}
    return render(request, "letter/letters.html", context)


@require_safe
@allow("come in")
def letter(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """Its common part. For who prepares it also how far it is, asked again while it is composed."""
    edition = edition_here(request, community, pk)
    plans = request.membership.may("plan animation")
    mine = Copy.objects.filter(edition=edition, membership=request.membership).exclude(items=[])
    context = {"edition": edition, "plans": plans, "now": community.now(), "mine": mine.exists()}
    if plans:
        context["sent"] = sent(edition)
    fragment = plans and request.headers.get("HX-Request") == "true"
    return render(request, "letter/_progress.html" if fragment else "letter/letter.html", context)


def sent(edition: Edition) -> dict[str, int]:
    """How many of its mails have left, and how many of its letters on paper are printed. Two statements."""
    State = Envelope.State
    copies = Copy.objects.filter(edition=edition)
    gone = Q(envelope__state__in=(State.SENT, State.UNCERTAIN))
    return {
        "mails": copies.filter(gone, way=Copy.Way.MAIL).count(),
        "printed": copies.filter(way=Copy.Way.PAPER, printed_at__isnull=False).count(),
    }
