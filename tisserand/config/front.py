"""The ASGI front: Django's WSGI handler behind an asynchronous door.

Why: plain Django under ASGI costs 2.6 times the processor per page. Here a request makes one hop to a
thread, where the handler, its database work and `response.close()` all run; the event loop only moves
bytes. A response that has a coroutine `live` (a stream of events) goes on with the connection in the event
loop, once the thread that made it is free again: the door has then been asked like that of any page.

Guarantees: a request body is whole before a thread is taken (kept in memory first, then in a file); a
streamed response leaves piece by piece, no faster than it is read; when the reader has left, it stops;
`close()` is called once, in the thread that made the response, whatever happened.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from time import perf_counter
from typing import IO, Any

from .environ import Scope, environ_for

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
WSGIApp = Callable[[dict[str, Any], Callable], Iterable[bytes]]

# `live(exchange, still)`: `still()` asks the door again, and says whether one may go on.
Live = Callable[["Exchange", Callable[[], Awaitable[bool]]], Awaitable[None]]

SPOOL_BYTES = 512 * 1024
PATIENCE = 60  # seconds a reader may take to accept one piece of a streamed response
BODILESS = {204, 304}
log = logging.getLogger(__name__)


class ReaderLeft(Exception):
    """The other end has closed the connection, or reads no more."""


class TooLarge(Exception):
    """The body is larger than this site accepts."""


class Front:
    """`Front(wsgi)` is an ASGI application. `proxies`: how many reverse proxies stand before it, whose
    X-Forwarded-For is believed; `max_body`: in bytes; `threads`: how many requests run at once;
    `observe(method, status, seconds)` is told of each request that did not stream."""

    def __init__(
        self,
        wsgi: WSGIApp,
        *,
        threads: int = 8,
        max_body: int = 1 << 30,
        proxies: int = 0,
        observe: Callable[[str, int, float], None] = lambda *_: None,
    ) -> None:
        self.observe = observe
        self.wsgi, self.max_body, self.proxies = wsgi, max_body, proxies
        self.live: set[asyncio.Future] = set()
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            exchange = Exchange(scope, receive, send)
            await self._answer(exchange)
            if exchange.live:
                await self._go_on(exchange, exchange.live)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, exchange: "Exchange") -> None:
        with SpooledTemporaryFile(SPOOL_BYTES) as body:
            try:
                length = await exchange.read(body, self.max_body)
                environ, began = environ_for(exchange.scope, body, length, self.proxies), perf_counter()
                await exchange.loop.run_in_executor(self.pool, exchange.run, self.wsgi, environ)
                if not exchange.started:
                    self.observe(exchange.scope["method"], exchange.status, perf_counter() - began)
                if not exchange.live:
                    await exchange.finish()
            except ReaderLeft:
                log.debug("The reader left: %s", exchange.scope["path"])
            except TooLarge:
                await exchange.say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            except Exception:
                if exchange.started:
                    raise  # the connection is cut: half an answer must not look whole
                log.exception("A request failed outside Django: %s", exchange.scope["path"])
                await exchange.say(HTTPStatus.INTERNAL_SERVER_ERROR)

    async def _go_on(self, exchange: "Exchange", live: "Live") -> None:
        """Until the coroutine is done, or the site stops (`end_live`)."""
        going = asyncio.ensure_future(live(exchange, lambda: self._still(exchange.scope)))
        self.live.add(going)
        try:
            await asyncio.wait({going})
        finally:
            self.live.discard(going)
        if not going.cancelled() and (problem := going.exception()):
            log.error("A stream broke: %s", exchange.scope["path"], exc_info=problem)
        if exchange.started and not exchange.left:
            await exchange.give(b"", more=False)

    async def _still(self, scope: Scope) -> bool:
        """Whether the same request would be let in and go on now."""
        again, environ = Exchange(scope, _nothing, _nowhere), environ_for(scope, BytesIO(), 0, self.proxies)
        await again.loop.run_in_executor(self.pool, again.run, self.wsgi, environ)
        return again.live is not None

    def end_live(self) -> None:
        """End what goes on: browsers come back, to this site or to the next one that answers."""
        for going in list(self.live):
            going.cancel()


async def _nothing() -> dict[str, Any]:
    return {"type": "http.disconnect"}


async def _nowhere(message: dict[str, Any]) -> None:
    pass


class Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.loop = asyncio.get_running_loop()
        self.status, self.headers, self.body = 500, list[tuple[bytes, bytes]](), b""
        self.started = self.left = False
        self.live: Live | None = None

    async def read(self, body: IO[bytes], limit: int) -> int:
        """Take the whole request body in; its length in bytes."""
        if int(dict(self.scope["headers"]).get(b"content-length", 0)) > limit:
            raise TooLarge
        length, more = 0, True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ReaderLeft
            length += body.write(message.get("body", b""))
            if length > limit:
                raise TooLarge
            more = message.get("more_body", False)
        body.seek(0)
        return length

    def run(self, wsgi: WSGIApp, environ: dict[str, Any]) -> None:
        """In a thread, start to end. What does not stream is collected and sent afterwards by `finish`."""
        response = wsgi(environ, self.start_response)
        self.live = getattr(response, "live", None)
        try:
            if self.live:  # it goes on in the event loop, nobody knows for how long
                self.headers = [pair for pair in self.headers if pair[0] != b"content-length"]
            elif isinstance(response, list) or not getattr(response, "streaming", True):
                self.collect(b"".join(response))
            elif self.has_body:
                self.stream(response)
        finally:
            if close := getattr(response, "close", None):
                close()

    def start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status = int(status.split()[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    @property
    def has_body(self) -> bool:
        return self.scope["method"] != "HEAD" and self.status not in BODILESS

    def collect(self, body: bytes) -> None:
        if self.has_body:
            self.body = body
            self.headers = [pair for pair in self.headers if pair[0] != b"content-length"]
            self.headers.append((b"content-length", b"%d" % len(body)))

    def stream(self, pieces: Iterable[bytes]) -> None:
        watch = asyncio.run_coroutine_threadsafe(self.watch(), self.loop)
        try:
            self.wait_for(self.start())
            for piece in pieces:
                if self.left:
                    raise ReaderLeft
                if piece:
                    self.wait_for(self.give(piece, more=True))
        finally:
            watch.cancel()

    def wait_for(self, sending: Coroutine) -> None:
        try:
            asyncio.run_coroutine_threadsafe(sending, self.loop).result(PATIENCE)
        except (OSError, RuntimeError, TimeoutError) as problem:
            raise ReaderLeft from problem

    async def watch(self) -> None:
        while not self.left:
            self.left = (await self.receive())["type"] == "http.disconnect"

    async def start(self) -> None:
        self.started = True
        await self.send({"type": "http.response.start", "status": self.status, "headers": self.headers})

    async def give(self, piece: bytes, *, more: bool) -> None:
        await self.send({"type": "http.response.body", "body": piece, "more_body": more})

    async def finish(self) -> None:
        if not self.started:
            await self.start()
        await self.give(self.body, more=False)

    async def say(self, status: HTTPStatus) -> None:
        self.status, self.headers = status, [(b"content-type", b"text/plain; charset=utf-8")]
        self.collect(f"{status.value} {status.phrase}\n".encode())
        await self.finish()
