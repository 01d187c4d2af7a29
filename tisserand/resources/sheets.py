"""Make a sheet, revise it, give it to the community, take it back, read it again."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.conversations import rendering
from tisserand.conversations.models import Post, Thread
from tisserand.mail.characters import one_line
from tisserand.people.models import Person
from tisserand.search import indexing

from . import emails, versions
from .models import Opinion, Origin, Publication, Quotation, Review, Sheet, Telling, Version

REVIEWED_EVERY = timedelta(weeks=52)  # a year, and the same day of the week


@transaction.atomic
def draft(
    community: Community,
    *,
    by: Person,
    title: str,
    source: str,
    format: str = "text",
    owner: Person,
    review_on: date,
    now: datetime,
    thread: Thread | None = None,
    posts: Iterable[Post] = (),
    form_token: str | None = None,
) -> Sheet:
    """A new sheet, which only its owner and who moderates see. `posts`, of `thread`, are what it comes from,
    besides those it quotes. The same `form_token` by the same person gives the sheet it made the first time.

    Raises ValidationError on an empty or too long title or text, or when it quotes what was not said.
    """
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if again := versions.already(by, form_token):
        return Sheet.objects.get(pk=again.sheet_id)
    title = rendering.title_of(title)
    made: dict[str, Any] = {"title": title, "owner": owner, "review_on": review_on, "thread": thread}
    sheet = Sheet.objects.create(community=community, created_at=now, **made)
    said: dict[str, Any] = {"title": title, "source": source, "format": format}
    version, _new = versions.write(sheet, by=by, now=now, form_token=form_token, **said)
    _note_origins(sheet, version, posts)
    community.record("drafted", by, sheet, at=now, thread=thread.pk if thread else None)
    return sheet


@transaction.atomic
def revise(
    sheet: Sheet,
    *,
    by: Person,
    title: str,
    source: str,
    format: str = "text",
    owner: Person,
    review_on: date,
    now: datetime,
) -> Version:
    """Say it otherwise, give it to another owner, or another review date. Raises like `draft`."""
    held = _held(sheet)
    title = rendering.title_of(title)
    said: dict[str, Any] = {"title": title, "source": source, "format": format}
    version, new = versions.write(held, by=by, now=now, **said)
    _note_origins(held, version, ())
    changed = new or (held.owner_id, held.review_on) != (owner.pk, review_on)
    held.title, held.owner, held.review_on = title, owner, review_on
    held.save()
    if changed:
        held.community.record("revised", by, held, at=now, version=version.number)
    indexing.note("sheet", held.pk)
    return version


@transaction.atomic
def publish(sheet: Sheet, *, by: Person, now: datetime) -> Publication:
    """Give it to the community. The first time, whoever asked or followed the thread it comes from is told;
    never again. Twice changes nothing."""
    held = _held(sheet)
    standing = Publication.objects.filter(sheet=held, withdrawn_at=None).first()
    if standing:
        return standing
    made = Publication.objects.create(sheet=held, published_by=by, published_at=now)
    if not Telling.objects.filter(version__sheet=held).exists():
        last = Version.objects.of(held).first()
        Telling.objects.create(version=last, asked_by=by, asked_at=now)
    held.community.record("published", by, held, at=now)
    indexing.note("sheet", held.pk)
    return made


@transaction.atomic
def withdraw(sheet: Sheet, *, by: Person, now: datetime, reason: str = "") -> None:
    """Take it back from the community; its owner keeps it and, when another withdraws it, is told, with the
    reason, unless it is published again within ten minutes. Twice changes nothing."""
    held = _held(sheet)
    told = others_work(held, by)
    gone = Publication.objects.filter(sheet=held, withdrawn_at=None)
    if gone.update(withdrawn_at=now, withdrawn_by=by, withdrawn_why=one_line(reason)[:500]):
        emails.tell_withdrawn(held, told, now=now)
        held.community.record("took-down", by, held, at=now, what="sheet")
        indexing.note("sheet", held.pk)


def others_work(sheet: Sheet, by: Person) -> Person | None:
    """Who keeps it, when that is not `by`, who has not published it for them either."""
    mine = Publication.objects.filter(sheet=sheet, withdrawn_at=None, published_by=by).exists()
    return sheet.owner if sheet.owner != by and not mine else None


@transaction.atomic
def find_right(sheet: Sheet, *, by: Person, now: datetime) -> Review:
    """It was read again and is still right: until the next time, `REVIEWED_EVERY` from today.

    Answers who doubted it, too. Raises ValidationError before its day has come, when nobody doubts it.
    """
    held = _held(sheet)
    today = held.community.today(now)
    if held.review_on > today and not Opinion.objects.open().filter(sheet=held).exists():
        raise ValidationError(_("This sheet has just been read again."))
    made = Review.objects.create(sheet=held, reviewed_by=by, reviewed_at=now, was_due_on=held.review_on)
    held.review_on = today + REVIEWED_EVERY
    held.save(update_fields=["review_on"])
    held.community.record("reviewed", by, held, at=now)
    return made


@transaction.atomic
def take_back_review(sheet: Sheet, *, by: Person, now: datetime) -> bool:
    """Undo the last review; False when there is none."""
    held = _held(sheet)
    last = held.reviews.first()
    if last is None:
        return False
    held.review_on = last.was_due_on
    held.save(update_fields=["review_on"])
    last.delete()
    held.community.record("took-back", by, held, at=now)
    return True


def _held(sheet: Sheet) -> Sheet:
    """The sheet, its row locked until the end of the transaction."""
    rows = Sheet.objects.select_for_update(of=("self",)).select_related("community__organisation", "thread")
    return rows.get(pk=sheet.pk)


def _note_origins(sheet: Sheet, version: Version, posts: Iterable[Post]) -> None:
    quoted = Quotation.objects.filter(version=version).values_list("post", flat=True)
    pks = sorted({*quoted, *(post.pk for post in posts)})
    Origin.objects.bulk_create([Origin(sheet=sheet, post_id=pk) for pk in pks], ignore_conflicts=True)
