"""Reads the conversations of `content/<community>/*.md`, written by hand.

# Title
@ Name · question · j12 10:05          opens the thread: question, discussion, help, debate or poll
what they wrote, with a little Markdown
! attendance · what one sees in it     a picture at the end of the post: one of `pictures.py`

@ Name · +2h · quotes 1                a reply
…

* accepted 2 · +1m                     the asker accepts post 2
* unsolved · +1h                       the asker says that it is not solved
* edited 2 · +10m · earlier words      post 2 said this before
* deleted 2 · Name · +5m               Name took post 2 away
* reported 2 · Name · +1h · reason
* thanked 2 · Name · +1h               Name thanks for post 2
* useful 2 · Name · +1h                post 2 was useful to Name
* followed · Name · +1h
* relaunched · +1m                     the last post was written to revive the discussion
* seen · +0m · Safari 18 · iPhone      of a help request: what it was written with
"""

from dataclasses import dataclass, field
from pathlib import Path

CONTENT = Path(__file__).parent / "content"
NAMED = ("reported", "deleted", "followed", "thanked", "useful")  # acts that say whose they are
KINDS = ("question", "discussion", "help", "debate", "poll")


@dataclass
class Said:
    """A post: who, when, the number of the post quoted (0: none), and the text."""

    who: str
    stamp: str
    quotes: int = 0
    lines: list[str] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


@dataclass
class Done:
    """An act on the thread or on post `number`; `words` are a reason, or what a post said before."""

    act: str
    stamp: str
    number: int = 0
    who: str = ""
    words: str = ""


@dataclass
class Script:
    title: str
    kind: str = ""
    happens: list[Said | Done] = field(default_factory=list)

    @property
    def posts(self) -> list[Said]:
        return [one for one in self.happens if isinstance(one, Said)]


def scripts(community: str) -> list[Script]:
    """Every thread written for that community, in the order of the files."""
    return [script for path in sorted((CONTENT / community).glob("*.md")) for script in _read(path)]


def _read(path: Path) -> list[Script]:
    found: list[Script] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            found.append(Script(line[2:]))
        elif line.startswith("@ "):
            found[-1].happens.append(_said(line[2:].split(" · "), found[-1]))
        elif line.startswith("* "):
            found[-1].happens.append(_done(line[2:].split(" · ")))
        elif line.startswith("! "):
            name, _, description = line[2:].partition(" · ")
            found[-1].posts[-1].pictures.append((name, description))
        elif found and found[-1].posts:
            found[-1].posts[-1].lines.append(line)
    return found


def _said(parts: list[str], script: Script) -> Said:
    who, *parts = parts
    if not script.kind:
        script.kind, *parts = parts
    stamp, *quotes = parts
    return Said(who, stamp, int(quotes[0].removeprefix("quotes ")) if quotes else 0)


def _done(parts: list[str]) -> Done:
    act, _, number = parts[0].partition(" ")
    rest = parts[1:]
    who = rest.pop(0) if act in NAMED else ""
    return Done(act, rest[0], int(number or 0), who, " · ".join(rest[1:]))
