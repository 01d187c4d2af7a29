"""The way of one spreadsheet: its table, the columns chosen for it, the plan they make."""

from django.db import IntegrityError, transaction

from tisserand.communities.models import Community
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort

from ..models import Load
from ..problems import CannotRead
from . import act, corrections
from .headings import Field, Table, find_table, guess
from .lines import read_lines
from .plan import Plan, prepare
from .sheets import MOST_ROWS, read

NEEDED = {
    Field.EMAIL,
    Field.PHONE,
    Field.FULL_NAME,
    Field.GIVEN_FULL_NAME,
    Field.FAMILY_NAME,
    Field.GIVEN_NAME,
    Field.EXTERNAL_ID,
}


def table_of(path) -> Table:
    """The table of people in a file; raises CannotRead."""
    table = find_table(read(path))
    if len(table.rows) > MOST_ROWS:
        raise CannotRead("file-rows", other=str(MOST_ROWS))
    return table


def open_table(load: Load) -> Table:
    if not load.file:
        raise CannotRead("file-gone")
    try:
        return table_of(load.file.path)
    except FileNotFoundError:
        raise CannotRead("file-gone") from None


def suggest(load: Load, table: Table) -> dict[int, Field]:
    """What was chosen for this file, or for the last one with the same headings here, or a guess."""
    chosen = load.choices.get("columns")
    if chosen is None and table.headings:
        earlier = Load.objects.filter(
            community=load.community_id, kind=Load.Kind.PEOPLE, choices__headings=table.headings
        )
        last = earlier.exclude(pk=load.pk).filter(choices__has_key="columns").first()
        chosen = last.choices["columns"] if last else None
    if chosen is None:
        return guess(table)
    return {int(column): Field(field) for column, field in chosen.items() if int(column) < table.width}


def choose(load: Load, table: Table, columns: dict[int, Field], cohort: Cohort | None) -> None:
    """Keep what the LCM decided."""
    load.choices = {
        "columns": {str(column): field.value for column, field in columns.items()},
        "headings": table.headings,
        "cohort": cohort.pk if cohort else None,
    }
    load.save(update_fields=["choices"])


def cohort_of(load: Load) -> Cohort | None:
    cohorts = Cohort.objects.filter(programme__community=load.community_id).select_related("programme")
    return cohorts.filter(pk=load.choices.get("cohort")).first()


def plan_for(community: Community, table: Table, columns: dict[int, Field], by: Person | None) -> Plan:
    """What loading this table would do. Raises CannotRead when no column tells who people are."""
    if not NEEDED & set(columns.values()):
        raise CannotRead("file-columns", value="people")
    told = read_lines(table, columns, country=community.organisation.country)
    return prepare(told, community, by=by)


def plan_of(load: Load, by: Person) -> Plan:
    table = open_table(load)
    return plan_for(load.community, table, suggest(load, table), by)


def finish(load: Load, *, by: Person, now, take=(), leave_out_problems: bool = False) -> act.Outcome:
    """Load for good and forget the file. Raises act.NotReady or CannotRead; then nothing was stored."""
    plan = plan_of(load, by)
    try:
        with transaction.atomic():
            outcome = act.load(
                plan,
                load.community,
                by=by,
                now=now,
                cohort=cohort_of(load),
                take=take,
                leave_out_problems=leave_out_problems,
                name=load.name,
            )
            corrections.keep(load, outcome.made)
            _done(load, plan, outcome, now)
    except IntegrityError:  # somebody brought in the same people at the same moment
        raise act.NotReady from None
    load.forget_file()
    load.save(update_fields=["file"])
    return outcome


def _done(load: Load, plan: Plan, outcome: act.Outcome, now) -> None:
    load.state, load.finished_at = Load.State.DONE, now
    load.counts = {
        "arrived": len(outcome.arrived),
        "changed": len(outcome.changed),
        "known": len(plan.known),
        "joined": plan.joined,
        "enrolled": outcome.enrolled,
        "without_email": plan.without_email,
        "left_out": len({problem.line for problem in plan.problems}),
        "invitable": outcome.invitable,
    }
    load.problems = [problem.stored() for problem in [*plan.problems, *plan.remarks]][:200]
    load.choices |= {"arrived": [place.pk for place in outcome.arrived]}
    load.save()
