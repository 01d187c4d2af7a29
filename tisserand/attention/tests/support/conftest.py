"""Makers for a person's support: what was agreed with them, mailed to them, and the page that tells it."""

import pytest

from tisserand.attention import accommodations
from tisserand.facilitation.models import Answer, Planned, Sending

from ..conftest import DAY


@pytest.fixture
def chloe(cast):
    return cast.places["chloe"]


@pytest.fixture
def agree(chloe, cast, now):
    def make(kind="time", said="", *, starts=0, ends=None, place=None):
        today = chloe.community.today(now)
        return accommodations.agree(
            place or chloe,
            kind=kind,
            words=said,
            starts_on=today + starts * DAY,
            ends_on=None if ends is None else today + ends * DAY,
            by=cast.ada,
            now=now - DAY,
        )

    return make


@pytest.fixture
def planned(community, now):
    return Planned.objects.create(
        community=community, title="A word", text="…", kind="mail", moved_to=now.date(), made_at=now
    )


@pytest.fixture
def mailed(chloe, cast, planned, now):
    """`mailed(3)`: approved three days ago; `says` is the button that was pressed under it."""

    def make(days=3, says=""):
        sending = Sending.objects.create(
            planned=planned,
            membership=chloe,
            person=cast.chloe,
            subject="Small step",
            text="Hidden words",
            approved_by=cast.ada,
            approved_at=now - days * DAY,
            answers=[{"label": "I am stuck", "means": "stuck"}, {"label": "Fine", "means": "fine"}],
        )
        if says:
            number = 0 if says == "stuck" else 1
            Answer.objects.create(sending=sending, number=number, means=says, said_at=now - DAY)
        return sending

    return make


@pytest.fixture
def log(as_person, cast, chloe):
    def read(name="ada", place=None):
        return as_person(cast.people[name]).get(f"/c/distance/support/{(place or chloe).pk}/")

    return read
