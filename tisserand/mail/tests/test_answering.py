"""The machinery of answers by one click, with an answer of its own: who agreed to what."""

from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tisserand.mail import answering
from tisserand.mail.answering import Choice

pytestmark = pytest.mark.django_db


class NoteForm(forms.Form):
    note = forms.CharField(max_length=10, required=False)


@pytest.fixture
def agreed(monkeypatch):
    """An answer « agree » on the numbers 1 to 9; what has been agreed to, by (person, number)."""
    monkeypatch.setattr(answering, "_answers", dict(answering._answers))
    agreed = {}

    @answering.answer("agree")
    def agree(person, pk, now):
        if pk > 9:
            return None

        def say(now, note):
            if note == "no":
                raise ValidationError("Nobody can say no.")
            agreed[person, pk] = (now, note)

        return Choice(
            f"Agree to {pk}?",
            _("Come in"),
            f"Agreed to {pk}.",
            say,
            said=(person, pk) in agreed,
            take_back=lambda now: agreed.pop((person, pk)),
            words="<b>five</b>",
            form=NoteForm,
        )

    @answering.answer("agree-for-good")
    def agree_for_good(person, pk, now):
        return Choice("?", "Yes", "Said.", lambda now: agreed.update({pk: now}), said=pk in agreed)

    return agreed


@pytest.fixture
def amina(make_person):
    return make_person("Amina", "Keita")


@pytest.fixture
def at_noon(now):
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def path(agreed, amina, at_noon):
    """The path of the link, of Amina's « agree » to 5 unless said otherwise."""

    def make(answer="agree", person=amina, pk=5, now=at_noon):
        return answering.link(answer, person, pk, now=now).removeprefix("http://127.0.0.1:8000")

    return make


def test_looking_changes_nothing(client, agreed, path):
    for method in (client.get, client.head):
        answer = method(path())
        assert (answer.status_code, agreed) == (200, {})
    page = client.get(path()).text
    assert "Agree to 5?" in page
    assert "&lt;b&gt;five&lt;/b&gt;" in page
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("words", "said", "besides", "quoted"),
    [
        ("Friday", False, "Have you read “Friday”?", False),
        ("Yes", False, "Is this your answer?", False),  # the button says it
        ("Yes", True, "Thank you.", True),
        ("Room 2 is open", False, "Have you read “Friday”?", True),
        ("", True, "Thank you.", False),
    ],
)
def test_nothing_is_read_twice(words, said, besides, quoted):
    choice = Choice("?", "Yes", "Thank you.", print, said=said, words=words)
    assert choice.quotes_besides(besides) is quoted


def test_the_button_says_it_once_and_undo_takes_it_back(client, agreed, path, amina, at_noon):
    said = client.post(path(), {"note": "yes"})
    assert said.url == f"{path()}?said"
    assert agreed == {(amina, 5): (at_noon, "yes")}
    assert "It is noted" in client.get(said.url).text
    assert 'name="undo"' in client.get(said.url).text
    again = client.post(path(), {"note": "twice"})
    assert agreed == {(amina, 5): (at_noon, "yes")}
    assert again.status_code == 302
    assert "You have said so already" in client.get(path()).text
    undone = client.post(path(), {"undo": ""})
    assert agreed == {}
    assert "It is undone" in client.get(undone.url).text
    assert client.post(path(), {"undo": ""}).status_code == 302
    assert client.post(path()).status_code == 302
    assert list(agreed) == [(amina, 5)]


def test_what_cannot_be_undone_offers_no_undoing(client, agreed, path):
    client.post(path("agree-for-good"))
    page = client.get(path("agree-for-good")).text
    assert "Said." in page
    assert 'name="undo"' not in page
    assert client.post(path("agree-for-good"), {"undo": ""}).status_code == 302
    assert list(agreed) == [5]


def test_what_the_form_or_the_act_refuses_is_told(client, agreed, path):
    for note, said in (("far too long a note", "at most 10 characters"), ("no", "Nobody can say no.")):
        answer = client.post(path(), {"note": note})
        assert (answer.status_code, said in answer.text, agreed) == (422, True, {})


