from django.views.decorators.http import require_POST

from tisserand.communities.door import allow

from .. import acts
from .answers import acting, folded, the_line


@require_POST
@allow("work the day")
@acting
def my_day_find_right(request, community):
    return _decided(request, community, "find_right", acts.find_right)


@require_POST
@allow("work the day")
@acting
def my_day_take_down(request, community):
    return _decided(request, community, "take_down", acts.take_down)


def _decided(request, community, name, act):
    now = community.now()
    line = the_line(request, community, now, name)
    return folded(request, community, [act(community, line.key, by=request.user, now=now)])
