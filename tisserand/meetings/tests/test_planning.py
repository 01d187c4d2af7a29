"""Planning, changing and calling off; the hour on the clocks of the organisation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.chat.models import Room
from tisserand.meetings import planning
from tisserand.meetings.forms import moment
from tisserand.meetings.models import LiveSession

DAY = timedelta(days=1)
POSTED = {
    "title": "Expert hour",
    "kind": "expert-hour",
    "day": "2026-12-04",
    "at": "11:00",
    "minutes": "45",
    "link": "https://meet.example/1",
    "phone": "01 23 45 67 89",
    "phone_code": "12#",
    "room": "",
    "places": "",
    "description": "Bring a question.",
}


def test_the_lcm_plans_on_the_clocks_of_the_organisation(reader, cast, community):
    page = reader(cast.ada).post("/c/distance/meetings/new/", POSTED | {"leaders": cast.places["bao"].pk})
    made = LiveSession.objects.get()
    assert page.url == f"/c/distance/meetings/{made.pk}/"
    assert made.starts_at == datetime(2026, 12, 4, 10, tzinfo=UTC)
    assert made.ends_at - made.starts_at == timedelta(minutes=45)
    assert (made.phone, made.leaders_named(), made.chat_room) == ("+33123456789", [cast.bao], None)
    assert community.events.filter(verb="planned", actor=cast.ada).count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"link": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"link": "ftp://meet.example/"}, "Enter a valid URL."),
        ({"link": "https://x\r\ny"}, "Enter a valid URL."),
        ({"day": "2026-11-23"}, "Choose a moment that is still to come."),
        ({"link": "", "phone": ""}, "Say how one comes"),
        ({"minutes": "0"}, "greater than or equal to 5"),
        ({"minutes": "99999"}, "less than or equal to 720"),
        ({"places": "0"}, "greater than or equal to 1"),
        ({"title": "\u200b"}, "Give it a title"),
        ({"phone": "12"}, "12"),
        ({"kind": "other-thing"}, "Select a valid choice"),
        ({"day": "2027-03-28", "at": "02:30"}, "That hour does not exist on that day"),
        ({"cohort": "999999999999999999999"}, "Select a valid choice"),
        ({"leaders": "nobody"}, "nobody"),
    ],
)
def test_what_is_wrong_is_said_in_words(reader, cast, wrong, said):
    page = reader(cast.ada).post("/c/distance/meetings/new/", POSTED | wrong)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not LiveSession.objects.exists()


def test_what_the_form_refuses_the_act_refuses_too(plan, cast, make_person):
    for wrong in (
        {"link": "javascript:alert(1)"},
        {"leaders": [cast.dov]},
        {"minutes": 3},
        {"room": "x" * 200},
    ):
        with pytest.raises(ValidationError):
            plan(**wrong)
    assert not LiveSession.objects.exists()


def test_a_group_of_another_community_is_refused(plan, make_cohort, community):
    from tisserand.communities.models import Community

    cohort = make_cohort("Watch", starts_on=date(2026, 11, 2))
    other = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    with pytest.raises(ValidationError):
        plan(community=other, cohort=cohort)


def test_an_hour_that_comes_twice_is_the_first_one(community):
    assert moment(date(2026, 10, 25), datetime(2026, 1, 1, 2, 30).time(), community.zone).astimezone(
        UTC
    ) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_moved_across_the_change_of_clocks_it_keeps_its_hour(reader, cast, plan):
    session = plan(starts_at=datetime(2027, 3, 26, 10, tzinfo=UTC))
    ada, url = reader(cast.ada), f"/c/distance/meetings/{session.pk}/details/"
    form = ada.get(url).context["form"]
    assert (form.initial["day"], f"{form.initial['at']:%H:%M}") == (date(2027, 3, 26), "11:00")
    ada.post(url, POSTED | {"day": "2027-03-29", "at": "11:00", "minutes": "60"})
    session.refresh_from_db()
    assert session.starts_at == datetime(2027, 3, 29, 9, tzinfo=UTC)
    assert session.ends_at - session.starts_at == timedelta(hours=1)
    assert session.sequence == 1


def test_a_room_of_live_chat_follows_the_session(plan, cast, now, reader, at):
    session = plan(with_chat=True)
    assert session.chat_room.starts_at == session.starts_at
    values = {"title": "Later", "starts_at": now + 4 * DAY, "minutes": 30, "by": cast.ada, "now": now}
    planning.change(session, with_chat=True, **values)
    room = Room.objects.get(starts_at__isnull=False)
    assert (room.name, room.ends_at) == ("Later", now + 4 * DAY + timedelta(minutes=30))
    at(now + 4 * DAY + timedelta(minutes=5))
    page = reader(cast.chloe).get(f"/c/distance/meetings/{session.pk}/").content.decode()
    assert "It is on now." in page
    assert f"/c/distance/chat/{room.pk}/" in page
    planning.call_off(session, by=cast.ada, now=now)
    assert not Room.objects.filter(starts_at__isnull=False).exists()


def test_what_is_not_named_stays(plan, cast, now):
    session = plan(with_chat=True, leaders=[cast.bao])
    planning.change(session, starts_at=now + 5 * DAY, by=cast.ada, now=now)
    session.refresh_from_db()
    assert (session.title, session.room, session.leaders_named()) == ("Opening", "Room 3", [cast.bao])
    assert (session.chat_room.starts_at, session.ends_at - session.starts_at) == (now + 5 * DAY, DAY / 24)


def test_what_is_over_or_called_off_changes_no_more(plan, cast, now, session):
    with pytest.raises(ValidationError):
        planning.change(session, by=cast.ada, now=now + 5 * DAY, title="New")
    with pytest.raises(ValidationError):
        planning.call_off(session, by=cast.ada, now=now + 5 * DAY)
    assert planning.call_off(session, by=cast.ada, now=now)
    assert not planning.call_off(session, by=cast.ada, now=now)
    with pytest.raises(ValidationError):
        planning.change(session, by=cast.ada, now=now, title="New")


def test_calling_off_can_be_taken_back_until_the_mails_leave(session, cast, now, come, mails, leave):
    come(session, "chloe")
    planning.call_off(session, reason="Ada is ill.", by=cast.ada, now=now)
    assert mails() == [("session-cancelled", "Chloé")]
    assert planning.take_back(session, by=cast.ada, now=now + timedelta(minutes=5))
    assert leave() == {}
    planning.call_off(session, by=cast.ada, now=now)
    assert not planning.take_back(session, by=cast.ada, now=now + timedelta(minutes=11))
