"""What was said in a day: on a page, and by mail for who asked."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.chat import digest, lifting, saying, wishes
from tisserand.mail import answering, outbox
from tisserand.mail.models import Envelope

from .conftest import addresses

DAY = date(2026, 11, 24)


def test_people_and_questions_of_the_day(room, said, cast, now):
    said("Good morning.", by=cast.bao)
    said("How do I begin?")
    lifted = said("Where is module 2?")
    said("Tomorrow?", after=24 * 60)
    saying.remove(said("Oops?", by=cast.ada), by=cast.ada, now=now)
    thread = lifting.lift([lifted], title="Module 2", by=cast.chloe, now=now)
    found = digest.of(room, DAY)
    assert (found.people, found.threads) == ([cast.bao, cast.chloe], [thread])
    assert [message.text for message in found.asked] == ["How do I begin?"]


def test_the_page_of_a_day(reader, cast, room, said, now, here):
    said("Yesterday.", after=-24 * 60)
    said("How do I begin?")
    lifting.lift([said("Module 2?")], title="Where is module 2", by=cast.chloe, now=now)
    page = reader(cast.bao).get(f"/c/distance/chat/{room.pk}/days/2026-11-24/").content.decode()
    for words in ("Chloé Martin", "Where is module 2", "How do I begin?", "/days/2026-11-23/"):
        assert words in page
    assert "Yesterday." not in page


@pytest.mark.parametrize("day", ["2026-11-25", "1999-01-01", "2026-13-01", "0", "2026-11-24T10:00"])
def test_no_page_for_days_to_come_or_that_are_none(reader, cast, room, here, day):
    assert reader(cast.bao).get(f"/c/distance/chat/{room.pk}/days/{day}/").status_code == 404


def test_one_message_or_thirty_cost_the_same(reader, cast, room, said, now, here):
    bao, counts = reader(cast.bao), []
    bao.get("/c/distance/chat/")
    for several in (1, 30):
        for number in range(several):
            said(f"@Bao {number}?")
            lifting.lift([said("Why?")], title=f"Why {number}", by=cast.chloe, now=now)
        with CaptureQueriesContext(connection) as asked:
            bao.get(f"/c/distance/chat/{room.pk}/days/2026-11-24/")
        counts.append(len(asked))
    assert counts[0] == counts[1] < 20


def test_nobody_gets_it_who_has_not_asked(room, said, now):
    said()
    assert digest.tell_of_yesterday(now + timedelta(days=1)) == 0
    assert not Envelope.objects.exists()


def test_it_comes_once_with_people_and_questions(room, said, cast, now, mailoutbox, reader, here):
    reader(cast.bao).post(f"/c/distance/chat/{room.pk}/digest/", {"wanted": "yes"})
    said("How do I begin?")
    lifting.lift([said("Module 2?")], title="Where is module 2", by=cast.chloe, now=now)
    tomorrow = now + timedelta(days=1)
    assert (digest.tell_of_yesterday(tomorrow), digest.tell_of_yesterday(tomorrow)) == (1, 0)
    outbox.deliver_due(tomorrow + timedelta(minutes=10))
    mails = [mail for mail in mailoutbox if addresses(mail) == ["bao@example.com"]]
    assert len(mails) == 1
    for words in ("Chloé Martin", "Where is module 2", "How do I begin?", "/days/2026-11-24/"):
        assert words in mails[0].body


def test_a_silent_day_sends_nothing(room, cast, now):
    wishes.ask(room, cast.bao, now=now)
    assert digest.tell_of_yesterday(now + timedelta(days=1)) == 0


def test_one_click_ends_it_and_another_brings_it_back(room, cast, now, client, community):
    wishes.ask(room, cast.bao, now=now)
    path = "/" + answering.link("no-digest", cast.bao, room.pk, now=now).split("/", 3)[3]
    client.post(path)
    assert not room.digest_wishes.exists()
    assert [line.verb for line in community.events.filter(actor=cast.bao, object_type="room")] == [
        "followed",
        "unfollowed",
    ]


def test_who_has_left_gets_it_no_more(room, said, cast, now, mailoutbox):
    wishes.ask(room, cast.bao, now=now)
    said()
    cast.places["bao"].leave(by=cast.ada, now=now)
    digest.tell_of_yesterday(now + timedelta(days=1))
    outbox.deliver_due(now + timedelta(days=1, hours=1))
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("everywhere", "here_only", "leaves"),
    [
        ("each", "", "2026-11-25T"),
        ("each", "daily", "2026-11-26T"),
        ("each", "weekly", "2026-11-30T"),
        ("weekly", "each", "2026-11-25T"),
        ("weekly", "", "2026-11-30T"),
        ("each", "addressed", None),
        ("addressed", "daily", "2026-11-26T"),
        ("none", "daily", None),
    ],
)
def test_it_comes_in_the_rhythm_chosen_for_the_community(
    room, said, cast, now, everywhere, here_only, leaves
):
    cast.bao.mail_cadence = everywhere
    cast.bao.save()
    cast.places["bao"].tune(hears="part", mail_cadence=here_only, now=now)
    wishes.ask(room, cast.bao, now=now)
    said()
    digest.tell_of_yesterday(now + timedelta(days=1))
    letters = [letter.due_at.isoformat()[: len("2026-11-25T")] for letter in Envelope.objects.all()]
    assert letters == ([leaves] if leaves else [])


def test_several_days_come_in_one_mail(room, said, cast, now, mailoutbox):
    cast.places["bao"].tune(hears="part", mail_cadence="weekly", now=now)
    wishes.ask(room, cast.bao, now=now)
    said("Tuesday?"), said("Wednesday?", after=24 * 60)
    for days in (1, 2):
        digest.tell_of_yesterday(now + timedelta(days=days))
    outbox.deliver_due(now + timedelta(days=7))
    [mail] = [mail for mail in mailoutbox if addresses(mail) == ["bao@example.com"]]
    assert "Tuesday?" in mail.body
    assert "Wednesday?" in mail.body


def test_a_rhythm_chosen_meanwhile_holds_it_back_and_the_page_says_so(
    room, said, cast, now, mailoutbox, reader, here
):
    wishes.ask(room, cast.bao, now=now)
    bao = reader(cast.bao)
    assert "in the rhythm you chose" in bao.get("/c/distance/chat/").content.decode()
    said()
    digest.tell_of_yesterday(now + timedelta(days=1))
    cast.places["bao"].tune(hears="part", mail_cadence="addressed", now=now)
    outbox.deliver_due(now + timedelta(days=2))
    assert mailoutbox == []
    assert "holds it back" in bao.get("/c/distance/chat/").content.decode()
