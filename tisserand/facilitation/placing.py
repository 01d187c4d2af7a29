"""On which day, at what time, something planned falls: counted from the cohort, moved to a working day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from tisserand.communities.models import Community
from tisserand.people.calendar import Hours, is_working_day
from tisserand.programmes.models import Cohort

from .models import Planned, Written

DAY = timedelta(days=1)
FRIDAY, NOON = 5, time(12)
# A week without a working day would be a calendar that is wrong; further than that nothing is looked for.
FARTHEST = 21


def place(planned: Planned, community: Community) -> Planned:
    """The same, with `on` and `moment` set; its cohort, programme steps aside, and room days are at hand."""
    if (moment := _of_its_thing(planned)) is not None:
        planned.moment = moment.astimezone(community.zone)
        planned.on = planned.moment.date()
        return planned
    planned.on = foreseen(planned, community)
    planned.moment = datetime.combine(planned.on, planned.at, tzinfo=community.zone)
    return planned


def _of_its_thing(planned: Planned) -> datetime | None:
    """When the session or the letter that was made of it takes place, leaves or has left."""
    if planned.session:
        return planned.session.starts_at
    return (planned.edition.composing_at or planned.edition.leaves_at) if planned.edition else None


def foreseen(planned: Planned, community: Community) -> date:
    """The day on which the calendar foresees it, whatever became of it: chosen by a person, or counted from
    the dates of its cohort as they are."""
    if planned.moved_to:
        return planned.moved_to
    if planned.cohort is None:
        raise ValueError("something planned without a group has a day of its own")
    days = [one.on for one in planned.cohort.room_days.all()]
    return day_of(planned, planned.cohort, days, community.organisation)


def placed(found: Iterable[Planned], community: Community) -> list[Planned]:
    """All of these in order of time."""
    return sorted((place(one, community) for one in found), key=lambda one: (one.moment, one.pk))


def day_of(item: Written, cohort: Cohort, room_days: Sequence[date], hours: Hours) -> date:
    """The day on which an item falls in a cohort. A day in the room stays itself; the rest is moved to the
    next working day, and what encourages by mail never falls on the afternoon of a Friday."""
    day = anchor(item, cohort, room_days) + timedelta(days=item.days)
    if item.kind == Written.Kind.ROOM:
        return day
    return working(day, hours, calm_at=item.at if item.mailed else None)


def anchor(item: Written, cohort: Cohort, room_days: Sequence[date]) -> date:
    """The day from which the item is counted; without it, the start of the cohort."""
    if item.anchor == Written.Anchor.END and cohort.ends_on:
        return cohort.ends_on
    if item.anchor == Written.Anchor.ROOM_DAY and len(room_days) >= item.room_day:
        return room_days[item.room_day - 1]
    return cohort.starts_on


def working(day: date, hours: Hours, *, calm_at: time | None = None) -> date:
    """`day`, or the next one on which people work; never late on a Friday for what must be calm."""
    for _ in range(FARTHEST):
        late = calm_at is not None and calm_at >= NOON and day.isoweekday() == FRIDAY
        if is_working_day(hours, day) and not late:
            return day
        day += DAY
    return day


def leaves_at(planned: Planned, hours: Hours, now: datetime) -> datetime:
    """When what is approved now may leave, at the earliest: its moment, or a calm moment after it if that
    has passed."""
    moment = max(planned.moment, now)
    here = moment.astimezone(planned.moment.tzinfo)
    if not (here.isoweekday() == FRIDAY and here.time() >= NOON) and is_working_day(hours, here.date()):
        return moment
    day = working(here.date() + DAY, hours)
    return datetime.combine(day, hours.open_from, tzinfo=planned.moment.tzinfo)
