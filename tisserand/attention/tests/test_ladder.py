"""The page of the ladder: one line for each person it concerns."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import accommodations, acts, next_steps, on_ladder
from tisserand.attention.day import day
from tisserand.attention.models import Outreach, PeerWord
from tisserand.effect.models import Assignment, Trial
from tisserand.facilitation.models import Manager, Planned
from tisserand.mail import delivery

from .conftest import DAY, words

pytestmark = pytest.mark.usefixtures("settled", "clock")
HERE = "/c/distance/ladder/"


@pytest.fixture
def ada(as_person, cast):
    return as_person(cast.ada)


@pytest.fixture
def tried(cast, now):
    """`tried(place, "wrote", 8)`: eight days ago."""

    def make(place, kind, days, **values):
        said = {"done_by": cast.ada, "done_at": now - days * DAY, "kind": kind}
        return Outreach.objects.create(community=place.community, membership=place, **said, **values)

    return make


@pytest.fixture
def everywhere(silent, tried, cast, now):
    """Somebody on each rung, by name."""
    _fresh, reminded, rests, asked, given, called, agreed, paused = places = silent(8)
    tried(reminded, "wrote", 8)
    tried(rests, "wrote", 2)
    tried(asked, "wrote", 12)
    PeerWord.objects.create(outreach=tried(asked, "peer", 1), peer=cast.places["bao"], why="fellow")
    tried(given, "wrote", 20)
    PeerWord.objects.create(
        outreach=tried(given, "peer", 10),
        peer=cast.places["chloe"],
        why="pair",
        answer="wrote",
        answered_at=now - 9 * DAY,
    )
    tried(called, "called", 8, outcome="no_answer")
    today = agreed.community.today(now)
    next_steps.agree(agreed, words="Open it", on=today + 4 * DAY, by=cast.ada, now=now - DAY)
    accommodations.agree(paused, kind="peace", starts_on=today, by=cast.ada, now=now)
    names = ("fresh", "reminded", "rests", "asked", "given", "called", "agreed", "paused")
    return dict(zip(names, places, strict=True))


RUNGS = {
    "fresh": ("nothing", "Write to them", None),
    "reminded": ("reminder", "Ask a colleague for a word", None),
    "rests": ("reminder", "Ask a colleague for a word", 5),
    "asked": ("peer", "Ask a colleague for a word", 3),
    "given": ("peer", "Call them", None),
    "called": ("person", "Write to them", None),
    "agreed": ("agreed", "see together: “Open it”", None),
    "paused": ("paused", "nothing, as long as it holds", None),
}


def test_each_stands_on_their_rung(everywhere, community, now):
    found = {line.membership.pk: line for line in on_ladder.lines(day(community, now))}
    assert set(found) == {place.pk for place in everywhere.values()}
    for name, (rung, following, days) in RUNGS.items():
        line = found[everywhere[name].pk]
        assert (name, line.rung, line.next) == (name, rung, following)
        if days:
            assert line.next_at == now + days * DAY
    assert found[everywhere["asked"].pk].waits == ["the answer of Bao Tran, who was asked for a word"]
    assert found[everywhere["rests"].pk].waits == ["a sign of life: a week of peace after a word"]
    assert found[everywhere["agreed"].pk].waits == ["the day that was agreed"]
    assert found[everywhere["paused"].pk].waits == ["asked to be left in peace"]


def test_a_sign_of_life_takes_one_off(everywhere, community, visit, now):
    visit(everywhere["given"], 0)
    found = [line for line in on_ladder.lines(day(community, now)) if line.membership == everywhere["given"]]
    assert [line.rung for line in found] == ["nothing"]  # behind on a step, and nothing tried since


def test_what_holds_is_said(ada, everywhere, cast, now, community):
    place = everywhere["fresh"]
    trial = Trial.objects.create(
        community=community, what="A letter", outcome="step", seed=1, drawn_at=now - DAY
    )
    Assignment.objects.create(trial=trial, membership=place, waits=True)
    for _ in range(2):
        acts.write(everywhere["called"], by=cast.ada, subject="Hi", text="…", now=now)
    delivery.deliver_due(now + DAY / 12)
    place.person.email = None
    place.person.save()
    said = words(ada.get(HERE))
    assert "drawn by lot to wait, until 7 December" in said
    assert "no mail reaches them" in said
    assert "enough mail this week: another one leaves" in said


def test_accommodations_are_seen_by_who_may_read_them(ada, everywhere, cast, now):
    place = everywhere["fresh"]
    said = {"kind": "phone", "words": "in the morning", "starts_on": now.date()}
    accommodations.agree(place, by=cast.ada, now=now, **said)
    mark = "By phone rather than by mail: in the morning"
    assert mark in words(ada.get(HERE))
    assert mark in words(ada.get(f"/c/distance/my-day/call/?{keys(everywhere, now)}"))
    Manager.objects.create(membership=place, person=cast.ada, named_at=now)
    assert mark not in words(ada.get(HERE))


def keys(everywhere, now):
    signals = day(everywhere["fresh"].community, now).signals
    return "&".join(f"signal={signal.key}" for signal in signals if "call" in signal.acts)


def test_one_rung_at_a_time(ada, everywhere):
    said = words(ada.get(f"{HERE}?rung=peer"))
    assert "All · 8" in said
    assert "Word from a colleague · 2" in said
    assert "Nina3 Roy" in said
    assert "Nina0 Roy" not in said


@pytest.mark.parametrize("rung", ["x", "<script>alert(1)</script>", "nothing%00", "9" * 5000])
def test_an_unknown_rung_shows_all(ada, everywhere, rung):
    answer = ada.get(HERE, {"rung": rung, "page": "-3"})
    assert answer.status_code == 200
    assert "Nina0 Roy" in words(answer)
    assert b"<script>alert" not in answer.content


def test_it_costs_the_same_with_one_and_with_three(ada, silent, tried):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            ada.get(HERE)
        return len(queries)

    places = silent(3)
    tried(places[0], "wrote", 8)
    tried(places[1], "wrote", 2)
    tried(places[2], "wrote", 2)
    ada.get(HERE)
    three = cost()
    for place in places[1:]:
        place.delete()
    assert cost() == three


def test_an_empty_ladder_helps(ada):
    said = words(ada.get(HERE))
    assert "Nobody is on the ladder" in said
    assert "Back to my day" in said


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_runs_the_community_opens_it(as_person, cast, name, status):
    assert as_person(cast.people[name]).get(HERE).status_code == status


def test_many_people_come_by_pages(ada, silent):
    silent(on_ladder.PAGE + 2)
    assert "Page 1 of 2" in words(ada.get(HERE))
    assert "Page 2 of 2" in words(ada.get(f"{HERE}?page=2"))


MINE = {
    "reminded": ["Ada wrote to you on 16 November.", "A colleague may be asked to send you a word."],
    "rests": ["Ada wrote to you on 22 November.", "You are left in peace until 29 November."],
    "given": ["Chloé wrote to you on 15 November.", "Somebody who runs the community may call you."],
    "paused": ["Nobody encourages you for now: asked to be left in peace."],
}


@pytest.mark.parametrize("name", MINE)
def test_each_reads_their_own_line(everywhere, community, now, name):
    found = {line.membership.pk: line for line in on_ladder.lines(day(community, now))}
    said = on_ladder.in_my_words(found[everywhere[name].pk])
    assert said[: len(MINE[name])] == MINE[name]


def test_a_colleague_who_declined_is_not_named_to_them(everywhere, community, now):
    PeerWord.objects.filter(answer="").update(answer="declined", answered_at=now)
    found = {line.membership.pk: line for line in on_ladder.lines(day(community, now))}
    said = " ".join(on_ladder.in_my_words(found[everywhere["asked"].pk]))
    assert "Bao" not in said
    assert "Ada thought that a word from a colleague might please you." in said


def test_who_is_to_be_called_by_a_plan_comes_with_what_was_agreed(ada, cast, make_cohort, now):
    chloe = cast.places["chloe"]
    cohort = make_cohort("Watch", starts_on=now.date(), members=[chloe])
    task = Planned.objects.create(
        community=chloe.community, cohort=cohort, kind="task", title="Call", moved_to=now.date(), made_at=now
    )
    said = {"kind": "hours", "words": "no call on Wednesdays", "starts_on": now.date()}
    accommodations.agree(chloe, by=cast.ada, now=now, **said)
    page = f"/c/distance/animation/{task.pk}/"
    assert "Days or hours to avoid: no call on Wednesdays" in words(ada.get(page))
    Manager.objects.create(membership=chloe, person=cast.ada, named_at=now)
    assert "Wednesdays" not in words(ada.get(page))


def test_those_whom_a_lot_let_wait_are_on_my_day_at_their_turn(ada, cast, community, make_cohort, now):
    trial = Trial.objects.create(
        community=community,
        what="A letter",
        kind="staggered",
        outcome="sign",
        seed=1,
        drawn_at=now - 7 * DAY,
    )
    Assignment.objects.create(trial=trial, membership=cast.places["chloe"], waits=True)
    cohort = make_cohort("Watch", starts_on=now.date() - 30 * DAY, members=[cast.places["chloe"]])
    Planned.objects.create(
        community=community,
        cohort=cohort,
        kind="mail",
        title="A letter",
        text="Hello.",
        moved_to=now.date() - 20 * DAY,
        made_at=now - 20 * DAY,
        trial=trial,
    )
    said = words(ada.get("/c/distance/my-day/"))
    assert (
        "The turn of 1 person has come, whom the lot let wait until 24 November: the draft is ready" in said
    )
