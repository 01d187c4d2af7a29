import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tisserand.mail import outbox, sign_in
from tisserand.mail.models import Envelope
from tisserand.people.models import SignInLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(make_person):
    return make_person("Amina", "Keita")


def ask(client, email, **fields):
    return client.post("/sign-in/link/", {"email": email, **fields})


def link_in(message) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/sign-in/link/\S+)", message.body)[1]


@pytest.mark.parametrize("typed", ["amina@example.com", " Amina@EXAMPLE.com "])
def test_from_the_address_to_the_page_one_wanted(client, amina, typed):
    answer = ask(client, typed, next="/me/")
    assert (answer.status_code, answer.url) == (302, "/sign-in/sent/")
    assert outbox.deliver_due(timezone.now()) == 1
    letter = mail.outbox[0]
    assert letter.to == ["Amina Keita <amina@example.com>"]
    entered = client.post(link_in(letter))
    assert (entered.status_code, entered.url) == (302, "/me/")
    assert client.get("/me/").status_code == 200


def test_the_letter_is_french_for_who_reads_french(client, make_person):
    make_person("Inès", email="ines@example.com", language="fr")
    ask(client, "ines@example.com")
    outbox.deliver_due(timezone.now())
    letter = mail.outbox[0]
    assert letter.subject == "Votre lien de connexion"
    assert letter.body.startswith("Bonjour Inès,\n\nVoici votre lien de connexion.")
    assert ">Entrer</a>" in letter.alternatives[0].content


def test_nothing_that_opens_the_door_waits_in_the_database(client, amina):
    ask(client, amina.email)
    assert not SignInLink.objects.exists()
    assert Envelope.objects.get().data == {"next": ""}


def test_known_or_not_the_answer_and_the_work_are_the_same(make_client, amina, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    seen = []
    for email in ("amina@example.com", "nobody@example.com"):
        client = make_client()
        with CaptureQueriesContext(connection) as asked:
            answer = ask(client, email)
        with CaptureQueriesContext(connection) as shown:
            page = client.get(answer.url)
        headers = {name: value for name, value in answer.headers.items() if name != "Content-Security-Policy"}
        seen.append(
            (
                answer.status_code,
                answer.content,
                headers,
                len(asked),
                len(shown),
                re.sub(r"\b\w{64}\b|nonce=\S+", "", page.content.decode()).replace(email, "?"),
            )
        )
    assert seen[0] == seen[1]
    assert Envelope.objects.count() == 0  # the queue will tell, out of sight
    told = [job.args_kwargs["args"] for job in DBTaskResult.objects.all()]
    assert sorted(next_url for _, next_url in told) == ["", ""]
    assert {pk == amina.pk for pk, _ in told} == {True, False}


def test_no_address_stands_in_the_queue(client, amina, settings):
    """A dead letter shows what a task was given, for three months."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    ask(client, amina.email)
    ask(client, "nobody@example.com")
    assert not any("@" in str(job.args_kwargs) for job in DBTaskResult.objects.all())


def test_two_unknown_addresses_do_not_wait_as_one(client, settings):
    settings.TASKS = {"default": {"BACKEND": "tisserand.config.queue.Queue", "QUEUES": []}}
    for name in ("nobody", "noone"):
        ask(client, f"{name}@example.com")
    assert DBTaskResult.objects.count() == 2


def test_only_who_is_known_gets_a_letter(client, amina):
    ask(client, "nobody@example.com")
    assert not Envelope.objects.exists()


def test_who_was_closed_out_gets_no_letter(client, amina, now):
    amina.is_active = False
    amina.save()
    assert sign_in.send_link(amina.pk, next_url="", now=now) is None


def test_who_asked_for_no_mail_still_gets_their_link(client, make_person):
    make_person("Bao", mail_cadence="none")
    ask(client, "bao@example.com")
    assert outbox.deliver_due(timezone.now()) == 1


@pytest.mark.parametrize(
    "typed", ["", "amina", "a@b", "x" * 300 + "@example.com", "a@example.com\nBcc: b@c.fr"]
)
def test_what_is_no_address_is_said_in_words(client, amina, typed):
    answer = ask(client, typed, next="/me/")
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert 'value="/me/"' in answer.content.decode()


@pytest.mark.parametrize("email", ["amina@example.com", "nobody@example.com"])
def test_after_six_links_to_one_address_one_waits(client, amina, email):
    statuses = [ask(client, email.upper() if n % 2 else email).status_code for n in range(7)]
    assert statuses == [302] * 6 + [429]
    assert ask(client, "bao@example.com").status_code == 302


def test_one_place_may_ask_for_a_whole_company_and_no_more(client):
    statuses = [ask(client, f"person{n}@example.com").status_code for n in range(151)]
    assert statuses == [302] * 150 + [429]
    elsewhere = client.post("/sign-in/link/", {"email": "x@example.com"}, REMOTE_ADDR="10.9.8.7")
    assert elsewhere.status_code == 302


def test_the_next_page_shows_the_address_to_who_wrote_it_only(client, make_client, amina):
    ask(client, "amina@example.com")
    assert "amina@example.com" in client.get("/sign-in/sent/").content.decode()
    assert "@example.com" not in make_client().get("/sign-in/sent/").content.decode()
    forged = make_client()
    forged.cookies["link-asked-for"] = "evil@example.com:1:x"
    assert "evil" not in forged.get("/sign-in/sent/").content.decode()


def test_next_leads_nowhere_else(client, amina):
    ask(client, amina.email, next="https://evil.example/")
    outbox.deliver_due(timezone.now())
    assert client.post(link_in(mail.outbox[0])).url == "/"


def test_a_link_asked_for_long_ago_does_not_come_at_last(amina, now):
    from datetime import timedelta

    sign_in.send_link(amina.pk, next_url="", now=now)
    outbox.deliver_due(now + timedelta(hours=2))
    assert mail.outbox == []


def test_the_demonstration_leads_to_its_mail_box(client, settings):
    settings.EMAIL_BACKEND = "tisserand.mail.mailbox.Mailbox"
    assert "/mailbox/" not in client.get("/sign-in/").content.decode()
    settings.DEMO = True
    assert "/mailbox/" in client.get("/sign-in/").content.decode()
    assert "/mailbox/" in client.get("/sign-in/sent/").content.decode()
    settings.PRODUCTION = True
    assert "/mailbox/" not in client.get("/sign-in/").content.decode()
