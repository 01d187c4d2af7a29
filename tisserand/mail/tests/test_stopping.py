"""Fewer mails, or none, by a link or a mail program's button: signed, without session, taken back at will."""

import email
import re
from datetime import timedelta
from email import policy

import pytest
from django.core import mail
from django.test import Client

from tisserand.mail import outbox, stopping
from tisserand.mail.inbound import receiving, taking_in
from tisserand.mail.kinds import Class
from tisserand.mail.models import Arrival, Envelope, Stopped

pytestmark = pytest.mark.django_db
STOPPABLE = {"test-news", "test-digest", "test-encouragement"}


@pytest.fixture
def amina(make_person):
    return make_person("Amina", "Keita")


@pytest.fixture
def anybody():
    """A mail program: it keeps no cookie and knows no form."""
    return Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})


@pytest.fixture
def here(amina):
    return stopping.link(amina, Class.NEWS).removeprefix("http://127.0.0.1:8000")


def headers_of(kind, person, now):
    outbox.post(kind, person, now=now, n=1)
    outbox.deliver_due(now + timedelta(hours=3))
    return email.message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=policy.default)


@pytest.mark.parametrize(
    "kind",
    ["test-necessary", "test-answer", "test-answers", "test-news", "test-digest", "test-encouragement"],
)
def test_what_may_be_stopped_says_how(amina, now, kind):
    message = headers_of(kind, amina, now)
    text = message.get_body(("plain",)).get_content()
    if kind not in STOPPABLE:
        assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (None, None)
        assert "mail-rhythm" not in text
        return
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"\s*<(http\S+)>", message["List-Unsubscribe"])[1]
    assert address in text
    assert address in message.get_body(("html",)).get_content()


@pytest.mark.parametrize("kind", sorted(STOPPABLE))
def test_the_button_of_a_mail_program_stops_that_class_and_no_other(amina, make_person, now, anybody, kind):
    address = headers_of(kind, amina, now)["List-Unsubscribe"].strip(" <>")
    for _ in range(2):
        answered = anybody.post(
            address.removeprefix("http://127.0.0.1:8000"), {"List-Unsubscribe": "One-Click"}
        )
        assert answered.status_code == 200
    alike = {"test-encouragement"} if kind == "test-encouragement" else {"test-news", "test-digest"}
    asked = {*STOPPABLE, "test-answer", "test-necessary"}
    assert {name for name in asked if outbox.post(name, amina, now=now, n=2)} == asked - alike
    assert outbox.post(kind, make_person("Bao"), now=now, n=2)
    assert Stopped.objects.count() == 1


@pytest.mark.parametrize("kind", sorted(STOPPABLE))
def test_an_empty_mail_stops_them_too_where_the_site_receives_mail(settings, amina, now, kind):
    settings.MAIL_IN_DOMAIN = "learn.example.com"
    told = headers_of(kind, amina, now)["List-Unsubscribe"]
    address = re.search(r"<mailto:(stop\.[a-z2-7]+@learn\.example\.com)\?subject=stop>", told)[1]
    raw = b"From: amina@example.com\r\nSubject: stop\r\nMessage-ID: <1@x>\r\n\r\n"
    receiving.receive(raw, [address], "amina@example.com", now=now)
    taking_in.take_in_due(now)
    assert Arrival.objects.get().state == "done"
    assert outbox.post(kind, amina, now=now, n=2) is None


def test_opening_the_page_changes_nothing(amina, now, anybody, here):
    opened = anybody.get(here)
    assert (opened.status_code, anybody.head(here).status_code) == (200, 200)
    assert "Stop these mails" in opened.content.decode()
    assert not Stopped.objects.exists()


def test_what_waits_when_they_stop_is_dropped_and_says_so(amina, now, anybody, here):
    envelope = outbox.post("test-digest", amina, now=now, n=1)
    anybody.post(here, {"choice": "stop"})
    outbox.deliver_due(envelope.due_at)
    envelope.refresh_from_db()
    assert (envelope.state, envelope.problem, mail.outbox) == ("dropped", "not-wanted", [])


