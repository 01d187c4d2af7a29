import pytest
from django.utils.translation import override

from tisserand.integrations.imports.people import act, steps
from tisserand.people.models import Person

from . import files

HEADINGS = ["Nom", "Prénom", "E-mail", "Portable"]


@pytest.fixture
def spreadsheet(tmp_path):
    """`spreadsheet(rows…)` is the path of a CSV file with these lines under the usual headings."""

    def make(*rows, headings=HEADINGS):
        return files.text(tmp_path / "people.csv", [headings, *rows])

    return make


@pytest.fixture
def plan(community, cast):
    def make(path, by=None):
        table = steps.table_of(path)
        return steps.plan_for(community, table, steps.guess(table), by or cast.ada)

    return make


@pytest.fixture
def bring(plan, community, cast, now):
    """Load a file of people whole, as Ada."""

    def do(path, **more):
        return act.load(plan(path), community, by=cast.ada, now=more.pop("at", now), **more)

    return do


@pytest.fixture
def everybody(db):
    """Everything stored of everybody, to compare before and after."""

    def look():
        people = list(Person.objects.order_by("pk").values())
        places = list(Person.memberships.rel.related_model.objects.order_by("pk").values())
        return people, places

    return look


@pytest.fixture(autouse=True)
def in_english():
    """What is told outside a page is told in English here; a page speaks the language of who looks."""
    with override("en"):
        yield
