"""One line of an activity file, understood: who, when, what, on what; or a Problem."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..people.headings import fold
from ..problems import Problem
from . import when
from .columns import Part

EARLIEST = 1990
VERBS = {
    "experienced": "experienced viewed vu consulte launched accede accessed opened ouvert click clicked",
    "completed": "completed complete termine acheve fini finished passed reussi valide submitted soumis fait",
}
KNOWN_VERBS = {word: verb for verb, words in VERBS.items() for word in words.split()}


class Read(NamedTuple):
    who: str
    at: datetime
    verb: str
    object_type: str
    object_id: str
    name: str
    source_key: bytes


@dataclass
class Reader:
    """Call it with (line number, cells): a `Read`, or a Problem that says where and why."""

    columns: list[str]
    chosen: dict[Part, int]
    community_id: int
    zone: ZoneInfo
    latest: datetime
    months_first: bool = False

    def __post_init__(self):
        self._moment: Callable[[object], datetime] = when.reader(self.zone, months_first=self.months_first)
        self._verbs: dict[str, str] = {}
        self._latest = self.latest + timedelta(days=1)
        self._places: list = [self.chosen.get(part) for part in Part]
        self._width = max(self.chosen.values()) + 1
        self._salt = str(self.community_id).encode()

    def __call__(self, line: int, cells: list) -> Read | Problem:
        if len(cells) < self._width:
            return Problem("cells", str(len(cells)), str(len(self.columns)), line=line)
        who_at, when_at, verb_at, object_at, type_at, name_at, id_at = self._places
        who = str(cells[who_at] if cells[who_at] is not None else "").strip().lower().removeprefix("mailto:")
        if not who or who == "-":
            return self._problem("who-empty", "", line, Part.WHO)
        try:
            at = self._moment(cells[when_at])
        except (ValueError, OverflowError, TypeError):
            return self._problem("date", cells[when_at], line, Part.WHEN)
        if at.year < EARLIEST:
            return self._problem("date", cells[when_at], line, Part.WHEN)
        if at > self._latest:
            return self._problem("future", cells[when_at], line, Part.WHEN)
        raw = "" if verb_at is None else str(cells[verb_at] or "")
        verb = self._verbs.get(raw) or self._verb(raw)
        thing = "" if object_at is None or cells[object_at] is None else str(cells[object_at]).strip()[:150]
        kind = "" if type_at is None or cells[type_at] is None else str(cells[type_at]).strip()[:30]
        name = "" if name_at is None or cells[name_at] is None else str(cells[name_at]).strip()[:200]
        known_as = "" if id_at is None else str(cells[id_at] or "")
        return Read(
            who[:254],
            at,
            verb,
            kind or "activity",
            thing,
            name,
            self._key(known_as, who, at, verb, kind, thing),
        )

    def _key(self, known_as: str, *parts) -> bytes:
        """Sixteen bytes that name this line for good: its own number in the other system, or all it says.

        What it says begins by its second, so that lines of one day lie side by side in the index: keys at
        random would rewrite the whole index with each batch.
        """
        told = ("#", known_as) if known_as else parts
        text = "\x1f".join(part if isinstance(part, str) else part.isoformat() for part in told)
        whole = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16, key=self._salt).digest()
        return whole if known_as else int(parts[1].timestamp()).to_bytes(5, "big") + whole[:11]

    def _verb(self, raw: str) -> str:
        """« http://adlnet.gov/expapi/verbs/completed » and « Terminé » are both `completed`."""
        word = fold(re.split(r"[/#]", raw.rstrip("/#"))[-1]).replace(" ", "-")[:30] or "experienced"
        verb = KNOWN_VERBS.get(word, word)
        if len(self._verbs) < 10_000:
            self._verbs[raw] = verb
        return verb

    def _problem(self, code: str, value: object, line: int, part: Part) -> Problem:
        return Problem(code, str(value)[:100], line=line, column=self.columns[self.chosen[part]])
