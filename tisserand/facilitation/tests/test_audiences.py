"""Whom each rule finds."""

from datetime import timedelta

import pytest

from tisserand.facilitation import answering, audiences, drafts, naming
from tisserand.programmes.models import Enrolment

DAY = timedelta(days=1)


@pytest.fixture
def three(make_person, join, cohort, now):
    """Three learners more: Emma, Félix and Gwen."""
    made = {}
    for name in ("Emma", "Félix", "Gwen"):
        member = join(make_person(name))
        cohort.enrolments.create(membership=member, enrolled_at=now)
        made[name] = member
    return made


@pytest.fixture
def found(put, now):
    def found(audience, **values):
        rows = audiences.of(put(audience=audience, **values), now)
        return [one.membership.person.given_name for one in rows]

    return found


@pytest.fixture
def say(put, cast, now):
    """Everybody was asked; this person pressed the button that means so."""

    def say(means, *people, planned=None):
        planned = planned or put(answers=[{"label": "So", "means": means}])
        sent = drafts.approve(drafts.of(planned, by=cast.ada, now=now).drafts, planned, by=cast.ada, now=now)
        for sending in sent:
            if sending.person.given_name in people:
                answering.say(sending, 0, by=sending.person, now=now)
        return planned

    return say


def do(member, steps, now):
    enrolment = Enrolment.objects.get(membership=member)
    for step in enrolment.cohort.programme.steps.all()[:steps]:
        enrolment.progress.create(step=step, completed_at=now)


def test_who_is_no_learner_and_who_said_stop_are_left_alone(found, three, cohort, cast, now, say):
    cohort.enrolments.create(membership=cast.places["bao"], enrolled_at=now)
    assert found("everyone") == ["Chloé", "Emma", "Félix", "Gwen"]
    say("stop", "Emma")
    assert found("everyone") == ["Chloé", "Félix", "Gwen"]
    Enrolment.objects.filter(membership=three["Gwen"]).update(withdrawn_at=now)
    assert found("everyone") == ["Chloé", "Félix"]


def test_who_has_not_begun_who_is_silent_who_is_nearly_done(found, three, cast, cohort, now):
    for place, back in ((cast.places["chloe"], 7), (three["Emma"], 6), (three["Félix"], 30)):
        place.last_active_on = now.date() - back * DAY
        place.save()
    do(three["Gwen"], 1, now)
    assert found("not_started") == ["Félix"]
    assert found("silent") == ["Chloé", "Félix"]
    assert found("nearly_done") == ["Gwen"]
    do_again = cohort.programme.steps.last()
    Enrolment.objects.get(membership=three["Gwen"]).progress.create(step=do_again, completed_at=now)
    assert found("nearly_done") == []


def test_who_did_not_answer_and_who_is_stuck(found, three, say):
    assert found("no_answer") == ["Chloé", "Emma", "Félix", "Gwen"]
    assert found("stuck") == []
    say("stuck", "Emma")
    assert found("no_answer") == ["Chloé", "Emma", "Félix", "Gwen"]
    assert found("stuck") == ["Emma"]
    say("done", "Emma", "Félix")
    assert found("no_answer") == ["Chloé", "Gwen"]


def test_who_gave_no_sign_since_they_were_written_to(found, three, say, now):
    assert found("still_silent") == []
    say("done", "Emma")
    three["Félix"].last_active_on = now.date() + DAY
    three["Félix"].save()
    assert found("still_silent") == ["Chloé", "Gwen"]


def test_who_has_no_plan_and_who_is_alone(found, three, cohort, cast, now, ada):
    answering.intend(three["Emma"], cohort, "When I sit, I breathe.", by=cast.ada, now=now)
    assert found("no_intention") == ["Chloé", "Félix", "Gwen"]
    page = ada.get(f"/c/distance/animation/groups/{cohort.pk}/pairs/")
    shown = ["-".join(str(one.pk) for one in pair) for pair in page.context["proposed"]]
    ada.post(f"/c/distance/animation/groups/{cohort.pk}/pairs/", {"seed": "1", "pair": shown[:1]})
    assert found("unpaired") == ["Chloé", "Emma", "Félix", "Gwen"]
    ada.post(f"/c/distance/animation/groups/{cohort.pk}/pairs/", {"seed": "1", "pair": shown})
    assert found("unpaired") == []


def test_what_a_manager_answers_is_not_said_by_the_learner(found, three, say, put, cast, now):
    naming.name(three["Emma"], given="Max", family="", email="max@example.org", by=cast.ada, now=now)
    say("stuck", "Max", planned=put(to="managers", answers=[{"label": "So", "means": "stuck"}]))
    assert found("stuck") == []
