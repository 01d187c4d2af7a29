"""What only one person was given is not published when they quote a mail of ours."""

import time

import pytest

from tisserand.mail import addressing, answering, stopping
from tisserand.mail.kinds import Class
from tisserand.mail.personal import MASK, masked
from tisserand.people import links

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(make_person, settings):
    settings.MAIL_IN_DOMAIN = "learn.example.com"
    return make_person("Amina")


def test_links_that_are_keys_go(amina, now):
    keys = [
        answering.link("mail-none", amina, 1, now=now),
        stopping.link(amina, Class.NEWS),
        links.issue(amina, now=now),
    ]
    for key in keys:
        for around in (f"See {key} there", f"<{key}>", f'<a href="{key}">', f"({key})"):
            assert key[-20:-1] not in masked(around)
            assert MASK in masked(around)


@pytest.mark.parametrize("behind", ["", "box+"])
def test_reply_addresses_go_whatever_their_capitals(amina, now, settings, behind):
    settings.MAIL_IN_DOMAIN = f"{behind}learn.example.com" if not behind else "box+@learn.example.com"
    address = addressing.reply_address(amina, "thread", 7, now=now)
    for text in (f"Write to {address}.", f"<mailto:{address}>", address.upper()):
        assert address.rpartition("@")[0][-20:] not in masked(text).lower()


def test_the_rest_stays(amina):
    text = "See http://127.0.0.1:8000/c/distance/ and https://example.com/path?a=1, or ada@learn.example.com."
    assert masked(text) == text


@pytest.mark.parametrize("word", ["a", "thread.", "a.", "-", "http://", "https://x/sign-in/link/"])
def test_a_word_that_does_not_end_is_read_in_little_time(amina, word):
    """Counted in processor time: a mail of this size waits for its turn behind others."""
    began = time.process_time()
    masked(word * (1_000_000 // len(word)))
    assert time.process_time() - began < 2
