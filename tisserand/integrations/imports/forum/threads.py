"""Which posts belong together: by what they answer, and failing that by their cleaned subject."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from .entries import Slip

# A « Re: » that names nothing follows a conversation of the same subject that spoke so recently.
SAME_SUBJECT_WITHIN = timedelta(days=30)


class _Together:
    """Keys that hang together, whatever the order in which they were met."""

    def __init__(self):
        self._above: dict[str, str] = {}

    def head(self, key: str) -> str:
        path = []
        while (above := self._above.setdefault(key, key)) != key:
            path.append(key)
            key = above
        for passed in path:
            self._above[passed] = key
        return key

    def join(self, one: str, other: str) -> None:
        self._above[self.head(other)] = self.head(one)


def group(
    slips: Iterable[Slip], known: Callable[[str, datetime], str | None] = lambda title, at: None
) -> list[list[Slip]]:
    """Conversations in order of their first post; in each, by time, never a reply before what it answers.

    `known(folded subject, moment)` names a key of an earlier conversation already stored, for replies that
    name nothing.
    """
    together = _Together()
    by_subject: dict[str, Slip] = {}
    slips = sorted(slips, key=lambda slip: (slip.at, slip.offset))
    for slip in slips:
        for key in (*slip.refs, *([f"thread:{slip.thread}"] if slip.thread else [])):
            together.join(key, slip.key)
    for slip in slips:
        subject = fold_subject(slip.title)
        if subject and not slip.refs and slip.is_reply:
            last = by_subject.get(subject)
            if last and slip.at - last.at <= SAME_SUBJECT_WITHIN:
                together.join(last.key, slip.key)
            elif earlier := known(subject, slip.at):
                together.join(earlier, slip.key)
        if subject:
            by_subject[subject] = slip
    groups: dict[str, list[Slip]] = defaultdict(list)
    for slip in slips:
        groups[together.head(slip.key)].append(slip)
    return sorted((_in_order(group) for group in groups.values()), key=lambda group: group[0].at)


def fold_subject(title: str) -> str:
    return re.sub(r"\W+", " ", title.casefold()).strip()


def _in_order(group: list[Slip]) -> list[Slip]:
    """By time; clocks disagree, so a reply waits for the post it answers."""
    here = {slip.key: slip for slip in group}
    placed: dict[str, Slip] = {}
    for slip in group:
        chain = [slip]
        while (
            above := next((here[ref] for ref in reversed(chain[-1].refs) if ref in here), None)
        ) is not None:
            if above.key in placed or above in chain:
                break
            chain.append(above)
        for waiting in reversed(chain):
            placed.setdefault(waiting.key, waiting)
    return list(placed.values())
