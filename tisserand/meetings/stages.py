"""Co-development in six stages, after Payette and Champagne: a client, some helpers, a host who keeps time.

Minutes are theirs for 75; for another length each stage keeps its share.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True)
class Stage:
    """`usual` minutes of 75; what the client and the helpers do."""

    title: "StrPromise"
    usual: int
    client: "StrPromise"
    helpers: "StrPromise"


STAGES = (
    Stage(
        _("The situation"),
        10,
        _("The client tells it as it comes: what happens, for whom, since when."),
        _("Helpers listen and take notes. Nobody interrupts."),
    ),
    Stage(
        _("Questions to understand"),
        15,
        _("The client answers, as precisely as possible."),
        _("Helpers ask short, open questions. No advice yet, not even inside a question."),
    ),
    Stage(
        _("The contract"),
        5,
        _("The client says in one sentence what they ask of the group."),
        _("Helpers make sure that they have understood it, and accept it."),
    ),
    Stage(
        _("Reactions and suggestions"),
        25,
        _("The client listens and takes notes, without answering back."),
        _("Each helper says what strikes them, what they have lived, what they would try."),
    ),
    Stage(
        _("Synthesis and plan of action"),
        10,
        _("The client says what they keep, and what they will try first."),
        _("Helpers help to make it precise: when, where, with whom."),
    ),
    Stage(
        _("What each one learned"),
        10,
        _("The client says what this hour has changed."),
        _("Each helper says what they take away for themselves. The host ends."),
    ),
)
USUAL = sum(stage.usual for stage in STAGES)


@dataclass(frozen=True)
class Step:
    """A stage of one session; without a beginning there are no hours."""

    number: int
    stage: Stage
    minutes: int
    begins: datetime | None = None
    ends: datetime | None = None

    def is_on(self, now: datetime) -> bool:
        return self.begins is not None and self.ends is not None and self.begins <= now < self.ends


def minutes_of(total: int) -> list[int]:
    """How long each stage lasts: their sum is `total`, which is 6 or more, and none is left out."""
    shares = [stage.usual * total / USUAL for stage in STAGES]
    minutes = [max(int(share), 1) for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda place: minutes[place] - shares[place])
    while sum(minutes) < total:
        minutes[by_rest[0]] += 1
        by_rest = [*by_rest[1:], by_rest[0]]
    while sum(minutes) > total and max(minutes) > 1:
        minutes[minutes.index(max(minutes))] -= 1
    return minutes


def steps_of(total: int, began_at: datetime | None) -> list[Step]:
    """The six, with their hours from the moment the host began."""
    found, begins = [], began_at
    for number, (stage, minutes) in enumerate(zip(STAGES, minutes_of(total), strict=True), 1):
        ends = begins + timedelta(minutes=minutes) if begins else None
        found.append(Step(number, stage, minutes, begins, ends))
        begins = ends
    return found
