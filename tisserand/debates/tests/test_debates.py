from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.communities import facts
from tisserand.communities.models import Event
from tisserand.conversations.models import Post, Thread
from tisserand.debates import arguing, closing, moves, picture, taking
from tisserand.debates.models import Debate, Participant, Position, Stance

DAY = timedelta(days=1)


def flows(debate):
    """(from, to, how many), by number of position."""
    found = moves.moves(debate, list(debate.positions.all())).flows
    return [(flow.start.number, flow.end.number, flow.people) for flow in found]


def test_a_debate_is_a_thread_with_positions_and_a_place_for_who_is_still_thinking(debate, now, cast):
    thread = Thread.objects.get()
    assert (thread.kind, thread.title, thread.author) == ("debate", "Two fixed days at the office?", cast.ada)
    assert (thread.ends_at, thread.concluded_at) == (now + 7 * DAY, None)
    assert [(one.number, one.name, one.letter) for one in debate.positions.all()] == [
        (0, "Still thinking it over", "…"),
        (1, "Two fixed days", "A"),
        (2, "Each team chooses", "B"),
    ]
    assert list(Event.objects.values_list("verb", flat=True)) == ["started"]


@pytest.mark.parametrize(
    "positions",
    [[], ["One"], ["One", " \u202e "], ["Same", "same"], list("abcdef"), ["a\u200b", "A"]],
)
def test_there_are_two_to_five_positions_each_its_own(open_debate, positions):
    with pytest.raises(ValidationError):
        open_debate(positions=positions)
    assert (Thread.objects.count(), Position.objects.count()) == (0, 0)


def test_a_debate_closes_after_now(open_debate, now):
    with pytest.raises(ValidationError):
        open_debate(closes_at=now)


def test_the_same_form_opens_one_debate(open_debate):
    assert open_debate(form_token="t").pk == open_debate(form_token="t").pk
    assert (Debate.objects.count(), Position.objects.count()) == (1, 3)


def test_a_change_of_mind_is_kept_with_its_reason(debate, stand, cast, now):
    stand("chloe", 1)
    stand("chloe", 2, at=now + DAY, why="  Bao\u202e spoke of \u200bhis team. ")
    assert [(one.position.number, one.why) for one in Stance.objects.all()] == [
        (1, ""),
        (2, "Bao spoke of his team."),
    ]
    participant = Participant.objects.get()
    assert (participant.first.number, participant.present.number) == (1, 2)
    assert flows(debate) == [(1, 2, 1)]
    said = Event.objects.filter(verb="took-position").order_by("pk")
    assert [(line.actor, line.detail) for line in said] == [
        (cast.chloe, {"changed": False}),
        (cast.chloe, {"changed": True}),
    ]


def test_saying_it_twice_changes_nothing(stand):
    stand("chloe", 1)
    stand("chloe", 1, why="Again")
    assert (Stance.objects.count(), Event.objects.filter(verb="took-position").count()) == (1, 1)


def test_the_first_position_needs_no_reason(stand):
    stand("chloe", 1, why="Because")
    assert Stance.objects.get().why == ""


def test_after_the_closing_moment_nobody_takes_position(stand, now):
    stand("bao", 1, at=now + 7 * DAY - timedelta(seconds=1))
    with pytest.raises(ValidationError):
        stand("chloe", 1, at=now + 7 * DAY)
    assert Participant.objects.count() == 1


def test_in_a_withdrawn_debate_neither(debate, stand, now):
    Thread.objects.update(deleted_at=now)
    with pytest.raises(ValidationError):
        stand("chloe", 1)


def test_a_slip_is_taken_back_as_if_it_had_not_been(debate, stand, cast, now):
    stand("chloe", 1)
    stand("chloe", 2, at=now + DAY)
    assert taking.take_back(debate, by=cast.chloe, now=now + DAY + timedelta(minutes=5))
    assert flows(debate) == [(1, 1, 1)]
    assert not taking.take_back(debate, by=cast.chloe, now=now + DAY)
    assert not taking.take_back(debate, by=cast.bao, now=now)
    assert taking.take_back(debate, by=cast.chloe, now=now)
    assert (Participant.objects.count(), Stance.objects.count()) == (0, 0)


def test_an_argument_is_a_post_that_speaks_for_a_position(debate, place, cast, now):
    post = arguing.argue(place(1), by=cast.bao, source="**One** meets.", now=now, form_token="t")
    again = arguing.argue(place(1), by=cast.bao, source="**One** meets.", now=now, form_token="t")
    assert post.pk == again.pk
    assert (post.html, post.argument.position.number) == ("<p><strong>One</strong> meets.</p>", 1)
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["started", "replied"]
    with pytest.raises(ValidationError):
        arguing.argue(place(1), by=cast.bao, source="Too late.", now=now + 8 * DAY)
    assert Post.objects.count() == 2


def test_it_is_prolonged_ended_early_and_each_is_undone(debate, cast, now):
    assert closing.reschedule(debate, now + 9 * DAY, by=cast.ada, now=now)
    assert closing.reschedule(debate, now + DAY, by=cast.ada, now=now + DAY)
    debate.refresh_from_db()
    assert (debate.closes_at, Thread.objects.get().ends_at) == (now + DAY, now + DAY)
    assert closing.take_back(debate, by=cast.ada, now=now + DAY)
    assert not closing.take_back(debate, by=cast.ada, now=now + DAY)
    debate.refresh_from_db()
    assert (debate.closes_at, Thread.objects.get().ends_at) == (now + 9 * DAY, now + 9 * DAY)


def test_what_is_kept_is_what_the_rows_say(community, debate, stand, now, place):
    stand("chloe", 1)
    stand("bao", 2)
    stand("chloe", 0, at=now + DAY)
    assert facts.rebuild(community)["debates"] == 0
    Participant.objects.update(first=place(2), present=place(2))
    Thread.objects.update(ends_at=None, concluded_at=now)
    assert facts.rebuild(community)["debates"] == 2
    assert flows(debate) == [(1, 0, 1), (2, 2, 1)]
    assert Thread.objects.get().ends_at == debate.closes_at


# The picture


def drawn(debate):
    return picture.picture(moves.moves(debate, list(debate.positions.all())))


def test_nothing_is_drawn_while_nobody_took_position(debate):
    assert drawn(debate) is None


def test_as_high_as_they_are_many_and_who_moved_is_drawn_last(debate, stand, now, crowd, place):
    for person in crowd(3):
        taking.take(place(1), by=person, now=now)
    stand("chloe", 1)
    stand("chloe", 2, at=now + DAY)
    shown = drawn(debate)
    assert [(bar.position.number, bar.people, bar.height) for bar in shown.left] == [
        (0, 0, 0),
        (1, 4, 180),
        (2, 0, 0),
    ]
    assert [(bar.people, bar.height) for bar in shown.right] == [(0, 0), (3, 135), (1, 45)]
    assert [(band.flow.people, band.flow.moved, band.thick) for band in shown.bands] == [
        (3, False, 135),
        (1, True, 45),
    ]
    assert all(bar.y + bar.height <= shown.height for bar in (*shown.left, *shown.right))


def test_bands_leave_and_arrive_side_by_side(debate, stand, now, place):
    stand("bao", 1)
    stand("chloe", 1)
    stand("chloe", 2, at=now + DAY)
    stayed, moved = drawn(debate).bands
    left = next(bar for bar in drawn(debate).left if bar.position.number == 1)
    assert stayed.path.startswith(f"M72 {left.y:.1f}")
    assert moved.path.startswith(f"M72 {left.y + 90:.1f}")
