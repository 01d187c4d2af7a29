from django.core.paginator import Paginator
from django.shortcuts import render

from tisserand.communities.door import allow

from .. import on_ladder
from ..day import day


@allow("work the day")
def the_ladder(request, community):
    """One line for each person whom the ladder concerns; `rung` shows those of one."""
    now, asked = community.now(), request.GET.get("rung", "")
    everybody = on_ladder.lines(day(community, now))
    counted = on_ladder.counted(everybody)
    asked = asked if asked in {rung for rung, _name, _count in counted} else ""
    chosen = [line for line in everybody if not asked or line.rung == asked]
    page = Paginator(chosen, on_ladder.PAGE).get_page(request.GET.get("page"))
    lines = on_ladder.whole(page.object_list, community, request.user, now)
    context = {"page": page, "lines": lines, "rungs": counted, "rung": asked, "count": len(everybody)}
    return render(request, "attention/ladder.html", context | {"now": now})
