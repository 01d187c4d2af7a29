"""The stream of a room: server-sent events, from the moment the door has let somebody in.

The door is that of every page: an ordinary view answers with a `Stream`, and the web front goes on with the
connection (`config/front.py`). An event carries a line as HTML; its id is the number up to which the reader
then has everything. Reconnecting, a browser says the last one it had.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Protocol

from django.http import HttpResponse
from django.utils import timezone

from . import hub
from .models import ChatMention, Room
from .reading import Line, Reader

HEARTBEAT = 15.0  # seconds of silence before a word that says nothing: proxies and dead lines are told apart
KNOCK_AGAIN = 40.0  # seconds before the door is asked again whether this reader may still be here
PATIENCE = 20.0  # seconds a reader may take to accept what is sent
RETRY = (2000, 6000)  # milliseconds before a browser comes back: not all in the same instant
TOO_FAR = 500  # lines missed: past that, the page is to be opened again
BEAT = b": \n\n"


class Exchange(Protocol):
    """What the web front gives: the request being answered."""

    left: bool

    async def say(self, status: HTTPStatus) -> None: ...
    async def start(self) -> None: ...
    async def give(self, piece: bytes, *, more: bool) -> None: ...
    async def watch(self) -> None: ...


class Stream(HttpResponse):
    """Nothing by itself; served by the web front it goes on with `live`."""

    def __init__(self, room: Room, reader: Reader, after: int) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(content_type="text/event-stream; charset=utf-8", headers=headers)
        self.room, self.slug, self.last_number = room.pk, room.community.slug, room.last_number
        self.reader, self.after = reader, after

    async def live(self, exchange: Exchange, still: Callable[[], Awaitable[bool]]) -> None:
        """Until the reader leaves, reads too slowly, or may no longer be here (`still`)."""
        here = hub.here()
        if here.full_for(self.reader.person):
            await exchange.say(HTTPStatus.TOO_MANY_REQUESTS)
            return
        with here.reading(self.room, self.slug, self.reader.person, self.last_number) as channel:
            await exchange.start()
            going = [
                asyncio.ensure_future(exchange.watch()),
                asyncio.ensure_future(self._follow(here, channel, exchange, still)),
            ]
            try:
                await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in going:
                    one.cancel()
                ended = await asyncio.gather(*going, return_exceptions=True)
        for problem in ended:
            if isinstance(problem, Exception) and not isinstance(problem, OSError | RuntimeError):
                raise problem  # a TimeoutError is an OSError: who is gone, or reads no more

    async def _follow(self, here: hub.Hub, channel: hub.Channel, exchange: Exchange, still) -> None:
        await _give(exchange, b"retry: %d\n\n" % random.randint(*RETRY))  # noqa: S311
        number = await self._catch_up(here, channel, exchange)
        # Those who came in the same instant are not asked about in the same instant.
        knocked = here.loop.time() - random.uniform(0, KNOCK_AGAIN)  # noqa: S311
        while not exchange.left:
            fresh = channel.fresh
            found = channel.after(number)
            if found is None:
                return  # too slow: what it has not had is no longer at hand
            if found:
                await self._say(here, exchange, found)
                number = found[-1].changed_number
                continue
            if here.loop.time() - knocked > KNOCK_AGAIN:
                if not await still():
                    return
                knocked = here.loop.time()
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await fresh.wait()
            except TimeoutError:
                await _give(exchange, BEAT)

    async def _catch_up(self, here: hub.Hub, channel: hub.Channel, exchange: Exchange) -> int:
        """What was missed and is no longer at hand, from the rows; the number up to which it was given."""
        number, given = self.after, 0
        while channel.after(number) is None:
            if given > TOO_FAR:
                await _give(exchange, b"event: behind\ndata: \n\n")
                return channel.known
            known = channel.known
            found = await here.in_thread(hub.rows_after, self.room, number, self.slug)
            if not found:
                return known
            await self._say(here, exchange, found)
            number, given = found[-1].changed_number, given + len(found)
        return number

    async def _say(self, here: hub.Hub, exchange: Exchange, found: list[Line]) -> None:
        await _give(exchange, b"".join(_event(line, self.reader) for line in found))
        named = [line.pk for line in found if self.reader.person in line.names]
        if named:
            await here.in_thread(seen, self.reader.person, named)


def seen(person: int, messages: list[int]) -> None:
    """These messages name that person, who has them before their eyes."""
    ChatMention.objects.filter(person=person, message__in=messages, read_at=None).update(
        read_at=timezone.now()
    )


def _event(line: Line, reader: Reader) -> bytes:
    data = "\n".join(f"data: {row}" for row in line.shown_to(reader).splitlines())
    return f"id: {line.changed_number}\n{data}\n\n".encode()


async def _give(exchange: Exchange, piece: bytes) -> None:
    async with asyncio.timeout(PATIENCE):
        await exchange.give(piece, more=True)
