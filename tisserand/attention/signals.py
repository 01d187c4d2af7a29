"""A line of the day before it is drawn: who or what, since when, why, and the next act."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Section(StrEnum):
    """The parts of the day, in order: somebody is waiting first."""

    WAITING = "waiting"
    WELCOME = "welcome"
    MODERATE = "moderate"
    ENCOURAGE = "encourage"
    REVIVE = "revive"


@dataclass(frozen=True)
class Signal:
    """`key` is `indicator:subject:since`, stable while the episode lasts. `why` is a sentence in the reader's
    language; `facts` are the (label, value) pairs it was computed from; `effect` orders lines of one section."""

    key: str
    indicator: str
    section: Section
    since: datetime
    why: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    acts: tuple[str, ...] = ()
    membership_id: int | None = None  # the person it is about
    thread_id: int | None = None
    post_id: int | None = None
    newcomer: bool = False
    effect: float = 0.0
