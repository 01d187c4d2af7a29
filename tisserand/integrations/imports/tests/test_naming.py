"""Which step a thing of the LMS is, said by hand after a load of activity."""

import pytest
from django.urls import reverse

from tisserand.communities.models import Event
from tisserand.integrations.imports import running
from tisserand.integrations.imports.models import Load
from tisserand.programmes import enrolling
from tisserand.programmes.models import Progress, Step

from .conftest import HERE, upload

FILE = """email,timestamp,verb,object,name
chloe@example.com,2026-11-19T10:00:00Z,completed,mod-7,Watch the film
chloe@example.com,2026-11-18T10:00:00Z,completed,mod-7,Watch the film
bao@example.com,2026-11-19T10:00:00Z,completed,mod-7,Watch the film
chloe@example.com,2026-11-19T11:00:00Z,completed,mod-8,
chloe@example.com,2026-11-19T12:00:00Z,viewed,mod-9,Page
"""


@pytest.fixture
def steps(cohort, cast, now):
    """Two steps of the programme that Chloé takes, Bao not."""
    enrolling.enrol(cohort, [cast.places["chloe"]], by=cast.ada, now=now)
    return [
        Step.objects.create(programme=cohort.programme, position=n, title=title, due_day=n)
        for n, title in enumerate(["Film", "Essay"], 1)
    ]


@pytest.fixture
def loaded(ada, steps):
    ada.post(f"{HERE}activity/", upload(FILE, "activity.csv"))
    load = Load.objects.get()
    columns = {"who": 0, "when": 1, "verb": 2, "object": 3, "object_name": 4}
    ada.post(f"{HERE}activity/{load.pk}/columns/", columns)
    running.run(load.pk)
    load.refresh_from_db()
    return load


def noted():
    return list(Progress.objects.values_list("step__title", "completed_at__day", "source"))


def test_what_no_step_is_named_after_is_told_the_most_frequent_first(ada, loaded):
    assert loaded.choices["unnamed"] == [["mod-7", "Watch the film", 3], ["mod-8", "", 1]]
    page = ada.get(f"{HERE}{loaded.pk}/").text
    assert "Which step is it?" in page
    assert page.index("Watch the film") < page.index("mod-8")
    assert "mod-9" not in page


def test_named_it_counts_at_once_and_in_the_next_load(ada, loaded, steps, community):
    answer = ada.post(f"{HERE}{loaded.pk}/steps/", {"thing-0": steps[0].pk, "thing-1": ""}, follow=True)
    assert "1 step noted as done." in answer.text
    assert noted() == [("Film", 18, "imported")]
    steps[0].refresh_from_db()
    assert steps[0].source_key == "mod-7"
    assert "“mod-7” is the step “Film”." in answer.text
    assert "Watch the film</label>" not in answer.text
    assert Event.objects.filter(verb="changed", detail__known_as="mod-7").exists()


def test_taken_back_what_it_had_noted_goes_and_what_people_said_stays(ada, loaded, steps, cast, now):
    enrolment = cast.places["chloe"].enrolments.get()
    Progress.objects.create(enrolment=enrolment, step=steps[1], completed_at=now)
    ada.post(f"{HERE}{loaded.pk}/steps/", {"thing-0": steps[0].pk})
    ada.post(reverse("unname-step", args=["distance", loaded.pk, steps[0].pk]))
    assert [title for title, _day, _source in noted()] == ["Essay"]
    assert Step.objects.filter(source_key="").count() == 2
    assert "Watch the film</label>" in ada.get(f"{HERE}{loaded.pk}/").text


def test_two_things_are_not_one_step(ada, loaded, steps):
    answer = ada.post(f"{HERE}{loaded.pk}/steps/", {"thing-0": steps[0].pk, "thing-1": steps[0].pk})
    assert answer.status_code == 422
    assert "Two things cannot be the same step." in answer.text
    assert noted() == []


def test_a_step_that_has_a_name_is_not_offered(ada, loaded, steps):
    Step.objects.filter(pk=steps[0].pk).update(source_key="elsewhere")
    assert ada.post(f"{HERE}{loaded.pk}/steps/", {"thing-0": steps[0].pk}).status_code == 422


@pytest.mark.parametrize(("who", "status"), [("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_the_lcm_says_so(client, cast, loaded, steps, who, status):
    client.force_login(cast.people[who])
    assert client.post(f"{HERE}{loaded.pk}/steps/", {"thing-0": steps[0].pk}).status_code == status
    unname = reverse("unname-step", args=["distance", loaded.pk, steps[0].pk])
    assert client.post(unname).status_code == status
    assert noted() == []
