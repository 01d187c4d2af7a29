"""The optional order learned from finished groups: off, refused without enough, explained, never a number."""

import random
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from tisserand.attention import learned, learning, past, silence
from tisserand.attention.day import day
from tisserand.attention.models import LearnedOrder
from tisserand.communities.models import Event, Membership
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment, Progress

DAY = timedelta(days=1)


@pytest.fixture
def finished(community, make_cohort, now):
    """`finished(3, 10)`: groups that ended long ago; half of each stopped after some days and did nothing."""

    def make(groups, people):
        for group in range(groups):
            begin = now - (400 - 60 * group) * DAY
            cohort = make_cohort(
                "One",
                "Two",
                starts_on=community.today(begin),
                ends_on=community.today(begin + 40 * DAY),
                name=f"P{group}",
            )
            for number in range(people):
                _take(cohort, begin, f"g{group}n{number}", stops=number % 2 == 1, drawn=random.Random(number))

    def _take(cohort, begin, name, *, stops, drawn):
        person = Person.objects.create(given_name=name, email=f"{name}@example.org")
        place = Membership.objects.create(community=community, person=person, joined_at=begin - DAY)
        one = Enrolment.objects.create(cohort=cohort, membership=place, enrolled_at=begin - DAY)
        last = drawn.randint(1, 9) if stops else 39
        days = [each for each in range(last) if drawn.random() < 0.5]
        Event.objects.bulk_create(
            Event(community=community, actor=person, verb="visited", at=begin + each * DAY) for each in days
        )
        if not stops:
            for step in cohort.programme.steps.all():
                Progress.objects.create(
                    enrolment=one, step=step, completed_at=begin + (step.due_day - 1) * DAY
                )

    return make


def test_too_few_groups_are_refused_plainly(finished):
    finished(2, 4)
    with pytest.raises(CommandError, match="2 finished groups and 8 enrolments: 3 and 200 are needed"):
        call_command("learn_order")
    assert not LearnedOrder.objects.exists()


def test_what_was_known_of_the_past_does_not_look_ahead(community, finished, now):
    finished(1, 6)
    (group,) = past.finished(community.today(now))
    assert [len(group.rows), group.enrolments] == [30, 6]  # five weeks in forty days
    first_week = group.rows[:6]
    Event.objects.filter(at__gte=now - 393 * DAY).delete()
    Progress.objects.all().update(completed_at=now - 390 * DAY)
    (again,) = past.finished(community.today(now))
    assert [row[0].days_here for row in again.rows[:6]] == [row[0].days_here for row in first_week]
    Enrolment.objects.filter(membership__person__given_name="g0n0").update(withdrawn_at=now - 398 * DAY)
    (without,) = past.finished(community.today(now))
    assert len(without.rows) == 25


def test_a_model_is_plain_numbers_and_says_what_weighs(finished, monkeypatch, capsys, settings, now):
    pytest.importorskip("sklearn")
    monkeypatch.setattr(learning, "ENROLMENTS", 30)
    finished(3, 12)
    call_command("learn_order")
    said = capsys.readouterr().out
    assert "Learned from 3 groups, 36 enrolments" in said
    assert "days silent" in said
    assert learning.in_use() is None  # off unless it is asked for
    settings.LEARNED_ORDER = True
    taught = learning.in_use()
    gone, there = silence.Known(20, 2.0, days_here=2), silence.Known(1, 2.0, days_here=14)
    usual = silence.Group(days_here=12)
    assert taught.level(silence.measures(gone, usual)) > taught.level(silence.measures(there, usual))
    assert set(taught.reasons(silence.measures(gone, usual))) <= set(silence.MEASURES)


def test_without_the_library_it_is_said(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sklearn.linear_model", None)
    with pytest.raises(learned.CannotLearn, match="not installed"):
        learned.learn([[0.0] * 5, [1.0] * 5], [True, False])


@pytest.mark.usefixtures("settled")
def test_the_day_in_the_order_that_was_taught(community, cast, enrol, newcomers, visit, settings, now):
    """Here: whoever came least recently last. No number is shown."""
    silent, never = cast.places["chloe"], newcomers(1)[0]
    enrol(silent)
    enrol(never)
    visit(silent, 9, 8)
    assert [s.membership_id for s in day(community, now).signals] == [never.pk, silent.pk]
    settings.LEARNED_ORDER = True
    LearnedOrder.objects.create(
        learned_at=now,
        cohorts=3,
        enrolments=200,
        numbers={"weights": [0, 0, 0, 0, -1], "centres": [0] * 5, "spreads": [1] * 5, "constant": 0},
    )
    found = day(community, now).signals
    assert [s.membership_id for s in found] == [silent.pk, never.pk]
    assert dict(found[0].facts)["What weighs most, from past groups"]
    assert all("0." not in value for _label, value in found[0].facts)
