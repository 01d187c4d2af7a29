"""What is said, in order; what is refused, kindly."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tisserand.chat import saying, words
from tisserand.chat.models import ChatMention, ChatMessage, Room
from tisserand.mail import outbox
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .conftest import addresses


def test_messages_are_numbered_as_they_come(room, said, cast):
    first, second = said("One."), said("Two.", by=cast.bao)
    assert [(m.number, m.changed_number, m.author) for m in (first, second)] == [
        (1, 1, cast.chloe),
        (2, 2, cast.bao),
    ]
    assert Room.objects.get().last_number == 2


def test_a_form_sent_twice_says_it_once(said):
    assert said(form_token="t").pk == said("Again.", form_token="t").pk
    assert list(ChatMessage.objects.values_list("text", flat=True)) == ["Hello."]


def test_each_is_a_line_of_the_journal(room, said, community, cast):
    message = said()
    line = community.events.get(verb="chatted")
    assert (line.actor, line.object_id, line.detail) == (cast.chloe, str(message.pk), {"room": room.pk})


@pytest.mark.django_db(transaction=True)
def test_those_who_speak_at_once_are_all_heard(room, cast, now, at_once):
    def speak(who, number):
        return lambda: saying.say(
            Room.objects.get(pk=room.pk), by=who, text=f"{who} {number}", now=now, form_token=f"{number}"
        )

    raised = at_once(*[speak(who, n) for who in (cast.bao, cast.chloe, cast.ada) for n in range(3)])
    assert raised == [None] * 9
    assert sorted(ChatMessage.objects.values_list("number", flat=True)) == list(range(1, 10))


@pytest.mark.django_db(transaction=True)
def test_two_clicks_in_the_same_instant_say_it_once(room, cast, now, at_once):
    act = lambda: saying.say(room, by=cast.bao, text="Once.", now=now, form_token="same")  # noqa: E731
    assert at_once(act, act, act) == [None] * 3
    assert ChatMessage.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u200b", "\u200e\u200f", "\ufeff", "\u202e"])
def test_nothing_is_not_said(said, text):
    with pytest.raises(ValidationError):
        said(text)


@pytest.mark.parametrize("length", [2_001, 1_000_000])
def test_too_long_is_refused_kindly(said, length):
    with pytest.raises(ValidationError, match="as a question"):
        said("é" * length)
    assert said("é" * 2_000).number == 1


def test_tricks_and_empty_lines_are_taken_out(said):
    assert said("a\u202eb\u200bc\n\n\n\n \n\nd\x00").text == "abc\n\nd"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a\nb & c", "a<br>b &amp; c"),
        ("**no** _marks_ # [x](javascript:alert(1))", "**no** _marks_ # [x](javascript:alert(1))"),
        ("javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"),
        (
            "See https://example.com/a?b=1&c=2.",
            'See <a href="https://example.com/a?b=1&amp;c=2" rel="nofollow">https://example.com/a?b=1&amp;c=2</a>.',
        ),
        (
            'https://x.example/"onmouseover="alert(1)',
            '<a href="https://x.example/" rel="nofollow">https://x.example/</a>&quot;onmouseover=&quot;alert(1)',
        ),
        ("www.example.com me@example.com", "www.example.com me@example.com"),
    ],
)
def test_plain_text_and_links_and_nothing_else(text, html):
    assert words.shown(text) == html


@given(st.text(max_size=300))
def test_whatever_is_typed_no_tag_but_ours_comes_out(text):
    html = words.shown(text.replace("\r", ""))
    rest = html.replace("<br>", "").replace("</a>", "")
    assert rest.count("<") == rest.count('<a href="http') == rest.count('rel="nofollow">')


def test_its_author_removes_it_and_puts_it_back(room, said, cast, now):
    message = said()
    with pytest.raises(PermissionDenied):
        saying.remove(message, by=cast.bao, now=now)
    saying.remove(message, by=cast.chloe, now=now)
    assert (message.deleted_by, message.changed_number) == (cast.chloe, Room.objects.get().last_number)
    with pytest.raises(PermissionDenied):
        saying.restore(message, by=cast.ada, now=now)
    saying.restore(message, by=cast.chloe, now=now)
    assert ChatMessage.objects.get().deleted_at is None


def test_who_moderates_says_why(said, cast, now, community):
    message = said()
    with pytest.raises(ValidationError):
        saying.remove(message, by=cast.ada, now=now)
    saying.remove(message, by=cast.ada, now=now, reason="  Off the point ")
    assert community.events.get(verb="deleted").detail["reason"] == "Off the point"
    with pytest.raises(PermissionDenied):
        saying.restore(message, by=cast.chloe, now=now)
    saying.restore(message, by=cast.ada, now=now)
    assert ChatMessage.objects.get().deletion_reason == ""


# Being named


def test_who_is_named_is_told_once_for_several(said, cast, now, mailoutbox):
    said("Hello @Bao, are you there?")
    said("@Bao Tran, look.", after=2)
    said("And @Chloé, myself.", after=3)
    assert Envelope.objects.filter(person=cast.bao, kind="chat-mention").count() == 1
    assert not Envelope.objects.filter(person=cast.chloe).exists()
    outbox.deliver_due(now + timedelta(minutes=20))
    [mail] = mailoutbox
    assert (addresses(mail), "are you there" in mail.body, "look." in mail.body) == (
        ["bao@example.com"],
        True,
        True,
    )


def test_what_was_seen_in_the_room_is_not_mailed(said, cast, now, reader, community, mailoutbox, here):
    said("Hello @Bao")
    reader(cast.chloe).get("/c/distance/chat/")
    assert ChatMention.objects.get().read_at is None
    reader(cast.bao).get("/c/distance/chat/")
    outbox.deliver_due(now + timedelta(hours=1))
    assert (ChatMention.objects.get().read_at, mailoutbox) == (now, [])


@pytest.mark.parametrize("end", ["removed", "left"])
def test_nor_what_was_removed_nor_to_who_has_left(said, cast, now, mailoutbox, end):
    message = said("Hello @Bao")
    if end == "removed":
        saying.remove(message, by=cast.chloe, now=now)
    else:
        cast.places["bao"].leave(by=cast.ada, now=now)
    outbox.deliver_due(now + timedelta(hours=1))
    assert mailoutbox == []


def test_ten_thousand_calls_call_a_few(said, make_person, join, cast):
    for number in range(25):
        join(make_person(f"Person{chr(97 + number)}"))
    text = " ".join(f"@{person.given_name}" for person in Person.objects.all())
    said((text * 9)[:2000])
    assert ChatMention.objects.count() <= 20


def test_nobody_else_hears_of_anything(said, cast):
    said("Good morning everybody.")
    assert not Envelope.objects.exists()
