import pytest
from django.utils import translation

from .lives import everything


@pytest.fixture(autouse=True)
def in_french():
    with translation.override("fr"):
        yield


@pytest.fixture
def life(community, cast, now):
    """Zélie, in the community that Ada runs and where Bao is an expert."""
    community.language = "fr"
    community.save()
    return everything(community, cast.bao, cast.ada, now)
