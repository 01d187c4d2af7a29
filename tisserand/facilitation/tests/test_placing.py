"""On which day something falls: counted from the cohort, on working days, calm at the end of the week."""

from datetime import date, time, timedelta

import pytest

from tisserand.facilitation import placing
from tisserand.facilitation.models import PlanItem
from tisserand.programmes.models import Cohort

MONDAY = date(2026, 11, 30)


@pytest.fixture
def of(community):
    def of(kind="mail", rooms=(), starts=MONDAY, ends=None, **values):
        item = PlanItem(kind=kind, title="x", **values)
        return placing.day_of(item, Cohort(starts_on=starts, ends_on=ends), rooms, community.organisation)

    return of


@pytest.mark.parametrize(
    ("days", "falls"),
    [
        (0, MONDAY),
        (4, MONDAY + timedelta(days=4)),  # a Friday morning
        (5, MONDAY + timedelta(days=7)),  # a Saturday becomes Monday
        (-3, date(2026, 11, 27)),
        (-2, MONDAY),
        (25, date(2026, 12, 28)),  # Christmas, then a week-end
    ],
)
def test_days_are_counted_from_the_start_and_moved_to_working_days(of, days, falls):
    assert of(days=days) == falls


def test_an_encouragement_never_falls_on_a_friday_afternoon_but_a_call_may(of):
    friday = MONDAY + timedelta(days=4)
    assert of(days=4, at=time(14)) == MONDAY + timedelta(days=7)
    assert of(kind="task", days=4, at=time(14)) == friday


def test_from_the_end_from_a_day_in_the_room_and_in_the_room_itself(of):
    saturday = MONDAY + timedelta(days=5)
    rooms = [saturday, saturday + timedelta(days=1)]
    assert of(anchor="end", days=1, ends=date(2027, 1, 12)) == date(2027, 1, 13)
    assert of(anchor="end", days=1) == MONDAY + timedelta(days=1)
    assert of(anchor="room_day", room_day=2, days=2, rooms=rooms) == MONDAY + timedelta(days=8)
    assert of(kind="room", anchor="room_day", rooms=rooms) == saturday


def test_what_is_approved_late_on_a_friday_leaves_on_monday(put, community, clock, monday):
    planned = put(moved_to=monday)
    friday = placing.place(planned, community).moment + timedelta(days=4, hours=5)
    leaves = placing.leaves_at(planned, community.organisation, friday)
    assert (leaves.date(), leaves.time()) == (monday + timedelta(days=7), time(9))
    early = placing.leaves_at(planned, community.organisation, planned.moment - timedelta(days=3))
    assert early == planned.moment


def test_a_change_of_the_cohort_moves_what_is_not_done_save_what_a_person_moved(put, community, cohort, now):
    follows, chosen = put(days=8), put(days=8, moved_to=now.date() + timedelta(days=3))
    before = follows.on
    Cohort.objects.filter(pk=cohort.pk).update(starts_on=cohort.starts_on + timedelta(days=7))
    for one in (follows, chosen):
        one.refresh_from_db()
        placing.place(one, community)
    assert follows.on == before + timedelta(days=7)
    assert chosen.on == now.date() + timedelta(days=3)
