from tisserand.communities import facts
from tisserand.communities.models import Community
from tisserand.search import meaning

from . import duplicates
from .models import Comparison


@facts.kept("similar questions")
def rebuild(community: Community) -> int:
    """Compare the recent questions again; how many rows were wrong. What is kept of older ones is harmless,
    and forgotten without being counted."""
    while meaning.learn_some():
        pass
    recent = duplicates.recent(community, community.now())
    before = dict(Comparison.objects.filter(thread__in=recent).values_list("thread", "earlier"))
    readings = duplicates.readings({thread.pk: thread for thread in recent})
    made = {thread.pk: duplicates.compare(thread, reading).earlier_id for thread, reading in readings}
    Comparison.objects.filter(thread__community=community).exclude(thread__in=made).delete()
    return sum(1 for key, earlier in made.items() if before.get(key, 0) != earlier)
