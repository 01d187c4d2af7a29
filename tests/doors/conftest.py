import pytest
import time_machine

from .world import build


@pytest.fixture
def world(community, cast, make_person, join, make_cohort, now, settings):
    """A site being set up: mail stays in its box, for administrators. Visitors come from far away."""
    settings.EMAIL_BACKEND = "tisserand.mail.mailbox.Mailbox"
    with time_machine.travel(now, tick=False):
        yield build(community, cast, make_person, join, make_cohort, now)
