"""Programmes, cohorts, who is enrolled, and the steps each person has done."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.dates import format_date
from django.utils.text import slugify

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort, Enrolment, Programme, Progress, Step

from .book import Book
from .cast import Place
from .clock import DAY, Clock
from .script import CONTENT

COURSES = "https://cours.sorvane.example"
# The share of people who are a week ahead.
EAGER = 0.2
# People are loaded some days before their cohort starts.
LOADED_BEFORE = timedelta(days=6)
ENROLMENTS_LOADED_AT = time(10, 20)


@dataclass(frozen=True)
class Course:
    programme: Programme
    steps: list[Step]
    cohorts: dict[str, Cohort]


def anchors(clock: Clock) -> dict[str, date]:
    """When each cohort starts: g2 is in its third week, t near its forty-fifth day."""
    monday = clock.today - timedelta(days=clock.today.weekday())
    return {
        "g1": monday - timedelta(days=14 + 91),
        "g2": monday - timedelta(days=14),
        "t": _two_days_in_a_row(clock),
        "a2l": monday - timedelta(days=119),
        "f": monday - timedelta(days=119),
    }


def _two_days_in_a_row(clock: Clock) -> date:
    """The last day, forty-five days ago or before, that was worked and whose morrow was."""
    day = clock.today - timedelta(days=45)
    while not (clock.works(day) and clock.works(day + DAY)):
        day -= DAY
    return day


def session(starts_on: date) -> str:
    """« septembre 2026 »"""
    return format_date(starts_on, "MMMM y", locale="fr")


def course(community: Community, clock: Clock) -> Course:
    """Save the programme of this community, its steps and its cohorts."""
    told = json.loads((CONTENT / "programmes.json").read_text(encoding="utf-8"))[community.slug]
    programme = Programme.objects.create(
        community=community, name=told["name"], kind=told["kind"], summary=told["summary"]
    )
    steps = [
        Step(
            programme=programme,
            position=position,
            title=title,
            minutes=minutes,
            due_day=due_day,
            link=f"{COURSES}/{slugify(told['name'])}/{position}/" if told["kind"] == "remote" else "",
        )
        for position, (title, minutes, due_day) in enumerate(told["steps"], start=1)
    ]
    cohorts = {}
    for key, name in told["cohorts"].items():
        starts_on = clock.anchors[key]
        cohorts[key] = Cohort.objects.create(
            programme=programme,
            name=f"{name}, {session(starts_on)}",
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=told["days"]),
        )
    return Course(programme, Step.objects.bulk_create(steps), cohorts)


def enrol(
    course: Course, membership: Membership, key: str, at: datetime, by: Person, book: Book
) -> Enrolment:
    enrolment = Enrolment.objects.create(cohort=course.cohorts[key], membership=membership, enrolled_at=at)
    book.note("enrolled", by, enrolment, at, cohort=enrolment.cohort_id)
    return enrolment


def advance(
    course: Course, enrolment: Enrolment, place: Place, came: set[date], by: Person, clock: Clock, book: Book
) -> list[Progress]:
    """What this person has done of the course: each step on a day they came, a little before it was due.

    People who are reached by phone say it on the phone, and an LCM notes it.
    """
    if not came or place.rhythm == "new":
        return []
    dice, starts_on = place.dice("steps"), enrolment.cohort.starts_on
    lead = dice.randint(6, 10) if dice.random() < EAGER else 0
    person, earliest, done = enrolment.membership.person, clock.on(min(came), time(8)), []
    for step in course.steps[: place.most_steps]:
        day = _day(step, starts_on, came, lead + dice.randint(0, 4), clock)
        if day is None:
            break
        at = max(clock.on(day, time(dice.randint(8, 16), dice.randint(0, 59))), earliest)
        earliest = at + timedelta(minutes=dice.randint(20, 90))
        helped = not person.email or step.minutes > 600
        done.append(
            Progress(
                enrolment=enrolment,
                step=step,
                completed_at=at,
                source=Progress.Source.NOTED if helped else Progress.Source.DECLARED,
                noted_by=by if helped else None,
            )
        )
    for line in done:
        noted = {"noted_by": by.pk} if line.noted_by else {}
        at, source = line.completed_at, str(line.source)
        book.note("completed", person, line.step, at, enrolment=enrolment.pk, source=source, **noted)
    return done


def _day(step: Step, starts_on: date, came: set[date], lead: int, clock: Clock) -> date | None:
    """The day somebody who came on those days does this step, `lead` days ahead; None when it is still to do.

    Never later than due, so that only those who are meant to be late are late.
    """
    due_on = starts_on + timedelta(days=step.due_day)
    if step.minutes > 600:  # the room: everybody who came was there
        return due_on if due_on < clock.today else None
    wanted = due_on - timedelta(days=lead)
    until = min(due_on, max(came), clock.today - DAY)
    before = [day for day in came if wanted - timedelta(days=3) <= day <= until]
    if before:
        return max(before)
    if due_on < clock.today:
        return clock.last_working_day(until)
    return None