def test_no_sign_in_and_no_session(client, path):
    for answer in (client.get(path()), client.post(path())):
        assert "sessionid" not in answer.cookies
    assert client.get("/me/").status_code == 302


def test_it_answers_for_the_person_of_the_link_whoever_is_signed_in(
    as_person, make_person, agreed, path, amina
):
    bao = make_person("Bao", language="fr")
    client = as_person(bao)
    assert "You are not Amina Keita?" in client.get(path()).text
    client.post(path())
    assert list(agreed) == [(amina, 5)]


def test_the_page_speaks_the_persons_language(client, make_person, path):
    ines = make_person("Inès", email="ines@example.com", language="fr")
    page = client.get(path(person=ines))
    assert (page.headers["Content-Language"], '<html lang="fr"' in page.text) == ("fr", True)
    assert "Bonjour Inès." in page.text
    assert "Entrer" in page.text


def test_a_link_is_good_for_ninety_days_and_the_day_of_its_mail_gives_the_same(client, path, at_noon, agreed):
    assert path(now=at_noon - timedelta(hours=9)) == path()
    for days, status in ((90, 200), (91, 410)):
        old = path(now=at_noon - timedelta(days=days))
        assert client.get(old).status_code == status
        assert client.post(old).status_code == (302 if status == 200 else 410)
    assert len(agreed) == 1
    assert "too old" in client.get(old).text


def test_its_life_is_a_setting(client, path, settings, at_noon):
    settings.ONE_CLICK_DAYS = 1
    assert client.get(path(now=at_noon - timedelta(days=2))).status_code == 410


def test_who_is_no_longer_active_says_nothing(client, agreed, path, amina):
    link = path()
    amina.is_active = False
    amina.save()
    assert (client.get(link).status_code, client.post(link).status_code, agreed) == (410, 410, {})
    amina.delete()
    assert client.post(link).status_code == 404


def test_what_the_answer_does_not_know_leads_nowhere(client, path):
    assert client.get(path(pk=10)).status_code == 410


def test_each_link_says_its_own_thing_for_its_own_person(client, make_person, agreed, path, amina):
    """No part of a token can be put in another."""
    bao = make_person("Bao")
    given = [path(), path(pk=6), path(person=bao), path("agree-for-good")]
    parts = [link.removeprefix("/a/").rstrip("/").split(".") for link in given]
    own = {".".join(part) for part in parts}
    mixed = {
        ".".join([*head[:number], *tail[number:]])
        for head in parts
        for tail in parts
        for number in range(1, 5)
    } - own
    assert len(mixed) > 10
    assert {client.post(f"/a/{token}/").status_code for token in mixed} == {404}
    assert agreed == {}


FORGED = [
    "x",
    "agree.1.1.739000",
    "agree.1.1.739000.",
    "....",
    "a" * 3000,
    "agree.1.1.739000.%00",
    "é.1.1.1.x",
]


@pytest.mark.parametrize("token", FORGED)
def test_forged_links_are_met_with_words(client, agreed, amina, token):
    for method in (client.get, client.post):
        answer = method(f"/a/{token}/")
        assert answer.status_code == 404
        assert "We do not know this link" in answer.text
    assert agreed == {}


@pytest.mark.parametrize(
    "signed", ["agree.0.5.739999", "agree.1.0.739999", "gone.1.5.739999", "agree.1.5", ""]
)
def test_what_we_signed_for_something_else_says_nothing(client, agreed, amina, signed):
    assert client.post(f"/a/{answering._signer.sign(signed)}/").status_code == 404


def test_other_methods_find_nothing_to_do(client, path):
    assert client.put(path()).status_code == 405


def test_names_are_given_once_and_spelt(agreed):
    for name in ("agree", "Agree", "a.b", ""):
        with pytest.raises(ValueError, match="misspelt or taken"):
            answering.answer(name)(pytest.fixture)


def test_there_is_no_link_for_an_answer_nobody_declared(amina, now):
    with pytest.raises(ValueError, match="no such"):
        answering.link("nothing", amina, 1, now=now)
