import email
from datetime import timedelta
from email import policy

import pytest
from django.core import mail
from django.utils.safestring import mark_safe

from tisserand.mail import addressing, headers, kinds, outbox
from tisserand.mail.kinds import Class, Content
from tisserand.mail.models import Envelope

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(make_person):
    return make_person("Amina", "Keita")


def sent(kind, person, now, **data):
    """What a mail reader understands of the mail that went out, and its raw form."""
    outbox.post(kind, person, now=now, **data)
    outbox.deliver_due(now)
    raw = mail.outbox[-1].message().as_bytes()
    return email.message_from_bytes(raw, policy=policy.default), raw


def part(message, kind):
    return message.get_body((kind,)).get_content()


def test_both_parts_say_the_same(amina, now):
    message, _ = sent("test-answer", amina, now, n=7)
    assert message.get_content_type() == "multipart/alternative"
    assert [piece.get_content_type() for piece in message.iter_parts()] == ["text/plain", "text/html"]
    for kind in ("plain", "html"):
        said = part(message, kind)
        assert "Hello Amina, numbers 7." in said
        assert "Because." in said
        assert "http://127.0.0.1:8000/me/" in said
        assert "Replies to this address are not read" in said


def test_plain_text_is_plain(amina, now):
    text = part(sent("test-answer", amina, now, n=1)[0], "plain")
    assert "<&>" in text
    assert "https://example.com/a?b=1&c=2" in text
    assert "\n\n\n" not in text
    assert "\n-- \nBecause." in text


def test_it_is_light_and_draws_itself(amina, now):
    message, raw = sent("test-answer", amina, now, n=1)
    html = part(message, "html")
    assert len(raw) < 8_000
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme: dark" in html
    for heavy in ("<img", "<link", "<script", "@import", "url("):
        assert heavy not in html


def test_what_points_to_this_site_points_there_from_a_mail_too(amina, now):
    @kinds.kind("test-links", Class.ANSWER)
    def compose(envelope):
        written = mark_safe(
            '<a href="/c/x/">here</a> <a href="//there.example/">there</a> <img src="/i.png">'
        )
        return Content("mail_tests/says", "Links", {"numbers": [written]})

    html = part(sent("test-links", amina, now)[0], "html")
    assert '<a href="http://127.0.0.1:8000/c/x/">here</a> <a href="//there.example/">there</a>' in html
    assert '<img src="http://127.0.0.1:8000/i.png">' in html


def test_the_headers(amina, now):
    message, _ = sent("test-answer", amina, now, n=1)
    assert message["From"] == "Claire Vasseur · Management à distance <tisserand@localhost>"
    assert message["To"] == "Amina Keita <amina@example.com>"
    assert message["Subject"] == "About [1]"
    assert message["List-Id"] == "<distance.localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["In-Reply-To"] == message["References"]
    assert message["Message-ID"] not in (None, message["References"])
    assert message["Reply-To"] is None


