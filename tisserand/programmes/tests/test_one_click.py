from datetime import timedelta

import pytest
import time_machine

from tisserand.mail import answering
from tisserand.programmes.models import Progress

pytestmark = pytest.mark.django_db


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(autouse=True)
def present(now):
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def cohort(make_cohort, community, cast, now):
    starts_on = community.today(now) - timedelta(days=5)
    return make_cohort("Watch", "Try", starts_on=starts_on, members=[cast.places["chloe"]])


@pytest.fixture
def path(cohort, now):
    """Where « done » is said of the step of that number."""

    def make(person, position=1):
        step = cohort.programme.steps.get(position=position)
        return answering.link("step-done", person, step.pk, now=now).removeprefix("http://127.0.0.1:8000")

    return make


def test_done_and_not_after_all(client, cast, path, now):
    link = path(cast.chloe)
    assert "Have you done the step “Watch”?" in client.get(link).text
    client.post(link)
    client.post(link)
    done = Progress.objects.get()
    assert (done.step.title, done.completed_at, done.source, done.noted_by) == (
        "Watch",
        now,
        "declared",
        None,
    )
    assert "“Watch”: it is done. Next comes “Try”, 15 min." in plain(client.get(link).text)
    client.post(link, {"undo": ""})
    assert not Progress.objects.exists()


def test_after_the_last_step_nothing_comes(client, cast, path):
    client.post(path(cast.chloe))
    client.post(path(cast.chloe, 2))
    assert "“Try”: it is done." in client.get(path(cast.chloe, 2)).text


@pytest.mark.parametrize(("who", "status"), [("chloe", 302), ("bao", 410), ("ada", 410), ("dov", 410)])
def test_it_is_said_by_who_takes_the_programme(client, cast, path, who, status):
    assert client.post(path(cast.people[who])).status_code == status
    assert Progress.objects.count() == (status == 302)


def test_who_left_or_withdrew_says_nothing(client, cast, cohort, path, now):
    link = path(cast.chloe)
    cohort.enrolments.update(withdrawn_at=now)
    assert client.post(link).status_code == 410
    cohort.enrolments.update(withdrawn_at=None)
    cast.places["chloe"].leave(by=cast.ada, now=now)
    assert client.post(link).status_code == 410
    assert not Progress.objects.exists()


def test_a_step_that_is_no_more(client, cast, cohort, path):
    link = path(cast.chloe)
    cohort.programme.steps.get(position=1).delete()
    assert client.get(link).status_code == 410


def test_in_french(client, cast, path):
    cast.chloe.language = "fr"
    cast.chloe.save()
    link = path(cast.chloe)
    assert "Avez-vous fait l’étape « Watch » ?" in plain(client.get(link).text)
    client.post(link)
    assert "Ensuite : « Try », 15 min." in plain(client.get(link).text)


@pytest.fixture
def late(cohort, now):
    step = cohort.programme.steps.get(position=1)
    return lambda who, at=now: answering.link("step-late", who, step.pk, now=at).removeprefix(
        "http://127.0.0.1:8000"
    )


def told(community):
    return [(line.actor.given_name, line.detail) for line in community.events.filter(verb="answered")]


def test_late_but_fine_is_kept_once_and_changes_no_step(client, cast, community, late):
    assert "The step “Watch” is late. Is all well with you?" in client.get(late(cast.chloe)).text
    for _twice in range(2):
        assert client.post(late(cast.chloe)).status_code == 302
    assert told(community) == [("Chloé", {"means": "late but fine"})]
    assert "Go on at your own pace." in client.get(late(cast.chloe)).text
    assert not Progress.objects.exists()


def test_of_a_step_that_is_done_nobody_is_late(client, cast, community, path, late):
    client.post(path(cast.chloe))
    assert "“Watch”: it is done." in plain(client.get(late(cast.chloe)).text)
    client.post(late(cast.chloe))
    assert told(community) == []


@pytest.mark.parametrize("who", ["bao", "ada", "dov"])
def test_nobody_else_is_late(client, cast, community, late, who):
    assert client.post(late(cast.people[who])).status_code == 410
    assert told(community) == []
