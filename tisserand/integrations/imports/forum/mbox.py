"""A mail archive (mbox, also gzipped) into entries. Whatever a message does wrong, the others are read."""

import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from tisserand.mail.inbound import bodies, headers, markup

from ..problems import Problem
from .entries import Entry

LONGEST_MESSAGE = 10 * 1024 * 1024
LONGEST_BODY = 40_000
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
FIELD = re.compile(rb"[!-9;-~]+:")

Tell = Callable[[Problem], None]


def looks_like(head: bytes) -> bool:
    return head.startswith(b"From ") or bool(
        re.match(rb"(?i)(return-path|received|from|message-id|date|subject): ", head)
    )


def read(path: Path | str, tell: Tell, *, latest: datetime) -> Iterator[Entry]:
    """Every message that says something, in the order of the file. Dates after `latest` are not believed."""
    before = EARLIEST
    for line, raw in messages(path):
        try:
            entry = _entry(raw, line, tell, before, latest)
        except Exception as trouble:  # the standard parsers raise anything on odd mail
            tell(Problem("message-odd", f"{line}", type(trouble).__name__, line=line))
            continue
        if entry is not None:
            before = entry.at
            yield entry


def messages(path: Path | str) -> Iterator[tuple[int, bytes]]:
    """(line where it begins, bytes) of each message. A « From » in a body is told by what follows it."""
    with open(path, "rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = gzip.GzipFile(fileobj=raw) if zipped else raw
        held: list[bytes] = []
        size, begun, blank, number = 0, 1, True, 0
        postmark = b""
        for number, line in enumerate(iter(lambda: stream.readline(1_000_000), b""), start=1):
            if postmark and FIELD.match(line):
                if held:
                    yield begun, b"".join(held)
                held, size, begun = [b"X-Postmark: " + postmark[5:], line], 0, number - 1
                postmark, blank = b"", False
                continue
            if postmark:
                held.append(postmark)
                postmark = b""
            if blank and line.startswith(b"From "):
                postmark = line
                continue
            blank = not line.strip()
            size += len(line)
            if size <= LONGEST_MESSAGE:
                held.append(line[1:] if re.match(rb">+From ", line) else line)
        if any(held):
            yield begun, b"".join(held)


def _entry(raw: bytes, line: int, tell: Tell, before: datetime, latest: datetime) -> Entry | None:
    message = message_from_bytes(raw, policy=policy.default)
    key = headers.ids(message.get("Message-ID", ""))[:1] or [
        f"<{hashlib.sha256(raw).hexdigest()[:32]}@nowhere>"
    ]
    subject = headers.told(message, "Subject")
    told = subject or key[0]
    at = _date(message, latest)
    if at is None:
        at = before + timedelta(seconds=1)
        tell(Problem("message-date", told, line=line))
    name, address = headers.author(headers.raw(message, "From"))
    if not name and not address:
        tell(Problem("message-author", told, line=line))
    body, cut = body_of(message)
    if cut:
        tell(Problem("message-big", told, line=line))
    if not body.strip():
        tell(Problem("message-empty", told, line=line))
        return None
    title, is_reply = headers.clean_subject(subject)
    return Entry(
        key=key[0],
        at=at,
        title=title,
        body=body,
        author_key=address or (f"name:{name.casefold()}" if name else ""),
        author_name=name,
        author_email=address,
        refs=tuple(
            dict.fromkeys(
                [
                    *headers.ids(headers.raw(message, "References")),
                    *headers.ids(headers.raw(message, "In-Reply-To"))[:1],
                ]
            )
        ),
        is_reply=is_reply,
        line=line,
    )


def _date(message: EmailMessage, latest: datetime) -> datetime | None:
    """From « Date », else from the line the archive put before the message."""
    for text in (headers.raw(message, "Date"), " ".join(headers.raw(message, "X-Postmark").split()[-5:])):
        for read in (parsedate_to_datetime, lambda text: datetime.strptime(text, "%a %b %d %H:%M:%S %Y")):
            try:
                at = read(text)
                at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
            except (ValueError, TypeError, OverflowError, IndexError):
                continue
            if EARLIEST <= at <= latest + timedelta(days=1):
                return at
    return None


def body_of(message: EmailMessage) -> tuple[str, bool]:
    """(text, whether it was cut): the plain part, or the words of the HTML one; files are left aside."""
    html = ""
    for part in message.walk():
        if part.is_multipart() or part.get_content_disposition() == "attachment" or part.get_filename():
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            text = bodies.decoded(part)
            if text.strip():
                return _shortened(text)
        elif kind == "text/html" and not html:
            html = bodies.decoded(part)
    return _shortened(markup.lines_of(html) if html else "")


def _shortened(text: str) -> tuple[str, bool]:
    if len(text) <= LONGEST_BODY:
        return text, False
    return text[:LONGEST_BODY].rsplit("\n", 1)[0] + "\n[…]", True
