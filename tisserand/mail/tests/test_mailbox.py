from datetime import timedelta

import pytest

from tisserand.mail import outbox
from tisserand.mail.models import Letter

from .conftest import DyingMailbox, Killed

pytestmark = pytest.mark.django_db
PAGES = ["", "{pk}/", "{pk}/body/", "{pk}/source/"]


@pytest.fixture(autouse=True)
def own_mailbox(settings):
    settings.EMAIL_BACKEND = "tisserand.mail.mailbox.Mailbox"


@pytest.fixture
def letter(make_person, now):
    outbox.post("test-answer", make_person("Odile", "Roux"), now=now, n=7)
    outbox.deliver_due(now)
    return Letter.objects.get()


@pytest.mark.parametrize("place", PAGES)
@pytest.mark.parametrize(
    ("setting", "visitor", "member", "admin"),
    [
        ({"DEMO": True}, 200, 200, 200),
        ({"DEMO": False}, 302, 403, 200),
        ({"DEMO": True, "PRODUCTION": True}, 302, 403, 200),
        ({"DEMO": True, "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}, 404, 404, 404),
    ],
)
def test_who_may_read(client, make_client, cast, settings, letter, place, setting, visitor, member, admin):
    for name, value in setting.items():
        setattr(settings, name, value)
    cast.dov.is_administrator = True
    cast.dov.save()
    path = "/mailbox/" + place.format(pk=letter.pk)
    seen = {"visitor": client.get(path).status_code}
    for name in ("ada", "bao", "chloe", "dov"):
        browser = make_client()
        browser.force_login(getattr(cast, name))
        seen[name] = browser.get(path).status_code
    assert seen == {"visitor": visitor, "ada": member, "bao": member, "chloe": member, "dov": admin}


@pytest.fixture
def demo(client, settings):
    settings.DEMO = True
    return client


def test_the_list_is_newest_first_and_can_be_searched(demo, letter, make_person, now):
    outbox.post("test-answer", make_person("Paul"), now=now, n=8)
    outbox.deliver_due(now)
    page = demo.get("/mailbox/").content.decode()
    assert page.index("About [8]") < page.index("About [7]")
    found = demo.get("/mailbox/?to=ODILE").content.decode()
    assert ("About [7]" in found, "About [8]" in found) == (True, False)
    assert "No letter to this address" in demo.get("/mailbox/?to=nobody").content.decode()


def test_an_empty_box_says_so(demo):
    assert "No letter yet" in demo.get("/mailbox/").content.decode()


@pytest.mark.parametrize("number", ["0", "99", "x", "-1"])
def test_a_page_that_is_not_there_is_the_last_or_first(demo, letter, number):
    assert demo.get(f"/mailbox/?page={number}").status_code == 200


def test_the_list_costs_the_same_for_one_and_for_many(
    demo, letter, make_person, now, django_assert_num_queries
):
    with django_assert_num_queries(3):
        demo.get("/mailbox/")
    for n in range(40):
        Letter.objects.create(
            sent_at=now, sender="a", recipient="b", subject=str(n), text="", html="", raw=b""
        )
    with django_assert_num_queries(3):
        demo.get("/mailbox/")


def test_a_letter_is_kept_whole(demo, letter):
    assert (letter.subject, letter.recipient) == ("About [7]", "Odile Roux <odile@example.com>")
    assert letter.envelope.state == "sent"
    page = demo.get(f"/mailbox/{letter.pk}/").content.decode()
    assert "Hello Odile, numbers 7. &lt;&amp;&gt;" in page
    assert '<a href="https://example.com/a?b=1&amp;c=2"' in page
    source = demo.get(f"/mailbox/{letter.pk}/source/")
    assert source.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert b"Message-ID: " in source.content


def test_the_letter_is_drawn_in_a_closed_frame(demo, letter):
    page = demo.get(f"/mailbox/{letter.pk}/").content.decode()
    assert f'src="/mailbox/{letter.pk}/body/"' in page
    assert 'sandbox="allow-popups ' in page
    assert "allow-scripts" not in page
    assert "allow-same-origin" not in page
    body = demo.get(f"/mailbox/{letter.pk}/body/")
    policy = {
        name: values
        for name, _, values in (
            rule.strip().partition(" ") for rule in body.headers["Content-Security-Policy"].split(";")
        )
    }
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
    }
    assert body.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in body.content.decode()
    other = demo.get("/mailbox/").headers
    assert (other["X-Frame-Options"], "unsafe-inline" in other["Content-Security-Policy"]) == ("DENY", False)


def test_a_mail_sent_again_is_the_same_letter(make_person, now, settings):
    outbox.post("test-answer", make_person("Odile"), now=now, n=7)
    settings.EMAIL_BACKEND = f"{DyingMailbox.__module__}.DyingMailbox"
    with pytest.raises(Killed):
        outbox.deliver_due(now)
    assert Letter.objects.count() == 1
    settings.EMAIL_BACKEND = "tisserand.mail.mailbox.Mailbox"
    outbox.deliver_due(now + timedelta(minutes=6))
    outbox.deliver_due(now + timedelta(minutes=8))
    letter = Letter.objects.get()
    assert (letter.envelope.state, letter.envelope.attempts) == ("sent", 2)


def test_letters_of_other_senders_are_kept_too(demo):
    from django.core.mail import send_mail

    send_mail("Plain", "Only text", "a@example.com", ["b@example.com"])
    letter = Letter.objects.get()
    assert (letter.envelope, letter.html, letter.text) == (None, "", "Only text")
    assert demo.get(f"/mailbox/{letter.pk}/").status_code == 200
