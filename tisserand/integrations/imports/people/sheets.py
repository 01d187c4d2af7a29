"""From a file as people have them to lines of plain text cells, each with its number in their own tool."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from charset_normalizer import from_bytes

from ..problems import CannotRead
from . import unbox

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_CELL = 500

# What Western office tools still write, most usual first; told apart by what reads as words.
OLD_ENCODINGS = ["cp1252", "mac_roman", "cp850"]
SEPARATORS = ";\t,|"


@dataclass(frozen=True)
class Row:
    line: int
    cells: list[str]


@dataclass
class Sheet:
    """Only lines that say something; `name` is empty for a text file."""

    name: str = ""
    rows: list[Row] = field(default_factory=list)


def read(path: Path | str) -> list[Sheet]:
    """The sheets of a workbook (XLSX, ODS, XLS) or the one sheet of a text file; at least one has rows.

    Raises CannotRead. The kind is told by the content, never by the name of the file.
    """
    path = Path(path)
    if path.stat().st_size > MOST_BYTES:
        raise CannotRead("file-big", other=str(MOST_BYTES // 1024 // 1024))
    head = path.read_bytes()[:8]
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        sheets = _workbook(path)
    else:
        sheets = [_text(path.read_bytes())]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise CannotRead("file-empty")
    return sheets


def _workbook(path: Path) -> list[Sheet]:
    command = [sys.executable, "-I", unbox.__file__, str(path), str(MOST_ROWS + 50), str(MOST_COLUMNS)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=2 * unbox.SECONDS, check=False)  # noqa: S603  our own script
    except subprocess.TimeoutExpired:
        raise CannotRead("file-unreadable") from None
    if done.returncode:
        raise CannotRead("file-unreadable")
    sheets: list[Sheet] = []
    for text in done.stdout.decode().splitlines():
        said = json.loads(text)
        if isinstance(said, list):
            sheets[-1].rows.append(Row(said[0], [tidy(cell) for cell in said[1]]))
        elif "sheet" in said:
            sheets.append(Sheet(said["sheet"]))
        else:
            raise CannotRead("file-rows", other=str(MOST_ROWS))
    return sheets


def decode(data: bytes) -> str:
    """Text of a file whose encoding nobody told; raises CannotRead when it is not text at all."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif data[:400].count(0) > len(data[:400]) // 4:
        text = data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            best = from_bytes(data[:200_000], cp_isolation=OLD_ENCODINGS).best()
            text = data.decode(best.encoding if best else "cp1252", errors="replace")
    if any(ord(letter) < 32 and letter not in "\t\n\r\f\v\x1a" for letter in text[:5000]):
        raise CannotRead("file-unreadable")
    return text.rstrip("\x1a")


def _text(data: bytes) -> Sheet:
    text = decode(data)
    separator, skipped = None, 0
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) <= 5:
        separator, text, skipped = first.strip()[4:] or "\t", rest, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or guess_separator(text))
    sheet, before = Sheet(), 0
    try:
        for cells in reader:
            # A quoted cell may hold several lines: a row bears the number of its first one.
            if any(cell.strip() for cell in cells):
                sheet.rows.append(Row(before + skipped + 1, [tidy(cell) for cell in cells[:MOST_COLUMNS]]))
            before = reader.line_num
            if len(sheet.rows) > MOST_ROWS + 50:
                raise CannotRead("file-rows", other=str(MOST_ROWS))
    except csv.Error:
        raise CannotRead("file-unreadable") from None
    return sheet


def guess_separator(text: str) -> str:
    """The separator that cuts most of the first lines into the same number of cells, more cells first."""
    lines = text.splitlines()[:60]

    def agreement(separator: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator) if any(row)]
        except csv.Error:
            return 0, 0
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(usual), usual) if usual > 1 else (0, 0)

    return max(SEPARATORS, key=agreement)


def tidy(cell: str) -> str:
    """One line of text without surrounding or invisible characters; what it would compute stays mere text."""
    cleaned = "".join(letter if letter.isprintable() else " " for letter in cell[: 4 * MOST_CELL])
    return " ".join(cleaned.replace("\xa0", " ").replace("\u202f", " ").split())[:MOST_CELL]
