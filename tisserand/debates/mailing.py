"""The mails of a telling, posted by the worker some at a time, in order of person. How far it went is kept in
the same transaction: a worker that dies has told nobody twice, and the next one goes on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tisserand.communities.hearing import in_their_rhythm
from tisserand.mail import outbox
from tisserand.people.models import Person

from .models import Debate, Participant, Poll, Telling, Voter

AT_ONCE = 200  # people in one transaction
# So long a mail waits before it leaves: what was a mistake can be taken back.
SECOND_THOUGHT = timedelta(minutes=10)
KINDS = {Telling.Kind.INVITATION: "take-part", Telling.Kind.OUTCOME: "debate-outcome"}


def go_on(pk: int, *, present: datetime) -> bool:
    """Post the next mails of this telling; True when there may be more."""
    with transaction.atomic():
        rows = Telling.objects.select_for_update(of=("self",)).filter(pk=pk)
        telling = rows.select_related("thread__community__organisation", "poll").first()
        if telling is None:
            return False
        people = list(to_tell(telling).filter(pk__gt=telling.told_up_to).order_by("pk")[:AT_ONCE])
        said = {"telling": telling.pk, "thread": telling.thread_id}
        subject = f"poll-{telling.poll_id}" if telling.poll_id else f"debate-{telling.thread_id}"
        people = in_their_rhythm(telling.thread.community_id, people)
        outbox.post_each(KINDS[Telling.Kind(telling.kind)], people, now=present, key=subject, **said)
        if people:
            telling.told_up_to = people[-1].pk
            telling.save(update_fields=["told_up_to"])
    return len(people) == AT_ONCE


def to_tell(telling: Telling) -> QuerySet[Person]:
    if telling.kind == Telling.Kind.INVITATION:
        return to_invite(telling.poll or telling.thread.debate, besides=telling.told_by_id)
    took = Participant.objects.filter(debate__thread=telling.thread_id, person__isnull=False)
    wrote = telling.thread.posts.standing()
    who = Q(pk__in=took.values("person")) | Q(posts__in=wrote) | Q(unnamed__posts__in=wrote)
    return _members(telling.thread.community_id).filter(who).exclude(pk=telling.told_by_id)


def to_invite(thing: Debate | Poll, *, besides: int | None) -> QuerySet[Person]:
    """Members who have not taken part, without who invites them."""
    members = _members(thing.thread.community_id).exclude(pk=besides or 0)
    if isinstance(thing, Poll):
        return members.exclude(pk__in=Voter.objects.filter(poll=thing, person__isnull=False).values("person"))
    took = Participant.objects.filter(debate=thing, person__isnull=False)
    return members.exclude(pk__in=took.values("person"))


def _members(community: int) -> QuerySet[Person]:
    return Person.objects.filter(memberships__community=community, memberships__left_at=None)
