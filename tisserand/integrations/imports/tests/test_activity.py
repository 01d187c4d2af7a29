"""Who did what and when, into the journal."""

import gzip
import itertools
from datetime import UTC, datetime

import duckdb
import pytest

from tisserand.communities import presence
from tisserand.communities.models import Event
from tisserand.integrations.imports.activity import load as activity
from tisserand.integrations.imports.activity.columns import Part, guess
from tisserand.integrations.imports.activity.source import opened
from tisserand.integrations.imports.activity.when import month_first, reader
from tisserand.integrations.imports.models import ExternalId
from tisserand.integrations.imports.problems import CannotRead
from tisserand.people.models import Person
from tisserand.programmes import enrolling
from tisserand.programmes.models import Cohort, Programme, Progress, Step

HEADING = "email,timestamp,verb,object,name"
CHLOE = "chloe@example.com,2026-11-20T10:00:00+01:00,viewed,page-1,First page"
BAO = "BAO@example.com ,2026-11-21 09:30,http://adlnet.gov/expapi/verbs/answered,quiz-7,"


@pytest.fixture
def csv_file(tmp_path):
    def make(*lines, heading=HEADING):
        path = tmp_path / "activity.csv"
        path.write_text("\n".join([heading, *lines]) + "\n")
        return path

    return make


@pytest.fixture
def bring(community, cast, now):
    def do(path, **more):
        return activity.load(path, community, now=now, **more)

    return do


def journal():
    lines = Event.objects.filter(source_key__isnull=False).order_by("at")
    return list(lines.values_list("actor__given_name", "verb", "object_type", "object_id", "at", "detail"))


def test_each_line_is_a_line_of_the_journal(bring, csv_file):
    report = bring(csv_file(CHLOE, BAO))
    assert (report.lines, report.stored, report.bad) == (2, 2, 0)
    assert journal() == [
        (
            "Chloé",
            "experienced",
            "activity",
            "page-1",
            datetime(2026, 11, 20, 9, tzinfo=UTC),
            {"name": "First page"},
        ),
        ("Bao", "answered", "activity", "quiz-7", datetime(2026, 11, 21, 8, 30, tzinfo=UTC), {}),
    ]


def test_days_of_presence_follow(bring, csv_file, community, cast):
    bring(csv_file(CHLOE, CHLOE.replace("20T10", "18T10"), CHLOE.replace("20T10", "18T11")))
    place = cast.places["chloe"]
    place.refresh_from_db()
    kept = presence.Presence(
        place.first_active_on, place.last_active_on, place.active_days, place.recent_days
    )
    assert kept == presence.recomputed(community)[cast.chloe.pk]
    assert kept.active_days == 2


def test_loading_again_and_identical_lines_add_nothing(bring, csv_file):
    path = csv_file(CHLOE, CHLOE, BAO)
    assert (bring(path).stored, bring(path).stored) == (2, 0)
    longer = csv_file(CHLOE, BAO, CHLOE.replace("page-1", "page-2"))
    report = bring(longer)
    assert (report.stored, report.already, len(journal())) == (1, 2, 3)


def test_the_number_of_the_line_elsewhere_tells_twins_apart(bring, csv_file):
    path = csv_file(f"1,{CHLOE}", f"2,{CHLOE}", f"2,{CHLOE}", heading=f"id,{HEADING}")
    assert bring(path).stored == 2


def test_the_same_file_in_two_communities_is_two_stories(bring, csv_file, community, cast, now):
    other = type(community).objects.create(organisation=community.organisation, name="Other", slug="other")
    other.admit(cast.chloe, by=None, now=now)
    path = csv_file(CHLOE)
    assert bring(path).stored + activity.load(path, other, now=now).stored == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "chloe@example.com,yesterday,viewed,p,",
            "Line 4, column “timestamp”: “yesterday” is not a date and time we can read.",
        ),
        (
            "chloe@example.com,2031-01-01,viewed,p,",
            "Line 4, column “timestamp”: “2031-01-01” has not happened yet.",
        ),
        (",2026-11-20,viewed,p,", "Line 4, column “email”: nobody is named."),
        (
            "zoe@example.com,2026-11-20,viewed,p,",
            "Line 4, column “email”: “zoe@example.com” is nobody known here.",
        ),
        ("chloe@example.com,2026-11-20", "Line 4: the line has 2 cells where 5 were expected."),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_kept(bring, csv_file, line, said):
    report = bring(csv_file(CHLOE, BAO, line, CHLOE.replace("page-1", "page-2")))
    assert [problem.text for problem in report.problems] == [said]
    assert (report.stored, report.bad) == (3, 1)


