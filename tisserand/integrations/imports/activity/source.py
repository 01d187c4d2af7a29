"""A file of activity read line by line: CSV (also gzipped) or Parquet, whatever its size."""

import csv
import gzip
import io
import itertools
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ..people.sheets import decode, guess_separator
from ..problems import CannotRead

LONGEST_LINE = 1_000_000
HEAD = 256 * 1024
PARQUET_MEMORY = "256MB"
AT_ONCE = 5_000
BROKEN_FILE = (OSError, EOFError, zlib.error)


@dataclass
class Source:
    """`rows` yields (line number, cells); the header is line 1 of a CSV, Parquet rows count from 1."""

    columns: list[str]
    rows: Iterator[tuple[int, list]]
    read_so_far: list[float] = field(default_factory=lambda: [0.0])

    @property
    def share(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return self.read_so_far[0]


@contextmanager
def opened(path: Path | str):
    """The Source of a file; raises CannotRead on what is neither text in columns nor Parquet."""
    path = Path(path)
    with path.open("rb") as raw:
        head = raw.read(4)
        raw.seek(0)
        if head == b"PAR1":
            with duckdb.connect() as database:
                yield _parquet(database, path)
        elif not head:
            raise CannotRead("file-empty")
        else:
            yield _text(raw, path.stat().st_size, zipped=head.startswith(b"\x1f\x8b"))


def _parquet(database: duckdb.DuckDBPyConnection, path: Path) -> Source:
    database.execute(f"SET memory_limit = '{PARQUET_MEMORY}'; SET threads = 1; SET temp_directory = ''")
    name = str(path).replace("'", "''")
    try:
        described = database.execute(f"DESCRIBE FROM read_parquet('{name}')").fetchall()
        total = database.execute(f"SELECT count(*) FROM read_parquet('{name}')").fetchall()[0][0]  # noqa: S608  our own path
    except duckdb.Error:
        raise CannotRead("file-unreadable") from None
    if not total:
        raise CannotRead("file-empty")
    source = Source([str(column[0]) for column in described], iter(()))

    def rows():
        cursor, line = database.execute(f"SELECT * FROM read_parquet('{name}')"), 0  # noqa: S608  our own path
        while batch := cursor.fetchmany(AT_ONCE):
            for cells in batch:
                line += 1
                yield line, cells
            source.read_so_far[0] = line / total

    source.rows = rows()
    return source


def _text(raw: io.BufferedReader, size: int, *, zipped: bool) -> Source:
    stream = gzip.GzipFile(fileobj=raw) if zipped else raw
    try:
        head = stream.read(HEAD)
        stream.seek(0)
    except BROKEN_FILE:
        raise CannotRead("file-unreadable") from None
    sample = decode(head[: head.rfind(b"\n") + 1] or head)
    if not sample.strip():
        raise CannotRead("file-empty")
    text = io.TextIOWrapper(stream, encoding=_encoding(head), errors="replace", newline="")
    lines = iter(lambda: text.readline(LONGEST_LINE).replace("\0", ""), "")
    reader = csv.reader(lines, delimiter=guess_separator(sample))
    try:
        columns = next(row for row in reader if any(row))
    except (StopIteration, csv.Error):
        raise CannotRead("file-kind", other="table") from None
    if len(columns) < 2:
        raise CannotRead("file-kind", other="table")
    source = Source([column.strip() for column in columns], iter(()))
    source.rows = _rows(reader, source, lambda: min(raw.tell() / size, 1.0))
    return source


def _rows(reader, source: Source, share: Callable[[], float]) -> Iterator[tuple[int, list]]:
    for count in itertools.count(1):
        before = reader.line_num
        try:
            cells, broken = next(reader), False
        except StopIteration:
            return
        except csv.Error:
            cells, broken = [], True
        except BROKEN_FILE:
            raise CannotRead("file-unreadable") from None
        if broken or any(cells):
            yield before + 1, cells
        if not count % 2000:
            source.read_so_far[0] = share()


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 8:
            return "cp1252"
    return "utf-8-sig"
