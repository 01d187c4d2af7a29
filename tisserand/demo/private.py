"""What a few people of the demo say to each other, from `content/private.md`, by the acts of the pages.

[community]
## who, whom, …
@ moment · who      then the words
! moment · who · why      the last word is reported
"""

from dataclasses import dataclass, field
from datetime import datetime

from tisserand.communities.models import Community
from tisserand.messages import reporting, taking_part, writing
from tisserand.messages.models import Message
from tisserand.people.models import Person

from .clock import Clock
from .script import CONTENT


@dataclass
class Word:
    stamp: str
    who: str
    lines: list[str] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)  # moment, who, why

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


@dataclass
class Talk:
    names: list[str]
    words: list[Word] = field(default_factory=list)


def read(community: str) -> list[Talk]:
    talks: list[Talk] = []
    here = False
    for line in (CONTENT / "private.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = line == f"[{community}]"
        elif here and line.startswith("## "):
            talks.append(Talk(line[3:].split(", ")))
        elif here and line.startswith("@ "):
            stamp, who = line[2:].split(" · ")
            talks[-1].words.append(Word(stamp, who))
        elif here and line.startswith("! "):
            talks[-1].words[-1].reported = line[2:].split(" · ")
        elif here:
            talks[-1].words[-1].lines.append(line)
    return talks


def speak(community: Community, people: dict[str, Person], clock: Clock) -> None:
    """Everybody has read all but the last word."""
    for talk in read(community.slug):
        everybody = [people[name] for name in talk.names]
        previous: datetime | None = None
        for word in talk.words:
            previous = clock.read(word.stamp, previous)
            said = _say(community, everybody, people[word.who], word.text, previous)
            if word.reported:
                stamp, who, why = word.reported
                reporting.report(said, by=people[who], reason=why, now=clock.read(stamp, previous))


def _say(community: Community, everybody: list[Person], by: Person, text: str, now: datetime) -> Message:
    known = community.private_conversations.of(by).of(everybody[0]).of(everybody[-1]).first()
    if known is None:
        return writing.begin(community, by=by, people=everybody, source=text, now=now, notify=False)
    for person in everybody:
        taking_part.note_reading(known, person, up_to=known.last_number, now=now)
    return writing.write(known, by=by, source=text, now=now, notify=False)
