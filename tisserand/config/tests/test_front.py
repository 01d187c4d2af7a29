"""The ASGI front, spoken to in ASGI; `test_front_service.py` speaks to it through the real server."""

import asyncio
import threading
from http import HTTPStatus

import pytest
from django.core.wsgi import get_wsgi_application

from tisserand.config.front import SPOOL_BYTES, Front


class Reader:
    """The other end: sends a request, keeps what comes; may leave after some pieces, or never read on."""

    def __init__(self, *pieces, leave_after=None):
        self.pieces, self.leave_after = list(pieces) or [b""], leave_after
        self.messages, self.gone = [], asyncio.Event()

    async def receive(self):
        if self.pieces:
            body = self.pieces.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(self.pieces)}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.messages.append(message)
        if self.leave_after is not None and len(self.messages) > self.leave_after:
            self.gone.set()

    @property
    def status(self):
        return self.messages[0]["status"]

    @property
    def headers(self):
        return dict(self.messages[0]["headers"])

    @property
    def body(self):
        return b"".join(message["body"] for message in self.messages[1:])


def scope(path="/", method="GET", headers=(), **more):
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("testserver", 80),
        "client": ("192.0.2.9", 4000),
        "headers": list(headers),
    } | more


def ask(wsgi, *pieces, leave_after=None, front=None, **request):
    """One exchange; the reader, with what came."""

    async def exchange():
        reader = Reader(*pieces, leave_after=leave_after)
        await Front(wsgi, **(front or {}))(scope(**request), reader.receive, reader.send)
        return reader

    return asyncio.run(exchange())


def saying(body=b"hello", status="200 OK", headers=()):
    """A WSGI application that always answers the same, and keeps what it was asked in `.asked`."""

    def application(environ, start_response):
        application.asked = environ | {"body": environ["wsgi.input"].read()}
        start_response(status, list(headers))
        return [body]

    return application


class Streaming:
    """A WSGI response that streams, like Django's, and tells what happened to it."""

    streaming = True

    def __init__(self, pieces):
        self.pieces, self.given, self.closed_in, self.made_in = pieces, 0, [], threading.get_ident()

    def __call__(self, environ, start_response):
        self.made_in = threading.get_ident()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return self

    def __iter__(self):
        for piece in self.pieces:
            self.given += 1
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def close(self):
        self.closed_in.append(threading.get_ident())


def test_a_page_is_two_messages_with_its_length():
    reader = ask(saying(headers=[("X-Kind", "page")]))
    assert (reader.status, reader.body, len(reader.messages)) == (200, b"hello", 2)
    assert reader.headers == {b"x-kind": b"page", b"content-length": b"5"}


def test_a_wrong_length_is_put_right():
    assert ask(saying(headers=[("Content-Length", "99")])).headers[b"content-length"] == b"5"


def test_head_says_the_length_and_gives_no_body():
    reader = ask(saying(b"hello", headers=[("Content-Length", "5")]), method="HEAD")
    assert (reader.body, reader.headers[b"content-length"]) == (b"", b"5")


def test_nothing_follows_not_modified():
    reader = ask(saying(b"", "304 Not Modified"))
    assert (reader.status, reader.body, reader.headers) == (304, b"", {})


def test_the_request_arrives_in_wsgi_words():
    application = saying()
    headers = [
        (b"host", b"learn.example"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"accept", b"x"),
        (b"accept", b"y"),
    ]
    ask(
        application,
        path="/caf\xe9 noir/",
        raw_path=b"/caf%C3%A9%20noir/",
        query_string=b"q=1",
        headers=headers,
    )
    asked = application.asked
    assert asked["PATH_INFO"].encode("latin-1").decode() == "/café noir/"
    assert (asked["QUERY_STRING"], asked["HTTP_HOST"]) == ("q=1", "learn.example")
    assert (asked["HTTP_COOKIE"], asked["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")


def test_a_header_with_an_underscore_cannot_pose_as_another():
    application = saying()
    ask(application, headers=[(b"x_forwarded_proto", b"https"), (b"content_length", b"3")])
    assert "HTTP_X_FORWARDED_PROTO" not in application.asked
    assert application.asked["CONTENT_LENGTH"] == "0"


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "192.0.2.9"), (1, "203.0.113.5"), (2, "198.51.100.1"), (9, "10.0.0.1")]
)
def test_only_the_announced_proxies_are_believed_about_who_asks(proxies, address):
    application = saying()
    forwarded = [(b"x-forwarded-for", b"10.0.0.1, 198.51.100.1"), (b"x-forwarded-for", b"203.0.113.5")]
    ask(application, headers=forwarded, front={"proxies": proxies})
    assert application.asked["REMOTE_ADDR"] == address


def test_a_large_body_arrives_whole_whatever_its_pieces():
    application, pieces = saying(), [b"x" * 100_000] * (2 * SPOOL_BYTES // 100_000)
    ask(application, *pieces, method="POST")
    assert application.asked["body"] == b"".join(pieces)
    assert application.asked["CONTENT_LENGTH"] == str(len(pieces) * 100_000)


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"11")]])
def test_a_body_larger_than_accepted_is_refused(headers):
    application = saying()
    reader = ask(application, b"x" * 11, method="POST", headers=headers, front={"max_body": 10})
    assert (reader.status, hasattr(application, "asked")) == (413, False)


