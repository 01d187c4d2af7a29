"""What debates and polls ask of a person, and what those they took part in came to (see `concerns`)."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.concerns.lines import Line, Rank, Reader, source
from tisserand.ui import times

from .models import Debate, Outcome, Participant, Poll, Voter
from .waiting import SOON

# A debate asks for a position while time is short; a poll, one click, as long as it is open.
CLOSES_WITHIN = timedelta(days=3)


@source("open")
def open_to(reader: Reader, limit: int) -> list[Line]:
    """What is open and in which they have not taken part, where they asked for more than what is addressed
    to them."""
    voted = Voter.objects.filter(poll=OuterRef("pk"), person=reader.person)
    polls = Poll.objects.filter(_open(reader), ~Exists(voted)).select_related("thread")
    took_part = Participant.objects.filter(debate=OuterRef("pk"), person=reader.person)
    debates = Debate.objects.filter(_open(reader, CLOSES_WITHIN), ~Exists(took_part)).select_related("thread")
    lines = []
    for thing in [*polls.order_by("-thread__created_at")[:limit], *debates.order_by("closes_at")[:limit]]:
        thing.thread.community = community = reader.communities[thing.thread.community_id]
        vote = isinstance(thing, Poll)
        lines.append(
            Line(
                key=f"thread.{thing.thread_id}",
                rank=Rank.ASKED,
                at=thing.thread.created_at + community.set_back,
                community=community,
                title=thing.asked if vote else thing.thread.title,
                why=_("Open until %(day)s.") % {"day": times.day_name(thing.last_day)},
                url=thing.get_absolute_url(),
                soon=thing.closes_at < community.at(reader.now) + SOON,
                act=_("Answer the poll") if vote else _("Take position"),
            )
        )
    return lines


def _open(reader: Reader, within: timedelta | None = None) -> Q:
    asked = Q(pk__in=[])
    for place in reader.places:
        if place.hears != Membership.Hears.ADDRESSED:
            now = place.community.at(reader.now)
            here = Q(thread__community=place.community_id, closes_at__gt=now)
            asked |= here & Q(closes_at__lte=now + within) if within else here
    return asked & Q(thread__deleted_at=None)


@source("outcome")
def outcomes(reader: Reader, limit: int) -> list[Line]:
    """What came of the debates in which they took position."""
    mine = Participant.objects.filter(debate=OuterRef("debate"), person=reader.person)
    rows = Outcome.objects.filter(reader.unread("debate__thread__community", "concluded_at"), Exists(mine))
    rows = rows.filter(debate__thread__deleted_at=None, post__deleted_at=None)
    found = rows.exclude(concluded_by=reader.person).select_related("debate__thread", "post")
    return [_outcome(reader, one, one.concluded_at) for one in found.order_by("-concluded_at")[:limit]]


def _outcome(reader: Reader, outcome: Outcome, at: datetime) -> Line:
    thread = outcome.debate.thread
    thread.community = community = reader.communities[thread.community_id]
    outcome.post.thread = thread
    return Line(
        key=f"outcome.{outcome.pk}",
        rank=Rank.FOR_ME,
        at=at + community.set_back,
        community=community,
        title=thread.title,
        why=_("What the debate came to, in which you took position."),
        url=outcome.post.url,
        marked=True,
    )
