"""Co-development: who brings a situation, who helps, six stages and their hours."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.mail.answering import link
from tisserand.meetings import audience, circling, stages
from tisserand.meetings.models import Circle, Part, SignUp


@pytest.fixture
def circle(plan):
    return plan(kind="co-development", title="A real situation", minutes=75)


def address(session, rest=""):
    return f"/c/distance/meetings/{session.pk}/stages/{rest}"


@pytest.mark.parametrize("total", [6, 20, 45, 60, 75, 90, 120, 720])
def test_the_stages_fill_the_whole_time_and_none_is_left_out(total):
    minutes = stages.minutes_of(total)
    assert (sum(minutes), len(minutes), min(minutes) >= 1) == (total, 6, True)


def test_seventy_five_minutes_are_those_of_the_method():
    assert stages.minutes_of(75) == [10, 15, 5, 25, 10, 10]


def test_hours_follow_from_the_moment_the_host_begins(circle, cast, now):
    circling.begin(circle, by=cast.ada, now=now)
    steps = stages.steps_of(75, Circle.objects.get().began_at)
    ends = [int((step.ends - now).total_seconds() / 60) for step in steps]
    assert ends == [10, 25, 30, 55, 65, 75]
    later = now + timedelta(minutes=26)
    assert [step.number for step in steps if step.is_on(later)] == [3]


def test_who_brings_a_situation_comes_and_may_take_it_back(reader, circle, cast, words):
    chloe = reader(cast.chloe)
    chloe.post(address(circle, "part/"), {"part": "case"})
    assert (Part.objects.get().kind, SignUp.objects.get().answer) == ("case", "link")
    page = words(chloe.get(address(circle)))
    assert "You bring a situation." in page
    assert "to be chosen among: Chloé Martin" in page
    chloe.post(address(circle, "part/"), {"part": "help"})
    assert Part.objects.get().kind == "help"
    chloe.post(address(circle, "part/"), {"part": ""})
    assert (Part.objects.count(), SignUp.objects.count()) == (0, 1)


def test_who_comes_by_telephone_still_does(circle, cast, come, now):
    come(circle, "chloe", "phone")
    circling.offer(circle, "help", member=cast.places["chloe"], by=cast.chloe, now=now)
    assert SignUp.objects.get().answer == "phone"


@pytest.mark.parametrize(("name", "kind"), [("session-case", "case"), ("session-help", "help")])
def test_one_click_from_the_mail_says_it(client, circle, cast, now, name, kind):
    url = link(name, cast.chloe, circle.pk, now=now)
    client.get(url)
    assert not Part.objects.exists()
    client.post(url)
    assert Part.objects.get().kind == kind
    client.post(url, {"undo": ""})
    assert not Part.objects.exists()


def test_the_invitation_of_another_session_offers_no_part(client, session, cast, now):
    assert client.get(link("session-case", cast.chloe, session.pk, now=now)).status_code == 410
    with pytest.raises(ValidationError):
        circling.offer(session, "case", member=cast.places["chloe"], by=cast.chloe, now=now)


def test_the_lcm_says_who_plays_what_and_never_the_same_twice(reader, circle, cast, words):
    ada, chloe, bao = reader(cast.ada), cast.places["chloe"].pk, cast.places["bao"].pk
    ada.post(address(circle, "roles/"), {"client": chloe, "host": bao})
    made = Circle.objects.get()
    assert (made.client, made.host) == (cast.chloe, cast.bao)
    refused = ada.post(address(circle, "roles/"), {"client": bao, "host": bao}, follow=True)
    assert "somebody else brings the situation" in words(refused)
    for hostile in ({"client": "9" * 400}, {"client": "x"}, {"client": "\0"}, {"host": "-1"}):
        ada.post(address(circle, "roles/"), hostile)
    made.refresh_from_db()
    assert (made.client, made.host) == (cast.chloe, cast.bao)


@pytest.mark.parametrize(("name", "status"), [("ada", 302), ("bao", 302), ("chloe", 403), ("dov", 404)])
def test_the_host_begins_and_who_plans(reader, circle, cast, now, name, status):
    circling.share_out(circle, client=cast.chloe, host=cast.bao, by=cast.ada, now=now)
    assert reader(cast.people[name]).post(address(circle, "start/")).status_code == status
    assert (Circle.objects.get().began_at == now) == (status == 302)


def test_without_script_the_page_says_until_when_each_lasts(reader, circle, cast, at, words, now):
    circling.begin(circle, by=cast.ada, now=now)
    at(now + timedelta(minutes=12))
    page = reader(cast.chloe).get(address(circle))
    assert page.text.count('aria-current="step"') == 1
    assert "2. Questions to understand 15 minutes · until 10:25" in words(page)


def test_in_french(reader, circle, cast, words):
    cast.chloe.language = "fr"
    cast.chloe.save()
    page = words(reader(cast.chloe, "fr").get(address(circle)))
    for said in ("Six étapes", "La situation", "Le contrat", "Réactions et suggestions", "25 minutes"):
        assert said in page


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 200), ("chloe", 200), ("dov", 404)])
def test_who_sees_the_stages(reader, circle, session, cast, name, status):
    assert reader(cast.people[name]).get(address(circle)).status_code == status
    assert reader(cast.people[name]).get(address(session)).status_code == 404


def test_a_group_s_stages_are_for_the_group(reader, plan, make_cohort, cast, make_person, join, now):
    cohort = make_cohort("Watch", starts_on=now.date(), members=[cast.places["chloe"]])
    circle = plan(kind="co-development", cohort=cohort)
    other = make_person("Emma")
    join(other)
    assert reader(other).get(address(circle)).status_code == 404
    assert reader(cast.chloe).get(address(circle)).status_code == 200


def test_the_page_asks_as_much_for_three_as_for_one(reader, circle, cast, crowd, count_queries, now):
    def offers(people):
        for member in people:
            circling.offer(circle, "help", member=member, by=member.person, now=now)

    chloe = reader(cast.chloe)
    offers(crowd(1))
    one = count_queries(chloe, address(circle))
    offers([cast.places["bao"], cast.places["chloe"]])
    assert count_queries(chloe, address(circle)) == one


def test_a_host_from_outside_the_group_is_invited_comes_in_and_begins(
    reader, plan, make_cohort, make_person, join, cast, now, words
):
    group = make_cohort("Watch", starts_on=now.date(), members=[cast.places["chloe"]])
    circle = plan(kind="co-development", title="A real situation", minutes=75, cohort=group)
    bao = reader(cast.bao)
    for page in (address(circle), circle.get_absolute_url()):
        assert bao.get(page).status_code == 404
    circling.share_out(circle, client=cast.chloe, host=cast.bao, by=cast.ada, now=now)
    for page in (address(circle), circle.get_absolute_url()):
        assert bao.get(page).status_code == 200
    said = words(bao.get(address(circle)))
    assert ("Begin the first stage now" in said, "I bring a situation" in said) == (True, False)
    assert cast.bao in audience.to_tell(circle, "invitation", besides=None)
    assert "A real situation" in words(bao.get("/c/distance/meetings/"))
    assert bao.post(address(circle, "start/")).status_code == 302
    assert Circle.objects.get().began_by == cast.bao
    fellow = join(make_person("Emma"))
    assert reader(fellow.person).get(address(circle)).status_code == 404