def test_a_reader_who_leaves_while_sending_asks_nothing():
    application = saying()

    async def exchange():
        reader = Reader()
        reader.pieces = []
        reader.gone.set()
        await Front(application)(scope(method="POST"), reader.receive, reader.send)
        return reader.messages

    assert (asyncio.run(exchange()), hasattr(application, "asked")) == ([], False)


def test_a_stream_leaves_piece_by_piece_and_closes_in_its_thread():
    streaming = Streaming([b"one ", b"", b"two"])
    reader = ask(streaming)
    assert [message.get("body") for message in reader.messages] == [None, b"one ", b"two", b""]
    assert streaming.closed_in == [streaming.made_in] != [threading.get_ident()]


def test_a_stream_stops_and_closes_when_the_reader_leaves():
    streaming = Streaming(b"piece" for _ in range(10_000))
    ask(streaming, leave_after=3)
    assert streaming.given < 100
    assert streaming.closed_in == [streaming.made_in]


def test_a_stream_closes_when_the_reader_cannot_be_written_to():
    streaming = Streaming([b"one", b"two"])

    async def exchange():
        reader = Reader()

        async def send(message):
            raise OSError("broken pipe")

        await Front(streaming)(scope(), reader.receive, send)

    asyncio.run(exchange())
    assert streaming.closed_in == [streaming.made_in]


def test_a_head_of_a_stream_takes_nothing_from_it():
    streaming = Streaming([b"one"])
    reader = ask(streaming, method="HEAD")
    assert (reader.status, reader.body, streaming.given, len(streaming.closed_in)) == (200, b"", 0, 1)


def test_a_stream_that_breaks_is_cut_not_ended():
    streaming = Streaming([b"one", ValueError("torn")])

    async def exchange():
        reader = Reader()
        with pytest.raises(ValueError, match="torn"):
            await Front(streaming)(scope(), reader.receive, reader.send)
        return reader

    reader = asyncio.run(exchange())
    assert reader.messages[-1] == {"type": "http.response.body", "body": b"one", "more_body": True}
    assert streaming.closed_in == [streaming.made_in]


def test_an_application_that_breaks_is_a_500():
    def broken(environ, start_response):
        raise ValueError("no")

    reader = ask(broken)
    assert (reader.status, reader.body) == (500, b"500 Internal Server Error\n")


class Lasting(list):
    """A response that goes on, as long as it is asked to; a coroutine of the event loop."""

    def __init__(self, live):
        super().__init__()
        self.live = live


def going_on(live, answer=None):
    """A WSGI application whose answer goes on with `live`, while `answer["open"]` holds."""

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/event-stream"), ("Content-Length", "0")])
        return Lasting(live) if answer is None or answer["open"] else [b"no more"]

    return application


def test_a_response_may_go_on_in_the_event_loop():
    async def live(exchange, still):
        await exchange.start()
        for piece in (b"one ", b"two"):
            await exchange.give(piece, more=True)

    reader = ask(going_on(live))
    assert (reader.status, reader.body) == (200, b"one two")
    assert reader.headers == {b"content-type": b"text/event-stream"}
    assert reader.messages[-1]["more_body"] is False


@pytest.mark.parametrize("open_still", [True, False])
def test_what_goes_on_asks_the_door_again(open_still):
    answer, found = {"open": True}, []

    async def live(exchange, still):
        answer["open"] = open_still
        found.append(await still())

    ask(going_on(live, answer))
    assert found == [open_still]


def test_what_goes_on_may_still_refuse():
    async def live(exchange, still):
        await exchange.say(HTTPStatus.TOO_MANY_REQUESTS)

    assert ask(going_on(live)).status == 429


def test_what_breaks_while_it_goes_on_ends_and_is_logged(caplog):
    async def live(exchange, still):
        await exchange.start()
        raise ValueError("no")

    assert ask(going_on(live)).messages[-1]["more_body"] is False
    assert "A stream broke: /" in caplog.text


def test_the_end_of_the_site_ends_what_goes_on():
    async def live(exchange, still):
        await exchange.start()
        await asyncio.sleep(60)

    async def exchange():
        site, reader = Front(going_on(live)), Reader()
        going = asyncio.ensure_future(site(scope(), reader.receive, reader.send))
        while not reader.messages:
            await asyncio.sleep(0.01)
        site.end_live()
        await asyncio.wait_for(going, 5)
        return reader

    assert asyncio.run(exchange()).messages[-1] == {
        "type": "http.response.body",
        "body": b"",
        "more_body": False,
    }


def test_requests_run_side_by_side():
    meeting = threading.Barrier(3, timeout=5)

    def application(environ, start_response):
        meeting.wait()
        start_response("200 OK", [])
        return [b"met"]

    async def three():
        front, readers = Front(application, threads=3), [Reader() for _ in range(3)]
        await asyncio.gather(*(front(scope(), reader.receive, reader.send) for reader in readers))
        return [reader.body for reader in readers]

    assert asyncio.run(three()) == [b"met"] * 3


@pytest.mark.django_db(transaction=True)  # its foot tells the number to ring
def test_django_answers_behind_it():
    reader = ask(get_wsgi_application(), path="/no-such-page/", headers=[(b"host", b"127.0.0.1")])
    assert reader.status == 404
    assert int(reader.headers[b"content-length"]) == len(reader.body) > 0
