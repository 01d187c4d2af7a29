import pytest
from django.test import Client

from tisserand.people import limits


@pytest.fixture(autouse=True)
def count_anew(settings):
    settings.REDIS_URL = ""
    limits.forget()


@pytest.fixture
def make_client():
    """A browser that asks for English."""
    return lambda **options: Client(headers={"Accept-Language": "en"}, **options)


@pytest.fixture
def client(make_client):
    return make_client()
