from datetime import date, timedelta

import pytest

from tisserand.communities.models import Event
from tisserand.programmes import progress
from tisserand.programmes.models import Enrolment, Programme, Progress

TODAY = date(2026, 11, 24)


@pytest.fixture
def cohort(make_cohort, cast):
    """Started sixteen days ago: “Watch” was due nine days ago, “Try” two days ago, “Tell” is due in five."""
    members = [cast.places["chloe"], cast.places["bao"]]
    return make_cohort("Watch", "Try", "Tell", starts_on=TODAY - timedelta(days=16), members=members)


@pytest.fixture
def chloe(cohort, cast):
    return cohort.enrolments.get(membership=cast.places["chloe"])


def step(cohort, title):
    return cohort.programme.steps.get(title=title)


def test_a_step_done_is_kept_once_with_one_line_by_the_learner(cohort, chloe, cast, now):
    for later in range(2):
        progress.complete(chloe, step(cohort, "Watch"), by=cast.chloe, now=now + timedelta(hours=later))
    done = Progress.objects.get()
    assert (done.completed_at, done.source, done.noted_by) == (now, "declared", None)
    line = Event.objects.get(verb="completed")
    assert (line.actor, line.at, line.object_type, line.object_id) == (
        cast.chloe,
        now,
        "step",
        str(done.step_id),
    )
    assert line.detail == {"enrolment": chloe.pk, "source": "declared"}


def test_a_step_noted_for_somebody_is_their_presence_and_says_by_whom(cohort, chloe, cast, now):
    done = progress.complete(chloe, step(cohort, "Watch"), by=cast.ada, now=now)
    assert (done.source, done.noted_by) == ("noted", cast.ada)
    line = Event.objects.get(verb="completed")
    assert line.actor == cast.chloe
    assert line.detail == {"enrolment": chloe.pk, "source": "noted", "noted_by": cast.ada.pk}
    chloe.membership.refresh_from_db()
    assert chloe.membership.last_active_on == TODAY


def test_undone_it_is_open_again_and_both_lines_stay(cohort, chloe, cast, now):
    progress.complete(chloe, step(cohort, "Watch"), by=cast.chloe, now=now)
    assert progress.uncomplete(chloe, step(cohort, "Watch"), by=cast.chloe, now=now) is True
    assert progress.uncomplete(chloe, step(cohort, "Watch"), by=cast.chloe, now=now) is False
    assert not Progress.objects.exists()
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["completed", "uncompleted"]


def test_a_step_of_another_programme_is_refused(chloe, cast, community, now):
    other = Programme.objects.create(community=community, name="Other")
    foreign = other.steps.create(position=1, title="Elsewhere", due_day=1)
    with pytest.raises(ValueError, match="another programme"):
        progress.complete(chloe, foreign, by=cast.chloe, now=now)


def test_the_next_step_is_the_first_not_done(cohort, chloe, cast, now):
    member = cast.places["chloe"]
    assert progress.next_step(member, TODAY) == (chloe, step(cohort, "Watch"))
    progress.complete(chloe, step(cohort, "Watch"), by=cast.chloe, now=now)
    progress.complete(chloe, step(cohort, "Tell"), by=cast.chloe, now=now)
    assert progress.next_step(member, TODAY) == (chloe, step(cohort, "Try"))
    progress.complete(chloe, step(cohort, "Try"), by=cast.chloe, now=now)
    assert progress.next_step(member, TODAY) is None


def test_of_two_paths_the_step_due_first_comes_first(cohort, chloe, cast, make_cohort, now):
    urgent = make_cohort(
        "Old", starts_on=TODAY - timedelta(days=40), members=[chloe.membership], name="Older"
    )
    assert progress.next_step(chloe.membership, TODAY)[1].programme == urgent.programme


@pytest.mark.parametrize(
    "change",
    [
        {"cohort": {"starts_on": TODAY + timedelta(days=1)}},
        {"cohort": {"ends_on": TODAY - timedelta(days=1)}},
        {"enrolment": {"withdrawn_at": "now"}},
        {"membership": {"left_at": "now"}},
    ],
)
def test_nothing_is_next_or_late_before_the_start_after_the_end_or_for_who_left(cohort, chloe, change, now):
    for name, values in change.items():
        values = {field: now if value == "now" else value for field, value in values.items()}
        thing = {"cohort": cohort, "enrolment": chloe, "membership": chloe.membership}[name]
        type(thing).objects.filter(pk=thing.pk).update(**values)
    member = chloe.membership
    cohort.refresh_from_db()
    assert progress.next_step(member, TODAY) is None
    assert member.pk not in progress.steps_behind(cohort, TODAY)
    assert member.pk not in progress.late_steps(member.community, TODAY)
    assert chloe not in Enrolment.objects.behind(TODAY)


def obviously_late(cohort, today):
    late = {}
    for enrolment in cohort.enrolments.all():
        done = {line.step_id for line in enrolment.progress.all()}
        steps = [s for s in cohort.programme.steps.all() if s.pk not in done and s.due_on(cohort) < today]
        if steps:
            late[enrolment.membership_id] = steps
    return late


@pytest.mark.parametrize("days", [-9, -8, 0, 6, 13])
def test_those_behind_are_those_with_a_day_passed(cohort, chloe, cast, now, days):
    progress.complete(chloe, step(cohort, "Watch"), by=cast.chloe, now=now)
    day = TODAY + timedelta(days=days)
    wanted = obviously_late(cohort, day)
    assert progress.steps_behind(cohort, day) == wanted
    assert {e.membership_id for e in Enrolment.objects.behind(day)} == set(wanted)
    community = cohort.programme.community
    late = progress.late_steps(community, day)
    assert {pk: [s for _, s in pairs] for pk, pairs in late.items()} == wanted


def test_the_day_it_is_due_nobody_is_late(cohort, cast):
    due = step(cohort, "Watch").due_on(cohort)
    assert progress.steps_behind(cohort, due) == {}
    assert set(progress.steps_behind(cohort, due + timedelta(days=1))) == {
        cast.places["chloe"].pk,
        cast.places["bao"].pk,
    }


def test_the_last_step_done_is_the_latest_in_time(cohort, chloe, cast, now):
    assert progress.last_done(chloe.membership) is None
    progress.complete(chloe, step(cohort, "Try"), by=cast.chloe, now=now)
    progress.complete(chloe, step(cohort, "Watch"), by=cast.chloe, now=now - timedelta(days=1))
    assert progress.last_done(chloe.membership).step.title == "Try"


def test_asking_who_is_behind_costs_the_same_for_one_and_for_three(
    cohort, cast, make_person, join, django_assert_num_queries
):
    for _ in range(2):
        with django_assert_num_queries(5):
            progress.late_steps(cohort.programme.community, TODAY)
        for name in ("Inès", "Paul"):
            if not cohort.enrolments.filter(membership__person__given_name=name).exists():
                person = make_person(name, email=f"{name}@example.org")
                cohort.enrolments.create(
                    membership=join(person), enrolled_at=cohort.enrolments.first().enrolled_at
                )
