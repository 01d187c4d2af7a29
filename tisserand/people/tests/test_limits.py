import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tisserand.people import limits


def test_the_first_ones_pass_and_the_next_do_not():
    assert [limits.allowed("knocking", "me", "3 per minute") for _ in range(5)] == [True] * 3 + [False] * 2
    assert limits.allowed("knocking", "you", "3 per minute")
    assert limits.allowed("ringing", "me", "3 per minute")


def test_asking_what_is_left_does_not_count():
    assert [limits.spent("knocking", "me", "1 per minute") for _ in range(3)] == [False] * 3
    limits.allowed("knocking", "me", "1 per minute")
    assert limits.spent("knocking", "me", "1 per minute")


@pytest.mark.django_db
def test_a_view_counts_posts_only():
    view = limits.limited("writing", "2 per minute")(lambda request: HttpResponse("done"))
    factory = RequestFactory()

    def ask(method, address="10.0.0.1"):
        request = getattr(factory, method)("/", REMOTE_ADDR=address)
        request.LANGUAGE_CODE = "en"
        from django.contrib.auth.models import AnonymousUser

        request.user = AnonymousUser()
        return view(request).status_code

    assert [ask("post") for _ in range(3)] == [200, 200, 429]
    assert (ask("get"), ask("post", "10.0.0.2")) == (200, 200)


def test_without_its_counter_nobody_is_kept_out(settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with caplog.at_level(logging.WARNING):
        assert limits.allowed("knocking", "me", "1 per minute")
        assert limits.allowed("knocking", "me", "1 per minute")
    assert "could not be counted" in caplog.text
