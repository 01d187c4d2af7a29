"""Mails of conversations as a mail reader gets them: drawn together, and none about what was read already."""

from datetime import timedelta

import pytest
from django.core import mail

from tisserand.conversations import announcing
from tisserand.mail import outbox
from tisserand.mail.models import Envelope

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def leave(now):
    """All that is due in so many hours leaves: its mails, as their headers."""

    def leave(hours=8):
        before = len(mail.outbox)
        announcing.announce_some()
        outbox.deliver_due(now + hours * HOUR)
        return [dict(sent.extra_headers, to=sent.to[0]) for sent in mail.outbox[before:]]

    return leave


def test_a_reply_to_a_post_stands_under_the_mail_that_brought_it(cast, question, answer, leave, now):
    question.follow(cast.ada, now=now)
    first = answer(question)
    brought = leave()
    second = answer(question, "More of it", by=cast.ada, quotes=first, now=now + 2 * HOUR)
    third = answer(question, "Something else", by=cast.ada, now=now + 3 * HOUR)
    after = leave(24)
    to_chloe = next(sent for sent in after if "chloe" in sent["to"])
    mine = next(sent for sent in brought if "chloe" in sent["to"])
    root = mine["References"]
    assert (second.quotes, third.quotes) == (first, None)
    assert mine["In-Reply-To"] == root
    assert to_chloe["References"] == f"{root} {mine['Message-ID']}"
    assert to_chloe["In-Reply-To"] == mine["Message-ID"]
    assert {sent["References"].split()[0] for sent in [*brought, *after]} == {root}


def test_whoever_never_got_the_post_sees_its_reply_under_the_thread(cast, question, answer, leave, now):
    first = answer(question)
    leave()
    question.follow(cast.ada, now=now)
    answer(question, "More of it", quotes=first, now=now + 2 * HOUR)
    (to_ada,) = [sent for sent in leave(24) if "ada" in sent["to"]]
    assert to_ada["References"] == to_ada["In-Reply-To"]


@pytest.mark.parametrize(("reads", "left", "state"), [(True, 0, "dropped"), (False, 1, "sent")])
def test_what_was_read_on_the_site_is_not_sent_and_says_so(
    cast, question, answer, leave, reader, now, reads, left, state
):
    answer(question)
    assert len(leave()) == 1
    answer(question, "More of it", now=now + 9 * HOUR)
    announcing.announce_some()
    waiting = Envelope.objects.get(kind="answers")
    if reads:
        assert reader(cast.chloe).get(question.get_absolute_url()).status_code == 200
    assert len(leave(10)) == left
    waiting.refresh_from_db()
    assert waiting.state == state
    said = outbox.state_of([waiting.pk])[waiting.pk].words
    assert said.startswith("not sent: it had been read on the site" if reads else "sent on Tuesday 24")


def test_the_first_answer_leaves_at_once_and_the_later_ones_together(question, answer, leave, now):
    for n in range(4):
        answer(question, f"Answer {n}", now=now + timedelta(minutes=n))
    assert [sent["X-Tisserand-Kind"] for sent in leave(0.1)] == ["first-answer"]
    assert leave(0.5) == []
    assert [sent["X-Tisserand-Kind"] for sent in leave(0.6)] == ["answers"]
    assert all(f"Answer {n}" in mail.outbox[-1].body for n in (1, 2, 3))
