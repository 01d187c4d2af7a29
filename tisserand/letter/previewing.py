"""What an LCM sees before a letter goes: three readers' versions of it, and how many it goes to."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership
from tisserand.programmes.models import Enrolment

from . import composing
from .models import Copy, Edition
from .relevance import Week
from .week import week_of
from .wording import Piece, letters

READERS = 3
NEW = timedelta(days=21)
# So many readers are composed for to tell how many have nothing to read; of more, it is about so many.
LOOKED_AT = 1_000

Way = Copy.Way


@dataclass(frozen=True)
class Version:
    """The letter of one reader: why this one, how it goes, and what it says."""

    label: str
    member: Membership
    way: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Count:
    """How many of the readers go which way. `about`: all but `readers` is told from some of them."""

    readers: int
    by_mail: int
    on_paper: int
    nothing: int
    unwanted: int
    about: bool = False


def versions(edition: Edition, *, now: datetime, besides: Membership | None = None) -> list[Version]:
    """The versions of readers who differ: one who is new, one who is late, one who is active; first of all
    that of `besides`, when somebody was chosen. A constant number of statements."""
    picked: dict[int, tuple[str, Membership]] = {}
    most = READERS + (besides is not None)
    for label, member in _readers(edition.community, now, besides):
        if member is not None and len(picked) < most:
            picked.setdefault(member.pk, (label, member))
    return _versions(edition, list(picked.values()), week_of(edition, now), now)


def _readers(community: Community, now: datetime, besides: Membership | None):
    members = composing.readers_of(community.pk)
    learners = members.learners()
    yield _("The one you chose"), besides
    newest = learners.filter(joined_at__gte=now - NEW).order_by("-joined_at", "-pk")
    yield _("Somebody who has just come"), newest.first()
    behind = Enrolment.objects.behind(community.today(now)).of(community)
    yield _("Somebody who is late"), learners.filter(enrolments__in=behind).order_by("pk").first()
    active = members.exclude(role=Membership.Role.LCM).order_by("-active_days", "pk")
    yield _("Somebody who is active"), active.first()
    for member in learners.order_by("pk")[:3]:
        yield _("Another reader"), member


def _versions(
    edition: Edition, picked: list[tuple[str, Membership]], week: Week, now: datetime
) -> list[Version]:
    members = [member for _label, member in picked]
    found = composing.chosen(edition, members, week, shown=True, now=now)
    asked = [(member, items) for member, (_way, items) in found]
    said = letters(edition.community, asked, present=now + edition.community.set_back, signed=False)
    return [
        Version(label, member, way, pieces)
        for (label, _m), (member, (way, _i)), pieces in zip(picked, found, said, strict=True)
    ]


def count(edition: Edition, *, now: datetime) -> Count:
    """To how many it goes. For up to LOOKED_AT readers each is composed for; of more, the first so many."""
    members = composing.readers_of(edition.community_id)
    readers = members.count()
    looked = list(members.order_by("pk")[:LOOKED_AT])
    found = composing.chosen(edition, looked, week_of(edition, now), shown=True, now=now)
    ways = Counter(way for _member, (way, _items) in found)
    if readers <= LOOKED_AT:
        return Count(readers, ways[Way.MAIL], ways[Way.PAPER], ways[Way.NOTHING], ways[Way.UNWANTED])
    share = {way: round(readers * ways[way] / len(looked)) for way in (Way.PAPER, Way.NOTHING, Way.UNWANTED)}
    by_mail = max(readers - sum(share.values()), 0)
    return Count(readers, by_mail, share[Way.PAPER], share[Way.NOTHING], share[Way.UNWANTED], about=True)


def named(community: Community, words: str, at_most: int = 8) -> list[Membership]:
    """Members whose name has these words, to read the letter as one of them."""
    return list(composing.readers_of(community.pk).named(words).for_list()[:at_most]) if words.strip() else []
