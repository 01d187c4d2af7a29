"""A person changes their own address: asked, confirmed from the new one, told to the old one, taken back."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tisserand.mail import address_change, outbox
from tisserand.mail.models import Envelope, LostAddress
from tisserand.people import held, links
from tisserand.people.models import Person

pytestmark = pytest.mark.django_db
NEW = "amina@new.example"


@pytest.fixture
def amina(make_person):
    return make_person("Amina", "Keita")


def ask(client, new=NEW):
    return client.post("/me/address/", {"new": new})


def letters() -> list:
    mail.outbox.clear()
    outbox.deliver_due(timezone.now())
    return list(mail.outbox)


def link_in(message) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/address/\S+)", message.body)[1]


def address_of(person) -> str:
    return Person.objects.values_list("email", flat=True).get(pk=person.pk)


@pytest.fixture
def changed(as_person, client, amina):
    """Amina has changed her address; the letter that her old one got."""
    ask(as_person(amina))
    client.post(link_in(letters()[0]))
    return letters()[0]


def test_from_the_old_address_to_the_new_one(as_person, make_client, amina):
    answer = ask(as_person(amina), " Amina@NEW.example ")
    assert (answer.status_code, answer.url) == (302, "/me/")
    [asked] = letters()
    assert (asked.to, asked.subject) == (["Amina Keita <amina@new.example>"], "Is this your new address?")
    assert address_of(amina) == "amina@example.com"
    reader = make_client()  # who reads the mail is not signed in there
    for method in (reader.get, reader.head):
        assert method(link_in(asked)).status_code == 200
    assert address_of(amina) == "amina@example.com"
    assert "Mail comes to amina@new.example from now on" in reader.post(link_in(asked)).text
    assert address_of(amina) == NEW
    [told] = letters()
    assert (told.to, told.subject) == (["Amina Keita <amina@example.com>"], "Your address here has changed")
    assert NEW in told.body
    assert (reader.post(link_in(asked)).status_code, letters()) == (410, [])


def test_the_old_address_takes_it_back_and_puts_out_whoever_changed_it(as_person, client, amina, changed):
    thief = as_person(amina)
    person = Person.objects.get(pk=amina.pk)
    person.set_password("chosen by the thief")
    person.save()
    link = links.issue(person, now=timezone.now())
    assert "Put my address back" in client.get(link_in(changed)).text
    assert client.post(link_in(changed)).status_code == 200
    person.refresh_from_db()
    assert (person.email, person.has_password) == ("amina@example.com", False)
    assert thief.get("/me/").status_code == 302
    assert client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 410
    assert letters() == []


def test_links_sent_to_the_old_address_open_nothing_more(as_person, client, amina):
    link = links.issue(amina, now=timezone.now())
    ask(as_person(amina))
    client.post(link_in(letters()[0]))
    assert client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 410


@pytest.mark.parametrize(("minutes", "made"), [(59, True), (61, False)])
def test_the_link_is_good_for_one_hour(amina, now, minutes, made):
    until = now + address_change.CONFIRMED_WITHIN
    token = address_change.link(amina, amina.email, NEW, until=until).rstrip("/").rpartition("/")[2]
    assert address_change.make(address_change.read(token), now=now + timedelta(minutes=minutes)) is made
    assert address_of(amina) == (NEW if made else "amina@example.com")


def test_the_address_of_somebody_else_gets_no_mail_and_the_page_says_the_same(as_person, amina, make_person):
    make_person("Bao")
    answers = [ask(as_person(amina), email) for email in ("bao@example.com", "nobody@example.com")]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/me/")] * 2
    assert [message.to for message in letters()] == [["Amina Keita <nobody@example.com>"]]


def test_who_was_faster_keeps_the_address(as_person, client, amina, make_person):
    ask(as_person(amina))
    link = link_in(letters()[0])
    make_person("Bao", email=NEW)
    answer = client.post(link)
    assert (answer.status_code, address_of(amina)) == (410, "amina@example.com")
    assert "Somebody has this address already" in answer.text


@pytest.mark.parametrize("new", ["", "nobody", "amina@example.com", "x" * 250 + "@example.com"])
def test_what_is_no_new_address_is_refused_where_it_was_written(as_person, amina, new):
    answer = ask(as_person(amina), new)
    assert (answer.status_code, letters()) == (422, [])
    assert "<details open>\n      <summary>Change my address" in answer.text


def test_a_machine_does_not_write_to_strangers_through_us(as_person, amina, make_person):
    client = as_person(amina)
    assert [ask(client, f"a{n}@example.net").status_code for n in range(7)] == [302] * 6 + [429]
    others = [as_person(make_person(name)) for name in ("Bao", "Chloe", "Dov", "Eve")]
    assert [ask(other, "victim@example.net").status_code for other in others] == [302] * 3 + [429]


@pytest.mark.parametrize("token", ["x", "x:y", "eyJhIjoxfQ:zzz"])
def test_a_link_nobody_gave_leads_nowhere(client, token):
    assert client.post(f"/address/{token}/").status_code == 404


def test_a_stranger_does_not_ask(client):
    assert ask(client).status_code == 302
    assert not Envelope.objects.exists()


def test_a_new_address_that_does_not_exist_does_not_lose_the_old_one(as_person, amina, server):
    from smtplib import SMTPRecipientsRefused

    ask(as_person(amina))
    server.before = SMTPRecipientsRefused({NEW: (550, b"5.1.1 User unknown")})
    outbox.deliver_due(timezone.now())
    assert Envelope.objects.get().state == Envelope.State.FAILED
    assert not LostAddress.objects.exists()


def test_an_address_that_was_left_is_still_theirs_when_they_are_erased(amina, changed):
    person = Person.objects.get(pk=amina.pk)
    assert "amina@example.com" in [name for one in held.all_holdings() for name in one.also_known_as(person)]


def test_in_french(as_person, client, make_person):
    ines = make_person("Inès", email="ines@example.com", language="fr")
    ask(as_person(ines))
    [asked] = letters()
    assert asked.subject.startswith("Est-ce votre nouvelle adresse")
    assert "Oui, c’est mon adresse" in client.get(link_in(asked)).text
