"""Accommodations: what was agreed with one person, kept in mind by whoever acts, closed to everybody else."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person, besides_the_name
from tisserand.ui.statements import statement

from . import words
from .models import Accommodation


@transaction.atomic
def agree(
    membership: Membership,
    *,
    kind: str,
    words: str = "",
    starts_on: date,
    ends_on: date | None = None,
    by: Person,
    now: datetime,
) -> Accommodation:
    """From `starts_on`, until `ends_on` included or until somebody ends it. The journal says that something
    was agreed, neither what nor with whom."""
    agreed = Accommodation.objects.create(
        membership=membership,
        kind=kind,
        words=words,
        starts_on=starts_on,
        ends_on=ends_on,
        agreed_by=by,
        agreed_at=now,
    )
    membership.community.record("accommodated", by, agreed, at=now)
    return agreed


@transaction.atomic
def end(agreed: Accommodation, *, by: Person, now: datetime) -> bool:
    """It holds no more; False when it had been ended before."""
    standing = Accommodation.objects.filter(pk=agreed.pk, ended_at=None)
    if not standing.update(ended_by=by, ended_at=now):
        return False
    agreed.membership.community.record("ended-accommodation", by, agreed, at=now)
    return True


def of(memberships: Iterable[int], today: date) -> dict[int, list[Accommodation]]:
    """What holds today for each of these memberships, for whoever is about to write or call. One query."""
    found: dict[int, list[Accommodation]] = {}
    for one in Accommodation.objects.holding(today).filter(membership__in=list(memberships)).order_by("pk"):
        found.setdefault(one.membership_id, []).append(one)
    return found


def pauses(community: Community, now: datetime) -> dict[int, Accommodation]:
    """By membership: why nobody is to encourage this person now, the longest reason. One query."""
    found = _pausing(community=community.pk, today=community.today(now))
    return {one.membership_id: one for one in found}


@statement
def _pausing(*, community: int, today: date):
    held = Accommodation.objects.holding(today).pausing().filter(membership__community=community)
    held = held.select_related("membership__person").defer("words", *besides_the_name("membership__person"))
    return held.order_by(F("ends_on").asc(nulls_last=True), "pk")


def paused_in_words(one: Accommodation) -> str:
    """« Inès, en congé jusqu’au 3 décembre »: without the words, on a page of many people."""
    told = {"name": one.membership.person.first_name, "why": one.get_kind_display()}
    if one.ends_on is None:
        return _("%(name)s, %(why)s") % told
    return _("%(name)s, %(why)s until %(day)s") % (told | {"day": words.day(one.ends_on)})
