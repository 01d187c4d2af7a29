"""What calendar programs answer signs people up or off; what pretends to is left aside."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.post_office import DOMAIN
from tisserand.conversations.models import Thread
from tisserand.mail.addressing import reply_address
from tisserand.meetings import ics, planning, replies, telling
from tisserand.meetings.models import SignUp

REPLY = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//A program//EN\r
METHOD:REPLY\r
BEGIN:VEVENT\r
UID:{uid}\r
SEQUENCE:{sequence}\r
DTSTAMP:20261124T090000Z\r
DTSTART:{begins:%Y%m%dT%H%M%SZ}\r
ATTENDEE;CN=Chloe;PARTSTAT={said}:MAILTO:{who}\r
END:VEVENT\r
END:VCALENDAR\r
"""
HEAD = "From: Chloe <{sender}>\r\nTo: {to}\r\nSubject: Accepted: Opening\r\nMessage-ID: <{number}@x>\r\n"
PART = 'Content-Type: text/calendar; charset=UTF-8; method="REPLY"\r\nAuto-Submitted: auto-generated\r\n\r\n'


@pytest.fixture(autouse=True)
def receives(post_office, at):
    at()


@pytest.fixture
def reply(session, cast, now, post_office):
    """`reply("ACCEPTED")`: what Chloé's calendar mails; what became of it."""
    count = iter(range(1000))

    def reply(said, *, content=None, to=None, sender=None, **values):
        to = to or reply_address(cast.chloe, "session", session.pk, now=now)
        given = {"uid": ics.uid("session", session.pk), "sequence": 0, "begins": session.present_start}
        given |= {"said": said, "who": "chloe@example.com"} | values
        sender = sender or cast.chloe.email
        body = REPLY.format(**given) if content is None else content
        raw = HEAD.format(sender=sender, to=to, number=next(count)) + PART + body
        return post_office.bring(raw.encode(), to, sender)

    return reply


def answers():
    return list(SignUp.objects.values_list("person__given_name", "answer"))


def test_accepted_declined_and_perhaps(reply, come, session):
    reply("ACCEPTED")
    assert answers() == [("Chloé", "link")]
    reply("DECLINED")
    assert answers() == [("Chloé", "no")]
    reply("TENTATIVE")
    assert answers() == []
    come(session, "chloe", "phone")
    reply("accepted")
    assert answers() == [("Chloé", "phone")]


@pytest.mark.parametrize(
    "values",
    [
        {"uid": "session-1@elsewhere.example"},
        {"uid": "session-999"},
        {"who": "ada@example.com"},
        {"who": ""},
        {"sender": "somebody@example.org"},
        {"content": ""},
        {"content": "BEGIN:VCALENDAR"},
        {"content": "BEGIN:VEVENT\r\n" * 5_000},
        {"content": "\0\ud7ff" * 500},
        {"sequence": "9" * 5_000},
        {"sequence": "x"},
    ],
)
def test_what_is_no_answer_of_theirs_does_nothing(reply, values):
    said = {"said": "ACCEPTED"} | values
    reply(**said)
    assert answers() == []
    assert not Thread.objects.exists()


def test_an_answer_to_an_hour_that_is_no_more_counts_for_nothing(reply, session, cast, now):
    before = session.present_start
    planning.change(session, by=cast.ada, now=now, starts_at=session.starts_at + session.length)
    reply("ACCEPTED", begins=before)
    assert answers() == []
    session.refresh_from_db()
    reply("ACCEPTED", begins=session.present_start)
    assert answers() == [("Chloé", "link")]


def test_a_session_planned_long_ahead_is_answered_until_it_is_over(
    plan, cast, now, at, post_office, settings
):
    late = now + 2 * timedelta(days=settings.MAIL_REPLY_DAYS)
    session = plan(starts_at=late)
    to = reply_address(cast.chloe, "session", session.pk, now=now)

    def accept(when, number):
        at(when)
        post_office.now = when
        values = {"uid": ics.uid("session", session.pk), "sequence": 0, "begins": session.present_start}
        body = REPLY.format(said="ACCEPTED", who="chloe@example.com", **values)
        raw = HEAD.format(sender=cast.chloe.email, to=to, number=number) + PART + body
        return post_office.bring(raw.encode(), to, cast.chloe.email)

    assert accept(late - timedelta(hours=1), 1).state == "done"
    assert answers() == [("Chloé", "link")]
    SignUp.objects.all().delete()
    assert accept(late + timedelta(hours=2), 2).problem == "late"
    assert answers() == []


def test_elsewhere_the_same_mail_is_left_aside(reply, cast, community, now):
    for purpose in ("community", "plan"):
        to = reply_address(cast.chloe, purpose, community.pk, now=now)
        assert reply("ACCEPTED", to=to).state == "ignored"
    assert not Thread.objects.exists()
    assert answers() == []


def test_when_every_place_is_taken_they_are_told(reply, session, cast, come, post_office):
    session.places = 1
    session.save()
    come(session, "bao")
    arrival = reply("ACCEPTED")
    assert (arrival.state, arrival.answer) == ("refused", "Every place is taken.")


def test_words_written_to_the_organiser_are_a_question(session, cast, now, post_office):
    to = reply_address(cast.chloe, "session", session.pk, now=now)
    post_office.write(cast.chloe, to, "Can I come by train?", subject="Opening")
    assert Thread.objects.get().author == cast.chloe


def test_the_invitation_asks_where_mail_comes_in(session, cast, now, leave, settings):
    settings.TASKS = {"default": {"BACKEND": "conftest.AtOnce"}}
    telling.invite(session, by=cast.ada, now=now)
    mail = leave()["Chloé"]
    [(_name, content, kind)] = [one for one in mail.attachments if "calendar" in one[2]]
    text = content if isinstance(content, str) else content.decode()
    plain = text.replace("\r\n ", "")
    assert "METHOD:REQUEST" in plain
    assert "method=REQUEST" in kind
    assert re.search(rf"ORGANIZER;[^\r\n]*mailto:session\.[a-z2-7]+@{re.escape(DOMAIN)}", plain)
    assert "mailto:chloe@example.com" in plain
    assert "bao@" not in plain
    assert replies.read(plain.encode(), session, cast.chloe) == ""


def test_a_group_with_a_session_to_come_is_not_deleted_under_its_people(
    reader, plan, make_cohort, cast, now, words
):
    cohort = make_cohort("Watch", starts_on=now.date(), members=[cast.places["chloe"]])
    session = plan(cohort=cohort)
    ada = reader(cast.ada)
    url = reverse("discard-cohort", args=["distance", cohort.pk])
    assert "call it off first" in words(ada.post(url))
    cohort.refresh_from_db()
    whole = reverse("discard-programme", args=["distance", cohort.programme_id])
    assert "call it off first" in words(ada.get(whole))
    planning.call_off(session, by=cast.ada, now=now)
    assert ada.post(url).status_code == 302
