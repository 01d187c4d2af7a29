"""The rules that order calls, on facts alone: no database here."""

from datetime import date, timedelta

import pytest

from tisserand.attention import silence
from tisserand.attention.silence import Group, Known, Why

DAY = date(2026, 11, 24)
USUAL = Group(days_here=6, peers=2)


def reasons(known, usual=USUAL):
    return silence.standing(known, usual).reasons


def level(known, usual=USUAL):
    return silence.standing(known, usual).level


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Known(None), (Why.NEVER_SEEN,)),
        (Known(None, steps_due=1, steps_late=1), (Why.STEPS_LATE, Why.NEVER_SEEN)),
        (Known(1, 2.0, days_here=6), ()),
        (Known(6, 2.0, days_here=6), (Why.SILENT,)),
        (Known(6, 3.0, days_here=6), ()),  # comes every three days: six are nothing yet
        (Known(7, days_here=1), (Why.FEW_DAYS, Why.SILENT)),
        (Known(1, 1.0, days_here=2), (Why.FEW_DAYS,)),
        (Known(1, 2.0, days_here=6, peers=0), (Why.NO_EXCHANGE,)),
        (Known(1, 2.0, days_here=6, peers=1, unanswered=1), (Why.NO_ANSWER,)),
    ],
)
def test_reasons_are_said_the_weightiest_first(known, expected):
    assert reasons(known) == expected


def test_who_never_came_comes_before_who_came_once_from_the_first_day():
    fresh = Group(days_here=0)
    assert level(Known(None), fresh) > level(Known(0, days_here=1), fresh)
    assert level(Known(None)) > level(Known(27, days_here=1)) > level(Known(3, days_here=1))


def test_each_fact_can_only_bring_a_person_forward():
    plain = Known(3, 2.0, days_here=4, peers=2)
    for worse in (
        Known(9, 2.0, days_here=4, peers=2),
        Known(3, 2.0, days_here=2, peers=2),
        Known(3, 2.0, days_here=4, peers=2, steps_due=1, steps_late=1),
        Known(3, 2.0, days_here=4, peers=0),
        Known(3, 2.0, days_here=4, peers=2, unanswered=1),
    ):
        assert level(worse) > level(plain)


def test_a_group_of_twelve_has_its_own_rhythm():
    everybody = [Known(1, 1.0, days_here=days, peers=1) for days in (8, 8, 7, 7, 6, 6, 6, 5, 5, 4, 1)]
    usual = silence.group([*everybody, Known(None, peers=0)])
    assert (usual.days_here, usual.peers) == (6, 1)
    assert [Why.FEW_DAYS in reasons(known, usual) for known in everybody] == [False] * 10 + [True]
    assert silence.group([]) == Group(days_here=0, peers=0)


def test_what_is_known_on_a_day_is_cut_before_it():
    days = [DAY - timedelta(days=back) for back in (40, 12, 9, 6)]
    due = [DAY - timedelta(days=7), DAY - timedelta(days=1), DAY]
    done = [(due[0], DAY - timedelta(days=3)), (due[1], DAY)]
    found = silence.known_on(DAY, days, due_on=due, done=done)
    assert found == Known(6, 34 / 3, days_here=3, steps_due=2, steps_late=1)
    later = [DAY, DAY + timedelta(days=2)]
    assert silence.known_on(DAY, [*days, *later], due_on=[*due, *later], done=done) == found
    assert silence.known_on(DAY, later) == Known(None)


def test_what_a_model_is_given_has_its_names():
    assert len(silence.measures(Known(None), USUAL)) == len(silence.MEASURES)
