from datetime import timedelta

import pytest
from django.utils import timezone

from tisserand.people import links
from tisserand.people.models import SignInLink
from tisserand.people.tasks import prune_sign_in_links

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(make_person):
    return make_person("Amina", "Keita")


def path_of(url: str) -> str:
    assert url.startswith("http://127.0.0.1:8000/sign-in/link/")
    return url.removeprefix("http://127.0.0.1:8000")


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_link_is_nowhere_in_the_database(amina, now):
    token = links.issue(amina, now=now).rstrip("/").rpartition("/")[2]
    kept = SignInLink.objects.values().get()
    assert len(token) == 32
    assert token not in str(kept)
    assert kept["fingerprint"] == links.fingerprint(token)
    assert kept["expires_at"] == now + timedelta(minutes=15)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_the_link_does_not_use_it(client, amina, method):
    path = path_of(links.issue(amina, now=timezone.now()))
    for _ in range(3):
        assert getattr(client, method)(path).status_code == 200
    assert who(client) is None
    assert client.post(path).status_code == 302
    assert who(client) == str(amina.pk)


def test_the_page_has_one_button_and_names_the_person(client, amina):
    page = client.get(path_of(links.issue(amina, now=timezone.now()))).content.decode()
    assert "Hello Amina." in page
    assert page.partition("<main")[2].partition("</main>")[0].count("<button") == 1


def test_it_opens_the_door_once(amina, make_client):
    path, first, second = path_of(links.issue(amina, now=timezone.now())), make_client(), make_client()
    assert first.get(path).status_code == second.get(path).status_code == 200
    assert first.post(path).status_code == 302
    late = second.post(path)
    assert (late.status_code, who(first), who(second)) == (410, str(amina.pk), None)
    assert "already been used" in late.content.decode()
    assert 'name="email"' in late.content.decode()


def test_of_two_at_the_same_moment_one_wins(amina, now):
    token = links.issue(amina, now=now).rstrip("/").rpartition("/")[2]
    one, other = links.find(token), links.find(token)
    assert [links.use(one, now=now), links.use(other, now=now)] == [True, False]


@pytest.mark.parametrize(("minutes", "good"), [(0, True), (14.9, True), (15, False), (60, False)])
def test_it_is_good_for_fifteen_minutes(amina, now, minutes, good):
    token = links.issue(amina, now=now).rstrip("/").rpartition("/")[2]
    link, later = links.find(token), now + timedelta(minutes=minutes)
    assert (links.is_good(link, later), links.use(link, now=later)) == (good, good)


def test_an_expired_link_says_so_and_offers_another(client, amina):
    path = path_of(links.issue(amina, now=timezone.now() - timedelta(minutes=16), next_url="/c/distance/"))
    for answer in (client.get(path), client.post(path)):
        page = answer.content.decode()
        assert (answer.status_code, who(client)) == (410, None)
        assert "This link has expired" in page
        assert 'value="/c/distance/"' in page
        assert "Amina" not in page


def test_a_demonstration_may_print_links_that_last(client, amina):
    path = path_of(links.issue(amina, now=timezone.now() - timedelta(days=1), lifetime=timedelta(days=30)))
    assert client.post(path).status_code == 302


@pytest.mark.parametrize("token", ["x", "A" * 32, "%00", "é" * 20, "../../me", "-" * 3000])
def test_a_forged_link_opens_nothing(client, amina, token):
    links.issue(amina, now=timezone.now())
    answer = client.post(f"/sign-in/link/{token}/")
    assert (answer.status_code, who(client)) == (404, None)


def test_a_link_changed_by_one_letter_opens_nothing(client, amina):
    path = path_of(links.issue(amina, now=timezone.now()))
    wrong = path[:-2] + ("a" if path[-2] != "a" else "b") + "/"
    answer = client.post(wrong)
    assert (answer.status_code, who(client)) == (404, None)
    assert "We do not know this link" in answer.content.decode()


def test_somebody_who_was_closed_out_stays_out(client, amina):
    path = path_of(links.issue(amina, now=timezone.now()))
    amina.is_active = False
    amina.save()
    assert client.post(path).status_code == 410
    assert who(client) is None


def test_the_form_needs_its_own_token(amina, make_client):
    strict = make_client(enforce_csrf_checks=True)
    assert strict.post(path_of(links.issue(amina, now=timezone.now()))).status_code == 403
    assert who(strict) is None


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/c/distance/conversations/?page=2", "/c/distance/conversations/?page=2"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("///evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http:evil.example", "/"),
        ("c/distance/", "/"),
        ("/ok\r\nSet-Cookie: x=1", "/"),
        ("/" + "a" * 600, "/"),
    ],
)
def test_next_leads_nowhere_else(client, amina, asked, led_to):
    answer = client.post(path_of(links.issue(amina, now=timezone.now(), next_url=asked)))
    assert answer.url == led_to


def test_old_links_are_forgotten(amina):
    now = timezone.now()
    links.issue(amina, now=now)
    links.issue(amina, now=now - timedelta(days=6))
    links.issue(amina, now=now - timedelta(days=8))
    prune_sign_in_links.enqueue()
    assert SignInLink.objects.count() == 2
