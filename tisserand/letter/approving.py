"""A letter is drafted, written again, approved by a person; it leaves at its hour, and never on its own."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.conversations.models import Thread
from tisserand.mail.written import rendering
from tisserand.people.calendar import next_working_moment
from tisserand.people.models import Person
from tisserand.ui import times

from .models import Edition

# Time to see one's mistake and take it back, also when the hour of the letter has come.
HOLD = timedelta(minutes=10)
MONDAY = 0


def usual_moment(community: Community, now: datetime) -> datetime:
    """Next Monday when the house opens, or the working moment that follows."""
    here = now.astimezone(community.zone)
    days = (MONDAY - here.weekday()) % 7 or 7
    monday = datetime.combine(here.date() + timedelta(days=days), time(), tzinfo=community.zone)
    return next_working_moment(community.organisation, monday)


@transaction.atomic
def draft(
    community: Community, *, by: Person | None, now: datetime, leaves_at: datetime | None = None, **words: Any
) -> Edition:
    """The letter that is being prepared: begun now, or the one that waits already. It says nothing yet but
    its subject, unless `words` give more: subject, source, format, chosen."""
    known = Edition.objects.to_come().filter(community=community).first()
    if known is not None:
        return known
    moment = leaves_at or usual_moment(community, now)
    edition = Edition(community=community, drafted_by=by, drafted_at=now, edited_at=now, leaves_at=moment)
    edition.subject = words.pop("subject", "") or _subject(community, moment)
    _say(edition, **{"source": "", "chosen": None} | words)
    edition.save(force_insert=True)
    community.record("prepared-letter", by, edition, at=now)
    return edition


def _subject(community: Community, moment: datetime) -> str:
    with translation.override(community.language):
        day = times.day_name(moment.astimezone(community.zone).date())
        return _("The letter of %(day)s") % {"day": day}


@transaction.atomic
def rewrite(
    edition: Edition, *, by: Person, now: datetime, subject: str, leaves_at: datetime, **words: Any
) -> None:
    """Its words, its story, its day. What was approved is a draft again: nobody has read it so. Raises
    ValidationError when it has gone, or cannot be said so."""
    held = _held(edition)
    held.subject, held.leaves_at = rendering.title_of(subject), leaves_at
    _say(held, **words)
    held.approved_at = held.approved_by = None
    held.edited_at = now
    held.save()
    held.community.record("prepared-letter", by, held, at=now)


def _say(edition: Edition, *, source: str, format: str = "text", chosen: Thread | None) -> None:
    body = rendering.render(source, format) if source.strip() else rendering.Body("", "", "")
    edition.source, edition.html, edition.text = body.source, body.html, body.text
    edition.format, edition.chosen = format, chosen


@transaction.atomic
def approve(edition: Edition, *, by: Person, now: datetime, stamp: str) -> None:
    """It leaves at its hour, in ten minutes at the earliest. `stamp` is that of the words that were read:
    ValidationError when they are others by now, or when the letter has gone. Twice changes nothing."""
    held = _held(edition)
    if held.approved_at is not None:
        return
    if held.stamp != stamp:
        raise ValidationError(_("These words were changed meanwhile: read them again first."))
    Edition.objects.filter(pk=held.pk).update(approved_by=by, approved_at=now)
    held.community.record("approved-letter", by, held, at=now)


@transaction.atomic
def take_back(edition: Edition, *, by: Person, now: datetime) -> bool:
    """A draft again; False when it was one, or when it has gone."""
    undone = Edition.objects.filter(pk=edition.pk, composing_at=None, approved_at__isnull=False)
    if not undone.update(approved_by=None, approved_at=None):
        return False
    edition.community.record("withheld-letter", by, edition, at=now)
    return True


def _held(edition: Edition) -> Edition:
    rows = Edition.objects.select_for_update(of=("self",)).select_related("community__organisation")
    held = rows.get(pk=edition.pk)
    if held.gone:
        raise ValidationError(_("This letter has gone already."))
    return held
