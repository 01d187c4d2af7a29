import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from tisserand.conversations.models import Thread
from tisserand.integrations.imports.forum import load as forum
from tisserand.integrations.imports.models import Load
from tisserand.integrations.imports.people import act, steps
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort, Programme

from . import files

HERE = "/c/distance/loading/"
PEOPLE = "Nom;Prénom;Courriel\nROY;Zoé;zoe@example.com\nLI;Wei;\n"
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


@pytest.fixture
def bring_forum(community, cast, now):
    def do(path, **more):
        return forum.load(path, community, now=now, **more)

    return do


def threads():
    """Who wrote in each conversation, by its title."""
    return {t.title: [p.author.name for p in t.posts.all()] for t in Thread.objects.order_by("created_at")}


def upload(text, name="liste.csv"):
    return {"file": SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())}


@pytest.fixture
def chosen(ada):
    """A spreadsheet of people at the stage of its columns: its Load."""
    ada.post(f"{HERE}people/", upload(PEOPLE))
    return Load.objects.get()


@pytest.fixture
def cohort(community, now):
    programme = Programme.objects.create(community=community, name="Leading")
    return Cohort.objects.create(programme=programme, name="November", starts_on=now.date())
