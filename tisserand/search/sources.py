"""What can be searched. An app says it in its `searchable.py`: one class for each thing a result may lead to.

The search knows documents and passages by their numbers. Who may see them, and how they are shown, is the
business of the app they come from, by the same rules as its pages.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from tisserand.communities.models import Community, Membership

Words = str | Promise


@dataclass(frozen=True)
class Said:
    """A passage: its number at the source, who wrote it and when, its text. `opens`: with the title, it
    says what is asked; other documents may ask the same (`closest`)."""

    part: int
    author: int | None
    written_at: datetime
    text: str
    opens: bool = False


@dataclass(frozen=True)
class Content:
    """A document as it stands, with those of its passages that were asked for."""

    key: int
    community: int
    language: str
    kind: str
    title: str
    solved: bool | None = None
    topic: int | None = None
    passages: list[Said] = field(default_factory=list)


@dataclass
class Shown:
    """A document as a line of results shows it: `text` of each passage, `url` of each, and whatever its
    `template` wants (`thing`)."""

    title: str
    thing: Any
    texts: dict[int, str]
    urls: dict[int, str]
    authors: dict[int, str]


class Source:
    """A kind of document. `name` stays in the rows of the index."""

    name = ""
    # The kinds its documents are of, as the filter offers them: value, words.
    kinds: Iterable[tuple[str, Words]] = ()
    template = ""

    def contents(self, keys: Collection[int], parts: Collection[int] | None = None) -> Iterable[Content]:
        """These documents, with all their standing passages or only those of these numbers."""
        raise NotImplementedError

    def keys(self, community: Community) -> Iterator[int]:
        """The numbers of all documents of a community."""
        raise NotImplementedError

    def visible(self, parts: Collection[int], membership: Membership) -> set[int]:
        """Those of these passages that this member may see, here and now."""
        raise NotImplementedError

    def shown(self, found: dict[int, list[int]], membership: Membership, now: datetime) -> dict[int, Shown]:
        """Documents (number → passages) as results show them."""
        raise NotImplementedError

    def topics(self, community: Community) -> Iterable[tuple[int, Words]]:
        """The topics its documents may be about there: number, words."""
        return ()

    def skills(self, community: Community) -> Iterable[tuple[int, Words, list[int]]]:
        """The skills its topics there are about: number, words, the numbers of those topics."""
        return ()

    def above(self, found: dict[str, list[int]], membership: Membership) -> dict[tuple[str, int], int]:
        """Documents of this source that say in short what others hold: each (source, key) among those found
        with the number of the one to be shown right above it. Only what the member may see."""
        return {}

    def ask_url(self, community: Community, words: str) -> str:
        """Where to ask what was not found, the words already in place; empty when one cannot ask there."""
        return ""


_sources: dict[str, Source] = {}


def source(cls: type[Source]) -> type[Source]:
    """Register the decorated class. Raises ValueError when another has its name."""
    if cls.name in _sources and type(_sources[cls.name]).__module__ != cls.__module__:
        raise ValueError(f"source {cls.name!r} is taken")
    _sources[cls.name] = cls()
    return cls


def named(name: str) -> Source:
    """Raises KeyError when no app brings it."""
    return _sources[name]


def all_sources() -> list[Source]:
    return list(_sources.values())
