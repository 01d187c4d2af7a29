"""The room of live chat that goes with a session: it opens when the session begins and closes at its end."""

from datetime import datetime

from django.utils.translation import gettext

from tisserand.chat.models import Room
from tisserand.people.models import Person

from .models import LiveSession


def tie(session: LiveSession, *, wanted: bool, by: Person, now: datetime) -> None:
    """A room with the name and the hours of the session; none when it is not wanted. Inside a transaction;
    the session is saved by whoever calls."""
    if not wanted:
        _let_go(session, now)
        return
    values = {"name": session.title[:80], "starts_at": session.starts_at, "ends_at": session.ends_at}
    if session.chat_room_id:
        Room.objects.filter(pk=session.chat_room_id).update(**values)
        return
    room = Room.objects.create(community=session.community, opened_by=by, opened_at=now, **values)
    session.chat_room = room
    LiveSession.objects.filter(pk=session.pk).update(chat_room=room)
    session.community.record("opened-room", by, room, at=now, fields=[])


def shut(session: LiveSession, *, now: datetime) -> None:
    """The session was called off: a room in which something was said ends now, another is no more."""
    _let_go(session, now)


def _let_go(session: LiveSession, now: datetime) -> None:
    room, session.chat_room = session.chat_room, None
    if room is None:
        return
    LiveSession.objects.filter(pk=session.pk).update(chat_room=None)
    if room.last_number == 0:
        room.delete()
    elif room.starts_at and room.ends_at and room.starts_at < now < room.ends_at:
        Room.objects.filter(pk=room.pk).update(
            ends_at=now, name=gettext("%(name)s (called off)") % {"name": room.name[:60]}
        )
