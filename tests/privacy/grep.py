"""Looks for words in every table and every file, however they are wrapped."""

import base64
import binascii
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import connection

from tisserand.people.models import Session

WRAPPED = re.compile(r"[A-Za-z0-9+/_=-]{24,}")


def plain(text: str) -> str:
    """Without accents, capitals, spaces nor signs between digits."""
    text = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    text = re.sub(r"[\s\u00a0]+|&nbsp;", " ", text.casefold())
    return re.sub(r"(?<=\d)[ .\-]+(?=\d)", "", text)


def everywhere(words: list[str]) -> list[str]:
    """« table#row.column » and file names where one of these words stands."""
    wanted = [plain(word) for word in words]
    return [
        f"{where}: {word}"
        for where, value in [*_cells(), *_files()]
        for word in wanted
        if any(word in plain(text) for text in _readings(value))
    ]


def _cells() -> Iterator[tuple[str, object]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, str | bytes | memoryview | dict | list):
                        yield f"{table}#{row[0]}.{column}", value
    for session in Session.objects.all():
        for value in session.get_decoded().values():
            yield f"session {session.pk}", value


def _files() -> Iterator[tuple[str, object]]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.exists() else ():
        yield f"name of {path}", path.name
        if path.is_file():
            yield str(path), path.read_bytes()


def _readings(value: object) -> Iterator[str]:
    """The value as text in each of the ways in which it may be packed."""
    if isinstance(value, memoryview):
        value = bytes(value)
    if not isinstance(value, bytes):
        text = str(value)
        yield text
        yield re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)  # as JSON escapes
        for token in WRAPPED.findall(text):
            yield from _unwrapped(token)
        return
    yield value.decode("utf-8", "replace")
    if value[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(value)) as archive:
            for name in archive.namelist():
                yield name
                yield archive.read(name).decode("utf-8", "replace")
    elif b"\n" in value[:2000] and b":" in value[:200]:
        message = message_from_bytes(value, policy=policy.default)
        yield str(dict(message.items()))
        for part in message.walk():
            if not part.is_multipart():
                yield (part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _unwrapped(token: str) -> Iterator[str]:
    try:
        yield base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return
