"""Open a debate or a poll: who leads them asks, in a thread where people answer with words too."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.conversations import writing
from tisserand.conversations.models import Post, Thread
from tisserand.mail.characters import one_line
from tisserand.people.models import Person
from tisserand.search import indexing

from .models import Debate, Option, Poll, Position
from .models.debates import FEWEST, MOST, UNDECIDED
from .models.polls import FEWEST as FEWEST_OPTIONS
from .models.polls import MOST as MOST_OPTIONS


@transaction.atomic
def open_debate(
    community: Community,
    *,
    by: Person,
    question: str,
    source: str,
    format: str = Post.Format.TEXT,
    positions: Sequence[str],
    closes_at: datetime,
    counts_held: bool = True,
    named: bool = False,
    now: datetime,
    form_token: str | None = None,
    notify: bool = True,
) -> Debate:
    """A debate with these positions, two to five, and the place of who is still thinking.

    The same `form_token` by the same person gives the debate it made the first time. ValidationError on
    empty, double, too few or too many positions, or a moment that has passed.
    """
    labels = _labels(positions, FEWEST, MOST)
    _hold_future(closes_at, now)
    thread = writing.start(
        community,
        kind=Thread.Kind.DEBATE,
        title=question,
        by=by,
        source=source,
        format=format,
        now=now,
        form_token=form_token,
        notify=notify,
    )
    if again := Debate.objects.filter(thread=thread).first():
        return again
    Thread.objects.filter(pk=thread.pk).update(ends_at=closes_at)
    thread.ends_at = closes_at
    debate = Debate.objects.create(thread=thread, closes_at=closes_at, counts_held=counts_held, named=named)
    numbered = enumerate(["", *labels], UNDECIDED)
    Position.objects.bulk_create([Position(debate=debate, number=n, label=label) for n, label in numbered])
    return debate


@transaction.atomic
def open_poll(
    community: Community,
    *,
    by: Person,
    question: str,
    source: str = "",
    format: str = Post.Format.TEXT,
    thread: Thread | None = None,
    options: Sequence[str],
    method: str,
    anonymous: bool = False,
    results: str = Poll.Results.AFTER,
    closes_at: datetime,
    now: datetime,
    form_token: str | None = None,
    notify: bool = True,
) -> Poll:
    """A poll in `thread`, or in one of its own. Of an anonymous one the results wait for the end.

    `form_token` and ValidationError as for `open_debate`.
    """
    labels, question = _labels(options, FEWEST_OPTIONS, MOST_OPTIONS), one_line(question)[:200]
    if not question:
        raise ValidationError(_("Ask something, in a few words."))
    _hold_future(closes_at, now)
    place = thread
    if place is None:
        place = writing.start(
            community,
            kind=Thread.Kind.POLL,
            title=question,
            by=by,
            source=source or question,
            format=format if source else Post.Format.TEXT,
            now=now,
            form_token=form_token,
            notify=notify,
        )
        if again := Poll.objects.filter(thread=place).first():
            return again
        Thread.objects.filter(pk=place.pk).update(ends_at=closes_at)
        place.ends_at = closes_at
    poll = Poll.objects.create(
        thread=place,
        question=question,
        method=method,
        anonymous=anonymous,
        results=Poll.Results.END if anonymous else results,
        closes_at=closes_at,
        opened_by=by,
        opened_at=now,
    )
    Option.objects.bulk_create(
        [Option(poll=poll, number=n, label=label) for n, label in enumerate(labels, 1)]
    )
    if thread is not None:
        indexing.note("poll", poll.pk)
        community.record("polled", by, poll, at=now, thread=thread.pk)
    return poll


def _labels(given: Sequence[str], fewest: int, most: int) -> list[str]:
    labels = [label for one in given if (label := one_line(one)[:120])]
    if not fewest <= len(labels) <= most:
        words = _("Between %(fewest)s and %(most)s, each in a few words.")
        raise ValidationError(words % {"fewest": fewest, "most": most})
    if len({label.casefold() for label in labels}) < len(labels):
        raise ValidationError(_("Two of them say the same."))
    return labels


def _hold_future(closes_at: datetime, now: datetime) -> None:
    if closes_at <= now:
        raise ValidationError(_("Choose a day that is still to come."))
