"""What a visitor reads while the database is away."""

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.fixture
def away(db):
    def refuse(*args):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def visitor():
    return Client(headers={"Accept-Language": "en"}, raise_request_exception=False)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/no-such-page/", 404, "There is nothing here"),
        ("/sign-in/", 200, "Sign in"),
        ("/sign-in/sent/", 200, "link"),
        ("/sign-out/", 405, "only receives what a form sends"),
    ],
)
def test_pages_outside_communities_do_without(community, away, visitor, path, status, words):
    page = visitor.get(path)
    assert (page.status_code, words in page.text) == (status, True)


def test_what_needs_it_says_so_and_what_to_do(visitor, cast, away):
    page = visitor.post("/sign-in/link/", {"email": "chloe@example.com"})
    assert (page.status_code, "copy your text first" in page.text, "OperationalError" in page.text) == (
        500,
        True,
        False,
    )


def test_with_it_the_number_to_ring_is_there(community, visitor):
    assert "tel:+33102030405" in visitor.get("/no-such-page/").text
