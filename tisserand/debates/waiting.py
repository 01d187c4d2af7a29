"""What waits: for a member to take part, for who leads to conclude."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from tisserand.communities.models import Membership
from tisserand.ui.statements import statement

from .models import Debate, Outcome, Participant, Poll, Voter

SOON = timedelta(days=2)
# An outcome that nobody wrote in three months is not awaited any more.
AWAITED = timedelta(days=90)


def open_to(membership: Membership, now: datetime) -> Debate | Poll | None:
    """Of what is open here, the one that closes first in which this member has not taken part."""
    whose = {"community": membership.community_id, "person": membership.person_id, "now": now}
    found: list[Debate | Poll] = [*_open_debates(**whose), *_open_polls(**whose)]
    for thing in found:
        thing.thread.community = membership.community
    return min(found, key=lambda thing: thing.closes_at, default=None)


def open_debates(community: int, person: int, now: datetime):
    """In which this person has not taken part."""
    took_part = Participant.objects.filter(debate=OuterRef("pk"), person=person)
    debates = Debate.objects.filter(thread__community=community, thread__deleted_at=None, closes_at__gt=now)
    return debates.filter(~Exists(took_part))


def open_polls(community: int, person: int, now: datetime):
    """In which this person has not voted."""
    voted = Voter.objects.filter(poll=OuterRef("pk"), person=person)
    polls = Poll.objects.filter(thread__community=community, thread__deleted_at=None, closes_at__gt=now)
    return polls.filter(~Exists(voted))


@statement
def _open_debates(*, community: int, person: int, now: datetime):
    return _first_to_close(open_debates(community, person, now))


@statement
def _open_polls(*, community: int, person: int, now: datetime):
    return _first_to_close(open_polls(community, person, now))


def _first_to_close(things):
    return things.select_related("thread").defer("thread__context").order_by("closes_at", "pk")[:1]


@statement
def ending(*, community: int, now: datetime):
    """Open debates that close within two days, and closed ones without an outcome; with `people`: how many
    took position."""
    unsaid = ~Exists(Outcome.objects.filter(debate=OuterRef("pk")))
    debates = Debate.objects.filter(thread__community=community, thread__deleted_at=None)
    debates = debates.filter(closes_at__gt=now - AWAITED, closes_at__lte=now + SOON)
    debates = debates.filter(Q(closes_at__gt=now) | unsaid)
    debates = debates.annotate(people=Count("participants")).select_related("thread__author")
    return debates.order_by("closes_at", "pk")
