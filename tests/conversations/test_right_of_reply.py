"""The author of what was reported answers the decision once; those who run the community answer back."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from tisserand.attention.day import day
from tisserand.communities.models import Community
from tisserand.conversations import reports, writing
from tisserand.conversations.models import Post, Report
from tisserand.mail import answering, kinds
from tisserand.mail.models import Envelope
from tisserand.people import held

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REPORTS = "/c/distance/conversations/reports/"


@pytest.fixture(autouse=True)
def present(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def other_lcm(make_person, join):
    person = make_person("Lou")
    join(person, "lcm")
    return person


@pytest.fixture
def settled(cast, question, answer, now):
    """A post of Bao, reported by Chloé and by Ada, and what Ada decided."""

    def settle(decision="removed"):
        post = answer(question)
        first = reports.report(post, by=cast.chloe, reason="Rude", now=now)
        reports.report(post, by=cast.ada, reason="Indeed", now=now)
        return reports.settle(first, decision=decision, reason="Be kind", by=cast.ada, now=now)

    return settle


def path(person, report, now, answer="reply-decision"):
    return "/" + answering.link(answer, person, report.pk, now=now).split("/", 3)[3]


def reply(report, cast, now, text="It was a quotation."):
    return reports.reply(report, by=cast.bao, text=text, now=now)


def answer_author(report, by, now, *, revised=False):
    return reports.answer(report, revised=revised, reason="We read you", by=by, now=now)


def composed(kind):
    letters = Envelope.objects.filter(kind=kind).order_by("pk")
    return {mail.person.given_name: kinds.named(kind).compose(mail) for mail in letters}


def test_the_mail_of_the_decision_leads_its_author_to_their_answer(cast, settled):
    settled()
    told = composed("report-settled")
    assert told["Bao"].context["answer_url"]
    assert told["Bao"].reply[0] == "decision"
    assert not told["Chloé"].context["answer_url"]
    assert told["Chloé"].reply is None


def test_from_the_link_of_the_mail_once(client, cast, community, settled, now):
    report = settled()
    link = path(cast.bao, report, now)
    page = client.get(link).content.decode()
    assert "Be kind" in page
    assert "Begin with a fact." in page
    assert "Chloé" not in page
    assert client.post(link, {"text": " \u200b "}).status_code == 422
    assert client.post(link, {"text": "x" * 2_001}).status_code == 422
    assert not Report.objects.filter(replied_at__isnull=False).exists()
    said = "It was a <b>quotation</b>.\r\n\u202eIn full."
    assert client.post(link, {"text": said}).status_code == 302
    client.post(link, {"text": "Again"})
    report.refresh_from_db()
    assert report.reply == "It was a <b>quotation</b>.\nIn full."
    assert "They will tell you what becomes of it" in client.get(link).content.decode()
    [event] = community.events.filter(verb="answered-decision")
    assert event.actor == cast.bao


@pytest.mark.parametrize(("name", "may"), [("bao", True), ("chloe", False), ("ada", False), ("dov", False)])
def test_only_its_author_answers(client, cast, settled, now, name, may):
    report, person = settled(), cast.people[name]
    assert client.post(path(person, report, now), {"text": "Me"}).status_code == (302 if may else 410)
    if not may:
        with pytest.raises(PermissionDenied):
            reports.reply(report, by=person, text="Me", now=now)
    assert Report.objects.filter(replied_at__isnull=False).exists() is may


def test_not_after_two_weeks(client, cast, settled, now):
    report = settled()
    with pytest.raises(ValidationError):
        reply(report, cast, now + 15 * DAY)
    late = path(cast.bao, report, now)
    with time_machine.travel(now + 15 * DAY, tick=False):
        page = client.get(late)
        client.post(late, {"text": "Late"})
    assert "The two weeks to answer are over" in page.content.decode()
    assert b"<textarea" not in page.content
    assert not Report.objects.filter(replied_at__isnull=False).exists()


def test_any_report_of_the_decision_bears_the_one_answer(cast, settled, now):
    settled()
    first, second = Report.objects.order_by("pk")
    assert reply(first, cast, now) is True
    assert reply(second, cast, now, "Once more") is False
    assert answer_author(second, cast.ada, now) is False


def test_nobody_but_the_author_runs_the_community(cast, ask, now):
    post = ask(by=cast.ada).posts.get()
    report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    reports.settle(report, decision="kept", reason="Mine", by=cast.ada, now=now)
    with pytest.raises(ValidationError):
        reports.reply(report, by=cast.ada, text="I agree with me", now=now)
    assert not composed("report-settled")["Ada"].context["answer_url"]


def test_an_author_who_runs_the_community_does_not_answer_themselves(cast, ask, other_lcm, reader, now):
    post = ask(by=cast.ada).posts.get()
    report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    reports.settle(report, decision="kept", reason="Fine", by=other_lcm, now=now)
    reports.reply(report, by=cast.ada, text="Thank you", now=now)
    with pytest.raises(PermissionDenied):
        answer_author(report, cast.ada, now)
    assert "Thank you" not in reader(cast.ada).get(REPORTS).content.decode()
    assert "Thank you" in reader(other_lcm).get(REPORTS).content.decode()


@pytest.mark.parametrize(
    ("decision", "revised", "stands", "told"),
    [
        ("removed", False, False, ["Bao"]),
        ("removed", True, True, ["Ada", "Bao", "Chloé"]),
        ("kept", False, True, ["Bao"]),
        ("kept", True, False, ["Ada", "Bao", "Chloé"]),
    ],
)
def test_the_decision_stands_or_changes(cast, settled, community, now, decision, revised, stands, told):
    report = settled(decision)
    reply(report, cast, now + HOUR)
    assert answer_author(report, cast.ada, now + 2 * HOUR, revised=revised) is True
    assert answer_author(report, cast.ada, now + 3 * HOUR, revised=not revised) is False
    assert (Post.objects.get(pk=report.post_id).deleted_at is None) is stands
    contents = composed("decision-answered")
    assert sorted(contents) == told
    assert "We read you" in contents["Bao"].context["outcome"]
    [event] = community.events.filter(verb="answered-author")
    assert (event.actor, event.detail["revised"]) == (cast.ada, revised)


def test_through_the_pages(client, cast, settled, reader, now):
    report = settled()
    client.post(path(cast.bao, report, now), {"text": "It was <i>his</i> word."})
    ada = reader(cast.ada)
    page = ada.get(REPORTS).content.decode()
    assert "Bao Tran answers your decision" in page
    assert "It was &lt;i&gt;his&lt;/i&gt; word." in page
    url = f"{REPORTS}{report.pk}/answer/"
    wrong = ada.post(url, {f"reply-{report.pk}-reason": "We read you"})
    assert (wrong.status_code, "We read you" in wrong.content.decode()) == (422, True)
    said = {f"reply-{report.pk}-reason": "We read you", f"reply-{report.pk}-outcome": "revised"}
    assert ada.post(url, said).status_code == 302
    assert ada.post(url, said).status_code == 302  # twice is once
    assert Post.objects.get(pk=report.post_id).deleted_at is None
    assert "answers your decision" not in ada.get(REPORTS).content.decode()
    ended = client.get(path(cast.bao, report, now)).content.decode()
    assert "We read you" in ended
    assert "This is where it ends" in ended


@pytest.mark.parametrize(("name", "status"), [("bao", 403), ("chloe", 403), ("dov", 404), (None, 302)])
def test_who_may_not_answer_the_author(client, cast, settled, reader, now, name, status):
    report = settled()
    reply(report, cast, now)
    browser = reader(cast.people[name]) if name else client
    said = {f"reply-{report.pk}-reason": "No", f"reply-{report.pk}-outcome": "confirmed"}
    assert browser.post(f"{REPORTS}{report.pk}/answer/", said).status_code == status
    if name:
        with pytest.raises(PermissionDenied):
            answer_author(report, cast.people[name], now)
    report.refresh_from_db()
    assert report.answered_at is None


def test_who_runs_another_community_does_not(cast, settled, community, make_person, reader, now):
    elsewhere = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    eve = make_person("Eve")
    elsewhere.memberships.create(person=eve, role="lcm", joined_at=now)
    report = settled()
    reply(report, cast, now)
    said = {f"reply-{report.pk}-reason": "No", f"reply-{report.pk}-outcome": "confirmed"}
    for slug in ("distance", "other"):
        url = f"/c/{slug}/conversations/reports/{report.pk}/answer/"
        assert reader(eve).post(url, said).status_code == 404
    with pytest.raises(PermissionDenied):
        answer_author(report, eve, now)


def test_it_waits_in_the_day_until_it_is_answered(cast, settled, community, now):
    report = settled()
    assert not [one for one in day(community, now).signals if one.indicator == "reported"]
    reply(report, cast, now)
    [line] = [one for one in day(community, now + HOUR).signals if one.indicator == "reported"]
    assert (line.since, line.acts, line.page_about) == (now, ("answer_author",), [])
    answer_author(report, cast.ada, now + HOUR)
    assert not [one for one in day(community, now + HOUR).signals if one.indicator == "reported"]


def test_an_answered_decision_is_not_taken_back(cast, settled, now):
    report = settled()
    reply(report, cast, now)
    with pytest.raises(ValidationError):
        reports.reopen(report.post, settled_at=now, by=cast.ada, now=now)


def test_taken_back_there_is_nothing_to_answer(cast, settled, now):
    report = settled()
    reports.reopen(report.post, settled_at=now, by=cast.ada, now=now)
    with pytest.raises(ValidationError):
        reply(report, cast, now)


def test_what_its_author_took_back_meanwhile_stays_so(cast, settled, now):
    report = settled("kept")
    reply(report, cast, now)
    writing.delete(report.post, by=cast.bao, now=now)
    answer_author(report, cast.ada, now, revised=True)
    assert Post.objects.get(pk=report.post_id).deleted_by_author


def test_without_a_name_the_answer_gives_none(client, cast, ask, community, reader, now):
    post = ask(without_name=True, source="Nobody dares.").posts.get()
    report = reports.report(post, by=cast.bao, reason="Hm", now=now)
    reports.settle(report, decision="removed", reason="Be kind", by=cast.ada, now=now)
    link = path(cast.chloe, report, now)
    client.post(link, {"text": "I meant well."})
    page = reader(cast.ada).get(REPORTS).content.decode()
    assert "I meant well." in page
    assert "Chloé" not in page
    [line] = [one for one in day(community, now).signals if one.indicator == "reported"]
    assert line.person is None
    assert "Chloé" not in f"{line.title} {line.why} {line.facts}"
    [event] = community.events.filter(verb="answered-decision")
    assert event.actor is None
    report.refresh_from_db()
    answer_author(report, cast.ada, now, revised=True)
    assert set(composed("decision-answered")) == {"Chloé", "Bao"}
    assert "We read you" in client.get(link).content.decode()


def test_by_mail(post_office, cast, settled, now):
    report = settled()
    post_office.wait(minutes=11)
    to_bao = [mail for mail in post_office.deliver() if cast.bao.email in mail.to[0]]
    [letter] = [mail for mail in to_bao if "About a message" in mail.subject]
    post_office.reply(cast.bao, letter, "Not me.", sender="other@example.org")
    assert not Report.objects.filter(replied_at__isnull=False).exists()
    post_office.reply(cast.bao, letter, "It was a quotation.")
    report.refresh_from_db()
    assert report.reply == "It was a quotation."


def test_what_is_held_of_it(cast, settled, now):
    report = settled()
    reply(report, cast, now)
    answer_author(report, cast.ada, now)
    holding = held.named("reports")
    [mine] = [row for row in holding.rows(cast.bao) if row["your_answer"]]
    assert (mine["your_answer"], mine["what_they_answered"]) == ("It was a quotation.", "We read you")
    assert not any("your_answer" in row for row in holding.rows(cast.chloe))


@pytest.mark.parametrize(
    ("language", "said"), [("en", "removed what you wrote"), ("fr", "a retiré ce que vous avez écrit")]
)
def test_in_the_language_of_its_author(client, cast, settled, now, language, said):
    report = settled()
    cast.bao.language = language
    cast.bao.save()
    with translation.override(None):
        assert said in client.get(path(cast.bao, report, now)).content.decode()
