"""What was said in the rooms, from `content/chat.md`; written like the conversations (see `script`)."""

from datetime import datetime

from tisserand.chat.models import ChatMessage, Room
from tisserand.communities.models import Community
from tisserand.people.models import Person
from tisserand.search import indexing

from .book import Book
from .clock import Clock
from .script import CONTENT


def read(community: str) -> list[tuple[str, str, list[str]]]:
    """Who, when, in which lines."""
    found: list[tuple[str, str, list[str]]] = []
    here = False
    for line in (CONTENT / "chat.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = line == f"[{community}]"
        elif here and line.startswith("@ "):
            who, stamp = line[2:].split(" · ")
            found.append((who, stamp, []))
        elif here:
            found[-1][2].append(line)
    return found


def chat(community: Community, people: dict[str, Person], book: Book, clock: Clock) -> None:
    room, rows = Room.objects.lasting(community), []
    moment: datetime | None = None
    for number, (who, stamp, lines) in enumerate(read(community.slug), 1):
        moment = clock.read(stamp, moment)
        rows.append(
            ChatMessage(
                room=room,
                number=number,
                changed_number=number,
                author=people[who],
                text="\n".join(lines).strip(),
                created_at=moment,
            )
        )
    for row in ChatMessage.objects.bulk_create(rows):
        book.note("chatted", row.author, row, row.created_at, room=room.pk)
    Room.objects.filter(pk=room.pk).update(last_number=len(rows))
    indexing.note_all("chat", {room.key_of(room.day_of(row.created_at)) for row in rows})
