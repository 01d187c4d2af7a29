"""The mail box behind TLS, opened by a token, on an old server; and what is said when it stays shut."""

import base64
import hashlib
import hmac
import json
import os
import re
import socketserver
import threading
import time
from contextlib import contextmanager

import pytest
from django.utils import timezone

from tisserand.mail import addressing
from tisserand.mail.inbound import fetching
from tisserand.mail.inbound.models import Look
from tisserand.mail.models import Arrival

from .by_mail.box import Box

DOMAIN = "learn.example.com"
IMAP = os.environ.get("TISSERAND_TEST_IMAP", "")
pytestmark = [
    pytest.mark.service,
    pytest.mark.django_db,
    pytest.mark.skipif(not IMAP, reason="TISSERAND_TEST_IMAP names no IMAP server: `make test` starts one"),
]
PORT = IMAP.rpartition(":")[2]
TLS_PORT = os.environ.get("TISSERAND_TEST_IMAPS_PORT", "")
CERTIFICATE = os.environ.get("TISSERAND_TEST_IMAP_CERTIFICATE", "")
OLD = f"127.0.0.2:{PORT}"  # where the same server says that it can do little
BY_TLS = [f"imaps://{{}}@localhost:{TLS_PORT}", f"imap+tls://{{}}@localhost:{PORT}"]
by_tls = pytest.mark.parametrize("url", BY_TLS, ids=["imaps", "starttls"])


@pytest.fixture
def box(request):
    return Box(re.sub(r"\W", "", request.node.name[-30:]), IMAP)


@pytest.fixture
def deliver(box):
    """`deliver("Bonjour")`: a mail with this subject lies in the box, for nobody here or for `to`."""

    def deliver(subject, to=f"direction@{DOMAIN}"):
        mail = f"From: nina@example.com\r\nTo: {to}\r\nSubject: {subject}\r\n\r\nBonjour.\r\n"
        box.delivers(mail.encode(), "nina@example.com", [to])

    return deliver


@pytest.fixture
def look(settings, caplog):
    """`look(url)`: what is logged while the site looks into that box, once."""
    settings.MAIL_IN_DOMAIN = DOMAIN

    def look(url, token_file=""):
        caplog.clear()
        settings.MAIL_IN_IMAP_URL, settings.MAIL_IN_IMAP_TOKEN_FILE = url, str(token_file)
        fetching.fetch(timezone.now())
        assert "secret" not in caplog.text
        return "\n".join(caplog.messages)

    return look


@pytest.fixture
def trusted(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", CERTIFICATE)


@by_tls
def test_behind_tls_mail_is_fetched(url, trusted, deliver, box, look):
    deliver("Bonjour")
    assert look(url.format(f"{box.name}:secret")) == ""
    assert (box.subjects(), box.subjects("Not for Tisserand")) == ([], ["Bonjour"])


@by_tls
def test_a_certificate_nobody_vouches_for_is_refused(url, deliver, box, look):
    deliver("Bonjour")
    said = look(url.format(f"{box.name}:secret"))
    port = url.rpartition(":")[2]
    why = f"the certificate of localhost:{port} does not hold (self-signed certificate)"
    assert said == f"The mail box cannot be read: {why}; nothing was shown to it"
    assert box.subjects() == ["Bonjour"]


@by_tls
def test_the_certificate_of_another_server_is_refused(url, trusted, box, look):
    said = look(url.format(f"{box.name}:secret").replace("localhost", "127.0.0.1"))
    assert "does not hold (IP address mismatch" in said


def test_a_server_that_does_not_speak_tls_is_never_spoken_to_in_the_clear(look):
    with in_the_clear() as (port, heard):
        assert "Server does not support STARTTLS" in look(f"imap+tls://amina:secret@localhost:{port}")
        assert "does not speak TLS as imaps:// wants" in look(f"imaps://amina:secret@localhost:{port}")
    said = b"".join(heard)
    assert b"CAPABILITY" in said
    assert b"LOGIN" not in said
    assert b"secret" not in said


@pytest.mark.parametrize("server", [IMAP, OLD], ids=["new", "old"])
def test_mail_is_taken_and_set_aside_one_by_one(server, make_person, now, deliver, box, look):
    """The old server knows neither UIDPLUS nor MOVE."""
    person = make_person("Nina", email="nina@example.com")
    deliver("Une")
    deliver("La nôtre", addressing.reply_address(person, "stop", person.pk, now=timezone.now()))
    deliver("Deux")
    assert look(f"imap://{box.name}:secret@{server}") == ""
    assert (box.subjects(), box.subjects("Not for Tisserand")) == ([], ["Deux", "Une"])
    assert [b"Subject: La n" in bytes(one.raw) for one in Arrival.objects.order_by("pk")].count(True) == 1


def test_a_token_opens_it_and_the_one_that_is_past_is_said(deliver, box, look, tmp_path):
    kept, url = tmp_path / "token", f"imap://{box.name}@{IMAP}"
    deliver("Bonjour")
    past = token(box.name, until=time.time() - 60)
    kept.write_text(past)
    assert f"{IMAP} refuses the token" in (said := look(url, kept))
    assert past not in said
    kept.write_text(token(box.name, until=time.time() + 600) + "\n")
    assert "read again; attempts that failed meanwhile: 1" in look(url, kept)
    assert box.subjects() == []


def test_a_box_that_opens_again_is_said(box, look):
    for _ in range(2):
        assert f"{IMAP} refuses the name or the password" in look(f"imap://{box.name}:wrong@{IMAP}")
    again = "The mail box is read again; attempts that failed meanwhile: 2"
    assert look(f"imap://{box.name}:secret@{IMAP}") == again
    assert Look.last().failures == 0
    assert look(f"imap://{box.name}:secret@{IMAP}") == ""


def token(name, *, until):
    """As the identity server of a company gives: signed, and for an hour."""

    def part(content):
        return base64.urlsafe_b64encode(content).rstrip(b"=")

    claims = {"sub": name, "iat": int(until) - 3600, "exp": int(until)}
    signed = b".".join(part(json.dumps(one).encode()) for one in ({"alg": "HS256", "typ": "JWT"}, claims))
    return (signed + b"." + part(hmac.digest(b"secret", signed, hashlib.sha256))).decode()


@contextmanager
def in_the_clear():
    """A server that knows no TLS, or somebody on the way who says so: its port, and all it hears."""
    heard = []

    class Line(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"* OK ready\r\n")
            while said := self.rfile.readline():
                heard.append(said)
                tag = said.split()[0] if said.split() else b"*"
                self.wfile.write(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + tag + b" OK done\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], heard
        server.shutdown()
