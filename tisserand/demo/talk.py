"""Turns the scripts of a community into threads, posts and what was done with them."""

from dataclasses import dataclass, field
from datetime import datetime

from tisserand.communities.models import Community
from tisserand.conversations import attachments, mentions, rendering, writing
from tisserand.conversations.models import (
    Acceptance,
    Follow,
    Mention,
    Post,
    Reading,
    Report,
    Revision,
    Thread,
    Unsolved,
)
from tisserand.people.models import Person
from tisserand.search import indexing
from tisserand.thanks.models import Reaction
from tisserand.thanks.saying import VERBS

from . import pictures
from .book import Book
from .clock import Clock
from .script import Done, Said, Script, scripts


@dataclass
class Told:
    """A script with its moments, then with its rows: posts in order, and what was done when."""

    script: Script
    posts: list[Post] = field(default_factory=list)
    done: list[tuple[Done, datetime]] = field(default_factory=list)
    thread: Thread | None = None
    pictures: list[tuple[Post, Person, list[attachments.File]]] = field(default_factory=list)


def tell(community: Community, people: dict[str, Person], book: Book, clock: Clock) -> list[Told]:
    """Save every thread of the community's scripts, and note the lines of its journal."""
    told = [_timed(script, community, people, clock) for script in scripts(community.slug)]
    told.sort(key=lambda one: one.posts[0].created_at)
    threads = Thread.objects.bulk_create([_thread(one, community) for one in told], batch_size=200)
    for one, thread in zip(told, threads, strict=True):
        one.thread = thread
        for post in one.posts:
            post.thread = thread
    Post.objects.bulk_create([post for one in told for post in one.posts], batch_size=200)
    for post, author, files in (shown for one in told for shown in one.pictures):
        for file in files:
            attachments.join(post, file, by=author, now=post.created_at)
    _join_quotes(told)
    _name_people(community, told)
    for one in told:
        _note_posts(one, book)
    _follow(told)
    _Acts(people, book).play(told)
    for some in indexing.in_batches(threads):
        indexing.make("thread", [thread.pk for thread in some])
    return told


def _timed(script: Script, community: Community, people: dict[str, Person], clock: Clock) -> Told:
    told, previous = Told(script), None
    for one in script.happens:
        previous = clock.read(one.stamp, previous)
        if isinstance(one, Said):
            drawn = [pictures.drawn(*picture) for picture in one.pictures]
            body, files = attachments.gathered(community, people[one.who], one.text, Post.Format.TEXT, drawn)
            told.posts.append(
                Post(
                    number=len(told.posts) + 1,
                    author=people[one.who],
                    source=body.source,
                    html=body.html,
                    text=body.text,
                    created_at=previous,
                )
            )
            if files:
                told.pictures.append((told.posts[-1], people[one.who], files))
        else:
            told.done.append((one, previous))
    return told


def _thread(told: Told, community: Community) -> Thread:
    opening, last = told.posts[0], told.posts[-1]
    return Thread(
        community=community,
        kind=told.script.kind,
        context=_context(told, community),
        title=told.script.title,
        author=opening.author,
        created_at=opening.created_at,
        promised_at=writing.promised_at(community, told.script.kind, opening.created_at),
        last_post_at=last.created_at,
        last_post_by=last.author,
    )


def _context(told: Told, community: Community) -> dict:
    """What a help request tells of the browser and the page it came from."""
    seen = [done.words for done, _ in told.done if done.act == "seen"]
    return {"browser": seen[0], "page": f"/c/{community.slug}/programmes/"} if seen else {}


def _join_quotes(told: list[Told]) -> None:
    quoting = []
    for one in told:
        for said, post in zip(one.script.posts, one.posts, strict=True):
            if said.quotes:
                post.quotes = one.posts[said.quotes - 1]
                quoting.append(post)
    Post.objects.bulk_update(quoting, ["quotes"])


def _name_people(community: Community, told: list[Told]) -> None:
    for one in told:
        for post in one.posts:
            if "@" in post.text:
                named = mentions.find(community, post.text, besides=post.author).people
                Mention.objects.bulk_create([Mention(post=post, person=person) for person in named])


def _note_posts(told: Told, book: Book) -> None:
    thread = told.thread
    opening, *replies = told.posts
    verb = "asked" if thread.asks else "started"
    book.note(verb, opening.author, thread, opening.created_at, kind=thread.kind, post=opening.pk)
    for post in replies:
        book.note("replied", post.author, thread, post.created_at, post=post.pk, number=post.number)


