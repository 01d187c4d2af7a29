"""The copies of an approved letter: some readers at a time, each batch in one transaction with its mails.

How far it went is kept in that transaction: a worker that dies has made nothing twice, and the next one goes
on after the last batch that is whole. A copy is unique for its reader besides: the database says so.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from tisserand.communities.models import Membership
from tisserand.mail import outbox, rhythm
from tisserand.mail.kinds import Class
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .approving import HOLD
from .gathering import readers
from .models import Copy, Edition, Told
from .relevance import Item, Week, items_for
from .week import week_of

MAIL = "letter"
AT_ONCE = 500  # readers in one transaction

Way = Copy.Way


def readers_of(community: int) -> QuerySet[Membership]:
    """Whom a letter is for: every member, with their person at hand."""
    members = Membership.objects.present().filter(community=community, person__is_active=True)
    return members.select_related("person")


def due(present: datetime) -> list[int]:
    """The editions of which copies are to be made now, those that were begun among them."""
    editions = Edition.objects.to_compose().select_related("community")
    return [one.pk for one in editions if is_due(one, one.community.at(present))]


def is_due(edition: Edition, now: datetime) -> bool:
    """`now` is a moment there."""
    if edition.approved_at is None or edition.composed_at is not None:
        return False
    return edition.gone or (edition.leaves_at <= now and edition.approved_at + HOLD <= now)


def week_for(pk: int, *, present: datetime) -> Week | None:
    """What the letters of this edition draw from; None when it is not to be composed."""
    edition = Edition.objects.select_related("community__organisation").filter(pk=pk).first()
    now = edition.community.at(present) if edition else present
    return week_of(edition, now) if edition and is_due(edition, now) else None


@transaction.atomic
def go_on(pk: int, week: Week, *, present: datetime, at_once: int = AT_ONCE) -> bool:
    """Make the next copies of this edition, with their mails; True when there may be more.

    Another worker that is at it goes on by itself: then this one has nothing to do.
    """
    rows = Edition.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    edition = rows.select_related("community__organisation").first()
    if edition is None or not is_due(edition, edition.community.at(present)):
        return False
    now = edition.community.at(present)
    if not edition.gone:
        _begin(edition, now)
    members = readers_of(edition.community_id).filter(pk__gt=edition.composed_up_to)
    batch = list(members.order_by("pk")[:at_once])
    counted = compose(edition, batch, week, now=now)
    if batch:
        edition.composed_up_to = batch[-1].pk
    if len(batch) < at_once:
        edition.composed_at = now
        edition.community.record("sent-letter", None, edition, at=now)
    grown = {field: F(field) + count for field, count in counted.items()}
    kept = {"composed_up_to": edition.composed_up_to, "composed_at": edition.composed_at}
    Edition.objects.filter(pk=pk).update(**kept, **grown)
    return edition.composed_at is None


def _begin(edition: Edition, now: datetime) -> None:
    edition.composing_at = now
    edition.readers = readers_of(edition.community_id).count()
    edition.save(update_fields=["composing_at", "readers"])


def compose(edition: Edition, members: Sequence[Membership], week: Week, *, now: datetime) -> dict[str, int]:
    """Make the copies of these readers, put their mails in the outbox, note what they have been told. How
    many go which way, by the field of the edition that counts them. In a transaction of the caller."""
    found = chosen(edition, members, week, now=now)
    mailed = [
        (member.person, {"edition": edition.pk, "member": member.pk})
        for member, (way, _items) in found
        if way == Way.MAIL
    ]
    envelopes = outbox.post_apart(MAIL, mailed, now=now + edition.community.set_back) if mailed else {}
    copies = [_copy(edition, member, way, items, envelopes, now) for member, (way, items) in found]
    Copy.objects.bulk_create(copies)
    _note_told(
        [(copy.membership_id, items) for copy, (_m, (_w, items)) in zip(copies, found, strict=True)], now
    )
    fields = {Way.MAIL: "by_mail", Way.PAPER: "on_paper", Way.NOTHING: "nothing", Way.UNWANTED: "unwanted"}
    ways = Counter(copy.way for copy in copies)
    return {field: ways[way] for way, field in fields.items() if ways[way]}


def _copy(
    edition: Edition,
    member: Membership,
    way: str,
    items: list[Item],
    envelopes: dict[int, Envelope],
    now: datetime,
) -> Copy:
    rows = [item.row for item in items]
    envelope = envelopes.get(member.person_id)
    return Copy(edition=edition, membership=member, way=way, items=rows, composed_at=now, envelope=envelope)


def chosen(
    edition: Edition, members: Sequence[Membership], week: Week, *, shown: bool = False, now: datetime
) -> list[tuple[Membership, tuple[str, list[Item]]]]:
    """How the letter goes to each of these readers, and what it says to them. Who wants no such mail, or has
    nothing to read, has no items: nothing was told. On paper, or `shown` to who prepares it, it says nothing
    of what its reader asked without their name."""
    ways = ways_of(members)
    wanting = [member for member in members if ways[member.pk] != Way.UNWANTED]
    alone = {member.pk for member in wanting if ways[member.pk] == Way.MAIL and not shown}
    drawn = readers(edition.community, wanting, week, alone=alone, now=now)
    found = {one.turn: items_for(one, week) for one in drawn}
    result = []
    for member in members:
        items = found.get(member.pk, [])
        way = ways[member.pk]
        result.append((member, (Way.NOTHING if way != Way.UNWANTED and not items else way, items)))
    return result


def ways_of(members: Sequence[Membership]) -> dict[int, str]:
    """By membership: by mail, on paper for who has no address or is best reached in person, or unwanted. With
    the rhythm that each has chosen for this community. One query."""
    for member in members:
        member.person.cadence_here = member.mail_cadence
    people = [member.person for member in members]
    wanting = rhythm.wanting(people, Class.NEWS)
    in_person = Person.ReachedBy.IN_PERSON
    ways: dict[int, str] = {}
    for member in members:
        person = member.person
        if person.email and (person.pk not in wanting or member.hears == Membership.Hears.ADDRESSED):
            ways[member.pk] = Way.UNWANTED
        else:
            paper = not person.email or person.reached_by == in_person
            ways[member.pk] = Way.PAPER if paper else Way.MAIL
    return ways


def _note_told(said: Sequence[tuple[int, list[Item]]], now: datetime) -> None:
    """Two statements: what was told before is read again, since some letters were made in the meantime."""
    new = {member: items for member, items in said if items}
    before = dict(Told.objects.filter(pk__in=new).values_list("pk", "keys"))
    day = now.date().toordinal()
    rows = [
        Told(
            membership_id=member,
            keys=Told.kept(before.get(member, {}), now) | {item.key: day for item in items},
            last_at=now,
        )
        for member, items in new.items()
    ]
    Told.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["membership"], update_fields=["keys", "last_at"]
    )
