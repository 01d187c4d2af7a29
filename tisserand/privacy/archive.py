"""The file itself: a page to read, the same as JSON for machines, and the files they had joined."""

import json
from collections.abc import Iterable, Iterator
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from tisserand.people.held import Holding, Row
from tisserand.people.models import Person

from . import words

# Rows of one kind on the page; a journal of years is in its JSON.
SHOWN = 200


class Archive:
    """`with Archive(file, person) as archive: archive.add(holding)`; the page is written at the end."""

    def __init__(self, file: IO[bytes], person: Person):
        self._zip = ZipFile(file, "w", ZIP_DEFLATED)
        self._person = person
        self._parts: list[dict] = []

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, failure, *rest) -> None:
        if failure is None:
            context = {"person": self._person, "parts": self._parts, "now": timezone.now()}
            self._zip.writestr("index.html", render_to_string("privacy/archive.html", context))
        self._zip.close()

    def add(self, holding: Holding, *, withheld: bool = False) -> None:
        """All its rows and files about this person; none, and that this is so, when they are `withheld`."""
        if withheld:
            self._zip.writestr(f"data/{holding.key}.json", b"[]\n")
            self._parts.append({"holding": holding, "withheld": True})
            return
        count, shown = 0, []
        with self._zip.open(f"data/{holding.key}.json", "w", force_zip64=True) as data:
            for row, text in _as_json(holding.rows(self._person)):
                data.write(text)
                count += 1
                if count <= SHOWN:
                    shown.append(words.said(row))
            data.write(b"]\n" if count else b"[]\n")
        files = [self._join(holding, *named) for named in holding.files(self._person)]
        self._parts.append({"holding": holding, "rows": shown, "count": count, "files": files, "most": SHOWN})

    def _join(self, holding: Holding, name: str, file) -> dict:
        """One file, under a number and the name it was given, which cannot lead out of the folder."""
        number = 1 + sum(entry.startswith(f"files/{holding.key}/") for entry in self._zip.namelist())
        plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
        path = f"files/{holding.key}/{number:04}-{plain[-100:] or 'file'}"
        try:
            with file.open("rb") as source, self._zip.open(path, "w", force_zip64=True) as copy:
                while portion := source.read(1024 * 1024):
                    copy.write(portion)
        except FileNotFoundError:
            return {"name": name, "path": ""}
        return {"name": name, "path": path}


def _as_json(rows: Iterable[Row]) -> Iterator[tuple[Row, bytes]]:
    """Each row, and its line of a list in JSON, closed by whoever writes it."""
    before = "[\n"
    for row in rows:
        text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
        yield row, (before + text).encode()
        before = ",\n"
