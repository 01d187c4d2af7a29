"""The company is built once for the tests of a file: it is read here, never changed."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from tisserand.communities.models import Community
from tisserand.demo import company

TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(scope="module")
def sorvane(django_db_setup, django_db_blocker):
    """`sorvane["distance"]` is the community of that name, as it is on TUESDAY; undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        company.build(TUESDAY)
        yield {community.slug: community for community in Community.objects.select_related("organisation")}
        transaction.set_rollback(True)


@pytest.fixture
def built(sorvane, db):
    """A test that looks at the company: what it changes is undone."""
    return sorvane
