"""Mail over a real line, to a real SMTP server."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tisserand.mail import outbox
from tisserand.mail.models import Envelope

pytestmark = pytest.mark.service


@pytest.mark.django_db
def test_a_link_goes_over_the_line_in_both_forms(post, client, make_person):
    make_person("Zoé", "Nuñez", language="fr")
    client.post("/sign-in/link/", {"email": "zoe@example.com", "next": "/me/"})
    assert outbox.deliver_due(timezone.now()) == 1
    (letter,) = post.letters
    assert letter.recipients == ["zoe@example.com"]
    assert (letter["From"], letter["To"]) == (
        "Tisserand <tisserand@localhost>",
        "Zoé Nuñez <zoe@example.com>",
    )
    assert letter["Subject"] == "Votre lien de connexion"
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    link = next(line for line in text.splitlines() if line.startswith("http"))
    assert f'href="{link}"' in html
    assert "Voici votre lien de connexion." in text
    entered = client.post(link.removeprefix("http://127.0.0.1:8000").strip())
    assert (entered.status_code, entered.url) == (302, "/me/")


@pytest.mark.django_db
def test_a_real_server_refuses_defers_and_accepts_in_one_conversation(post, make_person, now):
    people = [
        make_person(name, email=f"{name.lower()}@example.com") for name in ("Gone", "Busy", "Fine", "Good")
    ]
    rows = [outbox.post("test-answer", person, now=now, n=1) for person in people]
    assert outbox.deliver_due(now) == 4
    states = list(
        Envelope.objects.filter(pk__in=[row.pk for row in rows])
        .order_by("pk")
        .values_list("state", "problem")
    )
    assert states == [
        ("failed", "no-such-address: 550 5.1.1 No such user here"),
        ("waiting", "refused: 450 4.2.1 Come back later"),
        ("sent", ""),
        ("sent", ""),
    ]
    assert [letter.recipients for letter in post.letters] == [["fine@example.com"], ["good@example.com"]]


@pytest.mark.django_db
def test_a_server_that_is_down_costs_nothing_and_is_tried_again(post, settings, make_person, now):
    settings.EMAIL_PORT = 1
    envelope = outbox.post("test-encouragement", make_person("Fine"), now=now, n=1)
    assert outbox.deliver_due(now + timedelta(minutes=2)) == 0
    settings.EMAIL_PORT = post.port
    assert outbox.deliver_due(now + timedelta(minutes=3)) == 1
    envelope.refresh_from_db()
    assert (envelope.state, envelope.attempts, len(post.letters)) == ("sent", 1, 1)
