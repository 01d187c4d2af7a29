"""When a mail leaves: at once, after its hold, gathered with those that follow it, in working hours."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from tisserand.people.calendar import next_working_moment
from tisserand.people.models import Person

from . import stopping
from .kinds import Class, Kind

MORNING = time(8)
MONDAY = 1
DIGESTS = (Person.Cadence.DAILY, Person.Cadence.WEEKLY)
SPARED = {Person.Cadence.NONE}
IN_WORKING_HOURS = (Class.NEWS, Class.ENCOURAGEMENT)


def wanted(person: Person, mail_class: Class) -> bool:
    """Whether this person takes this class of mail at all."""
    return person.pk in wanting([person], mail_class)


def wanting(people: Sequence[Person], mail_class: Class) -> set[int]:
    """Those of these people who take this class of mail. One query at most."""
    if mail_class == Class.NECESSARY:
        return {person.pk for person in people}
    spared = SPARED | ({Person.Cadence.ADDRESSED} if mail_class == Class.NEWS else set())
    asked = {person.pk for person in people if person.cadence not in spared}
    return asked - stopping.stopped_by(asked, mail_class)


def due_at(kind: Kind, person: Person, *, now: datetime) -> datetime:
    """When a mail posted now leaves, unless it joins one that waits already.

    What does not gather only knows its hold: a first answer, a letter to one person. What gathers waits
    for `kind.gather`, or until the morning (of Monday) for who asked for one mail a day (a week). Then
    what can wait waits for their working hours.
    """
    return in_their_hours(kind, person, _gathered_at(kind, person, now))


def _gathered_at(kind: Kind, person: Person, now: datetime) -> datetime:
    if kind.gather is None:
        return now + kind.hold
    soonest = now + max(kind.gather, kind.hold)
    if person.cadence in DIGESTS and kind.mail_class != Class.NECESSARY:
        return max(soonest, next_morning(person, now))
    return soonest


def in_their_hours(kind: Kind, person: Person, moment: datetime) -> datetime:
    """`moment`, or the next working moment of this person when such a mail waits for one."""
    if kind.mail_class in IN_WORKING_HOURS or (kind.mail_class == Class.ANSWER and person.answers_wait):
        return next_working_moment(person.working_hours, moment)
    return moment


def next_morning(person: Person, now: datetime) -> datetime:
    """The next eight o'clock in the person's zone; for a weekly rhythm, that of a Monday."""
    here = now.astimezone(person.zone)
    day = here.date()
    morning = datetime.combine(day, MORNING, tzinfo=person.zone)
    weekly = person.cadence == Person.Cadence.WEEKLY
    while morning <= here or (weekly and day.isoweekday() != MONDAY):
        day += timedelta(days=1)
        morning = datetime.combine(day, MORNING, tzinfo=person.zone)
    return morning
