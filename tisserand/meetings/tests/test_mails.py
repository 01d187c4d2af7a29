"""Invitation, change, calling off, the day before, what was said: what each says, and to whom."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from tisserand.mail.models import Envelope
from tisserand.meetings import afterwords, attending, planning, reminding, telling
from tisserand.meetings.models import Invited, SignUp, Telling
from tisserand.people.models import Person

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def calendar_of(mail):
    """The calendar that goes with a mail, and the type it travels as."""
    [part] = [part for part in mail.message().walk() if part.get_content_type() == "text/calendar"]
    return Calendar.from_ical(part.get_payload(decode=True)), part


def event_of(mail):
    return calendar_of(mail)[0].walk("VEVENT")[0]


def link_of(mail, label):
    """The address under that label, in the text of a mail."""
    lines = mail.body.splitlines()
    at = next(n for n, line in enumerate(lines) if line.rstrip(": \u00a0") == label)
    return lines[at + 1].strip()


@pytest.fixture
def invite(cast, now):
    return lambda session: telling.invite(session, by=cast.ada, now=now)


@pytest.fixture
def change(cast, now):
    def change(session, **values):
        before = {name: getattr(session, name) for name in ("title", "starts_at", "minutes", "link", "room")}
        return planning.change(session, **({**before, "by": cast.ada, "now": now} | values))

    return change


def test_the_page_says_how_many_get_it_and_to_whom_before_anybody_does(reader, cast, session, words, mails):
    ada, path = reader(cast.ada), f"/c/distance/meetings/{session.pk}/invitations/"
    said = words(ada.get(path))
    assert "2 people will get a mail." in said
    assert "the members of the community who were not invited yet" in said
    assert mails() == []
    ada.post(path)
    assert mails() == [("session-invitation", "Bao"), ("session-invitation", "Chloé")]
    assert "Everybody who can be reached has been invited" in words(ada.get(path))
    ada.post(path)
    assert len(mails()) == 2


def test_only_the_group_and_who_leads_are_invited(plan, cast, make_cohort, invite, mails, crowd, now):
    crowd(3)
    cohort = make_cohort("Watch", starts_on=now.date(), members=[cast.places["chloe"]])
    invite(plan(cohort=cohort, leaders=[cast.bao]))
    assert mails() == [("session-invitation", "Bao"), ("session-invitation", "Chloé")]


def test_who_wants_no_such_mail_is_not_noted_as_invited(session, cast, invite, mails):
    Person.objects.filter(pk=cast.chloe.pk).update(mail_cadence="none")
    invite(session)
    assert mails() == [("session-invitation", "Bao")]
    assert list(Invited.objects.values_list("person", flat=True)) == [cast.bao.pk]


def test_the_invitation_says_everything_in_itself(session, invite, leave, now):
    invite(session)
    mail = leave()["Chloé"]
    assert mail.subject == "Opening, Friday 27 November at 10 am"
    for said in (
        "Friday 27 November, from 10\u00a0am to 11\u00a0am",
        "https://meet.example/opening",
        "01 23 45 67 89",
        "code 4512#",
        "Room 3",
    ):
        assert said.replace("\u00a0", " ") in mail.body.replace("\u00a0", " ")
    found, part = calendar_of(mail)
    assert (str(found["METHOD"]), part.get_param("method")) == ("PUBLISH", "PUBLISH")
    assert part.get_filename().endswith(".ics")
    event = found.walk("VEVENT")[0]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (now + 3 * DAY, now + 3 * DAY + HOUR)
    assert (event["SEQUENCE"], str(event["STATUS"])) == (0, "CONFIRMED")
    assert "ATTENDEE" not in event
    assert "4512#" in event["DESCRIPTION"]


def test_one_click_answers_from_the_mail(client, session, invite, leave, cast):
    invite(session)
    mail = leave()["Chloé"]
    url = link_of(mail, "I come, by telephone")
    page = client.get(url).content.decode()
    assert "Will you join, by telephone?" in page
    assert not SignUp.objects.exists()
    assert "You will join by telephone." in client.post(url, follow=True).content.decode()
    assert SignUp.objects.get().answer == "phone"
    client.post(link_of(mail, "I cannot come"))
    assert SignUp.objects.get().answer == "no"


def test_a_link_says_nothing_once_the_session_is_over_or_its_person_gone(
    client, session, invite, leave, cast, at, now
):
    invite(session)
    url = link_of(leave()["Chloé"], "I come, by the link")
    cast.places["chloe"].leave(by=cast.ada, now=now)
    client.post(url)
    cast.places["chloe"].community.admit(cast.chloe, by=cast.ada, now=now)
    at(now + 4 * DAY)
    client.post(url)
    assert not SignUp.objects.exists()


def test_who_has_answered_meanwhile_gets_no_invitation(session, invite, come, leave):
    invite(session)
    come(session, "chloe", "no")
    assert set(leave()) == {"Bao"}


def test_a_changed_hour_is_told_to_who_knows_with_the_next_sequence(
    session, invite, leave, come, change, now, crowd
):
    invite(session)
    leave()
    crowd(1)  # came later: knows of nothing
    come(session, "chloe", "no")
    change(session, starts_at=now + 4 * DAY)
    told = leave(timedelta(minutes=25))
    assert set(told) == {"Bao", "Chloé"}
    mail = told["Chloé"]
    assert mail.subject == "Changed: Opening, Saturday 28 November at 10 am"
    assert "It was to be Friday 27 November at 10\u00a0am." in mail.body
    event = event_of(mail)
    assert (event["SEQUENCE"], event["DTSTART"].dt) == (1, now + 4 * DAY)


def test_words_alone_are_changed_without_a_mail(session, invite, leave, change, mails):
    invite(session)
    leave()
    change(session, description="Bring a pen.")
    assert mails() == []
    session.refresh_from_db()
    assert session.sequence == 1


def test_moved_before_the_invitation_has_left_one_mail_says_the_last_hour(
    session, invite, leave, change, now
):
    invite(session)
    change(session, starts_at=now + 5 * DAY)
    told = leave()
    assert {name: mail.subject for name, mail in told.items()} == {
        "Bao": "Opening, Sunday 29 November at 10 am",
        "Chloé": "Opening, Sunday 29 November at 10 am",
    }


def test_called_off_it_leaves_the_calendars_of_who_was_told(session, invite, leave, come, cast, now):
    invite(session)
    leave()
    come(session, "chloe")
    come(session, "bao", "no")
    planning.call_off(session, reason="Ada is ill.", by=cast.ada, now=now)
    told = leave(timedelta(minutes=25))
    assert set(told) == {"Chloé"}
    assert "Ada is ill." in told["Chloé"].body
    found, part = calendar_of(told["Chloé"])
    event = found.walk("VEVENT")[0]
    assert (str(found["METHOD"]), part.get_param("method")) == ("CANCEL", "CANCEL")
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)


def test_called_off_before_the_invitation_has_left_nobody_hears_of_it(session, invite, leave, cast, now):
    invite(session)
    planning.call_off(session, by=cast.ada, now=now)
    assert leave() == {}
    assert Envelope.objects.filter(state="dropped").count() == 4


def test_the_day_before_who_comes_is_reminded_once(session, come, mails, now, leave):
    come(session, "chloe", "phone")
    come(session, "bao", "no")
    eve = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)  # nine in Paris, the day before
    assert reminding.remind_some(eve - timedelta(minutes=1)) == 0
    assert reminding.remind_some(eve) == 1
    assert reminding.remind_some(eve + HOUR) == 0
    assert mails() == [("session-reminder", "Chloé")]
    mail = leave(eve + HOUR - now)["Chloé"]
    assert "You said that you come by telephone." in mail.body
    assert event_of(mail)["UID"].startswith(f"session-{session.pk}@")


def test_a_monday_is_reminded_on_friday_and_a_late_answer_needs_none(plan, come, now, mails):
    session = plan(starts_at=datetime(2026, 11, 30, 9, tzinfo=UTC))
    come(session, "chloe")
    friday = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    come(session, "bao", now=friday + HOUR)
    assert reminding.remind_some(friday + 2 * HOUR) == 1
    assert mails() == [("session-reminder", "Chloé")]


def test_moved_to_another_day_it_is_reminded_again(session, come, change, now):
    come(session, "chloe")
    assert reminding.remind_some(now + 2 * DAY) == 1
    change(session, starts_at=now + 6 * DAY, now=now + 2 * DAY)
    assert reminding.remind_some(now + 2 * DAY + HOUR) == 0
    assert reminding.remind_some(now + 5 * DAY + HOUR) == 1


def test_a_reminder_is_dropped_when_they_do_not_come_any_more(session, come, now, leave):
    come(session, "chloe")
    reminding.remind_some(now + 2 * DAY)
    come(session, "chloe", "no", now=now + 2 * DAY)
    assert leave(2 * DAY + HOUR) == {}


@pytest.mark.django_db(transaction=True)
def test_two_clocks_remind_once(at_once, session, come, now):
    come(session, "chloe")
    at_once(*[lambda: reminding.remind_some(now + 2 * DAY)] * 3)
    assert Envelope.objects.filter(kind="session-reminder").count() == 1


def test_what_was_said_is_told_once_to_who_was_to_come(session, invite, leave, come, cast, now, reader, at):
    invite(session)
    leave()
    after = now + 3 * DAY + 2 * HOUR
    at(after)
    attending.note(session, {cast.chloe.pk: "phone"}, by=cast.ada, now=after)
    ada, url = reader(cast.ada), f"/c/distance/meetings/{session.pk}/afterword/"
    assert "2 people were invited or said that they come." in ada.get(url).content.decode()
    ada.post(url, {"text": "We begin.", "recording": "https://video.example/1", "tell": "on", "talk": "on"})
    told = leave(3 * DAY + 3 * HOUR)
    assert {name: "You were there" in mail.body for name, mail in told.items()} == {
        "Bao": False,
        "Chloé": True,
    }
    thread = session.community.threads.get()
    assert thread.author == cast.ada
    assert thread.get_absolute_url() in told["Bao"].body
    assert "https://video.example/1" in told["Bao"].body
    ada.post(url, {"text": "We begin again.", "recording": "", "tell": "on"})
    assert leave(3 * DAY + 5 * HOUR) == {}
    assert Telling.objects.filter(kind="afterword").count() == 1
    assert session.community.threads.count() == 1


def test_nothing_is_said_of_what_has_not_begun(session, cast, now):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        afterwords.write(session, "We begin.", by=cast.ada, now=now)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "https://x\ny"])
def test_a_recording_is_on_the_web(session, cast, now, reader, at, link):
    at(now + 4 * DAY)
    page = reader(cast.ada).post(
        f"/c/distance/meetings/{session.pk}/afterword/", {"text": "Words.", "recording": link}
    )
    assert page.status_code == 422


def test_a_mail_in_french(session, cast, invite, leave):
    Person.objects.update(language="fr")
    invite(session)
    mail = leave()["Chloé"]
    assert mail.subject == "Opening, vendredi 27 novembre à 10 h"
    assert "Je viens, par téléphone" in mail.body


def test_a_worker_that_stops_half_way_tells_nobody_twice(
    session, cast, crowd, now, mails, monkeypatch, settings
):
    from tisserand.meetings import mailing

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(mailing, "AT_ONCE", 2)
    crowd(3)
    told = telling.invite(session, by=cast.ada, now=now)
    assert [mailing.go_on(told.pk, present=now) for _ in range(3)] == [True, True, False]
    assert mailing.go_on(told.pk, present=now) is False
    assert len(mails()) == Invited.objects.count() == 5
