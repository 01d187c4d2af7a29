"""Mail made to break what reads it: it is read in little time, and what it says is safe to keep."""

import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tisserand.mail.inbound import reading, receiving

HEAD = b"From: Ada <ada@example.com>\r\nTo: x@learn.example.com\r\nSubject: Re: a\r\n"
LETTERS = [path.read_bytes() for path in sorted((Path(__file__).parent / "letters").glob("*.eml"))]
SECONDS = 4  # of processor time, on a slow machine


def text(body, kind="plain", charset="utf-8"):
    return HEAD + f'Content-Type: text/{kind}; charset="{charset}"\r\n\r\n'.encode() + body


def nested(depth):
    heads = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth)
    )
    return HEAD + heads + b"Content-Type: text/plain\r\n\r\nYes.\r\n"


def side_by_side(many):
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nYes.\r\n"
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * many + b"--b--\r\n"


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 50_000_000)
    from email.mime.application import MIMEApplication

    file = MIMEApplication(packed.getvalue(), "zip", name="notes.zip").as_bytes()
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + file + b"\r\n--b--\r\n"


HOSTILE = {
    "nested 90": nested(90),
    "nested 10,000": nested(10_000),
    "10,000 parts": side_by_side(10_000),
    "a subject of 1 MB": HEAD.replace(b"Re: a", b"=?utf-8?q?" + b"a" * 2**20) + b"\r\nYes.",
    "a recipient of 1 MB": HEAD.replace(b"x@", b"(" * 2**20) + b"\r\nYes.",
    "a type of 1 MB": HEAD + b"Content-Type: text/plain; " + b"a=b;" * 2**18 + b"\r\n\r\nYes.",
    "a name of 1 MB": HEAD.replace(b"Ada", b"<" * 2**20) + b"\r\nYes.",
    "100,000 headers": HEAD + b"X-A: b\r\n" * 100_000 + b"\r\nYes.",
    "null bytes": text(b"Y\0e\0s." + b"\0" * 1000),
    "a line of 1 MB": text(b"a" * 2**20),
    "a line of spaces": text(b" " * 2**20 + b"x"),
    "a line of at signs": text(b"Yes.\n\nAda\n" + b"a@" * 2**19),
    "lines of nothing": text(b"\n" * 2**20),
    "quotations by turns": text(b"> a\nb\n" * 100_000),
    "on on on": text(b"On " * 300_000),
    "le le a ecrit": text("Le 23/11/2026 à 10:12 a écrit ".encode() * 30_000),
    "lines of on": text(b"On x\n" * 200_000),
    "lines of from": text(b"From: x\n" * 100_000),
    "sent from": text(b"Sent from " * 100_000),
    "no such charset": text(b"Oui \xe9\xff.", charset="klingon"),
    "a codec that is no charset": text(b"a" * 200_000, charset="punycode"),
    "undefined": text(b"Oui.", charset="undefined"),
    "a charset with a null": text(b"Oui.", charset="utf\0-8"),
    "utf-7": text(b"+AGE-", charset="utf-7"),
    "broken base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=A=B*" * 10_000,
    "broken uuencode": HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n\xff\xff",
    "100,000 divisions": text(b"<div>" * 100_000 + b"Yes.", "html"),
    "100,000 quotations": text(b"<blockquote>" * 100_000 + b"Yes.", "html"),
    "100,000 spans": text(b"<span class=gmail_quote>a</span>" * 15_000, "html"),
    "unclosed tags": text(b"<a " * 150_000, "html"),
    "unclosed comments": text(b"<!--" * 120_000, "html"),
    "unclosed declarations": text(b"<![CDATA[" * 50_000 + b"<!x" * 20_000, "html"),
    "entities": text(b"&#x1;&#0;&lt;" * 40_000, "html"),
    "attributes": text(b"<p " + b"a=b " * 100_000 + b">x", "html"),
    "a bomb": bomb(),
    "nothing": b"",
    "one byte": b"\0",
    "no header": b"\r\n\r\nYes.",
    "only a boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\n--\r\n",
    "a null in every number": HEAD
    + b"Message-ID: <a\0b@c>\r\nIn-Reply-To: <\xff@c>\r\nCc: a\0b@\xff.c\r\n\r\nYes.",
    "a surrogate": text("\ud83d".encode("utf-8", "surrogatepass")),
}


def safe(letter):
    numbers = [letter.message_id, letter.in_reply_to, *letter.addressees]
    for words in (letter.text, letter.whole_text, letter.subject, letter.sender, *numbers):
        assert "\0" not in words
        words.encode()
    assert len(letter.files) <= 200
    for file in letter.files:
        assert "\0" not in file.name
        file.name.encode()


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_read_in_little_time(name):
    raw, began = HOSTILE[name], time.process_time()
    try:
        safe(reading.read(raw))
    except RecursionError:
        assert name == "nested 10,000"
    receiving.digest(raw, "x@learn.example.com")
    assert time.process_time() - began < SECONDS


def test_a_bomb_is_not_unpacked():
    (file,) = reading.read(HOSTILE["a bomb"]).files
    assert (file.name, file.content_type, len(file.content) < 100_000) == (
        "notes.zip",
        "application/zip",
        True,
    )


@st.composite
def mangled(draw):
    """Two real letters cut and sewn together, with noise between."""
    one, two = draw(st.sampled_from(LETTERS)), draw(st.sampled_from(LETTERS))
    noise = draw(
        st.binary(max_size=60) | st.sampled_from([b"\r\n\r\n", b"=?utf-8?q?", b"--", b"\n> ", b"<div "])
    )
    return one[: draw(st.integers(0, len(one)))] + noise + two[draw(st.integers(0, len(two))) :]


@settings(
    max_examples=int(os.environ.get("TISSERAND_FUZZ", 150)),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(raw=mangled() | st.binary(max_size=500))
def test_whatever_comes_is_read(raw):
    safe(reading.read(raw))
