"""People whom mail does not reach: an address that is lost, an account that is to be erased."""

from datetime import timedelta

import pytest

from tisserand.attention import acts
from tisserand.attention.day import day
from tisserand.mail.models import LostAddress
from tisserand.privacy import erasing, unseen
from tisserand.privacy.models import Erasure

from .conftest import DAY, words


@pytest.fixture
def away(newcomers, now):
    """`away(3)`: so many people whom nobody has seen for years, and who have no address."""

    def make(count):
        places = newcomers(count)
        for place in places:
            person, place.joined_at = place.person, now - 900 * DAY
            place.save()
            person.email, person.joined_at = None, now - 900 * DAY
            person.save()
        assert sum(unseen.tell(now - 730 * DAY, now - DAY, 100)) == count
        return places

    return make


@pytest.fixture
def lost(newcomers, now):
    def make(count):
        places = newcomers(count)
        for place in places:
            LostAddress.objects.create(
                person=place.person, email=place.person.email, since=now - DAY, said="550 unknown"
            )
        return places

    return make


@pytest.mark.parametrize("make", ["away", "lost"])
@pytest.mark.parametrize(("count", "language"), [(1, "en"), (3, "en"), (3, "fr")])
def test_one_or_several_stand_on_the_day(request, as_person, settled, clock, make, count, language):
    request.getfixturevalue(make)(count)
    settled.ada.language = language
    settled.ada.save()
    page = as_person(settled.ada).get("/c/distance/my-day/")
    said = {
        ("away", 1, "en"): "Account erased on",
        ("away", 3, "en"): "3 accounts are to be erased, and no mail can tell their people",
        ("away", 3, "fr"): "3 comptes vont être effacés, et aucun courriel ne peut prévenir les personnes",
        ("lost", 1, "en"): "Their address answers no more",
        ("lost", 3, "en"): "3 addresses answer no more",
        ("lost", 3, "fr"): "3 adresses ne répondent plus",
    }
    assert (page.status_code, said[make, count, language] in words(page)) == (200, True)


def test_a_talk_keeps_the_account(settled, away, now):
    (place,) = away(1)
    (signal,) = day(place.community, now).signals
    assert (signal.indicator, signal.acts) == ("account_ending", ("call",))
    acts.log_call(place, by=settled.ada, outcome="reached", now=now, signal=signal.key)
    assert day(place.community, now).signals == []
    assert erasing.carry_out_due(now + 40 * DAY) == 0
    assert Erasure.objects.get().withdrawn_at


def test_a_call_in_vain_is_there_again_the_next_day_and_keeps_nothing(settled, away, now):
    (place,) = away(1)
    (signal,) = day(place.community, now).signals
    acts.log_call(place, by=settled.ada, outcome="no_answer", now=now, signal=signal.key)
    assert day(place.community, now).signals == []
    assert [one.indicator for one in day(place.community, now + DAY).signals] == ["account_ending"]
    assert erasing.carry_out_due(now + 40 * DAY) == 1


def test_who_was_told_by_mail_does_not_stand_there(settled, make_person, join, now):
    join(make_person("Henri", joined_at=now - 900 * DAY), at=now - 900 * DAY, welcomed_at=now - 899 * DAY)
    assert sum(unseen.tell(now - 730 * DAY, now - timedelta(hours=1), 100)) == 1
    assert "account_ending" not in [
        one.indicator for one in day(settled.places["ada"].community, now).signals
    ]
