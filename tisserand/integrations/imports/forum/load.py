"""An archive of posts becomes conversations: each post once, however often it is loaded."""

import gzip
import itertools
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tisserand.communities import facts
from tisserand.communities.models import Community
from tisserand.conversations import mail_body, writing
from tisserand.conversations.models import Post, Thread
from tisserand.people.models import Person

from ..problems import CannotRead, Problem, Tally
from . import jsonl, mbox
from .authors import Authors
from .entries import Entry, Slip, Spool
from .threads import SAME_SUBJECT_WITHIN, fold_subject, group

AT_ONCE = 50
BROKEN_FILE = (OSError, EOFError, zlib.error)


@dataclass
class Report(Tally):
    """`posts` and `threads` are new, `already` were here; `later` ones are left for another time."""

    read: int = 0
    threads: int = 0
    posts: int = 0
    already: int = 0
    later: int = 0
    accepted: int = 0
    new_people: int = 0


Tell = Callable[[Report], None]


def load(
    path: Path | str,
    community: Community,
    *,
    now: datetime,
    until: datetime | None = None,
    tell: Tell = lambda report: None,
) -> Report:
    """Load an mbox or a JSON Lines file, told by its content. Raises CannotRead on anything else.

    No mail leaves. Posts after `until` are left for another time. What cannot be read is told, the rest is
    loaded; conversations enter in small batches, so that a load that was stopped goes on when run again.
    """
    report, read = Report(), reader_of(path)
    return load_entries(read(path, report.note, latest=now), community, report, until=until, tell=tell)


def reader_of(path: Path | str):
    """`mbox.read` or `jsonl.read`; raises CannotRead."""
    with open(path, "rb") as raw:
        head = raw.read(4096)
    if head.startswith(b"\x1f\x8b"):
        try:
            with gzip.open(path) as stream:
                head = stream.read(4096)
        except BROKEN_FILE:
            raise CannotRead("file-unreadable") from None
    if not head.strip():
        raise CannotRead("file-empty")
    for kind in (jsonl, mbox):
        if kind.looks_like(head):
            return kind.read
    raise CannotRead("file-kind", other="mailbox")


def load_entries(
    entries: Iterable[Entry],
    community: Community,
    report: Report,
    *,
    until: datetime | None = None,
    tell: Tell = lambda report: None,
) -> Report:
    """The same for entries that come from elsewhere."""
    spool = Spool()
    try:
        _fill(spool, entries, report, until)
        loading = _Loading(community, spool, report, until)
        groups = group(spool.slips, loading.earlier)
        done = 0
        for batch in _batches(groups):
            with transaction.atomic():
                for slips in batch:
                    loading.take(slips)
            done += sum(map(len, batch))
            report.share = done / max(len(spool.slips), 1)
            tell(report)
    except BROKEN_FILE:
        raise CannotRead("file-unreadable") from None
    finally:
        spool.close()
    facts.rebuild(community)
    report.share = 1.0
    tell(report)
    return report


def _fill(spool: Spool, entries: Iterable[Entry], report: Report, until: datetime | None) -> None:
    seen: set[str] = set()
    for entry in entries:
        report.read += 1
        if entry.key in seen:
            code = "message-twice" if entry.format == "mail" else "json-twice"
            report.note(Problem(code, entry.title or entry.key, line=entry.line))
        elif until is not None and entry.at > until:
            report.later += 1
        else:
            seen.add(entry.key)
            spool.add(entry)


def _batches(groups: list[list[Slip]]) -> Iterator[list[list[Slip]]]:
    waiting = iter(groups)
    while batch := list(itertools.islice(waiting, AT_ONCE)):
        yield batch


