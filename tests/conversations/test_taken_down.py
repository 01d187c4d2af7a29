"""Who runs the community removes words without having been asked: their author is told, and answers once."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from tisserand.attention.day import day
from tisserand.chat import reports as room_reports
from tisserand.chat import saying
from tisserand.chat.models import ChatMessage, ChatReport, Room
from tisserand.concerns.lines import everything, reader_of
from tisserand.conversations import reports, writing
from tisserand.conversations.models import Post, Report
from tisserand.mail import answering, composing, kinds
from tisserand.mail.models import Envelope
from tisserand.people import held

MINUTE = timedelta(minutes=1)
POST, ROOM = "a post", "in a room"


class Words:
    """The same acts on a post and on what is said in a room."""

    def __init__(self, kind, thing):
        self.kind, self.thing = kind, thing
        self.reports, self.rows = (reports, Report) if kind == POST else (room_reports, ChatReport)
        self.told = "report-settled" if kind == POST else "chat-report-settled"
        self.link = "reply-decision" if kind == POST else "reply-room"
        part = f"conversations/posts/{thing.pk}/" if kind == POST else f"chat/messages/{thing.pk}/"
        self.remove = f"/c/distance/{part}{'delete' if kind == POST else 'remove'}/"
        self.restore = f"/c/distance/{part}restore/"

    def fresh(self):
        return (Post if self.kind == POST else ChatMessage).objects.get(pk=self.thing.pk)

    def mails(self):
        """What is told, by first name; None where the mail would not leave."""
        letters = Envelope.objects.filter(kind=self.told).order_by("pk")
        return {one.person.given_name: kinds.named(self.told).compose(one) for one in letters}


@pytest.fixture(params=[POST, ROOM])
def words(request, question, answer, community, cast, now):
    """Something Bao said."""
    with time_machine.travel(now, tick=False):
        if request.param == POST:
            yield Words(POST, answer(question, "Something rude"))
        else:
            room = Room.objects.lasting(community)
            yield Words(ROOM, saying.say(room, by=cast.bao, text="Something rude", now=now))


def down(words, cast, now, reason="Be kind"):
    return words.reports.take_down(words.fresh(), reason=reason, by=cast.ada, now=now)


def test_the_author_is_told_why_and_may_answer(words, cast, now, community):
    report = down(words, cast, now)
    gone = words.fresh()
    assert (gone.deleted_at, gone.deleted_by, gone.deletion_reason) == (now, cast.ada, "Be kind")
    assert (report.unasked, report.removed, report.settled_by) == (True, True, cast.ada)
    told = words.mails()
    assert set(told) == {"Bao"}
    assert told["Bao"].context["answer_url"]
    assert community.events.filter(verb="deleted").count() == 1
    assert not community.events.filter(verb="settled-report").exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "have removed a message you wrote"), ("fr", "a retiré un message que vous avez écrit")],
)
def test_the_mail_says_so_and_speaks_of_no_report(words, cast, now, language, said):
    cast.bao.language = language
    cast.bao.save()
    down(words, cast, now)
    [letter] = Envelope.objects.filter(kind=words.told)
    letter.claimed_at = now
    with translation.override(language):
        kind = kinds.named(words.told)
        message = composing.message(letter, kind, composing.content(letter, kind))
    for text in (message.body, message.alternatives[0][0]):
        assert said in text
        assert "Be kind" in text
        assert "reported" not in text
        assert "signalé" not in text


def test_they_answer_and_it_is_put_back(words, client, cast, now, community):
    report = down(words, cast, now)
    link = "/" + answering.link(words.link, cast.bao, report.pk, now=now).split("/", 3)[3]
    assert "Be kind" in client.get(link).content.decode()
    assert client.post(link, {"text": "It was a quotation."}).status_code == 302
    reported = {"reported", "chat_reported"}
    [line] = [one for one in day(community, now + MINUTE).signals if one.indicator in reported]
    assert line.since == now
    report.refresh_from_db()
    assert words.reports.answer(report, revised=True, reason="You are right", by=cast.ada, now=now) is True
    assert words.fresh().deleted_at is None
    assert "You are right" in client.get(link).content.decode()


def test_who_had_reported_it_is_told_too(words, cast, now, community):
    words.reports.report(words.fresh(), by=cast.chloe, reason="Rude", now=now - MINUTE)
    down(words, cast, now)
    assert set(words.mails()) == {"Bao", "Chloé"}
    assert not words.rows.objects.filter(settled_at=None).exists()
    assert community.events.filter(verb="settled-report").count() == 1


def test_put_back_within_ten_minutes_nobody_hears_of_it(words, cast, now):
    down(words, cast, now)
    words.reports.put_back(words.fresh(), by=cast.ada, now=now + MINUTE)
    assert words.fresh().deleted_at is None
    assert not words.rows.objects.exists()
    assert words.mails() == {"Bao": None}


def test_put_back_what_was_reported_waits_again(words, cast, now):
    words.reports.report(words.fresh(), by=cast.chloe, reason="Rude", now=now - MINUTE)
    down(words, cast, now)
    words.reports.put_back(words.fresh(), by=cast.ada, now=now + MINUTE)
    assert [one.reported_by for one in words.rows.objects.filter(settled_at=None)] == [cast.chloe]


def test_once_answered_it_is_not_simply_put_back_and_once_ended_it_is(words, reader, cast, now):
    report = down(words, cast, now)
    words.reports.reply(report, by=cast.bao, text="No", now=now)
    page = reader(cast.ada).post(words.restore, follow=True).content.decode()
    assert "has answered your decision" in page
    assert words.fresh().deleted_at is not None
    words.reports.answer(report, revised=False, reason="It stands", by=cast.ada, now=now)
    words.reports.put_back(words.fresh(), by=cast.ada, now=now + MINUTE)
    assert words.fresh().deleted_at is None


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_not_without_a_reason(words, cast, now, reason):
    with pytest.raises(ValidationError):
        down(words, cast, now, reason)
    assert (words.fresh().deleted_at, words.rows.objects.exists()) == (None, False)


@pytest.mark.parametrize("name", ["bao", "chloe", "dov"])
def test_only_who_runs_the_community(words, cast, now, name):
    with pytest.raises(PermissionDenied):
        words.reports.take_down(words.fresh(), reason="x", by=cast.people[name], now=now)
    assert words.fresh().deleted_at is None


@pytest.mark.parametrize(
    ("name", "status", "made"), [("ada", 302, 1), ("bao", 302, 0), ("chloe", 403, 0), ("dov", 404, 0)]
)
def test_through_the_page(words, reader, cast, name, status, made):
    page = reader(cast.people[name])
    assert page.post(words.remove, {"reason": '<script>"x"</script>'}).status_code == status
    assert (words.rows.objects.count(), words.fresh().deleted_at is not None) == (made, status == 302)
    if made:
        assert page.post(words.restore).status_code == 302
        assert (words.rows.objects.count(), words.fresh().deleted_at) == (0, None)


def test_what_its_author_took_back_is_no_decision(words, cast, now):
    remove = writing.delete if words.kind == POST else saying.remove
    remove(words.fresh(), by=cast.bao, now=now)
    with pytest.raises(PermissionDenied):
        words.reports.put_back(words.fresh(), by=cast.ada, now=now)
    words.reports.put_back(words.fresh(), by=cast.bao, now=now)
    assert words.fresh().deleted_at is None


def test_what_is_held_of_it_is_what_was_decided(words, cast, now):
    report = down(words, cast, now)
    words.reports.reply(report, by=cast.bao, text="No", now=now)
    holding = held.named("reports" if words.kind == POST else "chat-reports")
    [mine] = holding.rows(cast.bao)
    assert (mine["decision_reason"], mine["your_answer"]) == ("Be kind", "No")
    assert list(holding.rows(cast.ada)) == []


def test_without_a_name_the_answer_gives_none(ask, community, cast, now):
    with time_machine.travel(now, tick=False):
        post = ask(without_name=True, source="Nobody dares.").posts.get()
        report = reports.take_down(post, reason="Be kind", by=cast.ada, now=now)
        reports.reply(report, by=cast.chloe, text="I meant well.", now=now)
    assert [event.actor for event in community.events.filter(verb="answered-decision")] == [None]
    assert set(Words(POST, post).mails()) == {"Chloé"}


@pytest.mark.parametrize(
    ("asked", "said"), [(False, "removed a message of yours"), (True, "A message of yours was reported")]
)
def test_what_concerns_me_says_so(answer, question, cast, now, asked, said):
    post, at = answer(question), now + MINUTE  # after he came in
    with time_machine.travel(now, tick=False), translation.override("en"):
        if asked:
            report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
            reports.settle(report, decision="removed", reason="Be kind", by=cast.ada, now=at)
        else:
            reports.take_down(post, reason="Be kind", by=cast.ada, now=at)
        lines = everything(reader_of(cast.bao, now=at + 11 * MINUTE), 50)
    [line] = [line for line in lines if "Be kind" in line.why]
    assert said in line.why
    assert line.act == "Answer the decision"
