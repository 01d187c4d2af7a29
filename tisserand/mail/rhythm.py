"""When a mail leaves: at once, after its hold, or gathered with those that follow it."""

from datetime import datetime, time, timedelta

from tisserand.people.models import Person

from .kinds import Class, Kind

MORNING = time(8)
MONDAY = 1
DIGESTS = (Person.Cadence.DAILY, Person.Cadence.WEEKLY)


def wanted(person: Person, mail_class: Class) -> bool:
    """Whether this person takes this class of mail at all."""
    return mail_class == Class.NECESSARY or person.mail_cadence != Person.Cadence.NONE


def due_at(kind: Kind, person: Person, *, now: datetime) -> datetime:
    """When a mail posted now leaves, unless it joins one that waits already.

    What does not gather only knows its hold: a first answer, a letter to one person. What gathers waits
    for `kind.gather`, or until the morning (of Monday) for who asked for one mail a day (a week).
    """
    if kind.gather is None:
        return now + kind.hold
    soonest = now + max(kind.gather, kind.hold)
    if person.mail_cadence in DIGESTS and kind.mail_class != Class.NECESSARY:
        return max(soonest, next_morning(person, now))
    return soonest


def next_morning(person: Person, now: datetime) -> datetime:
    """The next eight o'clock in the person's zone; for a weekly rhythm, that of a Monday."""
    here = now.astimezone(person.zone)
    day = here.date()
    morning = datetime.combine(day, MORNING, tzinfo=person.zone)
    weekly = person.mail_cadence == Person.Cadence.WEEKLY
    while morning <= here or (weekly and day.isoweekday() != MONDAY):
        day += timedelta(days=1)
        morning = datetime.combine(day, MORNING, tzinfo=person.zone)
    return morning
