"""Several at once."""

from datetime import timedelta

import pytest

from tisserand.communities import facts
from tisserand.debates import closing, taking, voting
from tisserand.debates.models import Debate, Option, Participant, Poll, Position, Stance, Voter

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_positions_taken_at_once_one_follows_the_other(at_once, community, cast, debate, now):
    acts = [
        lambda number=number: taking.take(Position.objects.get(number=number), by=cast.chloe, now=now)
        for number in (1, 2)
    ]
    assert at_once(*acts) == [None, None]
    assert (Participant.objects.count(), Stance.objects.count()) == (1, 2)
    assert facts.rebuild(community)["debates"] == 0


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_vote_sent_four_times_at_once_counts_once(at_once, community, cast, open_poll, now, anonymous):
    poll = open_poll(anonymous=anonymous)
    first = poll.options.first().pk

    def vote():
        voting.cast(Poll.objects.get(), [first], by=cast.chloe, now=now)

    assert at_once(*[vote] * 4) == [None] * 4
    assert (Voter.objects.count(), Option.objects.get(pk=first).votes) == (1, 1)


def test_different_votes_of_one_person_at_once_leave_one(at_once, community, cast, open_poll, now):
    poll = open_poll()
    options = [option.pk for option in poll.options.all()]
    acts = [lambda pk=pk: voting.cast(Poll.objects.get(), [pk], by=cast.chloe, now=now) for pk in options]
    assert at_once(*acts) == [None] * 3
    assert sum(Option.objects.values_list("votes", flat=True)) == 1
    assert facts.rebuild(community)["debates"] == 0


def test_votes_of_many_at_once_all_count(at_once, crowd, open_poll, now):
    poll, people = open_poll(anonymous=True), crowd(6)
    first = poll.options.first().pk
    acts = [
        lambda person=person: voting.cast(Poll.objects.get(), [first], by=person, now=now)
        for person in people
    ]
    assert at_once(*acts) == [None] * 6
    assert Option.objects.get(pk=first).votes == 6


def test_a_position_taken_while_it_ends_is_taken_or_refused(at_once, cast, debate, now):
    position = debate.positions.get(number=1)
    later = now + timedelta(minutes=1)
    [_, refused] = at_once(
        lambda: closing.reschedule(Debate.objects.get(), later, by=cast.ada, now=now),
        lambda: taking.take(position, by=cast.chloe, now=later),
    )
    assert Participant.objects.exists() == (refused is None)
