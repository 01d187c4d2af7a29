"""Accounts that nobody has seen for two years: told, then a month to stay, then erased."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from tisserand.communities.models import Invitation
from tisserand.mail.delivery import deliver_due
from tisserand.people.models import Person
from tisserand.privacy import erasing, retention
from tisserand.privacy.models import Erasure

LONG_AGO, MONTH = timedelta(days=800), timedelta(days=30)


@pytest.fixture(autouse=True)
def kept_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def make_old(make_person, join, now):
    """`make_old("Henri")`: came two years ago and more, learned a while, never again."""

    def make(name, role="learner", **values):
        values = {"joined_at": now - LONG_AGO, "last_login": now - LONG_AGO} | values
        person = make_person(name, "Saunier", **values)
        join(person, role, at=now - LONG_AGO)
        return person

    return make


def told(now):
    retention.apply(now)
    return {erasure.person for erasure in Erasure.objects.pending()}


def test_somebody_unseen_is_told_once_and_erased_a_month_later(cast, make_old, now):
    henri = make_old("Henri")
    assert told(now) == told(now + timedelta(days=1)) == {henri}
    deliver_due(now)
    assert [message.to for message in mail.outbox] == [["Henri Saunier <henri@example.com>"]]
    assert "We have not seen you for a long time" in mail.outbox[0].body
    assert erasing.carry_out_due(now + MONTH - timedelta(minutes=1)) == 0
    assert erasing.carry_out_due(now + MONTH) == 1
    henri.refresh_from_db()
    assert (henri.email, henri.given_name, henri.erased_at) == (None, "", now + MONTH)


def test_who_gives_a_sign_of_life_is_nobody_unseen(cast, community, make_old, now):
    signs = {
        "Alba": lambda who: Person.objects.filter(pk=who.pk).update(last_login=now - MONTH),
        "Boris": lambda who: community.record("visited", who, at=now - MONTH),
        "Cleo": lambda who: community.record("talked", who, at=now - MONTH),
        "Dora": lambda who: Person.objects.filter(pk=who.pk).update(is_administrator=True),
        "Elio": lambda who: Person.objects.filter(pk=who.pk).update(
            email=None, phone="", last_login=None, mail_cadence="none"
        ),
    }
    for name, sign in signs.items():
        sign(make_old(name))
    assert told(now) == set()


def test_one_click_keeps_the_account_without_signing_in(cast, make_old, make_client, now):
    henri = make_old("Henri", language="fr")
    told(now)
    deliver_due(now)
    link = re.search(r"http://[^/\s]+(/stay/\S+)", mail.outbox[0].body)[1]
    page = make_client().get(link)
    assert (page.status_code, Erasure.objects.pending().count()) == (200, 1)  # machines open links
    assert make_client().post(link).status_code == 200
    assert Erasure.objects.pending().count() == 0
    assert told(now + MONTH) == set()
    assert erasing.carry_out_due(now + 2 * MONTH) == 0
    henri.refresh_from_db()
    assert henri.name == "Henri Saunier"
    assert make_client().post(link).status_code == 410


def test_who_comes_back_meanwhile_is_not_erased(cast, make_old, now):
    henri = make_old("Henri")
    told(now)
    Person.objects.filter(pk=henri.pk).update(last_login=now + timedelta(days=3))
    assert told(now + timedelta(days=4)) == set()
    assert erasing.carry_out_due(now + 2 * MONTH) == 0


def test_coming_back_on_the_last_day_is_enough(cast, make_old, now):
    """No night has passed between the sign of life and the hour of the erasure."""
    henri = make_old("Henri")
    told(now)
    Person.objects.filter(pk=henri.pk).update(last_login=now + MONTH - timedelta(hours=1))
    assert erasing.carry_out_due(now + MONTH) == 0
    henri.refresh_from_db()
    assert henri.name == "Henri Saunier"


def test_who_alone_runs_a_community_is_left_alone(make_old, now):
    make_old("Ada", role="lcm")
    assert told(now) == set()


def test_an_address_that_was_invited_and_never_came_goes(community, make_person, cast, now):
    waiting, gone = (make_person(name, joined_at=now - timedelta(days=100)) for name in ("Waiting", "Gone"))
    Invitation.objects.create(
        community=community, email=waiting.email, invited_by=cast.ada, invited_at=now - timedelta(days=10)
    )
    retention.apply(now)
    assert set(Person.objects.filter(pk__in=[waiting.pk, gone.pk])) == {waiting}
