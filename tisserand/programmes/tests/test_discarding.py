"""A programme or a group made by mistake is deleted; what people have done is not."""

import pytest
from django.urls import reverse

from tisserand.communities.models import Event
from tisserand.programmes import discarding, progress
from tisserand.programmes.models import Cohort, Enrolment, Programme, Step


def address(name, pk):
    return reverse(name, args=["distance", pk])


@pytest.fixture
def done(chloe, step, cast, now):
    """Chloé has done the first step."""
    progress.complete(chloe, step("Watch"), by=cast.chloe, now=now)


def test_a_group_where_nobody_has_done_anything_goes_and_its_people_stay(ada, cohort, community, cast):
    page = ada.get(address("discard-cohort", cohort.pk)).text
    assert "Nobody has done a step in it. 1 person is enrolled" in page
    assert Cohort.objects.exists()  # to look is not to do
    answer = ada.post(address("discard-cohort", cohort.pk))
    assert answer.url == address("programme", cohort.programme_id)
    assert (Cohort.objects.count(), Enrolment.objects.count()) == (0, 0)
    assert Programme.objects.get().steps.count() == 3
    assert community.memberships.present().count() == 3
    line = Event.objects.get(verb="discarded")
    assert (line.actor, line.object_type, line.object_id) == (cast.ada, "cohort", str(cohort.pk))


def test_a_programme_goes_with_its_steps_and_groups(ada, cohort):
    answer = ada.post(address("discard-programme", cohort.programme_id))
    assert answer.url == reverse("programmes", args=["distance"])
    assert [model.objects.count() for model in (Programme, Step, Cohort, Enrolment)] == [0] * 4


@pytest.mark.parametrize("what", ["cohort", "programme"])
def test_where_somebody_has_done_a_step_it_is_kept_and_the_page_says_what_to_do(ada, cohort, done, what):
    pk = cohort.pk if what == "cohort" else cohort.programme_id
    for method, status in [(ada.get, 200), (ada.post, 409)]:
        answer = method(address(f"discard-{what}", pk))
        assert answer.status_code == status
        assert "what they did is kept" in answer.text
        assert 'class="button primary danger"' not in answer.text
    assert (Programme.objects.count(), Cohort.objects.count(), Enrolment.objects.count()) == (1, 1, 1)
    assert not Event.objects.filter(verb="discarded").exists()


def test_what_was_done_in_another_group_keeps_the_programme_and_not_the_group(ada, cohort, done):
    other = Cohort.objects.create(programme=cohort.programme, name="Other", starts_on=cohort.starts_on)
    assert ada.post(address("discard-cohort", other.pk)).status_code == 302
    assert ada.post(address("discard-programme", cohort.programme_id)).status_code == 409


def test_a_step_done_in_the_meantime_is_not_lost(cohort, done, cast, now):
    with pytest.raises(discarding.HasHistory):
        discarding.discard(cohort, by=cast.ada, now=now)
    assert Enrolment.objects.get().progress.count() == 1


def test_the_way_there_is_where_one_changes_it(ada, cohort):
    pages = [
        ("edit-cohort", cohort.pk, "discard-cohort"),
        ("edit-programme", cohort.programme_id, "discard-programme"),
    ]
    for page, pk, act in pages:
        assert address(act, pk) in ada.get(address(page, pk)).text
