import pytest

from tisserand.people import limits


@pytest.fixture(autouse=True)
def count_anew(settings):
    settings.REDIS_URL = ""
    limits.forget()
