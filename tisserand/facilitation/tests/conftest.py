from datetime import date, timedelta

import pytest
from django.utils import translation

from tisserand.facilitation import placing, plan_files, planning
from tisserand.facilitation.models import Planned


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def clock(community, now, monkeypatch):
    """The clock of the community: `clock(later)` sets it."""

    def set_clock(moment):
        monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: moment)

    set_clock(now)
    return set_clock


@pytest.fixture
def cohort(make_cohort, cast, now):
    """Chloé follows two steps; it began a week before now."""
    starts = now.date() - timedelta(days=8)
    ends = starts + timedelta(days=42)
    return make_cohort("Watch", "Try", starts_on=starts, ends_on=ends, members=[cast.places["chloe"]])


@pytest.fixture
def put(community, cohort, cast, now):
    """`put("Hello {first_name}", days=8, title=…)`: something on the calendar of the cohort."""

    def put(text="Hello {first_name}, I am {lcm}.", **values):
        values.setdefault("kind", Planned.Kind.MAIL)
        values.setdefault("title", "A word")
        values.setdefault("days", 8)
        values.setdefault("cohort", cohort)
        made = {"community": community, "made_by": cast.ada, "made_at": now, "text": text}
        return placing.place(Planned.objects.create(**made, **values), community)

    return put


@pytest.fixture
def plan(community, cast, now):
    """The six weeks that come with us, as this community's own."""
    file = plan_files.built_in("six-weeks", "en")
    return planning.make(community, file, by=cast.ada, now=now)


@pytest.fixture
def monday():
    """A Monday of a week without a public holiday in France."""
    return date(2026, 11, 30)
