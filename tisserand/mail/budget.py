"""How much encouragement one person gets: so many mails in any seven days, whoever writes, from anywhere.

Counted by what has left, may have left, or is just leaving; a mail that was refused or taken back costs
nothing. What is over the budget waits for the next free place. Nothing else is ever limited.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from tisserand.people.models import Person

from . import kinds
from .kinds import Class
from .models import Envelope

PERIOD = timedelta(days=7)
State = Envelope.State


def limits(mail_class: Class) -> bool:
    return mail_class == Class.ENCOURAGEMENT


def had(people: Iterable[int], now: datetime) -> dict[int, list[datetime]]:
    """When the limited mails of the last seven days left, oldest first, by person. One query."""
    rows = _limited(people).filter(_counts(), handed_at__gt=now - PERIOD)
    return _by_person(rows.values_list("person", "handed_at"))


def planned(people: Iterable[int], now: datetime) -> dict[int, list[datetime]]:
    """When those that have not left yet are due, the soonest first, by person. One query."""
    rows = _limited(people).filter(Q(state=State.WAITING) | Q(state=State.CLAIMED, handed_at=None))
    return _by_person((person, max(due, now)) for person, due in rows.values_list("person", "due_at"))


def free_at(taken: list[datetime], moment: datetime) -> datetime:
    """`moment`, or when there is a place again after those already taken."""
    taken, at_most = sorted(taken), settings.ENCOURAGEMENTS_A_WEEK
    return moment if len(taken) < at_most else max(moment, taken[-at_most] + PERIOD)


def place_for(person: Person, now: datetime) -> datetime:
    """`now` when one more may leave, otherwise when it may.

    To be called in the transaction that then notes the mail as handed over: until its end, nobody else
    counts for this person.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return free_at(had([person.pk], now).get(person.pk, []), now)


def _limited(people: Iterable[int]):
    names = [kind.name for kind in kinds.all_kinds() if limits(kind.mail_class)]
    return Envelope.objects.filter(person__in=list(people), kind__in=names)


def _counts() -> Q:
    return Q(state__in=[State.SENT, State.UNCERTAIN, State.CLAIMED])


def _by_person(rows: Iterable[tuple[int, datetime]]) -> dict[int, list[datetime]]:
    found = defaultdict(list)
    for person, moment in rows:
        found[person].append(moment)
    return {person: sorted(moments) for person, moments in found.items()}