def test_the_wrong_columns_are_refused_before_anything_is_stored(bring, csv_file):
    with pytest.raises(CannotRead) as refusal:
        bring(csv_file(CHLOE, BAO), columns={Part.WHO: 1, Part.WHEN: 0})
    assert refusal.value.problem.code == "file-mostly-bad"
    with pytest.raises(CannotRead) as refusal:
        bring(csv_file("a,b", heading="x,y"))
    assert str(refusal.value) == "No column says who."
    assert journal() == []


def test_unknown_people_are_told_once_each(bring, csv_file):
    lines = [CHLOE.replace("chloe", f"x{n % 2}").replace("page-1", f"p{n}") for n in range(6)]
    report = bring(csv_file(*[CHLOE.replace("page-1", f"q{n}") for n in range(6)], *lines))
    assert (len(report.problems), report.bad, sorted(report.strangers)) == (
        2,
        6,
        ["x0@example.com", "x1@example.com"],
    )


def test_unknown_people_are_brought_in_when_asked(bring, csv_file, cast, community):
    path = csv_file(
        "zoe@example.com,2026-11-20,viewed,p,",
        "M-77,2026-11-20,viewed,p,",
        "dov@example.com,2026-11-20,viewed,p,",
    )
    report = bring(path, create_people=True)
    assert (report.stored, report.new_people, report.bad) == (3, 3, 0)
    assert community.memberships.filter(person=cast.dov).exists()
    assert ExternalId.objects.get(key="m-77").person.family_name == "m-77"
    assert not Person.objects.get(email="zoe@example.com").has_usable_password()
    assert bring(path, create_people=True).new_people == 0


def test_people_are_known_by_the_number_another_file_gave(bring, csv_file, cast, community):
    ExternalId.objects.create(community=community, source="file", key="M12", person=cast.chloe)
    assert bring(csv_file("m12,2026-11-20,viewed,p,")).stored == 1


@pytest.fixture
def step(community, cast, now):
    programme = Programme.objects.create(community=community, name="Leading")
    cohort = Cohort.objects.create(programme=programme, name="November", starts_on=now.date())
    enrolling.enrol(cohort, [cast.places["chloe"]], by=cast.ada, now=now)
    return Step.objects.create(
        programme=programme, position=1, title="Prepare", due_day=3, source_key="LMS-42"
    )


@pytest.mark.parametrize("name", ["lms-42,", "x,PREPARE"])
def test_a_completed_step_is_progress(bring, csv_file, step, name):
    late, soon = (f"chloe@example.com,2026-11-{day},Terminé,{name}" for day in (20, 19))
    report = bring(csv_file(late, soon, late.replace("Terminé", "viewed"), late.replace("chloe", "bao")))
    progress = Progress.objects.get()
    assert (progress.step, progress.source, progress.completed_at.day) == (step, "imported", 18)
    assert report.steps_done == 1
    assert ("Chloé", "completed", "step", str(step.pk)) in [line[:4] for line in journal()]
    assert bring(csv_file(late, soon)).steps_done == 0


def test_what_the_learner_declared_stays(bring, csv_file, step, cast, now):
    enrolment = cast.places["chloe"].enrolments.get()
    Progress.objects.create(enrolment=enrolment, step=step, completed_at=now)
    bring(csv_file("chloe@example.com,2026-11-19,completed,LMS-42,"))
    assert Progress.objects.get().completed_at == now


def test_parquet_gzip_and_separators_say_the_same(bring, csv_file, tmp_path):
    path = csv_file(CHLOE, BAO)
    bring(path)
    before = journal()
    parquet = tmp_path / "it's.parquet"
    duckdb.sql(f"COPY (FROM read_csv('{path}', all_varchar=true)) TO '{tmp_path}/it''s.parquet'")
    zipped = tmp_path / "a.csv.gz"
    zipped.write_bytes(gzip.compress(path.read_bytes()))
    old = tmp_path / "old.csv"
    old.write_bytes(path.read_text().replace(",", ";").replace("First page", "Première").encode("cp1252"))
    for other in (parquet, zipped, old):
        assert (bring(other).already, journal()) == (2, before)


