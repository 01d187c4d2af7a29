"""What happened next to discussions that were revived, by which way it was. No cause is claimed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.conversations.models import Thread

from .models import Outreach

Way = Outreach.Way
CONCLUSIVE = 20  # acts of a way, below which nothing can be concluded
LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Came:
    """Of so many discussions revived this way, in how many somebody replied within a week."""

    way: str
    label: str
    times: int
    answered: int
    replies: int
    named_replied: int | None  # None: nobody is named that way

    @property
    def conclusive(self) -> bool:
        return self.times >= CONCLUSIVE


def by_way(community: Community, now: datetime) -> list[Came]:
    """One line for each way that was used in a year, and one for words of their own. One query."""
    acts = (
        Outreach.objects.standing()
        .filter(community=community, kind=Outreach.Kind.RELAUNCHED)
        .filter(done_at__gt=now - LOOKED_BACK, done_at__lte=now)
        .with_replies()
    )
    each: dict[str, list[Outreach]] = {}
    for act in acts.only("way"):
        each.setdefault(act.way, []).append(act)
    return [_came(way, each[way]) for way in [*Way.values, ""] if way in each]


def _came(way: str, acts: list[Outreach]) -> Came:
    return Came(
        way=way,
        label=str(Way(way).label) if way else _("in other words"),
        times=len(acts),
        answered=sum(act.replies > 0 for act in acts),
        replies=sum(act.replies for act in acts),
        named_replied=sum(act.named_replied for act in acts) if way == Way.PERSON else None,
    )


def of_thread(thread: Thread, now: datetime) -> list[Outreach]:
    """How it was revived, the last first, each with its `replies` and `named_replied`. One query."""
    acts = Outreach.objects.standing().filter(thread=thread, kind=Outreach.Kind.RELAUNCHED, done_at__lte=now)
    return list(acts.with_replies().select_related("done_by", "named").order_by("-done_at", "-pk")[:5])
