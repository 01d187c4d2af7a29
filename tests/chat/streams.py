"""Readers of streams, for tests: spoken to in ASGI, as the server does."""

import asyncio

from asgiref.sync import sync_to_async
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections

from tisserand.chat import hub, saying
from tisserand.chat.models import Room
from tisserand.config.front import Front


class Listener:
    """Somebody's browser on the stream of a room; `events` are (id, data) as they came."""

    def __init__(self, front, session, path, *, last=None):
        self.front, self.session, self.path, self.last = front, session, path, last
        self.status, self.headers, self.body = None, {}, b""
        self.gone, self.stuck = asyncio.Event(), None
        self.task = asyncio.ensure_future(front(self._scope(), self._receive, self._send))

    def _scope(self):
        headers = [(b"host", b"testserver"), (b"cookie", f"sessionid={self.session}".encode())]
        if self.last is not None:
            headers.append((b"last-event-id", str(self.last).encode()))
        path, _, query = self.path.partition("?")
        return {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "http_version": "1.1",
            "headers": headers,
        }

    async def _receive(self):
        if not hasattr(self, "asked"):
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if self.stuck:
            await self.stuck.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message["body"]

    @property
    def events(self):
        """Whole events only, as a browser would have them."""
        found = []
        for block in self.body.decode().split("\n\n")[:-1]:
            fields = [line.partition(": ") for line in block.split("\n")]
            data = [value for name, _, value in fields if name == "data"]
            if data:
                found.append((next((int(v) for n, _, v in fields if n == "id"), None), "\n".join(data)))
        return found

    @property
    def ids(self):
        return [number for number, _data in self.events]

    async def leave(self):
        self.gone.set()
        await self.task


def front():
    return Front(get_wsgi_application(), threads=4)


async def until(condition, seconds=10):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def act(function, *args, **values):
    """An act of somebody else, in a thread of its own."""
    return sync_to_async(function, thread_sensitive=False)(*args, **values)


def run(work):
    """In an event loop of its own; the threads it used give their connections back."""

    async def whole():
        try:
            await work()
        finally:
            here = hub.here()
            for task in list(here.tasks):
                task.cancel()
            await asyncio.gather(*here.tasks, return_exceptions=True)
            for _ in range(2):
                await here.in_thread(connections.close_all)
            here.pool.shutdown()

    asyncio.run(whole())


def speak(room, by, text, now):
    try:
        return saying.say(Room.objects.get(pk=room.pk), by=by, text=text, now=now)
    finally:
        connection.close()
