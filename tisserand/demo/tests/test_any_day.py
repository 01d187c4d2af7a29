"""The demo company is the same whatever the day it is built on."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tisserand.attention.today import today
from tisserand.communities import presence
from tisserand.communities.models import Community, Event
from tisserand.conversations.models import Post
from tisserand.demo import company

from .showing import EVERYTHING, EVERYWHERE, noticed

pytestmark = pytest.mark.django_db

MOMENTS = [
    "2026-11-23T08:00",  # a Monday morning
    "2027-01-02T10:00",  # a Saturday, the day after New Year
    "2026-05-14T18:00",  # a public holiday
    "2028-02-29T23:50",
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_it_is_the_same_whenever_it_is_built(moment):
    now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Paris"))
    company.build(now)
    found = {community.slug: community for community in Community.objects.all()}
    assert noticed(found["distance"], now) == EVERYTHING
    amina = found["distance"].memberships.get(person__given_name="Amina")
    assert today(amina, now).reply.author.given_name == "Bao"  # as her link says
    # Those who are late there have just had a mail of their plan: they are left in peace.
    assert noticed(found["tutorat"], now) >= EVERYWHERE | {"never_came"}
    assert noticed(found["metier"], now) >= EVERYWHERE
    assert not Event.objects.filter(at__gt=now).exists()
    assert not Post.objects.filter(created_at__gt=now).exists()
    assert all(presence.rebuild(community) == 0 for community in found.values())