class _Loading:
    """What is already here, and how one conversation joins it."""

    def __init__(self, community: Community, spool: Spool, report: Report, until: datetime | None):
        self.community, self.spool, self.report, self.until = community, spool, report, until
        self.authors = Authors(community)
        posts = Post.objects.filter(thread__community=community, source_key__isnull=False)
        self.stored = dict(posts.values_list("source_key", "thread_id"))
        threads = community.threads.filter(source_key__isnull=False)
        self.threads = dict(threads.values_list("source_key", "pk"))
        self.subjects: dict[str, tuple[str, datetime]] = {}
        for title, key, at in threads.order_by("last_post_at").values_list(
            "title", "source_key", "last_post_at"
        ):
            self.subjects[fold_subject(title)] = str(key), at

    def earlier(self, subject: str, at: datetime) -> str | None:
        """The key of a stored thread of this subject, for a reply that names nothing."""
        key, last = self.subjects.get(subject, (None, at))
        return key if key and timedelta() <= at - last <= SAME_SUBJECT_WITHIN else None

    def take(self, slips: list[Slip]) -> None:
        """Store what is new of one conversation; then the acceptance it has come to."""
        fresh = [slip for slip in slips if slip.key not in self.stored]
        self.report.already += len(slips) - len(fresh)
        thread = self._thread_here(slips)
        for entry in self.spool.entries(fresh):
            try:
                thread = self._add(entry, thread)
            except ValidationError as refusal:
                code = "post-long" if getattr(refusal, "code", "") == "too long" else "post-empty"
                self.report.note(Problem(code, entry.title or entry.key, line=entry.line))
        if thread is not None:
            self._accept(thread, slips)

    def _thread_here(self, slips: list[Slip]) -> Thread | None:
        for slip in slips:
            for key in (slip.key, *reversed(slip.refs), f"thread:{slip.thread}"):
                if pk := self.stored.get(key) or self.threads.get(key):
                    return Thread.objects.select_related("community__organisation").get(pk=pk)
        return None

    def _add(self, entry: Entry, thread: Thread | None) -> Thread | None:
        if thread is None and entry.format != "mail" and not entry.title:
            self.report.note(Problem("json-thread", (entry.refs or (entry.thread,))[-1], line=entry.line))
            return None
        new_before = self.authors.new
        person = self.authors.of(entry)
        self.report.new_people += self.authors.new - new_before
        told: Any = {"by": person, "source": entry.body, "format": entry.format, "now": entry.at}
        if thread is None:
            thread = writing.start(
                self.community,
                kind=_kind(entry),
                title=entry.title or self._no_title(),
                source_key=entry.key,
                notify=False,
                **told,
            )
            self._name(thread, entry)
            self.report.threads += 1
        else:
            writing.reply(thread, source_key=entry.key, notify=False, **told)
        self.stored[entry.key] = thread.pk
        self.report.posts += 1
        return thread

    def _no_title(self) -> str:
        with override(self.community.language):
            return _("(no subject)")

    def _name(self, thread: Thread, entry: Entry) -> None:
        """A thread is known by what began it elsewhere, which may be missing here: others answer it too."""
        key = f"thread:{entry.thread}" if entry.thread else (*entry.refs, entry.key)[0]
        if key not in self.threads:
            Thread.objects.filter(pk=thread.pk).update(source_key=key)
            self.threads[key] = thread.pk

    def _accept(self, thread: Thread, slips: list[Slip]) -> None:
        if thread.solved:
            return
        for entry in self.spool.entries(slips):
            at = max(entry.accepted_at or entry.at, entry.at)
            if entry.accepted and (self.until is None or at <= self.until):
                post = Post.objects.filter(thread=thread, source_key=entry.key).first()
                if post is not None and thread.author is not None and thread.asks:
                    self.report.accepted += self._accepted(thread, post, thread.author, at)
                return

    def _accepted(self, thread: Thread, post: Post, asker: Person, at: datetime) -> bool:
        try:
            with transaction.atomic():
                thread.accept(post, by=asker, now=at)
        except (ValidationError, PermissionDenied):  # the asker's own post, a discussion: nothing to accept
            return False
        return True


def _kind(entry: Entry) -> str:
    """What the file says; failing that, a question when it asks something."""
    if entry.kind:
        return entry.kind
    words = mail_body.own_words(entry.body) if entry.format == "mail" else entry.body
    asks = "?" in entry.title or "?" in words[:2000]
    return Thread.Kind.QUESTION if asks else Thread.Kind.DISCUSSION
