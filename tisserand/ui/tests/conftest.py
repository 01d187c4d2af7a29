import pytest


@pytest.fixture(autouse=True)
def panels_may_read(db):
    """The pages of `ui` ask nothing of the database; the panels that other apps hang in them may."""
