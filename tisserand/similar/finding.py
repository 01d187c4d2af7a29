"""What a community already knows of what somebody is about to ask: sheets, and questions with the answer
itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tisserand.communities.models import Membership
from tisserand.conversations.models import Post, Thread
from tisserand.conversations.plain import extract
from tisserand.conversations.states import State, state_of
from tisserand.search.closest import Close, closest

from .models import FoundAnswer
from .sheets import Answering, answering

AT_MOST = 4
# Below, what is found is far: measured on other sets than those of docs/benchmarks.md (decision 0102).
MEANING, WORDS = 0.4, 0.3
BESIDE = 3  # questions shown beside a conversation, of so many looked at
LOOKED_AT = 12
READ = 8_000  # characters of what was asked
SHORTEST = 8  # characters from which a text says something
WHOLE = 6_000  # characters of HTML: a longer answer is shown by its beginning


@dataclass(frozen=True)
class Similar:
    """A question asked before: where it stands, and what answered it or may have."""

    thread: Thread
    state: State
    answer: Post | None
    mine: bool  # its reader has said that it answers them

    @property
    def accepted(self) -> bool:
        return self.answer is not None and self.thread.solved

    @property
    def beginning(self) -> str:
        return extract(self.answer.text, 140) if self.answer else ""

    @property
    def whole(self) -> bool:
        return self.answer is not None and len(self.answer.html) <= WHOLE

    @property
    def part(self) -> str:
        return extract(self.answer.text, 1200) if self.answer else ""


@dataclass(frozen=True)
class Resembling:
    """What there is already, closest first."""

    sheets: list[Answering] = field(default_factory=list)
    questions: list[Similar] = field(default_factory=list)


def similar(text: str, membership: Membership, *, now: datetime) -> Resembling:
    """What this member may see that resembles `text`; nothing when it is too short. A constant number of
    queries."""
    if len(text.strip()) < SHORTEST:
        return Resembling()
    found = [close for close in closest(text, membership, at_most=AT_MOST) if near(close)]
    threads = [close.key for close in found if close.source == "thread"]
    sheets = [close.key for close in found if close.source == "sheet"]
    return Resembling(answering(sheets, threads, membership), shown(threads, membership, now=now))


def others_asked(thread: Thread, membership: Membership, *, now: datetime) -> list[Similar]:
    """Questions near this one that somebody has answered, closest first: of those this member may see. A
    constant number of queries."""
    opening = Post.objects.standing().filter(thread=thread, number=1).values_list("text", flat=True).first()
    text = f"{thread.title}\n{opening or ''}"[:READ]
    found = closest(text, membership, but={thread.pk}, at_most=LOOKED_AT)
    keys = [close.key for close in found if close.source == "thread" and near(close)]
    return [one for one in shown(keys, membership, now=now) if one.answer][:BESIDE]


def near(close: Close) -> bool:
    """Whether it is worth the eyes of somebody who is writing."""
    return close.words >= WORDS or (close.meaning or 0.0) >= MEANING


def shown(keys: Sequence[int], membership: Membership, *, now: datetime) -> list[Similar]:
    """These questions in this order, without those that are withdrawn."""
    replies = Post.objects.standing().filter(thread=OuterRef("pk"), number__gt=1).order_by("number")
    # Compared with nobody, never with NULL, which would leave every reply out.
    asker = {name: Coalesce(OuterRef(name), 0) for name in ("author", "unnamed")}
    by_asker = Q(author=asker["author"]) | Q(unnamed=asker["unnamed"])
    first = replies.exclude(by_asker).values("pk")[:1]
    threads = Thread.objects.visible().filter(pk__in=keys, community=membership.community_id)
    threads = threads.for_list().annotate(answered_by=F("acceptance__post"), first_answer=Subquery(first))
    asked = {thread.pk: thread for thread in threads}
    answers = {thread.pk: thread.answered_by or thread.first_answer for thread in asked.values()}
    posts = Post.objects.standing().select_related("author").in_bulk([pk for pk in answers.values() if pk])
    mine = FoundAnswer.objects.filter(thread__in=asked, person=membership.person_id)
    said = set(mine.values_list("thread", flat=True))
    for thread in asked.values():
        thread.community = membership.community
    return [
        Similar(
            thread=asked[key],
            state=state_of(asked[key], reader=membership.person, now=now),
            answer=posts.get(answers[key] or 0),
            mine=key in said,
        )
        for key in keys
        if key in asked
    ]