def _follow(told: list[Told]) -> None:
    """Whoever writes in a thread follows it from then on."""
    follows: dict[tuple[int, int | None], Follow] = {}
    for one in told:
        for post in one.posts:
            follow = Follow(thread=one.thread, person=post.author, followed_at=post.created_at)
            follows.setdefault((one.thread.pk, post.author_id), follow)
    Follow.objects.bulk_create(follows.values(), batch_size=500)


class _Acts:
    """What was done with threads and posts besides writing them."""

    def __init__(self, people: dict[str, Person], book: Book):
        self.people, self.book = people, book

    def play(self, told: list[Told]) -> None:
        for one in told:
            for done, at in one.done:
                if play := getattr(self, done.act, None):
                    play(one, done, at)

    def accepted(self, told: Told, done: Done, at: datetime) -> None:
        thread, post = told.thread, told.posts[done.number - 1]
        Acceptance.objects.create(thread=thread, post=post, accepted_by=thread.author, accepted_at=at)
        self.book.note("accepted", thread.author, thread, at, post=post.pk, answerer=post.author_id)

    def unsolved(self, told: Told, done: Done, at: datetime) -> None:
        Unsolved.objects.create(thread=told.thread, said_by=told.thread.author, said_at=at)
        self.book.note("found-unsolved", told.thread.author, told.thread, at)

    def edited(self, told: Told, done: Done, at: datetime) -> None:
        post, before = told.posts[done.number - 1], rendering.render(done.words, Post.Format.TEXT)
        Revision.objects.create(
            post=post,
            title=told.thread.title if post.number == 1 else "",
            html=before.html,
            source=before.source,
            written_at=post.created_at,
            replaced_by=post.author,
        )
        post.edited_at = at
        post.save(update_fields=["edited_at"])
        self.book.note("edited", post.author, post, at, thread=told.thread.pk)

    def deleted(self, told: Told, done: Done, at: datetime) -> None:
        post, by = told.posts[done.number - 1], self.people[done.who]
        post.deleted_at, post.deleted_by, post.deletion_reason = at, by, done.words
        post.save(update_fields=["deleted_at", "deleted_by", "deletion_reason"])
        self.book.note("deleted", by, post, at, thread=told.thread.pk, reason=done.words)

    def reported(self, told: Told, done: Done, at: datetime) -> None:
        post, by = told.posts[done.number - 1], self.people[done.who]
        report = Report.objects.create(post=post, reported_by=by, reported_at=at, reason=done.words)
        self.book.note("reported", by, post, at, thread=told.thread.pk, report=report.pk)

    def thanked(self, told: Told, done: Done, at: datetime) -> None:
        self._said(told, done, at, Reaction.Kind.THANKS)

    def useful(self, told: Told, done: Done, at: datetime) -> None:
        self._said(told, done, at, Reaction.Kind.USEFUL)

    def _said(self, told: Told, done: Done, at: datetime, kind: Reaction.Kind) -> None:
        post, by = told.posts[done.number - 1], self.people[done.who]
        Reaction.objects.create(post=post, person=by, kind=kind, said_at=at)
        self.book.note(VERBS[kind], by, post, at)

    def followed(self, told: Told, done: Done, at: datetime) -> None:
        person = self.people[done.who]
        Follow.objects.create(thread=told.thread, person=person, followed_at=at)
        self.book.note("followed", person, told.thread, at)


def note_readings(told: list[Told], readers: dict[int, tuple[float, datetime]]) -> None:
    """Save how far each person has read. `readers`, by person id: the share of threads they open, and when
    they last came. Who wrote in a thread has read it up to there.
    """
    readings = []
    for one in told:
        for person, (share, last_came) in readers.items():
            seen = [post.number for post in one.posts if post.created_at <= last_came]
            own = [post.number for post in one.posts if post.author_id == person]
            curious = (person * 31 + one.thread.pk * 17) % 100 < share * 100
            if own or (seen and curious):
                up_to = max(own + seen if curious or own else own)
                readings.append(
                    Reading(thread=one.thread, person_id=person, last_number=up_to, read_at=last_came)
                )
    Reading.objects.bulk_create(readings, batch_size=500)
