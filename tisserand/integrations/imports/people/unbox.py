"""Open one workbook and write its sheets as JSON Lines on standard output.

Run as a script in a process of its own, with little memory and little time: whatever a hostile or broken
workbook does to the reader, it does it there. Arguments: path, most rows, most columns.
"""

import contextlib
import json
import sys
from datetime import date, datetime, time, timedelta

MEMORY, SECONDS = 1024**3, 30
LONGEST = 2_000  # characters of a cell


def confine() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def plain(cell) -> str:
    """The cell as somebody would read it: no « .0 » after whole numbers, ISO dates."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def main(path: str, most_rows: int, most_columns: int) -> None:
    confine()
    from python_calamine import CalamineWorkbook

    out = sys.stdout
    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names[:20]:
        sheet = workbook.get_sheet_by_name(name)
        out.write(json.dumps({"sheet": name}) + "\n")
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > most_rows:
                out.write(json.dumps({"too_many": True}) + "\n")
                break
            cells = [plain(cell)[:LONGEST] for cell in row[:most_columns]]
            if any(cells):
                out.write(json.dumps([number, cells]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
