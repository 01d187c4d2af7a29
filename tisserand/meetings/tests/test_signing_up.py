"""« I come »: from the page, for somebody, undone; the last place is given once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.meetings import planning, signing_up
from tisserand.meetings.models import LiveSession, SignUp

DAY = timedelta(days=1)


def answers():
    return {one.person.given_name: one.answer for one in SignUp.objects.select_related("person")}


def test_one_says_it_changes_it_and_takes_it_back(reader, cast, session, words, community):
    chloe, url = reader(cast.chloe), f"/c/distance/meetings/{session.pk}/"
    page = chloe.post(url + "answer/", {"answer": "phone"}, follow=True)
    assert "You will join by telephone." in words(page)
    assert answers() == {"Chloé": "phone"}
    chloe.post(url + "answer/", {"answer": "no"})
    assert answers() == {"Chloé": "no"}
    chloe.post(url + "answer/undo/")
    assert answers() == {}
    lines = community.events.filter(verb="answered-invitation").order_by("pk")
    assert [line.detail["answer"] for line in lines] == ["phone", "no", ""]


@pytest.mark.parametrize("said", ["", "train", "link'--", "room"])
def test_one_comes_only_in_a_way_that_there_is(reader, cast, plan, said):
    session = plan(room="")
    reader(cast.chloe).post(f"/c/distance/meetings/{session.pk}/answer/", {"answer": said})
    assert answers() == {}


def test_nobody_answers_what_is_over_or_called_off(session, come, cast, now):
    with pytest.raises(ValidationError):
        come(session, "chloe", now=now + 4 * DAY)
    planning.call_off(session, by=cast.ada, now=now)
    with pytest.raises(ValidationError):
        come(session, "chloe")


def test_a_stranger_and_somebody_of_another_group_are_refused(
    plan, cast, now, make_cohort, join, make_person
):
    member = join(make_person("Eve"), at=now)
    cohort = make_cohort("Watch", starts_on=now.date(), members=[cast.places["chloe"]])
    session = plan(cohort=cohort)
    with pytest.raises(ValidationError):
        signing_up.answer(session, "link", member=member, by=cast.ada, now=now)
    left = join(make_person("Guy"), at=now, left_at=now)
    with pytest.raises(ValidationError):
        signing_up.answer(plan(), "link", member=left, by=cast.ada, now=now)


def test_the_lcm_notes_what_somebody_said_and_it_counts_as_theirs(reader, cast, session, community, words):
    said = {"member": cast.places["chloe"].pk, "answer": "phone"}
    page = reader(cast.ada).post(f"/c/distance/meetings/{session.pk}/sign-ups/", said, follow=True)
    assert "Noted for Chloé" in words(page)
    assert "noted by Ada" in words(page)
    line = community.events.get(verb="answered-invitation")
    assert (line.actor, line.detail["noted_by"]) == (cast.chloe, cast.ada.pk)
    assert SignUp.objects.get().noted_by == cast.ada
    reader(cast.ada).post(f"/c/distance/meetings/{session.pk}/sign-ups/", {"member": "x", "answer": "y"})
    assert SignUp.objects.count() == 1


@pytest.mark.parametrize(("name", "status"), [("ada", 302), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_plans_notes_for_others(reader, cast, session, name, status):
    page = reader(cast.people[name]).post(f"/c/distance/meetings/{session.pk}/sign-ups/", {})
    assert page.status_code == status


def test_places_are_counted_and_who_cannot_come_leaves_theirs(plan, come, reader, cast, words):
    session = plan(places=1)
    come(session, "chloe")
    with pytest.raises(ValidationError, match="Every place is taken"):
        come(session, "bao")
    come(session, "bao", "no")
    come(session, "chloe", "phone")
    assert "Every place is taken." in words(reader(cast.bao).get(f"/c/distance/meetings/{session.pk}/"))
    come(session, "chloe", "no")
    come(session, "bao", "room")
    assert answers() == {"Chloé": "no", "Bao": "room"}


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once(at_once, plan, crowd, now):
    session, members = plan(places=2), crowd(5)
    acts = [
        lambda member=member: signing_up.answer(
            LiveSession.objects.get(pk=session.pk), "link", member=member, by=member.person, now=now
        )
        for member in members
    ]
    refused = [one for one in at_once(*acts) if one is not None]
    assert (SignUp.objects.count(), len(refused)) == (2, 3)


@pytest.mark.django_db(transaction=True)
def test_said_four_times_at_once_it_is_said_once(at_once, session, cast, now):
    def say():
        signing_up.answer(
            LiveSession.objects.get(), "link", member=cast.places["chloe"], by=cast.chloe, now=now
        )

    assert [one for one in at_once(*[say] * 4) if one] == []
    assert SignUp.objects.count() == 1
