"""The streams of rooms, through the web front: which is above the apps, and so are these tests."""

import pytest

from tisserand.chat.tests.conftest import here, in_english, room, said

from .streams import Listener, front, until

__all__ = ["here", "in_english", "listen", "room", "said"]


@pytest.fixture
def listen(room, reader, cast):
    """`await listen(bao)` connects Bao to the room."""
    site, sessions = front(), {who: reader(who).cookies["sessionid"].value for who in cast.people.values()}

    async def listen(who, *, last=None, after=""):
        path = f"/c/distance/chat/{room.pk}/events/" + (f"?after={after}" if after != "" else "")
        listener = Listener(site, sessions[who], path, last=last)
        await until(lambda: listener.status is not None or listener.task.done())
        return listener

    return listen
