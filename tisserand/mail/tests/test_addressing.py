import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisserand.mail import addressing
from tisserand.mail.addressing import Bound, Forged, Late
from tisserand.people.models import Person


@pytest.fixture(autouse=True)
def a_site_that_receives(settings):
    settings.MAIL_IN_DOMAIN = "learn.example.com"
    settings.MAIL_TARGETS = {"thread": "x.y", "community": "x.z"}


ADA = Person(pk=12, email="ada@example.com")


def test_an_address_says_who_may_answer_what(now):
    address = addressing.reply_address(ADA, "thread", 4711, now=now)
    assert re.fullmatch(r"thread\.[a-z2-7]{22,50}@learn\.example\.com", address)
    assert addressing.read(address, now=now) == Bound(12, "thread", 4711)
    assert addressing.signed(address)


@given(person=st.integers(1, 2**63 - 1), pk=st.integers(0, 2**63 - 1))
def test_any_key_fits_and_survives_what_mail_servers_do(person, pk):
    from conftest import NOW

    address = addressing.reply_address(Person(pk=person), "community", pk, now=NOW)
    assert len(address.partition("@")[0]) <= 64
    changed = f"Ada <{address.upper()}>"
    assert addressing.read(changed, now=NOW) == Bound(person, "community", pk)


def test_every_letter_of_it_counts(now):
    address = addressing.reply_address(ADA, "thread", 7, now=now)
    start, end = len("thread."), address.index("@")
    for place in range(start, end - 1):  # the last letter carries bits that say nothing
        other = "b" if address[place] == "a" else "a"
        with pytest.raises(Forged):
            addressing.read(address[:place] + other + address[place + 1 :], now=now)


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.replace("thread.", "community."),
        lambda a: a.replace("thread.", "nothing."),
        lambda a: a.replace("learn.example.com", "evil.example.com"),
        lambda a: a[:26] + a[a.index("@") :],
        lambda a: a.replace("@", "a@"),
        lambda a: a.replace("thread.", ""),
        lambda a: "",
        lambda a: "@",
        lambda a: "thread." + "a" * 40 + "@learn.example.com",
        lambda a: "thread.é@learn.example.com",
    ],
)
def test_a_changed_address_is_forged(change, now):
    with pytest.raises(Forged):
        addressing.read(change(addressing.reply_address(ADA, "thread", 7, now=now)), now=now)


def test_the_key_of_another_site_opens_nothing(settings, now):
    address = addressing.reply_address(ADA, "thread", 7, now=now)
    settings.SECRET_KEY = "another"
    with pytest.raises(Forged):
        addressing.read(address, now=now)


@pytest.mark.parametrize(("days", "good"), [(0, True), (90, True), (91, False), (400, False)])
def test_it_is_good_for_ninety_days(days, good, now):
    address = addressing.reply_address(ADA, "thread", 7, now=now)
    if good:
        assert addressing.read(address, now=now + timedelta(days=days)).pk == 7
    else:
        with pytest.raises(Late) as late:
            addressing.read(address, now=now + timedelta(days=days))
        assert late.value.bound == Bound(12, "thread", 7)


def test_a_site_that_receives_nothing_has_no_address(settings, now):
    settings.MAIL_IN_DOMAIN = ""
    assert addressing.reply_address(ADA, "thread", 7, now=now) == ""
    assert addressing.here("distance") == ""


def test_a_purpose_nobody_serves_is_a_fault(now):
    with pytest.raises(ValueError, match="shoes"):
        addressing.reply_address(ADA, "shoes", 7, now=now)


def test_all_addresses_may_stand_behind_a_plus(settings, now):
    settings.MAIL_IN_DOMAIN = "box+@example.com"
    address = addressing.reply_address(ADA, "thread", 7, now=now)
    assert address.startswith("box+thread.")
    assert address.endswith("@example.com")
    assert addressing.read(address, now=now) == Bound(12, "thread", 7)
    assert addressing.here("distance") == "box+distance@example.com"
    assert addressing.local_part("box+Distance@example.com") == "distance"
    assert addressing.local_part("distance@example.com") is None