def test_mails_of_a_thread_belong_together_and_each_has_its_name(amina, now):
    first, second = (sent("test-answer", amina, now, n=n)[0] for n in (1, 2))
    other = headers.of(
        outbox.post("test-answer", amina, now=now, n=3),
        kinds.named("test-answer"),
        Content("x", "y", thread_key="thread-8"),
    )
    assert first["References"] == second["References"] != other["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_a_mail_answers_the_one_this_person_got(amina, make_person, now):
    @kinds.kind("test-thread", Class.ANSWER)
    def compose(envelope):
        return Content(
            "mail_tests/says", "Re", thread_key="thread-7", answers={"post": envelope.data.get("answers")}
        )

    root = sent("test-thread", amina, now, post=1)[0]["References"]
    first, _ = sent("test-thread", amina, now, post=2, answers=1)
    outbox.post("test-answers", amina, now=now, key="t", post=3)
    outbox.post("test-answers", amina, now=now, key="t", post=4)
    outbox.deliver_due(now + timedelta(minutes=30))
    gathered = mail.outbox[-1].extra_headers["Message-ID"]
    second, _ = sent("test-thread", amina, now, post=5, answers=4)
    to_another, _ = sent("test-thread", make_person("Bao"), now, post=5, answers=4)
    assert first["In-Reply-To"] == first["References"].split()[-1] != root
    assert first["References"].split()[0] == root
    assert (second["In-Reply-To"], second["References"].split()) == (gathered, [root, gathered])
    assert to_another["References"] == to_another["In-Reply-To"] == root


def test_a_mail_that_never_left_is_not_answered(amina, now):
    envelope = outbox.post("test-stale", amina, now=now, post=1)
    outbox.deliver_due(now)
    headers_of_reply = headers.of(
        outbox.post("test-answer", amina, now=now, post=2),
        kinds.named("test-answer"),
        Content("x", "y", thread_key="thread-7", answers={"post": 1}),
    )
    assert Envelope.objects.get(pk=envelope.pk).state == "dropped"
    assert len(headers_of_reply["References"].split()) == 1


def test_a_reply_goes_to_who_wrote_and_to_the_site_when_it_receives_mail(monkeypatch, amina, now):
    @kinds.kind("test-letter", Class.ENCOURAGEMENT)
    def compose(envelope):
        return Content("mail_tests/says", "Hello", reply=("thread", 7), reply_to="claire@example.com")

    by_hand, _ = sent("test-letter", amina, now)
    assert [one.addr_spec for one in by_hand["Reply-To"].addresses] == ["claire@example.com"]
    monkeypatch.setattr(
        addressing, "reply_address", lambda person, purpose, pk, *, now: f"{purpose}.{pk}.{person.pk}@here"
    )
    bound, _ = sent("test-letter", amina, now)
    addresses = [one.addr_spec for one in bound["Reply-To"].addresses]
    assert addresses == ["claire@example.com", f"thread.7.{amina.pk}@here"]


def test_it_is_written_in_the_words_and_at_the_time_of_the_reader(make_person, now):
    @kinds.kind("test-time", Class.ANSWER)
    def compose(envelope):
        from django.utils import timezone, translation

        return Content(
            "mail_tests/says",
            f"{translation.get_language()} {timezone.localtime(envelope.created_at):%H:%M}",
        )

    french, _ = sent("test-time", make_person("Bao", language="fr"), now)
    english, _ = sent("test-time", make_person("Chloé", time_zone="Pacific/Noumea"), now)
    assert (french["Subject"], english["Subject"]) == ("fr 10:00", "en 20:00")
    assert '<html lang="fr">' in part(french, "html")
    assert '<html lang="en">' in part(english, "html")


HOSTILE = [
    "Amina\r\nBcc: everybody@example.com",
    "Amina\nSubject: free money",
    "a" * 500,
    '"; <evil@example.com>, "',
    "evil@example.com, x <y@example.com>",
    "\u202eanimA",
    "Zo\u200bé\x00\x07",
    "=?utf-8?q?Evil=0ABcc:x?=",
    "名前 😀 Ünï",
    "\\",
    "<b>bold</b>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_put_in_names_and_titles_stays_in_its_place(make_person, now, hostile):
    @kinds.kind("test-hostile", Class.ANSWER)
    def compose(envelope):
        return Content(
            "mail_tests/says",
            hostile,
            {"numbers": [hostile]},
            sender_name=hostile,
            list_name=hostile,
            reply_to="claire@example.com",
        )

    person = make_person(hostile.replace("\x00", "")[:80], email="amina@example.com")
    message, raw = sent("test-hostile", person, now)
    head = raw.partition(b"\n\n")[0].replace(b"\n ", b" ").decode()
    names = [line.partition(":")[0] for line in head.splitlines()]
    assert names.count("Subject") == names.count("From") == names.count("To") == 1
    assert "Bcc" not in names
    assert [address.addr_spec for address in message["To"].addresses] == ["amina@example.com"]
    assert [address.addr_spec for address in message["From"].addresses] == ["tisserand@localhost"]
    assert [address.addr_spec for address in message["Reply-To"].addresses] == ["claire@example.com"]
    assert (
        mail.outbox[-1].recipients() == ["amina@example.com"]
        or "<amina@example.com>" in mail.outbox[-1].to[0]
    )
    shown = str(message["Subject"]) + str(message["From"])
    assert not any(mark in shown for mark in "\u202e\u200b\x00\x07\r\n")
    assert "<b>" not in part(message, "html")


def test_an_answer_to_a_letter_goes_to_who_wrote_it(amina, now):
    @kinds.kind("test-letter", Class.ENCOURAGEMENT)
    def compose(envelope):
        return Content("mail_tests/says", "Hello", sender_name="Claire", reply_to="claire@example.com")

    message, _ = sent("test-letter", amina, now)
    assert message["Reply-To"] == "Claire <claire@example.com>"


def test_a_site_address_with_a_name_keeps_its_address(settings, amina, now):
    settings.MAIL_FROM = "Ma maison <bonjour@maison.example>"
    message, _ = sent("test-answer", amina, now, n=1)
    assert message["From"] == "Claire Vasseur · Management à distance <bonjour@maison.example>"
    assert message["Message-ID"].endswith("@maison.example>")
    assert message["List-Id"] == "<distance.maison.example>"
