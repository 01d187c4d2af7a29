"""A post of another place, before it has one here; and the file on disk where many wait their turn."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass
class Entry:
    """`key` names it for good; `refs` are the keys it answers, nearest last; `thread` its thread, if told."""

    key: str
    at: datetime
    title: str
    body: str
    author_key: str
    author_name: str = ""
    author_email: str = ""
    refs: tuple[str, ...] = ()
    thread: str = ""
    kind: str = ""
    format: str = "mail"
    accepted: bool = False
    accepted_at: datetime | None = None
    is_reply: bool = False  # its subject says so, even when it names nothing
    line: int | None = None


@dataclass(frozen=True)
class Slip:
    """What is needed of an entry to place it; its body waits on disk at `offset`."""

    offset: int
    key: str
    at: datetime
    title: str
    refs: tuple[str, ...]
    thread: str
    is_reply: bool
    line: int | None


class Spool:
    """Entries on disk, slips in memory: some 400 bytes a post, whatever the length of what was written."""

    def __init__(self):
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed by close()
        self.slips: list[Slip] = []

    def add(self, entry: Entry) -> None:
        self._file.seek(0, 2)
        told = asdict(entry) | {"at": entry.at.isoformat()}
        told["accepted_at"] = entry.accepted_at and entry.accepted_at.isoformat()
        offset = self._file.tell()
        self._file.write(json.dumps(told).encode() + b"\n")
        self.slips.append(
            Slip(
                offset, entry.key, entry.at, entry.title, entry.refs, entry.thread, entry.is_reply, entry.line
            )
        )

    def entry(self, slip: Slip) -> Entry:
        self._file.seek(slip.offset)
        told = json.loads(self._file.readline())
        told["at"] = datetime.fromisoformat(told["at"])
        told["accepted_at"] = told["accepted_at"] and datetime.fromisoformat(told["accepted_at"])
        return Entry(**told | {"refs": tuple(told["refs"])})

    def entries(self, slips: list[Slip]) -> Iterator[Entry]:
        return map(self.entry, slips)

    def close(self) -> None:
        self._file.close()
