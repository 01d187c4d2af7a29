"""The demo's time: everything is said relative to the moment it is built.

A moment is written as people would say it:

- `j12 10:05`   the twelfth working day before today, at that time
- `d30 10:05`   thirty days before today, or the last working day before that
- `h6`          six working hours ago
- `g2+9 10:05`  day 9 of the cohort g2 (or the next working day)
- `+40m`, `+3h`, `+1j 09:10`  after the previous moment: minutes, about so many working hours, working days
"""

import re
from datetime import date, datetime, time, timedelta
from functools import cache

from tisserand.communities.models import Organisation
from tisserand.people.calendar import after_working_hours, is_working_day

DAY = timedelta(days=1)
# Nothing is younger than this when the demo opens, so that nothing lies in the future.
SETTLED = timedelta(minutes=20)
_STAMP = re.compile(r"(?P<from>\+|[a-z]\w*\+|[jdh])(?P<number>\d+)(?P<unit>[mhj]?)(?: (?P<at>\d\d:\d\d))?")


class Clock:
    """Moments around `now`, on the calendar of the organisation. `anchors` are the days cohorts start."""

    def __init__(self, now: datetime, organisation: Organisation):
        self.now, self.organisation = now.astimezone(organisation.zone), organisation
        self.today = self.now.date()
        self.zone = organisation.zone
        self.anchors: dict[str, date] = {}
        self.works = cache(lambda day: is_working_day(organisation, day))

    def on(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone)

    def working_days_ago(self, number: int, since: date | None = None) -> date:
        """`number` working days strictly before `since` (today); 0 is the last working day up to it."""
        day = since or self.today
        while not self.works(day):
            day -= DAY
            number -= number > 0
        for _ in range(number):
            day = self.last_working_day(day - DAY)
        return day

    def last_working_day(self, day: date) -> date:
        while not self.works(day):
            day -= DAY
        return day

    def next_working_day(self, day: date) -> date:
        while not self.works(day):
            day += DAY
        return day

    def hours_ago(self, number: int) -> datetime:
        """The moment since which `number` hours of work have passed."""
        left, day, end = timedelta(hours=number), self.today, self.now
        while True:
            if self.works(day):
                opens = self.on(day, self.organisation.open_from)
                closes = min(end, self.on(day, self.organisation.open_until))
                if closes - opens >= left:
                    return closes - left
                left -= max(closes - opens, timedelta())
            day -= DAY
            end = self.on(day, time(23, 59))

    def read(self, stamp: str, previous: datetime | None = None) -> datetime:
        """The moment a stamp names; after `previous` and before now, whatever the calendar did to it."""
        parts = _STAMP.fullmatch(stamp)
        if parts is None:
            raise ValueError(f"not a moment: {stamp!r}")
        moment = min(self._moment(parts, previous), self.now - SETTLED)
        return max(moment, previous + timedelta(seconds=30)) if previous else moment

    def _moment(self, parts: re.Match, previous: datetime | None) -> datetime:
        start, number, unit = parts["from"], int(parts["number"]), parts["unit"]
        at = time.fromisoformat(parts["at"]) if parts["at"] else None
        if start == "h":
            return self.hours_ago(number)
        if start == "j" and at:
            return self.on(self.working_days_ago(number), at)
        if start == "d" and at:
            return self.on(self.last_working_day(self.today - number * DAY), at)
        if start == "+" and previous:
            return self._later(previous, number, unit, at)
        day = self.anchors[start[:-1]] + number * DAY
        return self.on(self.next_working_day(day), at or time(9))

    def _later(self, previous: datetime, number: int, unit: str, at: time | None) -> datetime:
        if unit == "m":
            return previous + timedelta(minutes=number)
        if unit == "h":
            about = timedelta(hours=number, minutes=(previous.minute * 7 + 13) % 19)
            return after_working_hours(self.organisation, previous, about)
        day = previous.date()
        for _ in range(number):
            day = self.next_working_day(day + DAY)
        return self.on(day, at or time(9))
