from datetime import timedelta

import pytest


@pytest.fixture
def cohort(make_cohort, cast, community):
    """Running today. “Watch” was due nine days ago, “Try” two days ago, “Tell” in five. Chloé is in it."""
    start = community.today() - timedelta(days=16)
    return make_cohort("Watch", "Try", "Tell", starts_on=start, members=[cast.places["chloe"]])


@pytest.fixture
def chloe(cohort, cast):
    return cohort.enrolments.get(membership=cast.places["chloe"])


@pytest.fixture
def step(cohort):
    return lambda title: cohort.programme.steps.get(title=title)
