"""What one hears of by mail: the same as on the page, at the rhythm of each, and stopped by one click."""

import pytest

from tisserand.communities.models import Membership
from tisserand.concerns import catching_up
from tisserand.conversations import announcing, hearing
from tisserand.conversations.models import TopicFollow
from tisserand.mail import composing, kinds, outbox, rhythm
from tisserand.mail.answering import find
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

ALL, PART = Membership.Hears.ALL, Membership.Hears.PART


def test_the_foot_of_the_mail_stops_it_by_one_click(cast, begin, tune, topic, later, now):
    tune("chloe", ALL, at=0)
    hearing.choose(topic, cast.bao, ALL, now=later(0))
    begin("New", by=cast.ada, topic=topic)
    announcing.announce_some()
    for person, _name in ((cast.chloe, "quiet-community"), (cast.bao, "quiet-topic")):
        envelope = Envelope.objects.get(person=person)
        envelope.claimed_at = later(20)
        kind = kinds.named("followed")
        mail = composing.message(envelope, kind, composing.content(envelope, kind))
        assert "A new conversation in Leading at a distance: “New”." in mail.body
        assert "Hear no more of each new conversation there" in mail.body
    member = cast.places["chloe"]
    choice = find("quiet-community", cast.chloe, member.pk, now=now)
    choice.say(later(30))
    member.refresh_from_db()
    assert member.hears == PART
    assert find("quiet-community", cast.chloe, member.pk, now=now).said
    find("quiet-community", cast.chloe, member.pk, now=now).take_back(later(31))
    member.refresh_from_db()
    assert member.hears == ALL
    find("quiet-topic", cast.bao, topic.pk, now=now).say(later(30))
    assert TopicFollow.objects.get(person=cast.bao).hears == PART
    find("quiet-topic", cast.bao, topic.pk, now=now).take_back(later(31))
    assert TopicFollow.objects.get(person=cast.bao).hears == ALL


@pytest.mark.parametrize("answer", ["quiet-topic", "quiet-community", "read-news"])
def test_a_stranger_and_a_strange_number_have_nothing_to_say(cast, topic, now, answer):
    assert find(answer, cast.dov, topic.pk, now=now) is None
    assert find(answer, cast.chloe, 10**9, now=now) is None


def test_who_quietened_it_meanwhile_gets_no_mail_of_it(cast, begin, tune, later):
    tune("chloe", ALL, at=0)
    begin("New", by=cast.ada)
    announcing.announce_some()
    tune("chloe", PART, at=10)
    envelope = Envelope.objects.get(person=cast.chloe)
    envelope.claimed_at = later(60)
    assert composing.content(envelope, kinds.named("followed")) is None


def test_what_was_read_on_the_page_is_not_mailed(cast, begin, say, later):
    thread = begin("Mine")
    say(thread, at=10), say(thread, at=11)
    announcing.announce_some()
    envelope = Envelope.objects.get(kind="answers", person=cast.chloe)
    envelope.claimed_at = later(60)
    kind = kinds.named("answers")
    assert composing.content(envelope, kind) is not None
    catching_up.read_all(cast.chloe, now=later(50))
    assert composing.content(envelope, kind) is None
    catching_up.take_back(cast.chloe, now=later(51))
    assert composing.content(envelope, kind) is not None


@pytest.mark.parametrize(
    ("everywhere", "here", "leaves"),
    [
        ("each", "", "two hours"),
        ("each", "daily", "tomorrow"),
        ("weekly", "", "Monday"),
        ("weekly", "each", "two hours"),
        ("addressed", "", None),
        ("each", "addressed", None),
        ("addressed", "daily", "tomorrow"),
        ("none", "each", None),
    ],
)
def test_the_rhythm_is_chosen_once_and_for_a_community(
    cast, begin, say, tune, later, everywhere, here, leaves
):
    Person.objects.filter(pk=cast.chloe.pk).update(mail_cadence=everywhere)
    thread = begin("Followed", by=cast.ada)
    thread.follow(cast.chloe, now=later(2))
    tune("chloe", PART, mail=here)
    say(thread, at=10)
    announcing.announce_some()
    envelope = Envelope.objects.filter(kind="followed", person=cast.chloe).first()
    when = {
        "two hours": later(130),
        "tomorrow": later(22 * 60),
        "Monday": later(6 * 24 * 60 - 2 * 60),
    }
    at = envelope.due_at if envelope else None
    # Half past eight is before their working hours begin, which news wait for.
    assert (at and at.date()) == (leaves and when[leaves].date())


def test_a_rhythm_of_the_place_still_holds_when_the_mail_leaves(cast, begin, say, tune, later):
    Person.objects.filter(pk=cast.chloe.pk).update(mail_cadence="addressed")
    thread = begin("Followed", by=cast.ada)
    thread.follow(cast.chloe, now=later(2))
    tune("chloe", PART, mail="each")
    say(thread, at=10)
    announcing.announce_some()
    outbox.deliver_due(later(180))
    assert Envelope.objects.get(kind="followed", person=cast.chloe).state == "sent"


def test_answers_are_addressed_and_news_is_not(cast):
    cast.chloe.mail_cadence = "addressed"
    wanted = {mail_class: rhythm.wanted(cast.chloe, mail_class) for mail_class in kinds.Class}
    assert wanted == {"necessary": True, "answer": True, "news": False, "encouragement": True}
