"""The ASGI front through the real server, over real sockets."""

import hashlib
import http.client
import re
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.ports import free_port

from .conftest import AT_EASE
from .strange_site import PIECE

pytestmark = pytest.mark.service
STRANGE = str(Path(__file__).parent / "strange_site.py")


@pytest.fixture
def strange(start, tmp_path):
    port, diary = free_port(), tmp_path / "diary"
    process = start(
        [sys.executable, STRANGE, str(port), str(diary)],
        port=port,
        DJANGO_SETTINGS_MODULE="tisserand.config.settings",
    )
    process.wait_until_it_says("It listens.")
    process.diary = diary
    return process


@pytest.fixture
def connect(strange):
    connections = []

    def connect():
        connections.append(http.client.HTTPConnection("127.0.0.1", strange.port, timeout=60))
        return connections[-1]

    yield connect
    for connection in connections:
        connection.close()


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def given(diary):
    """How many pieces were given so far; the diary may be empty for an instant, between two writings."""
    return int(re.sub(r"\D", "", diary.read_text() if diary.exists() else "") or 0)


def test_a_large_upload_arrives_whole(connect):
    body = bytes(range(256)) * 4096 * 40  # 40 MB
    connection = connect()
    connection.request("POST", "/upload", body)
    assert connection.getresponse().read().decode() == f"{len(body)} {hashlib.sha256(body).hexdigest()}"


def test_an_upload_without_a_length_arrives_whole(connect):
    pieces = [b"abc" * 100_000] * 10
    connection = connect()
    connection.request(
        "POST", "/upload", iter(pieces), encode_chunked=True, headers={"Transfer-Encoding": "chunked"}
    )
    assert connection.getresponse().read().decode().startswith(f"{10 * 300_000} ")


def test_a_long_download_is_whole(connect, strange):
    connection = connect()
    connection.request("GET", "/download?pieces=300")
    assert len(connection.getresponse().read()) == 300 * len(PIECE)
    wait_for(lambda: strange.diary.read_text() == "closed 300")


def test_a_download_goes_no_faster_than_it_is_read(connect, strange):
    connection = connect()
    connection.request("GET", "/download?pieces=20000")
    connection.getresponse().read(len(PIECE))
    time.sleep(1.5)
    assert 2 < given(strange.diary) < 40e6 / len(PIECE)


def test_a_download_stops_and_closes_when_its_reader_leaves(strange):
    with socket.create_connection(("127.0.0.1", strange.port)) as reader:
        reader.sendall(b"GET /download?pieces=20000 HTTP/1.1\r\nHost: x\r\n\r\n")
        while given(strange.diary) < 5:
            reader.recv(10_000_000)
    wait_for(lambda: strange.diary.read_text().startswith("closed"))
    assert 5 <= given(strange.diary) < 20000


def test_a_download_that_breaks_does_not_look_whole(connect, strange):
    connection = connect()
    connection.request("GET", "/download?pieces=9&torn=3")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        connection.getresponse().read()
    assert strange.diary.read_text() == "closed 3"


def test_what_breaks_is_a_500_and_the_site_goes_on(connect):
    for path, status in (("/break", 500), ("/upload", 200)):
        connection = connect()
        connection.request("GET", path)
        assert connection.getresponse().status == status


def test_head_has_no_body_and_the_connection_stays_usable(connect):
    connection = connect()
    for method in ("HEAD", "GET"):
        connection.request(method, "/upload")
        answer = connection.getresponse()
        assert (answer.status, bool(answer.read())) == (200, method == "GET")


def test_a_request_being_answered_is_finished_before_the_end(connect, strange):
    connection, bodies = connect(), []

    def ask():
        connection.request("GET", "/slow?ms=1500")
        bodies.append(connection.getresponse().read())

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.5)
    status, seconds = strange.stop()
    asking.join()
    assert (status, len(bodies[0]) > 0) == (0, True)
    assert seconds < AT_EASE