def test_stopped_and_taken_back(amina, now, anybody, here):
    stopped = anybody.post(here, {"choice": "stop"}, follow=True).content.decode()
    assert "You no longer get these mails" in stopped
    assert "Undo" in stopped
    assert outbox.post("test-news", amina, now=now, n=1) is None
    back = anybody.post(here, {"choice": "resume"}, follow=True).content.decode()
    assert "these mails come as before" in back
    assert outbox.post("test-news", amina, now=now, n=1)


@pytest.mark.parametrize("rhythm", ["daily", "weekly"])
def test_slower_and_taken_back(amina, anybody, here, rhythm):
    slower = anybody.post(here, {"choice": rhythm}, follow=True).content.decode()
    amina.refresh_from_db()
    assert amina.mail_cadence == rhythm
    undo = re.search(r'<button[^>]*name="choice" value="(\w+)">\s*Undo', slower)[1]
    anybody.post(here, {"choice": undo})
    amina.refresh_from_db()
    assert amina.mail_cadence == "each"


def test_leaving_it_as_it_is(amina, anybody, here):
    assert "Nothing has changed" in anybody.post(here, {"choice": "keep"}, follow=True).content.decode()
    amina.refresh_from_db()
    assert (amina.mail_cadence, Stopped.objects.count()) == ("each", 0)


@pytest.mark.parametrize("choice", ["", "monthly", "STOP", "none", "x" * 500, "stop\x00"])
def test_there_is_no_such_choice(amina, anybody, here, choice):
    amina.mail_cadence = "daily"
    amina.save()
    answered = anybody.post(here, {"choice": choice})
    amina.refresh_from_db()
    assert (answered.status_code, amina.mail_cadence, Stopped.objects.count()) == (422, "daily", 0)


def forged(amina, bao):
    real = stopping.link(amina, Class.NEWS).rstrip("/").rpartition("/")[2]
    whose, _, signature = real.rpartition(".")
    yield real[:-1]
    yield f"{bao.pk}.1.{signature}"
    yield f"{amina.pk}.2.{signature}"
    yield f"{amina.pk}.3.{signature}"
    yield whose
    yield "x"
    yield "\x00"
    yield "é" * 200


def test_a_link_we_never_gave_stops_nothing(amina, make_person, anybody):
    for token in forged(amina, make_person("Bao")):
        for answered in (
            anybody.get(f"/mail-rhythm/{token}/"),
            anybody.post(f"/mail-rhythm/{token}/", {"List-Unsubscribe": "One-Click"}),
        ):
            assert answered.status_code == 404
            assert "We do not know this link" in answered.content.decode()
    assert not Stopped.objects.exists()


def test_a_link_of_somebody_gone_says_nothing(amina, anybody, here):
    amina.is_active = False
    amina.save()
    assert anybody.post(here, {"choice": "stop"}).status_code == 404


def test_who_wants_nothing_is_told_that_nothing_comes(amina, anybody, here):
    amina.mail_cadence = "none"
    amina.save()
    assert "none of them comes" in anybody.get(here).content.decode()


def test_the_page_speaks_the_language_of_who_gets_the_mail(make_person, anybody):
    bao = make_person("Bao", language="fr")
    opened = anybody.get(stopping.link(bao, Class.ENCOURAGEMENT).removeprefix("http://127.0.0.1:8000"))
    assert '<html lang="fr"' in opened.content.decode()
    assert "Ne plus recevoir ces courriels" in opened.content.decode()


def test_preferences_show_what_was_stopped_and_the_way_back(amina, as_person, now):
    assert "Mails I have stopped" not in as_person(amina).get("/me/").content.decode()
    stopping.stop(amina, Class.ENCOURAGEMENT, now=now)
    seen = as_person(amina).get("/me/").content.decode()
    assert stopping.link(amina, Class.ENCOURAGEMENT) in seen
    assert stopping.link(amina, Class.NEWS) not in seen
    assert Envelope.objects.count() == 0
