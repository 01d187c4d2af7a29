"""One presentation of the Open University dataset (OULAD) as a programme, its people and their days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person
from tisserand.programmes import enrolling
from tisserand.programmes.models import Cohort, Enrolment, Programme, Step

from ..activity import load as activity
from ..activity.columns import Part
from ..activity.source import AT_ONCE, Source
from ..models import ExternalId

SOURCE = "oulad"
FILES = (
    "studentInfo",
    "studentRegistration",
    "assessments",
    "studentAssessment",
    "studentVle",
    "vle",
    "courses",
)
# The data knows days, not hours.
HOUR = time(12)
COLUMNS = {Part.WHO: 0, Part.WHEN: 1, Part.VERB: 2, Part.OBJECT: 3, Part.OBJECT_TYPE: 4, Part.OBJECT_NAME: 5}


@dataclass(frozen=True)
class Course:
    """`module` and `presentation` as in « AAA-2013J »; `starts_on` is the day 0 of the data."""

    folder: Path
    module: str
    presentation: str
    starts_on: date

    def missing(self) -> list[str]:
        return [name for name in FILES if not (self.folder / f"{name}.parquet").is_file()]

    def rows(self, sql: str) -> Iterator[tuple]:
        """Rows of this presentation; `{table}` in the query stands for the file of that name."""
        folder = str(self.folder).replace("'", "''")
        tables = {name: f"read_parquet('{folder}/{name}.parquet') AS {name}" for name in FILES}
        with duckdb.connect() as database:
            cursor = database.execute(sql.format(**tables), [self.module, self.presentation])
            while batch := cursor.fetchmany(AT_ONCE):
                yield from batch

    def moment(self, day: float, zone) -> datetime:
        return datetime.combine(self.starts_on + timedelta(days=int(day)), HOUR, tzinfo=zone)


MINE = "code_module = ? AND code_presentation = ?"
PEOPLE = f"""SELECT id_student, coalesce(date_registration, 0), date_unregistration
    FROM {{studentRegistration}} WHERE {MINE} ORDER BY 2, 1"""  # noqa: S608  our own words
STEPS = f"""SELECT id_assessment, assessment_type, date FROM {{assessments}}
    WHERE {MINE} AND date IS NOT NULL ORDER BY date, id_assessment"""  # noqa: S608
LENGTH = f"SELECT module_presentation_length FROM {{courses}} WHERE {MINE}"  # noqa: S608
CLICKS = f"""SELECT id_student, date, 'experienced', id_site,
    any_value(activity_type), any_value(activity_type)
    FROM {{studentVle}} LEFT JOIN {{vle}} USING (id_site, code_module, code_presentation)
    WHERE {MINE} GROUP BY id_student, id_site, date ORDER BY date, id_student, id_site"""  # noqa: S608
SUBMITTED = f"""SELECT id_student, greatest(date_submitted, 0), 'completed', id_assessment, 'step', ''
    FROM {{studentAssessment}} JOIN {{assessments}} USING (id_assessment)
    WHERE {MINE} ORDER BY 2, 1, 4"""  # noqa: S608


@transaction.atomic
def bring_people(course: Course, community: Community, until: datetime) -> Cohort:
    """The path, the cohort, and whoever had registered by then; those who had withdrawn have."""
    cohort = _path(course, community)
    known = dict(
        ExternalId.objects.filter(community=community, source=SOURCE).values_list(
            "key", "person__memberships__pk"
        )
    )
    registered = [
        (str(student), joined, gone)
        for student, day, out in course.rows(PEOPLE)
        for joined, gone in [(course.moment(day, community.zone), out and course.moment(out, community.zone))]
        if joined <= until
    ]
    new = [line for line in registered if line[0] not in known]
    people = Person.objects.bulk_create(
        [_person(student, community, at) for student, at, _ in new], batch_size=500
    )
    places = Membership.objects.bulk_create(
        [
            Membership(community=community, person=p, joined_at=at)
            for p, (_, at, _) in zip(people, new, strict=True)
        ],
        batch_size=500,
    )
    ExternalId.objects.bulk_create(
        [
            ExternalId(community=community, source=SOURCE, key=student, person=person)
            for person, (student, _, _) in zip(people, new, strict=True)
        ],
        batch_size=500,
    )
    enrolling.enrol(cohort, places, by=None, now=until)
    _date_enrolments(cohort, registered, until)
    return cohort


def _person(student: str, community: Community, at: datetime) -> Person:
    person = Person(
        # In one piece: where only first names stand, the number still tells who.
        given_name=_("Learner %(number)s") % {"number": student},
        language=community.language,
        time_zone=community.organisation.time_zone,
        reached_by=Person.ReachedBy.PHONE,
        mail_cadence=Person.Cadence.NONE,
        joined_at=at,
    )
    person.set_unusable_password()
    return person


def _path(course: Course, community: Community) -> Cohort:
    name = f"{course.module} {course.presentation}"
    programme, new = Programme.objects.get_or_create(community=community, name=name)
    if new:
        titles = {"TMA": _("Assignment"), "CMA": _("Quiz")}
        Step.objects.bulk_create(
            Step(
                programme=programme,
                position=position,
                title=f"{titles.get(kind, kind)} {position}",
                due_day=int(day),
                minutes=120 if kind == "TMA" else 30,
                source_key=str(assessment),
            )
            for position, (assessment, kind, day) in enumerate(course.rows(STEPS), start=1)
        )
    (length,) = next(course.rows(LENGTH), (240,))
    dates = {"starts_on": course.starts_on, "ends_on": course.starts_on + timedelta(days=int(length))}
    return Cohort.objects.get_or_create(programme=programme, name=course.presentation, defaults=dates)[0]


def _date_enrolments(cohort: Cohort, registered: list[tuple], until: datetime) -> None:
    """Each enrolment bears the day it was made, and the day it was ended when that day has come."""
    told = {student: (at, gone) for student, at, gone in registered}
    keys = dict(
        ExternalId.objects.filter(community=cohort.programme.community, source=SOURCE).values_list(
            "person_id", "key"
        )
    )
    enrolments = list(Enrolment.objects.filter(cohort=cohort).select_related("membership"))
    for enrolment in enrolments:
        enrolment.enrolled_at, gone = told[keys[enrolment.membership.person_id]]
        enrolment.withdrawn_at = gone if gone and gone <= until else None
    Enrolment.objects.bulk_update(enrolments, ["enrolled_at", "withdrawn_at"], batch_size=500)


def bring_activity(
    course: Course, community: Community, until: datetime, tell: activity.Tell
) -> activity.Report:
    """Assignments handed in, then days of clicks, through the same door as any activity file."""
    for sql in (SUBMITTED, CLICKS):
        source = Source([part.value for part in COLUMNS], _lines(course, sql, community))
        report = activity.load_source(source, community, COLUMNS, now=timezone.now(), until=until, tell=tell)
    return report


def _lines(course: Course, sql: str, community: Community) -> Iterator[tuple[int, list]]:
    moments: dict[int, datetime] = {}
    for line, (student, day, *what) in enumerate(course.rows(sql), start=1):
        at = moments.setdefault(day, course.moment(day, community.zone))
        yield line, [str(student), at, *map(str, what)]
