"""A visitor of the demonstration answers a mail from the mail box page: it travels as mail does."""

import pytest
from django.utils import timezone

from tisserand.conversations import writing
from tisserand.mail.inbound import taking_in
from tisserand.mail.models import Arrival, Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(settings, post_office, community, cast, now):
    """What Chloé got when Bao answered her."""
    settings.DEMO, settings.EMAIL_BACKEND = True, "tisserand.mail.mailbox.Mailbox"
    asked = {"kind": "question", "title": "How to begin?", "source": "I do not dare."}
    thread = writing.start(community, by=cast.chloe, now=now, **asked)
    writing.reply(thread, by=cast.bao, source="With a fact.", now=now)
    post_office.deliver()
    letter = Letter.objects.get()
    letter.thread = thread
    return letter


def reply(client, letter, text):
    answer = client.post(f"/mailbox/{letter.pk}/", {"text": text})
    taking_in.take_in_due(timezone.now())
    return answer.status_code


def test_names_are_read_as_they_are_written(client, cast, letter):
    assert "Chloé Martin &lt;chloe@example.com&gt;" in client.get(f"/mailbox/{letter.pk}/").text


def test_the_reply_is_posted(client, cast, letter):
    assert "Answer this mail" in client.get(f"/mailbox/{letter.pk}/").text
    assert reply(client, letter, "It worked.") == 302
    last = letter.thread.posts.last()
    assert (last.author, last.text, last.via) == (cast.chloe, "It worked.", "mail")


def test_a_word_alone_does_what_it_says(client, letter):
    reply(client, letter, "Solved, thanks!")
    letter.thread.refresh_from_db()
    assert letter.thread.solved


def test_nothing_is_no_reply(client, letter):
    assert reply(client, letter, " ") == 422
    assert not Arrival.objects.exists()


def test_nobody_answers_for_others_outside_a_demonstration(client, cast, letter, settings):
    settings.DEMO = False
    cast.dov.is_administrator = True
    cast.dov.save()
    client.force_login(cast.dov)
    assert "Answer this mail" not in client.get(f"/mailbox/{letter.pk}/").text
    assert reply(client, letter, "It worked.") == 200
    assert not Arrival.objects.exists()
