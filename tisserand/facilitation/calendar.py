"""What is planned, to be read, approved, gone: by month, by week, or as a list."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.letter.models import Edition
from tisserand.meetings.models import Attendance, Invited, LiveSession, SignUp
from tisserand.meetings.models.coming import ABSENT
from tisserand.ui import times

from . import lots, outcomes, placing, preparing
from .models import Planned
from .outcomes import Outcomes

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LIST = timedelta(days=27)
# What should have been done is still shown, and asked for, so long after its day.
LATE = timedelta(days=14)


@dataclass(frozen=True)
class Entry:
    """Something planned as the calendar shows it: `state` for the eye, `words` to be read."""

    planned: Planned
    state: str
    words: str


@dataclass(frozen=True)
class Day:
    on: date
    entries: list[Entry]
    today: bool
    inside: bool = True  # of the month that is shown
    warnings: tuple[str, ...] = ()
    sessions: tuple[LiveSession, ...] = ()

    @property
    def name(self) -> str:
        return times.day_name(self.on)

    @property
    def mails(self) -> bool:
        return any(entry.planned.mailed and entry.state != "off" for entry in self.entries)


@dataclass(frozen=True)
class Shown:
    """What one view of the calendar shows, and where the arrows lead."""

    view: str
    first: date
    last: date
    days: list[Day]
    before: date
    after: date
    late: list[Entry] = field(default_factory=list)

    @property
    def title(self) -> str:
        if self.view == "month":
            return date_format(self.days[7].on, "F Y")
        if self.view == "week":
            return _("week of %(day)s") % {"day": times.long_date(self.first)}
        return _("what comes")

    @property
    def weeks(self) -> list[list[Day]]:
        return [self.days[start : start + 7] for start in range(0, len(self.days), 7)]

    @property
    def empty(self) -> bool:
        return not any(day.entries or day.sessions for day in self.days)


def show(community: Community, view: str, on: date, now: datetime) -> Shown:
    """The month or the week of a day, or the four weeks that begin with it. A constant number of queries."""
    today = community.today(now)
    first, last, before, after = _range(view, on)
    found = all_of(community, since=min(first, today - LATE))
    by_day: dict[date, list[Entry]] = defaultdict(list)
    seen = [one for one in found if min(first, today - LATE) <= one.on <= last]
    came = outcomes.of(seen)
    for one in seen:
        if one.session is None or one.session.cancelled_at:
            by_day[one.on].append(_entry(one, today, came))
    sessions = _sessions(community, first, last)
    standing = [one for one in found if not one.cancelled_at]
    warned = conflicts(standing, letters(community, standing, first, last))
    days = [
        Day(
            day,
            by_day.get(day, []),
            day == today,
            view != "month" or day.month == on.month,
            tuple(warned.get(day, ())),
            tuple(sessions.get(day, ())),
        )
        for day in (first + DAY * number for number in range((last - first).days + 1))
    ]
    if view == "list":
        days = [day for day in days if day.entries or day.sessions or day.today]
    late = [
        _entry(one, today, came)
        for one in seen
        if not one.over and today - LATE <= one.on < min(today, first)
    ]
    return Shown(view, first, last, days, before, after, late)


def _sessions(community: Community, first: date, last: date) -> dict[date, list[LiveSession]]:
    """The live sessions of these days, by day. One query."""
    begin, end = (datetime.combine(day, time(), tzinfo=community.zone) for day in (first, last + DAY))
    rows = LiveSession.objects.standing().filter(community=community, starts_at__gte=begin, starts_at__lt=end)
    by_day: dict[date, list[LiveSession]] = defaultdict(list)
    rows = rows.select_related("cohort", "planned_item__cohort__programme").annotate(
        invited_count=_count(Invited.objects.all()),
        coming=_count(SignUp.objects.exclude(answer=ABSENT)),
        there=_count(Attendance.objects.all()),
    )
    for one in rows.prefetch_related("planned_item__cohort__room_days").order_by("starts_at", "pk"):
        one.community = community
        if item := getattr(one, "planned_item", None):
            item.community, item.session = community, one
            one.other_day = preparing.other_day(item)  # type: ignore[attr-defined]
        by_day[community.today(one.starts_at)].append(one)
    return by_day


def _count(rows) -> Subquery:
    """How many of these rows a session has."""
    counted = rows.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk"))
    return Subquery(counted.values("n"), output_field=IntegerField())


def _range(view: str, on: date) -> tuple[date, date, date, date]:
    monday = on - timedelta(days=on.weekday())
    if view == "week":
        return monday, monday + WEEK - DAY, monday - WEEK, monday + WEEK
    if view == "month":
        begins = on.replace(day=1)
        following = (begins + timedelta(days=32)).replace(day=1)
        first = begins - timedelta(days=begins.weekday())
        end = following - DAY
        return first, end + timedelta(days=6 - end.weekday()), begins - DAY, following
    return on, on + LIST, on - LIST - DAY, on + LIST + DAY


def all_of(community: Community, *, since: date) -> list[Planned]:
    """All that is open, and what was done or called off since that day; placed, in order. Two queries."""
    recent = Q(done_at__date__gte=since) | Q(cancelled_at__date__gte=since)
    recent |= Q(edition__leaves_at__date__gte=since) | Q(session__starts_at__date__gte=since)
    rows = Planned.objects.of(community).filter(Q(done_at=None, cancelled_at=None) | recent)
    rows = rows.select_related("cohort__programme", "done_by", "cancelled_by", "session", "edition", "thread")
    return placing.placed(rows.prefetch_related("cohort__room_days"), community)


def due(community: Community, now: datetime) -> list[Planned]:
    """What is to be done by now, the oldest first: open, its day come and not long gone. Two queries.

    Of what a lot lets a part have later: not while only these are left, and again from the day on which their
    turn comes (`turn_on`), with `waited`, how many they are.
    """
    today = community.today(now)
    rows = Planned.objects.of(community).open().select_related("cohort__programme", "trial")
    rows = rows.annotate(**lots.parts())
    placed = placing.placed(rows.prefetch_related("cohort__room_days"), community)
    found = []
    for one in placed:
        one.turn_on, later = _turn(one, community, now), not one.mailed  # all of it is the later turn
        held_only = one.trial is not None and one.turn_on is None and (later or one.decided >= one.having)
        since = one.on if later else one.turn_on or one.on
        if today - LATE <= since <= today and not held_only:
            found.append(one)
    return found


def _turn(planned: Planned, community: Community, now: datetime) -> date | None:
    """The day from which those who waited by lot may have it, once it has come."""
    trial = planned.trial
    return community.today(trial.ends_at) if trial and trial.turn_has_come(now) else None


def _entry(planned: Planned, today: date, came: Outcomes) -> Entry:
    said = came.of(planned)
    if planned.cancelled_at:
        return Entry(planned, "off", _("called off"))
    if planned.session:
        return Entry(planned, "off", _("its session was called off"))
    if planned.edition and not planned.edition.gone:
        return Entry(planned, "approved" if planned.edition.approved_at else "draft", said)
    if planned.done_at:
        by = _("done by %(name)s") % {"name": planned.done_by.name} if planned.done_by else _("over")
        return Entry(planned, "done", said or by)
    if said:
        return Entry(planned, "approved", said)
    if planned.on < today:
        return Entry(planned, "late", _("not done yet"))
    if planned.mailed and planned.on <= today:
        return Entry(planned, "draft", _("to be read before it leaves"))
    return Entry(planned, "planned", _("planned"))


def letters(community: Community, found: Iterable[Planned], first: date, last: date) -> set[date]:
    """The days on which every member has the letter, be it prepared or only planned. One query."""
    begin, end = (datetime.combine(day, time(), tzinfo=community.zone) for day in (first, last + DAY))
    prepared = Edition.objects.filter(community=community, leaves_at__gte=begin, leaves_at__lt=end)
    days = {community.today(at) for at in prepared.values_list("leaves_at", flat=True)}
    waiting = (one.on for one in found if one.kind == Planned.Kind.LETTER and not (one.over or one.edition))
    return days.union(waiting)


def conflicts(found: Iterable[Planned], letters: Collection[date] = ()) -> dict[date, list[str]]:
    """By day, in words: several mails to the same people that day, or more in a week than anybody gets.
    `letters`: the days on which everybody has the letter besides."""
    mails = [one for one in found if one.mailed and one.to == Planned.To.LEARNERS and one.cohort]
    names = {one.cohort_id: one.cohort.name for one in mails if one.cohort}
    warned: dict[date, list[str]] = defaultdict(list)
    for (cohort, day), count in Counter((one.cohort_id, one.on) for one in mails).items():
        said = {"count": count + (day in letters), "group": names[cohort]}
        if day in letters:
            warned[day].append(_("%(count)s mails to the same people, with the letter: %(group)s") % said)
        elif count > 1:
            warned[day].append(_("%(count)s mails to the same people: %(group)s") % said)
    everyone = [one for one in mails if one.audience == "everyone"]
    weeks = Counter((one.cohort_id, one.on - timedelta(days=one.on.weekday())) for one in everyone)
    for (cohort, monday), count in weeks.items():
        if count > settings.ENCOURAGEMENTS_A_WEEK:
            last = max(
                one.on for one in everyone if one.cohort_id == cohort and monday <= one.on < monday + WEEK
            )
            said = {"count": count, "group": names[cohort], "most": settings.ENCOURAGEMENTS_A_WEEK}
            warned[last].append(
                _("%(count)s mails this week for %(group)s: beyond %(most)s, they wait for the next one")
                % said
            )
    return dict(warned)
