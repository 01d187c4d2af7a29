"""Polls that stand within a conversation, for whoever searches. One that stands alone is found as its thread;
so is a debate, by its question, its arguments and its outcome. What is found says nothing of the answers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Thread
from tisserand.search.sources import Content, Said, Shown, Source, source

from .models import Option, Poll


def _within():
    return Poll.objects.exclude(thread__kind=Thread.Kind.POLL)


@source
class Polls(Source):
    """Its one passage has the number of the poll."""

    name = "poll"
    template = "debates/_found.html"

    def contents(self, keys: Collection[int], parts: Collection[int] | None = None) -> Iterable[Content]:
        labels = defaultdict(list)
        for poll, label in Option.objects.filter(poll__in=keys).values_list("poll", "label"):
            labels[poll].append(label)
        for poll in _within().filter(pk__in=keys).select_related("thread__community"):
            yield Content(
                key=poll.pk,
                community=poll.thread.community_id,
                language=poll.thread.community.language,
                kind=Thread.Kind.POLL,
                title=poll.question,
                passages=[Said(poll.pk, poll.opened_by_id, poll.opened_at, " · ".join(labels[poll.pk]))],
            )

    def keys(self, community: Community) -> Iterator[int]:
        return _within().filter(thread__community=community).values_list("pk", flat=True).iterator()

    def visible(self, parts: Collection[int], membership: Membership) -> set[int]:
        seen = Thread.objects.filter(community=membership.community_id).visible_to(membership)
        return set(_within().filter(pk__in=parts, thread__in=seen).values_list("pk", flat=True))

    def shown(self, found: dict[int, list[int]], membership: Membership, now: datetime) -> dict[int, Shown]:
        shown = {}
        polls = (
            _within().filter(pk__in=found).select_related("thread", "opened_by").prefetch_related("options")
        )
        for poll in polls:
            poll.thread.community = membership.community
            shown[poll.pk] = Shown(
                title=poll.question,
                thing={"poll": poll, "open": poll.is_open(now)},
                texts={poll.pk: " · ".join(option.label for option in poll.options.all())},
                urls={poll.pk: poll.get_absolute_url()},
                authors={poll.pk: poll.opened_by.name if poll.opened_by else _("A former member")},
            )
        return shown
