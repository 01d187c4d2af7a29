"""« What concerns me »: sessions to come to which one has not answered."""

from datetime import timedelta

from tisserand.concerns.lines import page_of, reader_of
from tisserand.meetings import planning

DAY = timedelta(days=1)


def lines(person, now):
    return [(line.title, line.why, line.soon) for line in page_of(reader_of(person, now=now)).asked]


def test_a_session_to_come_asks_until_one_has_answered(cast, session, come, now):
    why = "Friday 27 November at 10\u00a0am. Are you coming?"
    assert lines(cast.chloe, now) == [("Opening", why, False)]
    assert lines(cast.chloe, now + 2 * DAY) == [("Opening", why, True)]
    assert lines(cast.ada, now) == []  # she planned it
    come(session, "chloe", "no")
    assert lines(cast.chloe, now) == []


def test_nothing_is_asked_of_what_is_far_over_called_off_or_of_others(cast, plan, now, make_cohort):
    plan(starts_at=now + 30 * DAY)
    plan(cohort=make_cohort("Watch", starts_on=now.date()))
    planning.call_off(plan(), by=cast.ada, now=now)
    assert lines(cast.chloe, now) == []
    plan()
    assert lines(cast.chloe, now + 4 * DAY) == []
    assert lines(cast.dov, now) == []
