import pytest
from django.urls import reverse

from tisserand.communities.models import Event
from tisserand.programmes import progress
from tisserand.programmes.models import Programme, Progress, Step


def url(name, *args):
    return reverse(name, args=["distance", *args])


def posted(programme=None, rows=(), **values):
    """A form with these rows: dicts of fields, `id` for a step that exists."""
    data = {"name": "Recast", "kind": "remote", "summary": "", **values}
    data |= {"steps-TOTAL_FORMS": len(rows), "steps-INITIAL_FORMS": sum("id" in row for row in rows)}
    for number, row in enumerate(rows):
        row = {"minutes": 15, "due_day": 7, **row}
        if programme:
            row["programme"] = programme.pk
        data |= {f"steps-{number}-{field}": value for field, value in row.items()}
    return data


def titles(programme):
    return list(programme.steps.order_by("position").values_list("title", flat=True))


@pytest.fixture
def rows(cohort):
    """The steps of the programme as the form shows them."""
    return [
        {"id": s.pk, "title": s.title, "minutes": s.minutes, "due_day": s.due_day, "ORDER": s.position}
        for s in cohort.programme.steps.all()
    ]


def test_a_programme_is_written_with_its_steps(as_person, cast, community):
    rows = [
        {"title": "Watch", "minutes": 12, "due_day": 3, "link": "https://lms.example/1"},
        {"title": "Try"},
    ]
    blank = {"title": "", "minutes": 15, "due_day": ""}
    answer = as_person(cast.ada).post(url("create-programme"), posted(rows=[*rows, blank]), follow=True)
    assert b"The programme is saved." in answer.content
    made = Programme.objects.get(name="Recast")
    assert [(s.position, s.title, s.minutes, s.due_day, s.link) for s in made.steps.all()] == [
        (1, "Watch", 12, 3, "https://lms.example/1"),
        (2, "Try", 15, 7, ""),
    ]
    line = Event.objects.get(verb="created")
    assert (line.actor, line.object_type, line.object_id) == (cast.ada, "programme", str(made.pk))


def test_steps_are_changed_in_place_and_what_was_done_stays(as_person, cast, cohort, chloe, rows, now, step):
    done = progress.complete(chloe, step("Watch"), by=cast.chloe, now=now)
    rows[0]["title"], rows[2]["minutes"] = "Watch again", 40
    rows.append({"title": "Share", "due_day": 30})
    answer = as_person(cast.ada).post(
        url("edit-programme", cohort.programme_id), posted(cohort.programme, rows, name=cohort.programme.name)
    )
    assert answer.status_code == 302
    assert titles(cohort.programme) == ["Watch again", "Try", "Tell", "Share"]
    assert Progress.objects.get() == done


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ([1, 2, 3], ["Watch", "Try", "Tell"]),
        ([3, 2, 1], ["Tell", "Try", "Watch"]),
        ([1, 2, 1], ["Tell", "Watch", "Try"]),  # moved up: before whoever has the place
        ([3, 2, 3], ["Try", "Tell", "Watch"]),  # moved down: after
        ([9, 2, 3], ["Try", "Tell", "Watch"]),
    ],
)
def test_steps_change_places(as_person, cast, cohort, rows, places, order):
    for row, place in zip(rows, places, strict=True):
        row["ORDER"] = place
    before = {s.title: s.pk for s in cohort.programme.steps.all()}
    as_person(cast.ada).post(
        url("edit-programme", cohort.programme_id), posted(cohort.programme, rows, name=cohort.programme.name)
    )
    assert titles(cohort.programme) == order
    assert {s.title: s.pk for s in cohort.programme.steps.all()} == before
    assert [s.position for s in cohort.programme.steps.all()] == [1, 2, 3]


def test_a_step_is_removed_when_asked(as_person, cast, cohort, chloe, rows, now, step):
    progress.complete(chloe, step("Try"), by=cast.chloe, now=now)
    page = as_person(cast.ada).get(url("edit-programme", cohort.programme_id))
    assert b"1 person has done it" in page.content
    rows[1]["DELETE"] = "on"
    as_person(cast.ada).post(
        url("edit-programme", cohort.programme_id), posted(cohort.programme, rows, name=cohort.programme.name)
    )
    assert titles(cohort.programme) == ["Watch", "Tell"]
    assert not Progress.objects.exists()
    assert Event.objects.get(verb="changed").detail == {"steps": 2, "removed": 1}


def test_more_lines_are_given_after_saving(as_person, cast):
    data = posted(rows=[{"title": "Watch"}], more="1")
    answer = as_person(cast.ada).post(url("create-programme"), data)
    assert answer.url == url("edit-programme", Programme.objects.get(name="Recast").pk)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"kind": "telepathy"},
        {"steps-0-title": "", "steps-0-link": "https://lms.example"},
        {"steps-0-link": "javascript:alert(1)"},
        {"steps-0-link": "ftp://lms.example/1"},
        {"steps-0-due_day": "-1"},
        {"steps-0-due_day": "soon"},
        {"steps-0-minutes": "99999999"},
        {"steps-TOTAL_FORMS": "100000"},
        {"steps-TOTAL_FORMS": "x"},
        {"steps-0-ORDER": "first"},
        {"name": "Recast without hurting"},
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(as_person, cast, cohort, change):
    data = posted(rows=[{"title": "Step"}]) | change
    answer = as_person(cast.ada).post(url("create-programme"), data)
    assert answer.status_code == 422
    assert Programme.objects.count() == 1
    assert Step.objects.count() == 3


def test_a_step_of_another_programme_cannot_be_taken(as_person, cast, cohort, community, rows):
    other = Programme.objects.create(community=community, name="Other")
    before = list(cohort.programme.steps.values())
    stolen = {**rows[0], "title": "Mine now", "DELETE": "on"}
    as_person(cast.ada).post(url("edit-programme", other.pk), posted(other, [stolen, rows[1]], name="Other"))
    assert list(cohort.programme.steps.values()) == before
