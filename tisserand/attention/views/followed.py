from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from tisserand.communities.door import allow

from .. import followed as domain
from .. import revived
from ..models import Outreach


@allow("work the day")
def my_day_followed(request, community):
    now = community.now()
    context = {"followed": domain.followed(domain.lately(community, now), now), "now": now}
    context |= {"ways": revived.by_way(community, now), "conclusive": revived.CONCLUSIVE}
    return render(request, "attention/my_day_followed.html", context)


@allow("work the day")
def my_day_followed_acts(request, community, kind):
    sign = request.GET.get("sign", "")
    if kind not in Outreach.Kind.values or (sign and sign not in domain.KINDS):
        raise Http404
    rows = domain.counted(community, community.now(), kind, sign)
    rows = rows.select_related("membership__person", "done_by", "thread").order_by("-done_at", "-pk")
    context = {
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "kind": kind,
        "sign": sign,
        "now": community.now(),
    }
    return render(request, "attention/my_day_followed_acts.html", context)
