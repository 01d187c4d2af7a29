"""A word sent by mail; and two who act in the same instant."""

import re

import pytest

from tisserand.attention import peer_words, peers
from tisserand.attention.models import Outreach, PeerWord
from tisserand.communities.models import Community
from tisserand.mail.models import Envelope
from tisserand.messages.models import Message
from tisserand.programmes.models import Programme

from .conftest import DAY


@pytest.fixture
def lea(make_person, join, visit, now):
    place = join(make_person("Lea", "Roy"), at=now - 30 * DAY, welcomed_at=now - 29 * DAY)
    visit(place, 2, 1)
    peer_words.be_asked(place, True, now=now)
    return place


@pytest.fixture
def nina(newcomers):
    (place,) = newcomers(1)
    return place


def ask(nina, lea, by, now):
    return peers.ask(nina, peer=lea.pk, text="How is it going?", by=by, now=now)


@pytest.fixture
def asked(post_office, nina, lea, cast, now):
    """The mail that Lea got, and the address to which she may write her word."""
    ask(nina, lea, cast.ada, now)
    post_office.wait(minutes=2)
    (mail,) = post_office.deliver()
    return mail, re.search(r"peerword\.\S+", mail.body)[0]


def test_what_is_written_to_its_address_is_the_word(post_office, asked, lea, nina):
    _mail, address = asked
    arrival = post_office.write(lea.person, address, "Nina, ten minutes on Thursday?", subject="A word")
    assert arrival.state == "done"
    message = Message.objects.get()
    assert (message.text, message.author) == ("Nina, ten minutes on Thursday?", lea.person)
    assert Envelope.objects.get(kind="peer-word").person == nina.person


def test_what_answers_the_request_goes_to_who_asked_and_is_no_word(asked):
    mail, _address = asked
    assert [address for address in mail.reply_to if "peerword" in address] == []
    assert "ada@example.com" in mail.reply_to[0]


@pytest.mark.parametrize("text", ["", "   \n"])
def test_an_empty_mail_is_no_word(post_office, asked, lea, text):
    post_office.write(lea.person, asked[1], text, subject="A word")
    assert Message.objects.count() == 0
    assert Envelope.objects.filter(kind="mail-refused").exists()


def test_nobody_writes_in_their_name(post_office, asked, cast):
    post_office.write(cast.bao, asked[1], "Hello.", subject="A word")
    assert Message.objects.count() == 0


def test_a_second_mail_is_refused_kindly(post_office, asked, lea):
    for text in ("First.", "Second."):
        post_office.write(lea.person, asked[1], text, subject="A word")
    assert [message.text for message in Message.objects.all()] == ["First."]


@pytest.mark.django_db(transaction=True)
def test_two_who_run_two_communities_ask_the_same_colleague_once(
    community, cast, nina, lea, make_person, join, now, at_once
):
    other = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    Programme.objects.create(community=other, name="…")
    claire = make_person("Claire")
    other.admit(claire, "lcm", by=None, now=now - DAY)
    there = other.admit(make_person("Omar"), by=claire, now=now - DAY)
    same = other.admit(lea.person, by=claire, now=now - DAY)
    other.record("visited", lea.person, at=now - DAY / 2)
    same.refresh_from_db()
    peer_words.be_asked(same, True, now=now)
    raised = at_once(lambda: ask(nina, lea, cast.ada, now), lambda: ask(there, same, claire, now))
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "ValidationError"]
    assert PeerWord.objects.count() == Outreach.objects.filter(kind="peer").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_windows_send_one_word(cast, nina, lea, now, at_once):
    word = ask(nina, lea, cast.ada, now).peer_word

    def write():
        peer_words.write(PeerWord.objects.get(pk=word.pk), text="A word.", by=lea.person, now=now)

    raised = at_once(write, write)
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "ValidationError"]
    assert (Message.objects.count(), Envelope.objects.filter(kind="peer-word").count()) == (1, 1)
