import socket
from datetime import timedelta

import pytest

from tisserand.mail.inbound import fetching
from tisserand.mail.inbound.models import Look


@pytest.fixture
def shut(settings):
    """A mail box on a port where nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.MAIL_IN_IMAP_URL = f"imap://learn:secret@127.0.0.1:{probe.getsockname()[1]}"
        yield


@pytest.mark.django_db
def test_a_box_that_cannot_be_reached_is_noted_and_asked_again(shut, now):
    assert Look.last() is None
    for minute in range(3):
        assert fetching.fetch(now + timedelta(minutes=minute)) is False
    look = Look.last()
    assert (look.failures, look.read_at, look.last_good) == (3, None, now)
    assert "Connection refused" in look.problem
    assert "secret" not in look.problem


@pytest.mark.django_db
def test_a_token_that_cannot_be_read_is_noted(shut, settings, now, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.MAIL_IN_IMAP_URL = f"imaps://learn@127.0.0.1:{server.getsockname()[1]}"
        settings.MAIL_IN_IMAP_TOKEN_FILE = str(tmp_path / "none")
        server.close()
        fetching.fetch(now)
    assert Look.last().failures == 1


def test_without_a_box_nothing_is_looked_into(settings, now):
    settings.MAIL_IN_IMAP_URL = ""
    assert (fetching.fetch(now), Look.last()) == (False, None)
