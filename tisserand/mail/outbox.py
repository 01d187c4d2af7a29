"""The outbox: mail is posted inside the transaction of the act, and leaves afterwards (see `delivery`).

Times are the present: in a community whose clock is set back, `now + community.set_back`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django_tasks import default_task_backend

from tisserand.people.models import Person

from . import budget, kinds, rhythm, words
from .delivery import deliver_due
from .models import Envelope
from .tasks import deliver_outbox

__all__ = [
    "Leaving",
    "Trace",
    "bring_forward",
    "deliver_due",
    "forecast",
    "post",
    "post_apart",
    "post_each",
    "reached",
    "state_of",
    "withdraw",
]

EVERYTHING = "all"  # the key of a kind that gathers, when the caller names none
# What is due later than this is left to the clock, which beats every minute.
SOON = timedelta(minutes=1)


@dataclass(frozen=True)
class Trace:
    """What became of a mail: its state, since when, and the same in words for a page."""

    state: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Leaving:
    """When a mail leaves. `had`: how many of a limited class this person has had in the last seven days, or
    is about to get; `enough`: that is why it waits."""

    at: datetime
    had: int
    enough: bool = False


@transaction.atomic(savepoint=False)
def post(
    kind: str, person: Person, *, now: datetime, not_before: datetime | None = None, key: str = "", **data
) -> Envelope | None:
    """Put a mail in the outbox, to be called inside the act's transaction; it leaves after `not_before`.

    None when the person has no address or wants no such mail: they are reached in another way. A kind
    that gathers adds to the envelope that waits for the same person and `key`, if any. `data` holds ids.
    """
    known = kinds.named(kind)
    if not reached(kind, [person]):
        return None
    leaves = forecast(kind, [person], now=max(now, not_before or now))[person.pk]
    if known.gather is None:
        return _new(known, person, key, data, leaves, now)
    key = key or EVERYTHING
    return _add(known, person, key, data) or _begin(known, person, key, data, leaves, now)


@transaction.atomic(savepoint=False)
def post_each(kind: str, people: Sequence[Person], *, now: datetime, key: str = "", **data) -> None:
    """`post` the same to all these people, of a kind that gathers, in a few statements however many they are.

    Rows are taken and begun in order of person, so that two who post to the same people never wait for each
    other in turn.
    """
    known, key, wanted = kinds.named(kind), key or EVERYTHING, reached(kind, people)
    left = sorted((person for person in people if person.pk in wanted), key=attrgetter("pk"))
    leaves = forecast(kind, left, now=now)
    while left:
        waiting = _gathering(known, key, left)
        held = list(waiting.select_for_update().order_by("person"))
        for envelope in held:
            envelope.data["items"].append(data)
        Envelope.objects.bulk_update(held, ["data"])
        told = {envelope.person_id for envelope in held}
        left = [person for person in left if person.pk not in told]
        begun = [_envelope(known, one, key, {"items": [data]}, leaves[one.pk], now) for one in left]
        if begun:
            Envelope.objects.bulk_create(begun, ignore_conflicts=True)
            # Somebody else may have begun one in the meantime: then what is ours is not in it yet.
            told = {envelope.person_id for envelope in _gathering(known, key, left) if data in envelope.items}
            left = [person for person in left if person.pk not in told]
            _wake(min(envelope.due_at for envelope in begun), now)


@transaction.atomic(savepoint=False)
def post_apart(
    kind: str,
    letters: Sequence[tuple[Person, dict]],
    *,
    now: datetime,
    not_before: datetime | None = None,
) -> dict[int, Envelope]:
    """`post` to each of these people a mail of their own, of a kind that does not gather, in a few statements
    however many they are. The envelopes by person; none for who is not reached."""
    known, people = kinds.named(kind), [person for person, _data in letters]
    if known.gather is not None:
        raise ValueError(f"mails of kind {kind!r} are gathered")
    wanted = reached(kind, people)
    leaves = forecast(kind, people, now=max(now, not_before or now))
    made = [
        _envelope(known, person, "", data, leaves[person.pk], now)
        for person, data in letters
        if person.pk in wanted
    ]
    if made:
        Envelope.objects.bulk_create(made)
        _wake(min(envelope.due_at for envelope in made), now)
    return {envelope.person_id: envelope for envelope in made}


def reached(kind: str, people: Sequence[Person]) -> set[int]:
    """Those of these people to whom such a mail would be sent. One query at most."""
    wanting = rhythm.wanting(people, kinds.named(kind).mail_class)
    return {person.pk for person in people if person.email and person.pk in wanting}


def forecast(kind: str, people: Iterable[Person], *, now: datetime) -> dict[int, Leaving]:
    """When a mail posted now to each of these people would leave, by person. At most two queries."""
    known, people = kinds.named(kind), list(people)
    had, planned = {}, {}
    if budget.limits(known.mail_class):
        ids = [person.pk for person in people]
        had, planned = budget.had(ids, now), budget.planned(ids, now)
    return {
        person.pk: _leaving(known, person, had.get(person.pk, []) + planned.get(person.pk, []), now)
        for person in people
    }


def _leaving(known: kinds.Kind, person: Person, taken: list[datetime], now: datetime) -> Leaving:
    due_at = rhythm.due_at(known, person, now=now)
    free_at = budget.free_at(taken, due_at)
    if free_at <= due_at:
        return Leaving(due_at, len(taken))
    return Leaving(rhythm.in_their_hours(known, person, free_at), len(taken), enough=True)


def _gathering(kind: kinds.Kind, key: str, people: Sequence[Person]) -> QuerySet[Envelope]:
    """What waits for these people under this key: one each at most."""
    same = Envelope.objects.filter(person__in=people, kind=kind.name, key=key)
    return same.filter(state=Envelope.State.WAITING)


def _add(kind: kinds.Kind, person: Person, key: str, data: dict) -> Envelope | None:
    waiting = _gathering(kind, key, [person]).select_for_update().first()
    if waiting:
        waiting.data["items"].append(data)
        waiting.save(update_fields=["data"])
    return waiting


def _begin(kind: kinds.Kind, person: Person, key: str, data: dict, leaves: Leaving, now: datetime):
    try:
        with transaction.atomic():
            return _new(kind, person, key, {"items": [data]}, leaves, now)
    except IntegrityError:  # somebody has begun one in the meantime
        return _add(kind, person, key, data)


def _new(kind: kinds.Kind, person: Person, key: str, data: dict, leaves: Leaving, now: datetime) -> Envelope:
    envelope = _envelope(kind, person, key, data, leaves, now)
    envelope.save(force_insert=True)
    _wake(leaves.at, now)
    return envelope


def _envelope(
    kind: kinds.Kind, person: Person, key: str, data: dict, leaves: Leaving, now: datetime
) -> Envelope:
    if person.cadence_here and "items" in data:
        data = {**data, "cadence": person.cadence_here}
    return Envelope(
        kind=kind.name,
        person=person,
        key=key,
        data=data,
        created_at=now,
        due_at=leaves.at,
        problem=words.ENOUGH if leaves.enough else "",
    )


def _wake(due_at: datetime, now: datetime) -> None:
    """Call the worker once the act is committed: once per transaction, however many mails are posted."""
    if due_at > now + SOON:
        return
    call = _deliver_now if due_at <= now else partial(_deliver_at, due_at)
    # The list of what is to run at commit is the only place that forgets with a rollback.
    if call is _deliver_now and any(entry[1] is _deliver_now for entry in connection.run_on_commit):
        return
    transaction.on_commit(call, robust=True)


def _deliver_now() -> None:
    deliver_outbox.enqueue()


def _deliver_at(moment: datetime) -> None:
    if default_task_backend.supports_defer:
        deliver_outbox.using(run_after=moment).enqueue()


@transaction.atomic
def withdraw(envelope_id: int, *, now: datetime, **data) -> bool:
    """Take back a mail that has not left yet; False when it is too late.

    With `data`, only what was posted with exactly these ids is taken out of what was gathered.
    """
    waiting = (
        Envelope.objects.filter(pk=envelope_id, state=Envelope.State.WAITING).select_for_update().first()
    )
    if waiting is None or (data and data not in waiting.items):
        return False
    if data and len(waiting.items) > 1:
        waiting.data["items"].remove(data)
        waiting.save(update_fields=["data"])
        return True
    waiting.state, waiting.problem = Envelope.State.DROPPED, words.TAKEN_BACK
    waiting.save(update_fields=["state", "problem"])
    return True


@transaction.atomic
def bring_forward(envelope_ids: Iterable[int], *, not_before: datetime, now: datetime) -> int:
    """Let these leave sooner than they were to, from `not_before` on; how many do. Those that wait because
    their person has had enough wait on."""
    waiting = Envelope.objects.filter(pk__in=list(envelope_ids), state=Envelope.State.WAITING, problem="")
    sooner = []
    for one in waiting.select_related("person").select_for_update(of=("self",)):
        moment = rhythm.due_at(kinds.named(one.kind), one.person, now=max(now, not_before))
        if moment < one.due_at:
            one.due_at = moment
            sooner.append(one)
    Envelope.objects.bulk_update(sooner, ["due_at"], batch_size=500)
    for moment in {one.due_at for one in sooner}:
        _wake(moment, now)
    return len(sooner)


def state_of(envelope_ids: Iterable[int]) -> dict[int, Trace]:
    """What became of these mails, in one query; those that are no more are missing from the answer."""
    return {
        envelope.pk: Trace(envelope.state, words.since(envelope), words.of(envelope))
        for envelope in Envelope.objects.filter(pk__in=list(envelope_ids)).defer("data")
    }
