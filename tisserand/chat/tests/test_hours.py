"""When one may write."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.chat.models import Room


@pytest.fixture
def office(room):
    """Open on working days from nine to half past five, in Paris."""
    room.hours, room.open_from, room.open_until = Room.Hours.HOURS, time(9), time(17, 30)
    room.save()
    return room


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)),
        (datetime(2026, 11, 24, 7, 30, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC)),
        (datetime(2026, 11, 24, 16, 30, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC)),
        (datetime(2026, 11, 27, 20, tzinfo=UTC), datetime(2026, 11, 30, 8, tzinfo=UTC)),  # a Friday evening
        (datetime(2026, 12, 24, 20, tzinfo=UTC), datetime(2026, 12, 28, 8, tzinfo=UTC)),  # Christmas is free
    ],
)
def test_it_opens_by_the_hours_of_the_house(office, moment, opens):
    assert office.opens_at(moment) == opens
    assert office.is_open(moment) == (moment == opens)


def test_closed_for_the_moment_opens_nobody_knows_when(room, now, said):
    room.hours = Room.Hours.CLOSED
    assert (room.is_open(now), room.opens_at(now)) == (False, None)
    with pytest.raises(ValidationError, match="closed"):
        said()


def test_a_session_is_open_from_its_start_to_its_end(community, now):
    room = Room(community=community, starts_at=now, ends_at=now + timedelta(hours=1))
    before, after = now - timedelta(minutes=1), now + timedelta(hours=1)
    assert [room.is_open(at) for at in (before, now, after)] == [False, True, False]
    assert (room.opens_at(before), room.opens_at(after)) == (now, None)


def test_a_closed_room_is_read_and_says_when_it_opens(office, here, reader, cast, said):
    said("In time.")
    here.moment = datetime(2026, 11, 24, 20, tzinfo=UTC)
    page = reader(cast.chloe).get("/c/distance/chat/").content.decode()
    assert "In time." in page
    assert "It opens tomorrow at 9\u00a0am" in page
    assert "/conversations/new/?kind=question" in page
    assert 'id="say"' not in page
    late = reader(cast.chloe).post(f"/c/distance/chat/{office.pk}/messages/", {"text": "Too late"})
    assert late.status_code == 422


def test_hours_and_history_are_chosen(room, reader, cast, community, here):
    choice = {"name": "Our room", "hours": "hours", "open_on": ["1", "3"], "open_from": "10:00"}
    choice |= {"open_until": "12:00", "kept_days": "30"}
    ada = reader(cast.ada)
    assert ada.post(f"/c/distance/chat/{room.pk}/settings/", choice).status_code == 302
    room.refresh_from_db()
    assert (room.name, room.hours, room.open_on, room.open_from, room.kept_days) == (
        "Our room",
        "hours",
        "13",
        time(10),
        30,
    )
    assert community.events.get(verb="changed").object_type == "room"


@pytest.mark.parametrize(
    "wrong", [{"open_on": []}, {"open_from": "12:00"}, {"kept_days": "3"}, {"hours": "x"}, {"name": ""}]
)
def test_what_makes_no_sense_is_refused(room, reader, cast, wrong):
    choice = {"name": "R", "hours": "hours", "open_on": ["1"], "open_from": "10:00", "open_until": "12:00"}
    page = reader(cast.ada).post(
        f"/c/distance/chat/{room.pk}/settings/", choice | {"kept_days": "30"} | wrong
    )
    assert page.status_code == 422
    assert Room.objects.get().hours == "always"


def test_a_room_for_a_session(reader, cast, community, here, now):
    ada = reader(cast.ada)
    session = {"name": "Wednesday live", "starts_at": "2026-11-25T11:00", "ends_at": "2026-11-25T12:30"}
    made = ada.post("/c/distance/chat/rooms/new/", session | {"kept_days": "90"})
    room = Room.objects.get(name="Wednesday live")
    assert made.url == f"/c/distance/chat/{room.pk}/"
    assert room.starts_at == datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert community.events.get(verb="opened-room").actor == cast.ada
    assert "Wednesday live" in ada.get("/c/distance/chat/").content.decode()
    here.moment = now + timedelta(days=40)
    assert "Wednesday live" not in ada.get("/c/distance/chat/").content.decode()


@pytest.mark.parametrize(("begins", "ends"), [("12:00", "11:00"), ("11:00", "11:00")])
def test_a_session_ends_after_it_begins(reader, cast, here, begins, ends):
    session = {"name": "S", "starts_at": f"2026-11-25T{begins}", "ends_at": f"2026-11-25T{ends}"}
    assert (
        reader(cast.ada).post("/c/distance/chat/rooms/new/", session | {"kept_days": "90"}).status_code == 422
    )
