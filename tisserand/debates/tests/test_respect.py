"""Who is erased stays counted, and is named nowhere; what is held is shown."""

from datetime import timedelta

from tisserand.debates import moves, reading, taking, voting
from tisserand.debates.models import Option, Participant, Stance, Voter
from tisserand.people import held
from tisserand.privacy import erasing


def erase(person, now):
    erasing.ask(person, by=person, now=now - timedelta(days=7))
    assert erasing.carry_out_due(now) == 1


def test_counts_stay_right_and_no_name_is_left(debate, stand, open_poll, cast, now):
    stand("chloe", 1)
    stand("chloe", 2, why="Chloé Martin changed her mind.")
    stand("bao", 2)
    poll = open_poll()
    first = poll.options.first()
    voting.cast(poll, [first.pk], by=cast.chloe, now=now)
    erase(cast.chloe, now)
    found = moves.moves(debate, list(debate.positions.all()))
    assert (found.people, found.changed) == (2, 1)
    assert [one.why for one in Stance.objects.all()] == ["", "… changed her mind.", ""]
    assert Participant.objects.filter(person=None).count() == 1
    assert (Option.objects.get(pk=first.pk).votes, Voter.objects.get().person) == (1, None)
    debate.named = True
    shown = reading.show(debate, cast.places["ada"], now=now)
    two = next(place for place in shown.places if place.position.number == 2)
    assert ([person.name for person in two.names], two.unnamed) == (["Bao Tran"], 1)


def test_two_who_are_erased_are_still_two(debate, place, crowd, now):
    people = crowd(2)
    for person in people:
        taking.take(place(1), by=person, now=now)
    for person in people:
        erase(person, now)
    assert moves.moves(debate, list(debate.positions.all())).people == 2


def test_one_reads_where_one_stood_and_what_one_answered_unless_nobody_can_know(
    debate, stand, open_poll, cast, now
):
    stand("chloe", 1)
    for anonymous in (False, True):
        poll = open_poll(anonymous=anonymous)
        voting.cast(poll, [poll.options.first().pk], by=cast.chloe, now=now)
    rows = {key: list(held.named(key).rows(cast.chloe)) for key in ("positions", "votes")}
    assert [(row["thread"], row["position"]) for row in rows["positions"]] == [
        ("Two fixed days at the office?", "Two fixed days")
    ]
    assert [row["choices"] for row in rows["votes"]] == [["Monday"], []]


def test_what_others_wrote_of_them_as_a_reason_is_listed(debate, stand, cast, now):
    stand("bao", 1)
    stand("bao", 2, why="As Chloé said.")
    stand("chloe", 1)
    from tisserand.people.marks import Marks

    [left] = held.named("positions").remaining(cast.chloe, Marks.of(cast.chloe))
    assert (left.what, left.url) == (debate.thread.title, debate.get_absolute_url())
