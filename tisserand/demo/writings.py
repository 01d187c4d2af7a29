"""What was put in short, from `content/writings.md`.

[community]
@ synthesis · who · moment · title of the thread · the last message it knows       then the words
@ sheet · who · moment · title of the thread · its own title · review date, in days from now
@ useful, or outdated · who · moment · title of the sheet                          then why, perhaps
"""

from datetime import timedelta
from typing import Any

from tisserand.communities import facts
from tisserand.communities.models import Community
from tisserand.people.models import Person
from tisserand.resources import opinions, sheets, syntheses
from tisserand.resources.models import Opinion, Sheet, Telling

from .clock import Clock
from .script import CONTENT


def put_in_short(community: Community, people: dict[str, Person], clock: Clock) -> None:
    """Everybody has heard of it already: no mail is to leave."""
    here = False
    known: list[tuple[list[str], list[str]]] = []
    for line in (CONTENT / "writings.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            here = line == f"[{community.slug}]"
        elif here and line.startswith("@ "):
            known.append((line[2:].split(" · "), []))
        elif here:
            known[-1][1].append(line)
    for (kind, who, stamp, title, *more), lines in known:
        said: dict[str, Any] = {"by": people[who], "source": "\n".join(lines), "now": clock.read(stamp)}
        if kind in Opinion.Kind.values:
            sheet = Sheet.objects.get(community=community, title=title)
            opinions.say(sheet, kind, by=people[who], why=" ".join(lines), now=clock.read(stamp))
            continue
        thread = community.threads.get(title=title)
        if kind == "synthesis":
            syntheses.write(thread, up_to=int(more[0]), **said)
            continue
        review_on = clock.today + timedelta(days=int(more[1]))
        kept: dict[str, Any] = {
            "title": more[0],
            "owner": people[who],
            "review_on": review_on,
            "thread": thread,
        }
        sheets.publish(sheets.draft(community, **kept, **said), by=people[who], now=said["now"])
    Telling.objects.filter(told_at=None).update(told_at=clock.now)
    if known:
        facts.rebuild(community)
