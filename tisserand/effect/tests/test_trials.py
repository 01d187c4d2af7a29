"""Lots drawn before an act, and what came of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tisserand.communities.models import Event
from tisserand.effect import counting, drawing
from tisserand.effect.models import Assignment, Trial
from tisserand.mail.kinds import Class
from tisserand.programmes import progress

DAY = timedelta(days=1)
PAGES = "/c/distance/trials/"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def members(make_person, join, now):
    return [join(make_person(f"Nina{index}", "Roy"), at=now - 30 * DAY) for index in range(24)]


@pytest.fixture
def draw(community, cast, members, now):
    def make(**values):
        said = {"what": "A letter", "outcome": "sign", "by": cast.ada, "now": now, "seed": 3} | values
        return drawing.draw(community, [member.pk for member in members], **said)

    return make


def parts(trial):
    drawn = trial.assignments.select_related("membership__person").order_by("pk")
    return [[one.membership for one in drawn if one.waits == waits] for waits in (False, True)]


def test_what_the_lot_gave_is_written_at_once_with_its_seed(community, cast, draw, members, now):
    trial = draw(share=25)
    having, waiting = parts(trial)
    assert (len(having), len(waiting)) == (18, 6)
    assert ([m.pk for m in having], [m.pk for m in waiting]) == drawing.arms([m.pk for m in members], 25, 3)
    line = Event.objects.get(verb="drew")
    assert (line.actor, line.at, line.detail) == (cast.ada, now, {"outcome": "sign", "people": 24})


def test_fewer_than_twenty_are_not_drawn(community, members, now):
    with pytest.raises(ValidationError, match="fewer than 20"):
        drawing.draw(
            community, [m.pk for m in members[:19]], what="A letter", outcome="sign", by=None, now=now
        )
    assert not Trial.objects.exists()


def test_only_an_encouragement_waits_and_those_who_wait_have_their_turn(draw, now):
    trial = draw()
    having, waiting = parts(trial)
    assert drawing.who_has_it(trial, Class.ENCOURAGEMENT, now) == having
    assert set(drawing.who_has_it(trial, Class.ENCOURAGEMENT, trial.ends_at)) == {*having, *waiting}
    for mail_class in set(Class) - {Class.ENCOURAGEMENT}:
        with pytest.raises(ValueError, match="only an encouragement"):
            drawing.who_has_it(trial, mail_class, now)
    held = draw(kind="hold_out", seed=4)
    assert drawing.who_has_it(held, Class.ENCOURAGEMENT, held.ends_at + 30 * DAY) == parts(held)[0]


def test_a_sign_of_life_counts_in_its_time_wherever_it_comes_from(community, draw, now):
    trial = draw()
    having, waiting = parts(trial)
    community.record("visited", having[0].person, at=now + 7 * DAY)
    community.record("talked", having[1].person, at=now + DAY)
    community.record("visited", having[2].person, at=now + 8 * DAY)
    community.record("visited", having[3].person, at=now)
    community.record("visited", waiting[0].person, at=now + DAY)
    found = {one.membership for one in counting.reached(trial) if one.reached}
    assert found == {having[0], having[1], waiting[0]}


def test_a_step_or_a_first_contribution_count_in_theirs(community, draw, members, make_cohort, now):
    cohort = make_cohort("Watch", starts_on=community.today(now), members=members)
    step, enrolments = cohort.programme.steps.get(), list(cohort.enrolments.order_by("pk"))
    progress.complete(enrolments[0], step, by=None, now=now + 14 * DAY)
    progress.complete(enrolments[1], step, by=None, now=now + 15 * DAY)
    trial = draw(outcome="step")
    assert [one.membership for one in counting.reached(trial) if one.reached] == [members[0]]
    community.record("replied", members[2].person, at=now - DAY)
    for member in members[2:4]:
        community.record("asked", member.person, at=now + DAY)
    trial = draw(outcome="first", seed=5)
    assert [one.membership for one in counting.reached(trial) if one.reached] == [members[3]]


def test_a_result_is_written_once_when_its_time_is_over(community, draw, now):
    trial = draw()
    assert trial.verdict == "early"
    for member in parts(trial)[0]:
        community.record("visited", member.person, at=now + DAY)
    assert counting.conclude_due(trial.ends_at - timedelta(seconds=1)) == 0
    assert counting.conclude_due(trial.ends_at) == 1
    trial = Trial.objects.get()
    counts = (trial.acted_reached, trial.acted, trial.held_reached, trial.held)
    assert (counts, trial.verdict) == ((12, 12, 0, 12), "more")
    community.record("visited", parts(trial)[1][0].person, at=now + DAY)
    assert counting.conclude_due(trial.ends_at + DAY) == 0
    assert Trial.objects.get().held_reached == 0


def test_nobody_left_in_a_part_tells_nothing(draw, now):
    trial = draw()
    Assignment.objects.filter(waits=True).delete()
    assert counting.conclude_due(trial.ends_at) == 1
    assert Trial.objects.get().verdict == "early"


def test_what_changes_nothing_is_as_visible_as_what_does(client, cast, draw, now):
    nothing, helps = draw(what="A long letter"), draw(what="A short word", seed=8)
    done = {"concluded_at": now, "acted": 12, "held": 12, "acted_reached": 6, "held_reached": 5}
    Trial.objects.filter(pk=nothing.pk).update(low=-0.28, high=0.43, **done)
    Trial.objects.filter(pk=helps.pk).update(low=0.1, high=0.7, **done)
    client.force_login(cast.ada)
    page = client.get(PAGES).content.decode()
    assert page.index("A short word") < page.index("A long letter")  # by day, whatever they came to
    assert page.count("<strong>") == 2
    assert "We cannot tell yet." in page
    assert "between -28 and 43, 95 times out of 100" in page
    cast.ada.language = "fr"
    cast.ada.save()
    assert "On ne peut pas encore conclure." in client.get(PAGES).content.decode()


def test_lots_are_drawn_from_the_page(client, cast, members):
    client.force_login(cast.ada)
    said = {"what": "An invitation", "outcome": "step", "kind": "staggered", "share": 40}
    response = client.post(f"{PAGES}new/", said)
    trial = Trial.objects.get()
    assert response["Location"] == reverse("trial", args=["distance", trial.pk])
    page = client.get(response["Location"]).content.decode()
    assert "Have it now (15)" in page
    assert "Wait (10)" in page
    assert "Nina7 Roy" in page
    for wrong in ({"share": 80}, {"outcome": ""}, {"what": ""}, {"cohort": 99}):
        assert client.post(f"{PAGES}new/", said | wrong).status_code == 422
    assert Trial.objects.count() == 1


def test_too_few_are_told_so(client, cast, make_cohort, community, now):
    cohort = make_cohort("One", starts_on=community.today(), members=[cast.places["chloe"]])
    client.force_login(cast.ada)
    said = {"what": "x", "outcome": "step", "kind": "staggered", "share": 50, "cohort": cohort.pk}
    response = client.post(f"{PAGES}new/", said)
    assert (response.status_code, "write to all" in response.content.decode()) == (422, True)


def test_the_pages_cost_as_much_for_many(client, cast, draw):
    def cost(path):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    client.force_login(cast.ada)
    trial = draw()
    client.get(PAGES)
    one = cost(PAGES)
    draw(seed=9)
    draw(seed=10)
    assert cost(PAGES) == one
    detail = f"{PAGES}{trial.pk}/"
    all_of_them = cost(detail)
    trial.assignments.filter(pk__in=trial.assignments.values("pk")[:10]).delete()
    assert cost(detail) == all_of_them


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_who_may_see(client, cast, draw, who, status):
    client.force_login(cast.people[who])
    assert client.get(f"{PAGES}{draw().pk}/").status_code == status
