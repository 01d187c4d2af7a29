from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tisserand.people import links
from tisserand.people.models import Person

pytestmark = pytest.mark.django_db
SECRET = "cheval bleu sous la pluie"


@pytest.fixture
def amina(make_person):
    person = make_person("Amina", "Keita")
    person.set_password(SECRET)
    person.save()
    return person


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


def try_password(client, email, password, **values):
    fields = {"email": email, "password": password, **values}
    return client.post("/sign-in/password/", {f"by-password-{name}": value for name, value in fields.items()})


def by_link(client, person):
    url = links.issue(person, now=timezone.now()).removeprefix("http://127.0.0.1:8000")
    assert client.post(url).status_code == 302


def test_the_page_offers_the_link_first_and_the_password_folded_away(client):
    page = client.get("/sign-in/?next=/me/").content.decode()
    assert page.index("Send me a link") < page.index("<details") < page.index("Sign in with my password")
    assert page.count('value="/me/"') == 2


def test_it_speaks_as_the_browser_asks(client):
    assert 'lang="fr"' in client.get("/sign-in/", headers={"Accept-Language": "fr"}).content.decode()
    assert 'lang="en"' in client.get("/sign-in/", headers={"Accept-Language": "en"}).content.decode()


def test_who_is_in_is_led_on(as_person, amina):
    assert as_person(amina).get("/sign-in/?next=/me/").url == "/me/"
    assert as_person(amina).get("/sign-in/?next=//evil.example").url == "/"


def test_a_password_opens_the_door(client, amina):
    answer = try_password(client, " AMINA@Example.com", SECRET, next="/me/")
    assert (answer.status_code, answer.url, who(client)) == (302, "/me/", str(amina.pk))


@pytest.mark.parametrize("next_url", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_a_password_leads_nowhere_else(client, amina, next_url):
    answer = try_password(client, amina.email, SECRET, next=next_url)
    assert "evil" not in answer.url


def test_wrong_password_no_password_and_nobody_get_the_same_words(client, amina, make_person):
    make_person("Bao")
    pages = [
        try_password(client, email, "wrong wrong wrong")
        for email in ("amina@example.com", "bao@example.com", "nobody@example.com")
    ]
    assert {page.status_code for page in pages} == {422}
    bodies = {
        page.content.decode().replace(name, "")
        for page, name in zip(pages, ["amina", "bao", "nobody"], strict=True)
    }
    said = [body.count("do not go together") for body in bodies]
    assert set(said) == {1}
    assert who(client) is None


def test_after_ten_wrong_ones_the_right_one_waits_too(client, amina):
    for _ in range(10):
        assert try_password(client, amina.email, "wrong").status_code == 422
    late = try_password(client, amina.email, SECRET)
    assert (late.status_code, late.headers["Retry-After"], who(client)) == (429, "900", None)
    assert "A few minutes of patience" in late.content.decode()


def test_the_limit_says_nothing_about_who_is_known(client, amina):
    for email in ("amina@example.com", "nobody@example.com"):
        statuses = [try_password(client, email, "wrong").status_code for _ in range(11)]
        assert statuses == [422] * 10 + [429]


def test_right_passwords_are_not_counted(amina, make_client):
    for _ in range(12):
        assert try_password(make_client(), amina.email, SECRET).status_code == 302


def test_a_password_is_chosen_changed_and_removed(client, make_person, make_client):
    bao = make_person("Bao", "Tran")
    client.force_login(bao)
    assert client.post("/me/password/", {"new": SECRET}).status_code == 302
    assert who(client) == str(bao.pk)
    assert try_password(make_client(), bao.email, SECRET).status_code == 302
    refused = client.post("/me/password/", {"new": "another long enough one", "current": "not it"})
    assert (refused.status_code, "not your present password" in refused.content.decode()) == (422, True)
    assert (
        client.post("/me/password/", {"new": "another long enough one", "current": SECRET}).status_code == 302
    )
    assert try_password(make_client(), bao.email, SECRET).status_code == 422
    assert client.post("/me/password/removal/").status_code == 302
    assert try_password(make_client(), bao.email, "another long enough one").status_code == 422
    assert not Person.objects.get(pk=bao.pk).has_password
    assert who(client) == str(bao.pk)


@pytest.mark.parametrize("weak", ["short", "password1234", "", "amina@example.com"])
def test_a_weak_password_is_refused_in_words(as_person, make_person, weak):
    client = as_person(make_person("Amina", "Keita"))
    page = client.post("/me/password/", {"new": weak})
    assert page.status_code == 422
    assert "field-error" in page.content.decode()


def test_who_just_came_by_mail_need_not_know_the_old_password(client, amina, monkeypatch):
    by_link(client, amina)
    assert client.post("/me/password/", {"new": "a new one that is long"}).status_code == 302
    session = client.session
    session["by_link_at"] = (timezone.now() - timedelta(minutes=16)).timestamp()
    session.save()
    assert client.post("/me/password/", {"new": "yet another long one"}).status_code == 422


def test_a_changed_password_ends_the_other_sessions(amina, make_client):
    here, elsewhere = make_client(), make_client()
    for client in (here, elsewhere):
        by_link(client, amina)
    here.post("/me/password/", {"new": "a new one that is long"})
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


def test_signing_out_ends_one_session(amina, make_client):
    here, elsewhere = make_client(), make_client()
    for client in (here, elsewhere):
        by_link(client, amina)
    assert here.get("/sign-out/").status_code == 405
    assert here.post("/sign-out/").url == "/sign-in/"
    assert (here.get("/me/").status_code, elsewhere.get("/me/").status_code) == (302, 200)


def test_signing_out_everywhere_ends_all_and_the_links_on_their_way(amina, make_client):
    here, elsewhere = make_client(), make_client()
    for client in (here, elsewhere):
        by_link(client, amina)
    pending = links.issue(amina, now=timezone.now()).removeprefix("http://127.0.0.1:8000")
    assert here.post("/sign-out/everywhere/").url == "/sign-in/"
    assert [client.get("/me/").status_code for client in (here, elsewhere)] == [302, 302]
    assert elsewhere.post(pending).status_code == 410


def test_sessions_last_three_months(client, amina):
    by_link(client, amina)
    cookie = client.cookies["sessionid"]
    assert cookie["max-age"] == 90 * 24 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("path", ["/me/", "/me/password/", "/me/password/removal/", "/sign-out/everywhere/"])
def test_visitors_are_led_to_sign_in(client, path):
    method = client.get if path == "/me/" else client.post
    answer = method(path)
    assert (answer.status_code, answer.url) == (302, f"/sign-in/?next={path}")


def test_the_first_administrator_gets_a_link(capsys, db, client):
    call_command("invite_administrator", " Ada@Example.com ", given_name="Ada")
    said = capsys.readouterr().out
    url = said.split()[-1]
    assert client.post(url.removeprefix("http://127.0.0.1:8000")).status_code == 302
    ada = Person.objects.get()
    assert (ada.email, ada.is_administrator, ada.given_name, who(client)) == (
        "ada@example.com",
        True,
        "Ada",
        str(ada.pk),
    )


def test_somebody_known_becomes_administrator_and_keeps_their_name(amina):
    call_command("invite_administrator", "amina@example.com")
    amina.refresh_from_db()
    assert (amina.is_administrator, amina.name) == (True, "Amina Keita")


def test_what_is_no_address_invites_nobody(db):
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("invite_administrator", "ada")
    assert not Person.objects.exists()
