from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.shortcuts import render

from tisserand.people.door import administrator

from ..models import Community, Membership

A_PAGE = 30


@administrator
def site(request):
    """What an administrator looks after: the communities, and the tools that other apps hang here."""
    running = Membership.objects.present().lcms().select_related("person").order_by("pk")
    communities = Community.objects.select_related("organisation").annotate(
        members=Count("memberships", filter=Q(memberships__left_at=None))
    )
    communities = communities.prefetch_related(Prefetch("memberships", running, to_attr="run_by"))
    page = Paginator(communities.order_by("name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "communities/site.html", {"page": page})