def test_parquet_keeps_its_own_types(bring, tmp_path, cast):
    path = tmp_path / "a.parquet"
    duckdb.sql(
        "COPY (SELECT 'chloe@example.com' who, TIMESTAMP '2026-11-20 10:00:00' AS \"when\", 5 object) "
        f"TO '{path}'"
    )
    assert bring(path).stored == 1
    assert journal()[0][3:5] == ("5", datetime(2026, 11, 20, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    "content", [b"", b"PAR1 no more", b"\x1f\x8bnothing", b"one column\nonly\n", b"\x89PNG\r\n\x1a\n\0\1\2"]
)
def test_what_is_no_table_is_refused(bring, tmp_path, content):
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(CannotRead):
        bring(path)


def test_a_file_is_read_line_by_line_never_whole(csv_file):
    path = csv_file(*[CHLOE] * 50_000)
    with opened(path) as source:
        assert iter(source.rows) is source.rows
        assert len(list(itertools.islice(source.rows, 10))) == 10
        assert source.share == 0.0


def test_batches_are_bounded(bring, csv_file, monkeypatch):
    told = []
    monkeypatch.setattr(activity, "BATCH", 2)
    bring(
        csv_file(*[CHLOE.replace("page-1", f"p{n}") for n in range(5)]),
        tell=lambda report: told.append(report.lines),
    )
    assert told == [2, 4, 5, 5]


def test_a_load_that_stopped_goes_on_where_it_was(bring, csv_file, monkeypatch):
    monkeypatch.setattr(activity, "BATCH", 2)
    path = csv_file(*[CHLOE.replace("page-1", f"p{n}") for n in range(5)])

    def fall(report):
        if report.lines == 4:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        bring(path, tell=fall)
    assert len(journal()) == 4
    report = bring(path)
    assert (report.stored, report.already) == (1, 4)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-01-03T14:05:06Z", "2026-01-03 14:05:06"),
        ("2026-01-03 14:05", "2026-01-03 13:05:00"),
        ("03/01/2026 14:05", "2026-01-03 13:05:00"),
        ("17/10/21, 12:39", "2021-10-17 10:39:00"),
        ("03.01.2026", "2026-01-02 23:00:00"),
        ("mercredi 3 janvier 2024, 14:05", "2024-01-03 13:05:00"),
        ("3 août 2023 09:10", "2023-08-03 07:10:00"),
        ("3/1/2024 2:05 PM", "2024-01-03 13:05:00"),
        ("45294.5", "2024-01-03 11:00:00"),
        ("1704290706", "2024-01-03 14:05:06"),
        ("1704290706000", "2024-01-03 14:05:06"),
    ],
)
def test_dates_are_read_as_exports_write_them(community, cell, moment):
    assert f"{reader(community.zone)(cell):%F %T}" == moment


@pytest.mark.parametrize("cell", ["", "hier", "99/99/2024", "nan", "inf", "-1", "2026-13-01", None, "1e400"])
def test_what_is_no_date_is_a_value_error(community, cell):
    with pytest.raises((ValueError, TypeError, OverflowError)):
        reader(community.zone)(cell)


def test_months_come_first_only_when_nothing_else_can_be(community):
    assert month_first(["03/04/2024", "03/25/2024"])
    assert not month_first(["03/04/2024", "25/03/2024", "2024-03-25"])


def test_columns_of_known_exports_are_guessed():
    moodle = ["Time", "User full name", "Event context", "Component", "Event name", "Origin"]
    assert guess(moodle) == {Part.WHEN: 0, Part.OBJECT: 2, Part.OBJECT_TYPE: 3, Part.VERB: 4}
    assert guess(["Courriel", "Date", "Action", "Ressource"]) == {
        Part.WHO: 0,
        Part.WHEN: 1,
        Part.VERB: 2,
        Part.OBJECT: 3,
    }
