"""Tables that leave for a spreadsheet: as CSV, streamed, or as an Excel file, written row by row.

What people typed never becomes a formula there: a cell that a spreadsheet would compute begins with an
apostrophe.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter

Cell = str | int | date
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What begins a formula, also in its wide form; before it, spaces and tabs are passed over.
_FORMULA = tuple("=+-@＝＋－＠")
_LONGEST = 32_000  # characters Excel takes in a cell


def plain(cell: Cell) -> Cell:
    """The same, that no spreadsheet computes."""
    if isinstance(cell, str):
        cell = cell.replace("\0", "")[:_LONGEST]
        if cell.startswith(("\t", "\r", "\n")) or cell.lstrip().startswith(_FORMULA):
            return "'" + cell
    return cell


class _Line:
    """What `csv` writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def as_csv(rows: Iterable[Iterable[Cell]], *, separator: str = ";") -> Iterator[str]:
    """Line by line, in UTF-8 with the mark by which Excel knows it; days as 2026-11-24."""
    writer = csv.writer(_Line(), delimiter=separator)
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([plain(cell) for cell in row])


def as_xlsx(rows: Iterable[Iterable[Cell]], *, widths: Iterable[int] = ()) -> IO[bytes]:
    """A file of one sheet, its first row kept in sight; the caller closes it. One row at a time in memory."""
    file = TemporaryFile()  # noqa: SIM115  given to the response, which closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)
        for line, row in enumerate(rows):
            for column, cell in enumerate(map(plain, row)):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, day)
                else:
                    sheet.write(line, column, cell, None if line else bold)
    file.seek(0)
    return file
