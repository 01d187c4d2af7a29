"""On which days each person comes, by the rhythm written beside their name."""

import random
from datetime import date, timedelta

from .cast import Place
from .clock import DAY, Clock

ABSENT = ("never", "new", "talked")
_CHANCE = {"d": 0.8, "silent": 0.85, "back": 0.5}
_STEP = {"3": (2, 4), "late": (2, 3), "f": (11, 16)}


def days(place: Place, clock: Clock, since: date, dice: random.Random) -> set[date]:
    """The working days before today on which this person came, member since `since`."""
    kind, last = place.rhythm.split("-")[0], clock.today - DAY
    if kind == "new":
        return {clock.working_days_ago(1)}
    if kind in ABSENT or since > last:
        return set()
    if kind == "late":
        since += timedelta(days=place.away)
    if kind in ("silent", "back"):
        last = clock.last_working_day(clock.today - timedelta(days=place.away))
    came = {clock.next_working_day(day) for day in _rhythm(kind, since, last, dice)}
    if kind == "pause":
        _, began, ended = place.rhythm.split("-")
        back = clock.last_working_day(clock.today - timedelta(days=int(ended)))
        came = {day for day in came if day < clock.today - timedelta(days=int(began)) or day > back} | {back}
    came |= {clock.next_working_day(since), last} if kind in ("silent", "back") else set()
    if kind not in ("silent", "back", "late"):
        came.add(clock.next_working_day(since + timedelta(days=dice.randint(0, 2))))
    if kind == "late":
        came.add(clock.next_working_day(since))
    if kind == "back":
        came.add(clock.working_days_ago(1))
    return {day for day in came if day < clock.today and (kind == "back" or day <= last)}


def _rhythm(kind: str, since: date, last: date, dice: random.Random) -> set[date]:
    if kind == "pause":
        return _rhythm("3", since, last, dice)
    every = [since + timedelta(days=number) for number in range((last - since).days + 1)]
    if kind in _CHANCE:
        return {day for day in every if day.isoweekday() < 6 and dice.random() < _CHANCE[kind]}
    if kind in ("w", "m"):
        weekday = 1 if kind == "m" else dice.randint(1, 5)
        return {day for day in every if day.isoweekday() == weekday and dice.random() < 0.95}
    came, day = set(), since
    while day <= last:
        came.add(day)
        day += timedelta(days=dice.randint(*_STEP[kind]))
    return came


def keeps_coming(came: set[date], clock: Clock, dice: random.Random) -> set[date]:
    """The same days, and one of the last three if otherwise this person would seem to have gone silent."""
    if not came:
        return came
    usual = (max(came) - min(came)).days / max(len(came) - 1, 1)
    away = (clock.today - max(came)).days
    if away < 7 or (len(came) > 2 and away < 2.2 * usual):
        return came
    return came | {clock.working_days_ago(dice.randint(1, 3))}
