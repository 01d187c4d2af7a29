import pytest
import time_machine

from .world import build


@pytest.fixture
def world(community, cast, make_person, join, make_cohort, now, settings):
    """A site being set up: mail stays in its box, for administrators. Visitors come from far away."""
    settings.EMAIL_BACKEND = "tisserand.mail.mailbox.Mailbox"
    plain = {"ui/fault.html": "{{ title }}"}  # a refusal is asked for a thousand times: its words will do
    options = settings.TEMPLATES[0]["OPTIONS"]
    loaders = [("django.template.loaders.locmem.Loader", plain), *options["loaders"]]
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"OPTIONS": options | {"loaders": loaders}}]
    with time_machine.travel(now, tick=False):
        yield build(community, cast, make_person, join, make_cohort, now)
