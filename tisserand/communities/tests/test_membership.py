import pytest

from tisserand.communities.models import Event, LastLcm, Membership


def last_line():
    return Event.objects.order_by("pk").last()


def test_admitting_is_done_once_and_written_once(community, cast, now):
    made = community.admit(cast.dov, "expert", by=cast.ada, now=now)
    assert (made.role, made.joined_at, made.left_at) == ("expert", now, None)
    line = last_line()
    assert (line.verb, line.actor, line.object_id) == ("joined", cast.ada, str(made.pk))
    assert line.detail == {"role": "expert", "back": False}
    again = community.admit(cast.dov, "learner", by=cast.ada, now=now)
    assert (again, again.role) == (made, "expert")
    assert Event.objects.filter(verb="joined").count() == 1


def test_who_comes_back_keeps_their_history(community, cast, now):
    place = cast.places["chloe"]
    Membership.objects.filter(pk=place.pk).update(welcomed_at=now, active_days=4)
    place.leave(by=cast.chloe, now=now)
    back = community.admit(cast.chloe, "expert", by=cast.ada, now=now)
    back.refresh_from_db()
    assert (back.pk, back.left_at, back.role, back.welcomed_at) == (place.pk, None, "expert", now)
    assert last_line().detail == {"role": "expert", "back": True}


def test_admitting_many_leaves_members_as_they_are(
    community, cast, make_person, now, django_assert_max_num_queries
):
    people = [make_person(f"Newcomer{n}") for n in range(20)]
    with django_assert_max_num_queries(8):
        made = community.admit_all([*people, cast.bao], by=cast.ada, now=now)
    assert {member.person for member in made} == set(people)
    assert Membership.objects.get(person=cast.bao).role == "expert"
    assert Event.objects.filter(verb="joined").count() == 20


def test_a_role_is_changed_with_its_trace(cast, now):
    place = cast.places["bao"]
    place.change_role("lcm", by=cast.ada, now=now)
    place.refresh_from_db()
    assert place.role == "lcm"
    assert place.may("manage members")
    assert last_line().detail == {"before": "expert", "after": "lcm"}
    place.change_role("lcm", by=cast.ada, now=now)
    assert Event.objects.filter(verb="changed-role").count() == 1


def test_the_last_who_runs_it_stays(cast, now):
    ada = cast.places["ada"]
    with pytest.raises(LastLcm):
        ada.leave(by=cast.ada, now=now)
    with pytest.raises(LastLcm):
        ada.change_role("learner", by=cast.ada, now=now)
    ada.refresh_from_db()
    assert (ada.role, ada.left_at) == ("lcm", None)
    assert not Event.objects.filter(verb__in=["left", "changed-role"]).exists()


def test_one_of_two_may_go(cast, now):
    cast.places["bao"].change_role("lcm", by=cast.ada, now=now)
    cast.places["ada"].leave(by=cast.ada, now=now)
    with pytest.raises(LastLcm):
        cast.places["bao"].leave(by=cast.bao, now=now)


def test_leaving_twice_is_leaving_once(cast, now):
    for _ in range(2):
        cast.places["chloe"].leave(by=cast.chloe, now=now)
    assert Event.objects.filter(verb="left").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_leave_at_once_do_not_leave_it_alone(cast, now, at_once):
    cast.places["bao"].change_role("lcm", by=cast.ada, now=now)
    places = [Membership.objects.get(pk=cast.places[name].pk) for name in ("ada", "bao")]
    raised = at_once(*[lambda place=place: place.leave(by=place.person, now=now) for place in places])
    assert sorted(type(error).__name__ for error in raised) == ["LastLcm", "NoneType"]
    assert Membership.objects.present().lcms().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_pages_opened_at_once_are_one_visit(cast, community, now, at_once):
    places = [
        Membership.objects.select_related("community__organisation").get(pk=cast.places["chloe"].pk)
        for _ in "12"
    ]
    assert at_once(*[lambda place=place: place.seen(now) for place in places]) == [None, None]
    assert Event.objects.filter(verb="visited").count() == 1
    assert Membership.objects.get(pk=cast.places["chloe"].pk).active_days == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_admit_the_same_person_at_once(cast, community, now, at_once):
    acts = [lambda: community.admit(cast.dov, by=cast.ada, now=now)] * 2
    assert at_once(*acts) == [None, None]
    assert Membership.objects.filter(person=cast.dov).count() == 1
    assert Event.objects.filter(verb="joined").count() == 1
