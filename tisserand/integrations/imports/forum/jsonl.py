"""Posts in JSON Lines, the simple form into which others convert: docs/formats/forum-jsonl.md."""

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from ..problems import Problem
from .entries import Entry

LONGEST_LINE = 2_000_000
KINDS = ("question", "discussion", "help")
FORMATS = ("text", "html", "mail")

Tell = Callable[[Problem], None]


class Refused(ValueError):
    def __init__(self, code: str, value: str, other: str = ""):
        self.problem_of = lambda line: Problem(code, value, other, line=line)


def looks_like(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read(path: Path | str, tell: Tell, *, latest: datetime) -> Iterator[Entry]:
    """Every line that follows the form, in the order of the file."""
    with open(path, "rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = gzip.GzipFile(fileobj=raw) if zipped else raw
        for line, text in enumerate(iter(lambda: stream.readline(LONGEST_LINE), b""), start=1):
            if not text.strip(b"\xef\xbb\xbf \t\r\n"):
                continue
            try:
                yield _entry(text, line, latest)
            except Refused as refused:
                tell(refused.problem_of(line))


def _entry(text: bytes, line: int, latest: datetime) -> Entry:
    try:
        told = json.loads(text.decode("utf-8-sig").strip())
    except (ValueError, RecursionError) as trouble:
        raise Refused("json", str(getattr(trouble, "colno", 1))) from None
    if not isinstance(told, dict):
        raise Refused("json-kind", "")
    for name in ("id", "created_at", "body", "author"):
        if told.get(name) in (None, "", {}):
            raise Refused("json-missing", name)
    key, replies = _text(told, "id", 190), _text(told, "reply_to", 190)
    thread, title = _text(told, "thread", 190), _text(told, "title", 200)
    if not replies and not thread and not title:
        raise Refused("json-missing", "title")
    name, email, identity = _author(told["author"])
    at = _moment(told, "created_at", latest)
    accepted = told.get("accepted", False)
    if not isinstance(accepted, bool):
        raise Refused("json-value", str(accepted)[:60], "accepted")
    return Entry(
        key=key,
        at=at,
        title=title,
        body=_text(told, "body", LONGEST_LINE),
        author_key=identity,
        author_name=name,
        author_email=email,
        refs=(replies,) if replies else (),
        thread=thread,
        kind=_one_of(told, "kind", KINDS, ""),
        format=_one_of(told, "format", FORMATS, "text"),
        accepted=accepted,
        accepted_at=_moment(told, "accepted_at", latest) if told.get("accepted_at") else None,
        line=line,
    )


def _text(told: dict, name: str, most: int) -> str:
    value = told.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refused("json-value", str(value)[:60], name)
    text = str(value).replace("\0", "").strip()
    if len(text) > most:
        raise Refused("json-value", text[:60], name)
    return text


def _one_of(told: dict, name: str, allowed: tuple[str, ...], usual: str) -> str:
    value = told.get(name) or usual
    if value != usual and value not in allowed:
        raise Refused("json-value", str(value)[:60], name)
    return value


def _author(told: object) -> tuple[str, str, str]:
    """(name, address, identity): an object with an id, a name, an e-mail, at least one; or a name alone."""
    if isinstance(told, str):
        told = {"name": told}
    if not isinstance(told, dict):
        raise Refused("json-value", str(told)[:60], "author")
    name, email, key = (
        _text(told, part, most) for part, most in (("name", 150), ("email", 250), ("id", 150))
    )
    if not (name or email or key):
        raise Refused("json-missing", "author.name")
    identity = f"id:{key}" if key else email.lower() or f"name:{name.casefold()}"
    return name, email.lower(), identity


def _moment(told: dict, name: str, latest: datetime) -> datetime:
    value = told.get(name)
    try:
        if isinstance(value, str):
            at = datetime.fromisoformat(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            at = datetime.fromtimestamp(value, UTC)
        else:
            raise ValueError
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise Refused("json-value", str(value)[:60], name) from None
    if at > latest:
        raise Refused("future", str(value)[:60])
    return at
