"""The demo lives on the day it is tried: a company made on an earlier day steps aside for a new one.

Nothing of what was tried is deleted: the folder is renamed after the day it was made.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

if os.name == "posix":
    import fcntl

SAME = "--same"


def made_on(folder: Path) -> date | None:
    """The day the company of this folder was made; None when there is none, or nothing tells."""
    try:
        return date.fromisoformat((folder / "made-on").read_text().strip())
    except (OSError, ValueError):
        return None


def step_aside(folder: Path, today: date) -> Path | None:
    """Rename the folder when its company is of another day and nobody serves it; where it lies now, or None.

    To be called before Django reads the folder.
    """
    day = made_on(folder)
    if day in {None, today} or SAME in sys.argv or _is_served(folder):
        return None
    place = next(place for place in _places(folder, day) if not place.exists())
    folder.rename(place)
    return place


def _places(folder: Path, day: date) -> Iterator[Path]:
    name = folder.with_name(f"{folder.name}-{day:%Y-%m-%d}")
    yield name
    number = 2
    while True:
        yield name.with_name(f"{name.name}-{number}")
        number += 1


@contextmanager
def served(folder: Path, today: date) -> Iterator[None]:
    """While inside, nobody renames the folder under whoever serves it. A new folder is dated `today`."""
    marker = folder / "made-on"
    if not marker.exists():
        marker.write_text(f"{today}\n")
    with marker.open() as held:
        if os.name == "posix":
            with suppress(OSError):  # two demos may serve the same folder, on two ports
                fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield


def _is_served(folder: Path) -> bool:
    if os.name != "posix":
        return False
    with (folder / "made-on").open() as marker:
        try:
            fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
