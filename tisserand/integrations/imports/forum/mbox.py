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

from ..problems import Problem
from . import words
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
    key = _ids(message.get("Message-ID", ""))[:1] or [f"<{hashlib.sha256(raw).hexdigest()[:32]}@nowhere>"]
    subject = words.header(_raw(message, "Subject"))
    told = subject or key[0]
    at = _date(message, latest)
    if at is None:
        at = before + timedelta(seconds=1)
        tell(Problem("message-date", told, line=line))
    name, address = author(_raw(message, "From"))
    if not name and not address:
        tell(Problem("message-author", told, line=line))
    body, cut = body_of(message)
    if cut:
        tell(Problem("message-big", told, line=line))
    if not body.strip():
        tell(Problem("message-empty", told, line=line))
        return None
    title, is_reply = words.clean_subject(subject)
    return Entry(
        key=key[0],
        at=at,
        title=title,
        body=body,
        author_key=address or (f"name:{name.casefold()}" if name else ""),
        author_name=name,
        author_email=address,
        refs=tuple(
            dict.fromkeys([*_ids(_raw(message, "References")), *_ids(_raw(message, "In-Reply-To"))[:1]])
        ),
        is_reply=is_reply,
        line=line,
    )


def _raw(message: EmailMessage, name: str) -> str:
    """The header as it came, unfolded: the parser of addresses gives up on what archives make of them."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return re.sub(r"\r?\n[ \t]*", " ", str(value)).strip()
    return ""


def _ids(text: str) -> list[str]:
    return [found[:190] for found in re.findall(r"<[^<>\s]{1,900}>", str(text))]


def _date(message: EmailMessage, latest: datetime) -> datetime | None:
    """From « Date », else from the line the archive put before the message."""
    for text in (_raw(message, "Date"), " ".join(_raw(message, "X-Postmark").split()[-5:])):
        for read in (parsedate_to_datetime, lambda text: datetime.strptime(text, "%a %b %d %H:%M:%S %Y")):
            try:
                at = read(text)
                at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
            except (ValueError, TypeError, OverflowError, IndexError):
                continue
            if EARLIEST <= at <= latest + timedelta(days=1):
                return at
    return None


def author(text: str) -> tuple[str, str]:
    """(name, address in lower case) of « Name <a@b> », « a@b (Name) », or what an archive left of them."""
    text = words.header(text)
    if found := re.fullmatch(r"(.*?)\s*<([^<>]*)>.*", text):
        name, address = found[1], found[2]
    elif found := re.fullmatch(r"(.*?)\s*\(([^()]*)\)\s*", text):
        address, name = found[1], found[2]
    else:
        name, address = ("", text) if "@" in text or " at " in text else (text, "")
    name = " ".join(name.strip(" \"'").split())
    if "@" in name:
        name = ""
    name = re.sub(r"\s+(via|par)\s+.*$", "", name)
    if re.fullmatch(r"[^,]+, [^,]+", name):
        name = " ".join(reversed(name.split(", ")))
    return name[:150], address.strip().lower()[:250]


def body_of(message: EmailMessage) -> tuple[str, bool]:
    """(text, whether it was cut): the plain part, or the words of the HTML one; files are left aside."""
    html = ""
    for part in message.walk():
        if part.is_multipart() or part.get_content_disposition() == "attachment" or part.get_filename():
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            text = words.decoded(part)
            if text.strip():
                return _shortened(text)
        elif kind == "text/html" and not html:
            html = words.decoded(part)
    return _shortened(words.of_html(html))


def _shortened(text: str) -> tuple[str, bool]:
    if len(text) <= LONGEST_BODY:
        return text, False
    return text[:LONGEST_BODY].rsplit("\n", 1)[0] + "\n[…]", True
