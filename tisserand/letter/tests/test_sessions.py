"""The next live session stands in the letter of those who are asked to it."""

from datetime import timedelta

import pytest

from tisserand.letter import dates
from tisserand.meetings.models import LiveSession, SignUp
from tisserand.meetings.models.coming import ABSENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(community, now):
    def plan(days, **values):
        starts = now + timedelta(days=days)
        values = {"title": "Friday", "starts_at": starts, "ends_at": starts + timedelta(hours=1)} | values
        return LiveSession.objects.create(community=community, changed_at=now, planned_at=now, **values)

    return plan


def test_the_first_to_come_that_asks_them_and_that_they_did_not_refuse(
    community, cast, now, plan, make_cohort, django_assert_num_queries
):
    members = [cast.places["bao"], cast.places["chloe"]]
    cohort = make_cohort("Watch", starts_on=now.date(), members=[cast.places["chloe"]])
    plan(-1)
    called_off = plan(1, cancelled_at=now)
    theirs, friday, monday = plan(2, cohort=cohort), plan(3), plan(6)
    SignUp.objects.create(session=friday, person=cast.bao, answer=ABSENT, said_at=now)
    with django_assert_num_queries(3):
        found = dates.next_of(community, members, now)
    assert found == {
        cast.places["bao"].pk: ("session", monday.pk),
        cast.places["chloe"].pk: ("session", theirs.pk),
    }
    wanted = [("session", monday.pk), ("session", called_off.pk)]
    read = dates.read(community, wanted, members, now)
    assert {key: date.title for key, date in read.items()} == {("session", monday.pk): "Friday"}
