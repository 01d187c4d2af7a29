"""What somebody of the demo asks without their name, from `content/unnamed.md`, by the acts of the pages.

[community]
@ moment · who · title     who asks without their name, and what
@ moment · who             somebody answers; without a name, who asked goes on
"""

from tisserand.communities.models import Community
from tisserand.conversations import writing
from tisserand.conversations.models import Thread
from tisserand.people.models import Person

from .clock import Clock
from .script import CONTENT


def read(community: str) -> list[tuple[list[str], list[str]]]:
    """Each word: what its head says, and its lines."""
    words: list[tuple[list[str], list[str]]] = []
    here = False
    for line in (CONTENT / "unnamed.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = line == f"[{community}]"
        elif here and line.startswith("@ "):
            words.append((line[2:].split(" · "), []))
        elif here:
            words[-1][1].append(line)
    return words


def ask(community: Community, people: dict[str, Person], clock: Clock) -> None:
    thread: Thread | None = None
    asker, at = "", None
    for (stamp, *said), lines in read(community.slug):
        at, source = clock.read(stamp, at), "\n".join(lines).strip()
        if len(said) == 2:
            asker, title = said
            thread = writing.start(
                community,
                kind=Thread.Kind.QUESTION,
                title=title,
                by=people[asker],
                source=source,
                without_name=True,
                looked=True,
                now=at,
                notify=False,
            )
        elif thread is not None:
            by = people[said[0] if said else asker]
            writing.reply(thread, by=by, source=source, looked=True, now=at, notify=False)
