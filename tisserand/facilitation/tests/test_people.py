"""Pairs, managers, and what each one means to do."""

import pytest
from django.core.exceptions import ValidationError

from tisserand.facilitation import drafts, naming, pairing, planning
from tisserand.facilitation.models import Intention, Manager, Pair, Paired, Planned
from tisserand.people.models import Person

URL = "/c/distance/animation/"


@pytest.fixture
def group(make_person, join, cohort, now):
    """Five learners, with Chloé."""
    for name in ("Emma", "Félix", "Gwen", "Hugo"):
        cohort.enrolments.create(membership=join(make_person(name)), enrolled_at=now)
    return cohort


def test_nobody_is_left_alone_and_the_same_draw_comes_out_the_same(group):
    people = pairing.alone(group)
    pairs = pairing.propose(people, 7)
    assert sorted(len(pair) for pair in pairs) == [2, 3]
    assert sorted(one.pk for pair in pairs for one in pair) == sorted(one.pk for one in people)
    assert pairing.propose(people, 7) == pairs
    assert pairing.propose(people[:1], 7) == []


def test_nobody_is_in_two_pairs_and_who_parted_may_pair_again(group, cast, now):
    people = pairing.alone(group)
    [pair] = pairing.confirm(group, [people[:2]], by=cast.ada, now=now)
    with pytest.raises(ValidationError):
        pairing.confirm(group, [people[1:3]], by=cast.ada, now=now)
    assert (Pair.objects.count(), Paired.objects.count()) == (1, 2)
    assert pairing.part(pair, by=cast.ada, now=now)
    assert not pairing.part(pair, by=cast.ada, now=now)
    assert len(pairing.confirm(group, [people[1:3]], by=cast.ada, now=now)) == 1


def test_each_reads_the_name_of_the_other(group, put, cast, now):
    people = pairing.alone(group)
    pairing.confirm(group, [people[:2], people[2:]], by=cast.ada, now=now)
    read = drafts.of(put("With {partner}.", kind="pairs"), by=cast.ada, now=now)
    assert [one.text for one in read.drafts][:2] == ["With Emma.", "With Chloé."]
    assert [one.text for one in read.drafts][2] == "With Gwen & Hugo."


def test_a_manager_is_written_to_about_the_learner_once_they_are_named(put, cast, now, post_office):
    planned = put("Hello {manager}, about {first_name}.", to=Planned.To.MANAGERS)
    [draft] = drafts.of(planned, by=cast.ada, now=now).drafts
    assert (draft.person, draft.ready) == (None, False)
    named = {"given": "Max", "family": "Brun", "email": "Max@example.org", "by": cast.ada, "now": now}
    naming.name(cast.places["chloe"], **named)
    read = drafts.of(planned, by=cast.ada, now=now)
    drafts.approve(read.drafts, planned, by=cast.ada, now=now)
    post_office.wait(days=1)
    [mail] = post_office.deliver()
    assert mail.to == ["Max Brun <max@example.org>"]
    assert "Hello Max, about Chloé." in mail.body
    assert "because Chloé Martin works with you" in mail.body.replace("\n", " ")


def test_a_manager_whom_we_know_already_is_the_same_person(cast, now):
    said = {"given": "B", "family": "", "email": "BAO@example.com", "by": cast.ada, "now": now}
    naming.name(cast.places["chloe"], **said)
    assert Manager.objects.get().person == cast.bao
    assert Person.objects.filter(email="bao@example.com").count() == 1


def test_one_writes_ones_own_plan_and_nobody_elses(client, cast, cohort, now):
    mine, others = (f"{URL}people/{cast.places[name].pk}/plan/" for name in ("chloe", "bao"))
    client.force_login(cast.chloe)
    client.post(mine, {"words": "When I sit,\n I breathe."})
    assert Intention.objects.get().words == "When I sit, I breathe."
    assert Intention.objects.get().noted_by is None
    assert client.post(others, {"words": "x"}).status_code == 404
    client.force_login(cast.ada)
    client.post(mine, {"words": "When I stand, I breathe."})
    assert Intention.objects.latest("pk").noted_by == cast.ada
    client.force_login(cast.bao)
    assert client.get(mine).status_code == 404


def test_a_plan_is_applied_with_its_days_in_the_room_taken_off_and_made_again_from_the_group(
    ada, cast, community, cohort, now
):
    ada.post(f"{URL}plans/built-in/two-days/")
    plan = community.plans.get()
    day = cohort.starts_on.isoformat()
    shown = ada.post(f"{URL}plans/{plan.pk}/apply/", {"cohort": cohort.pk, "room_1": day, "room_2": day})
    assert shown.status_code == 422
    days = {"cohort": cohort.pk, "room_1": day, "room_2": cohort.ends_on.isoformat()}
    assert "What would stand on the calendar" in ada.post(f"{URL}plans/{plan.pk}/apply/", days).text
    assert Planned.objects.count() == 0
    ada.post(f"{URL}plans/{plan.pk}/apply/", days | {"confirm": "1"})
    assert Planned.objects.count() == plan.items.count()
    again = ada.post(f"{URL}plans/{plan.pk}/apply/", days | {"confirm": "1"})
    assert "on the calendar of this group already" in again.text
    made = planning.from_cohort(cohort, "Ours", by=cast.ada, now=now)
    assert made.items.count() == plan.items.count()
    ada.post(f"{URL}plans/{plan.pk}/take-off/{cohort.pk}/")
    assert Planned.objects.count() == 0
