"""The next date of a reader, which another app keeps."""

from datetime import timedelta

import pytest

from tisserand.letter import dates
from tisserand.mail import composing as mailing
from tisserand.mail import kinds
from tisserand.mail.models import Envelope

pytestmark = pytest.mark.django_db


@pytest.fixture
def sessions(now, monkeypatch):
    """Two sessions, to which everybody is invited: number 8 comes first, until it is over."""
    monkeypatch.setattr(dates, "_sources", {})
    at = {7: now + timedelta(days=9), 8: now + timedelta(days=2)}

    @dates.source("session")
    class Sessions:
        def next_of(self, community, members, now):
            coming = sorted((moment, number) for number, moment in at.items() if moment > now)
            return {member.pk: coming[0] for member in members if coming}

        def read(self, community, numbers, members, now):
            return {
                number: dates.Date(at[number], f"Session {number}", "/c/distance/", "by telephone too")
                for number in numbers
                if number in at and at[number] > now
            }

    return at


def letter_to(person, later=timedelta()):
    envelope = Envelope.objects.select_related("person").get(kind="letter", person=person)
    envelope.claimed_at = envelope.due_at + later
    return mailing.content(envelope, kinds.named("letter"))


def test_the_first_to_come_is_told_with_its_hour_and_its_way(cast, approved, compose, sessions):
    compose(approved())
    [piece] = letter_to(cast.chloe).context["pieces"]
    assert (piece.title, piece.why) == ("Session 8", "Because it is the next one to which you are invited.")
    assert piece.words == "Thursday 26 November 2026 at 10\xa0am · by telephone too"
    assert piece.url.endswith("/c/distance/")


def test_one_that_is_over_when_the_mail_leaves_is_not_told(cast, approved, compose, sessions):
    compose(approved())
    assert letter_to(cast.chloe, later=timedelta(days=3)) is None


def test_it_is_told_once_then_the_one_after(cast, approved, compose, sessions, now, said):
    first = compose(approved())
    assert said(first, cast.places["chloe"]) == [("date", 8)]
    assert said(compose(approved()), cast.places["chloe"]) == []
    del sessions[8]
    assert said(compose(approved()), cast.places["chloe"]) == [("date", 7)]


def test_one_name_one_source(sessions):
    with pytest.raises(ValueError, match="session"):

        @dates.source("session")
        class Others:
            __module__ = "elsewhere"
