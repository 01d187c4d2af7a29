"""Who is connected to which room, in one process; one event loop, no connection to the database held.

Each room that somebody reads keeps its last lines at hand, in the order of their numbers. A reader has only
a place among them: nothing is stored for each, so that a slow one costs nothing, and is let go when the lines
it has not taken yet are no longer there. It comes back with the number it had, and goes on from the rows.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import redis.asyncio
from django.conf import settings
from django.db import close_old_connections
from redis.exceptions import RedisError

from . import news
from .models import ChatMessage, Room
from .reading import Line, lines

# Seconds between two looks at the rows of the rooms that are read: what heals a piece of news that was lost,
# and all that tells one process of the others when there is no Redis.
LOOK, LOOK_WITH_REDIS = 3.0, 20.0
AT_HAND = 300  # lines of a room
KEEP = 60.0  # seconds they are at hand: somebody erased is not remembered here
AT_ONCE = 100  # rows read at a time
AT_MOST = 12  # streams of one person in one process
T = TypeVar("T")
log = logging.getLogger(__name__)


class Channel:
    """A room that somebody reads here."""

    def __init__(self, room: int, community: str, known: int) -> None:
        self.room, self.community = room, community
        self.begins = self.known = known  # lines after `begins` and up to `known` are at hand
        self.lines: list[Line] = []
        self.came: list[float] = []  # when each did, on the clock of the event loop
        self.fresh = asyncio.Event()
        self.readers = 0
        self.looking = asyncio.Lock()

    def after(self, number: int) -> list[Line] | None:
        """The lines that follow; None when they are no longer all at hand."""
        if number < self.begins:
            return None
        start = len(self.lines)
        while start and self.lines[start - 1].changed_number > number:
            start -= 1
        return self.lines[start:]

    def drop(self, many: int) -> None:
        """The oldest lines are no longer at hand."""
        if many > 0:
            self.begins = self.lines[many - 1].changed_number
            del self.lines[:many], self.came[:many]

    def forget(self, before: float) -> None:
        self.drop(sum(1 for came in self.came if came < before))

    def add(self, found: list[Line], now: float) -> None:
        self.lines += found
        self.came += [now] * len(found)
        self.known = found[-1].changed_number
        self.drop(len(self.lines) - AT_HAND)
        fresh, self.fresh = self.fresh, asyncio.Event()
        fresh.set()


class Hub:
    """All the channels of this process. Made in its event loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.channels: dict[int, Channel] = {}
        self.streams: Counter[int] = Counter()
        self.pool = ThreadPoolExecutor(2, thread_name_prefix="chat")
        self.tasks: set[asyncio.Task] = set()
        news.hear(self.heard)
        self.start(self._look_again())
        if settings.REDIS_URL:
            self.start(self._listen(settings.REDIS_URL))

    def start(self, work) -> None:
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    @contextmanager
    def reading(self, room: int, community: str, person: int, known: int):
        """The channel of this room, as long as one reads it; `known` is the last number given in it."""
        if room not in self.channels:
            self.channels[room] = Channel(room, community, known)
            self._wake(room)  # something may have been said since `known` was read
        channel = self.channels[room]
        channel.readers += 1
        self.streams[person] += 1
        try:
            yield channel
        finally:
            channel.readers -= 1
            self.streams[person] -= 1
            if not channel.readers:
                self.channels.pop(room, None)
            if not self.streams[person]:
                del self.streams[person]

    def full_for(self, person: int) -> bool:
        return self.streams[person] >= AT_MOST

    async def in_thread(self, work: Callable[..., T], *args) -> T:
        """Where the database may be asked; the connection goes back afterwards."""
        return await self.loop.run_in_executor(self.pool, _asked, work, *args)

    def heard(self, room: int) -> None:
        """From any thread."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._wake, room)

    def _wake(self, room: int) -> None:
        if channel := self.channels.get(room):
            self.start(self._look(channel))

    async def _look(self, channel: Channel) -> None:
        """Read what is new; several who look at once look one after the other."""
        try:
            async with channel.looking:
                while found := await self.in_thread(
                    rows_after, channel.room, channel.known, channel.community
                ):
                    channel.add(found, self.loop.time())
        except Exception:
            log.exception("A room could not be read; looking again soon")

    async def _look_again(self) -> None:
        while True:
            await asyncio.sleep(LOOK_WITH_REDIS if settings.REDIS_URL else LOOK)
            for channel in self.channels.values():
                channel.forget(self.loop.time() - KEEP)
            try:
                numbers = await self.in_thread(last_numbers, list(self.channels)) if self.channels else {}
            except Exception:
                log.exception("The rooms could not be looked at")
                continue
            for room, number in numbers.items():
                if room in self.channels and number > self.channels[room].known:
                    self._wake(room)

    async def _listen(self, address: str) -> None:
        """The news of other processes. While Redis is away one looks as often as without it."""
        while True:
            try:
                async with redis.asyncio.Redis.from_url(address) as client, client.pubsub() as heard:
                    await heard.subscribe(news.CHANNEL)
                    for room in list(self.channels):  # what was said while nobody listened
                        self._wake(room)
                    async for message in heard.listen():
                        if message["type"] == "message":
                            self._wake(int(message["data"]))
            except (RedisError, OSError):
                log.warning("Redis does not tell the news of rooms; trying again")
            await asyncio.sleep(LOOK)
            for room in list(self.channels):
                self._wake(room)


_hub: Hub | None = None


def here() -> Hub:
    """The hub of this process, made when the first reader comes."""
    global _hub
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub


def rows_after(room: int, number: int, community: str) -> list[Line]:
    """What was said or changed after this number, oldest first, at most `AT_ONCE`."""
    found = ChatMessage.objects.filter(room=room, changed_number__gt=number).order_by("changed_number")
    return lines(found.for_reading()[:AT_ONCE], community)


def last_numbers(rooms: list[int]) -> dict[int, int]:
    return dict(Room.objects.filter(pk__in=rooms).values_list("pk", "last_number"))


def _asked(work: Callable[..., T], *args) -> T:
    try:
        return work(*args)
    finally:
        close_old_connections()
