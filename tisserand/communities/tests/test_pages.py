from datetime import timedelta

import pytest
from django.urls import reverse

from tisserand.communities.models import Community, Event, Membership
from tisserand.people.models import Person

DAY = timedelta(days=1)


def url(name, *args):
    return reverse(name, args=["distance", *args])


# Home


def test_visitors_are_led_to_sign_in(client, db):
    assert client.get("/").url == "/sign-in/?next=/"


def test_one_community_opens_at_once(as_person, cast):
    assert as_person(cast.chloe).get("/").url == url("today")
    assert as_person(cast.ada).get("/").url == url("my-day")


def test_of_several_one_chooses_in_a_line_each(as_person, cast, community, now):
    other = Community.objects.create(
        organisation=community.organisation, name="<i>Trade</i>", slug="trade", promise="Know-how stays."
    )
    Membership.objects.create(community=other, person=cast.chloe, role="lcm", joined_at=now)
    page = as_person(cast.chloe).get("/").content.decode()
    assert "Know-how stays." in page
    assert "&lt;i&gt;Trade" in page
    assert f'href="{url("today")}"' in page
    assert f'href="{reverse("my-day", args=["trade"])}"' in page


def test_nowhere_says_what_to_do(as_person, cast):
    page = as_person(cast.dov).get("/").content
    assert b"dov@example.com" in page
    assert reverse("create-community").encode() not in page


def test_an_administrator_without_any_community_begins_one(as_person, make_person):
    boss = make_person("Boss", is_administrator=True)
    assert as_person(boss).get("/").url == reverse("create-community")


def test_an_administrator_who_is_in_none_may_create_one(as_person, make_person, community):
    boss = make_person("Boss", is_administrator=True)
    assert as_person(boss).get("/").url == reverse("site")
    assert reverse("create-community").encode() in as_person(boss).get(reverse("site")).content


# Members


def names_on(page):
    return [member.person.given_name for member in page.context["page"]]


def test_members_are_found_by_name_and_role_whatever_the_accents(as_person, cast):
    client = as_person(cast.chloe)
    assert names_on(client.get(url("members"))) == ["Ada", "Bao", "Chloé"]
    assert names_on(client.get(url("members") + "?name=CHLOE+mar")) == ["Chloé"]
    assert names_on(client.get(url("members") + "?role=expert")) == ["Bao"]
    assert names_on(client.get(url("members") + "?role=lcm&name=bao")) == []
    assert names_on(client.get(url("members") + "?role=boss&page=nine")) == ["Ada", "Bao", "Chloé"]


def test_names_are_in_the_order_of_people_not_of_bytes(as_person, cast, make_person, join):
    for number, name in enumerate(["Élodie", "fatou", "Zoé", "Eloi"]):
        join(make_person(name, email=f"{number}@example.com"))
    page = as_person(cast.chloe).get(url("members"))
    assert names_on(page) == ["Ada", "Bao", "Chloé", "Élodie", "Eloi", "fatou", "Zoé"]


def test_who_left_is_no_longer_listed(as_person, cast, now):
    cast.places["bao"].leave(by=cast.ada, now=now)
    assert names_on(as_person(cast.chloe).get(url("members"))) == ["Ada", "Chloé"]
    assert as_person(cast.chloe).get(url("member", cast.places["bao"].pk)).status_code == 404
    assert as_person(cast.ada).get(url("member", cast.places["bao"].pk)).status_code == 200


def test_many_members_come_in_pages(as_person, cast, make_person, join):
    for number in range(60):
        join(make_person(f"Person{number:02}"))
    page = as_person(cast.chloe).get(url("members") + "?page=2")
    assert len(page.context["page"]) == 3
    assert b"Page 2 of 2" in page.content


@pytest.mark.parametrize("path", ["members", "member"])
def test_pages_cost_the_same_for_one_member_and_three(
    as_person, cast, make_person, join, path, django_assert_max_num_queries
):
    client, counts = as_person(cast.ada), []
    target = url("members") if path == "members" else url("member", cast.places["bao"].pk)
    client.get(target)
    for more in ([], ["Inès", "Paul", "Zoé"]):
        for name in more:
            join(make_person(name, email=f"{len(name)}{name[0]}@example.com"))
        with django_assert_max_num_queries(43) as captured:
            client.get(target)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("who", "shown"), [("ada", True), ("bao", False), ("chloe", False)])
def test_addresses_and_numbers_are_for_those_who_run_it(as_person, cast, who, shown):
    Person.objects.filter(pk=cast.bao.pk).update(phone="+33612345678")
    page = as_person(cast.people[who]).get(url("member", cast.places["bao"].pk)).content.decode()
    assert ("bao@example.com" in page) is shown
    assert ('href="tel:+33612345678"' in page) is shown
    assert ("06\u00a012\u00a034\u00a056\u00a078" in page) is shown
    assert "bao@example.com" not in as_person(cast.people[who]).get(url("members")).content.decode()


def test_a_name_made_of_markup_is_text(as_person, cast, make_person, join):
    place = join(make_person("<script>alert(1)</script>", "‮evil", email="m@example.com"))
    for target in (url("members"), url("member", place.pk), url("remove-member", place.pk)):
        assert b"<script>alert" not in as_person(cast.ada).get(target).content


def test_somebody_without_address_is_added_by_hand(as_person, cast, community):
    data = {"given_name": " Rosa ", "family_name": "Diaz", "phone": "06.12.34.56.78", "role": "learner"}
    answer = as_person(cast.ada).post(url("create-member"), {**data, "reached_by": "phone"}, follow=True)
    assert b"Rosa Diaz is a member now." in answer.content
    rosa = Person.objects.get(given_name="Rosa")
    assert (rosa.email, rosa.phone, rosa.reached_by, rosa.language) == (None, "+33612345678", "phone", "fr")
    line = Event.objects.get(verb="joined")
    assert (line.actor, line.object_id) == (cast.ada, str(rosa.memberships.get().pk))
    again = as_person(cast.ada).post(url("create-member"), {**data, "reached_by": "phone"})
    assert again.status_code == 302  # two people may share a name, and a phone without an address


def test_an_address_known_elsewhere_adds_that_person_as_they_are(as_person, cast):
    data = {"given_name": "D", "email": "DOV@example.com", "role": "expert", "reached_by": "mail"}
    as_person(cast.ada).post(url("create-member"), data)
    place = Membership.objects.get(person=cast.dov)
    assert (place.role, place.person.given_name) == ("expert", "Dov")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"reached_by": "in_person"}, "given_name"),
        ({"given_name": "Rosa", "reached_by": "phone"}, "phone"),
        ({"given_name": "Rosa", "reached_by": "mail"}, "reached_by"),
        ({"given_name": "Rosa", "reached_by": "phone", "phone": "12"}, "phone"),
        ({"given_name": "Rosa", "reached_by": "mail", "email": "rosa@"}, "email"),
        ({"given_name": "R" * 81, "reached_by": "in_person"}, "given_name"),
        ({"given_name": "Rosa", "reached_by": "in_person", "role": "boss"}, "role"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(as_person, cast, data, field):
    page = as_person(cast.ada).post(url("create-member"), {"role": "learner", **data})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert Person.objects.count() == 4


def test_details_are_corrected_until_the_person_has_come_in(as_person, cast, make_person, join):
    place = join(make_person("Rose", "Diaz", email="rose@example.com"))
    data = {"given_name": "Rosa", "family_name": "Diaz", "email": "rose@example.com", "reached_by": "mail"}
    assert as_person(cast.ada).post(url("edit-member", place.pk), data).status_code == 302
    place.person.refresh_from_db()
    assert place.person.given_name == "Rosa"
    taken = as_person(cast.ada).post(url("edit-member", place.pk), {**data, "email": "dov@example.com"})
    assert taken.status_code == 422
    as_person(place.person)
    assert as_person(cast.ada).get(url("edit-member", place.pk)).status_code == 404


# Roles, leaving, coming back


def test_changing_a_role(as_person, cast):
    client = as_person(cast.ada)
    answer = client.post(url("change-role", cast.places["bao"].pk), {"role": "lcm"}, follow=True)
    assert "Bao’s role is now: community manager." in answer.content.decode()
    assert client.post(url("change-role", cast.places["bao"].pk), {"role": "emperor"}).status_code == 404


def test_a_change_of_role_has_its_way_back(as_person, cast):
    client, bao = as_person(cast.ada), cast.places["bao"]
    page = client.post(url("change-role", bao.pk), {"role": "lcm"}, follow=True).text
    back = f"{url('change-role', bao.pk)}?role=expert&amp;after=lcm"
    assert f'action="{back}"' in page
    assert client.post(back.replace("&amp;", "&")).status_code == 302
    bao.refresh_from_db()
    assert bao.role == "expert"
    assert client.post(back.replace("&amp;", "&")).status_code == 404  # somebody has changed it since


def test_a_role_that_stays_offers_no_way_back(as_person, cast):
    client, bao = as_person(cast.ada), cast.places["bao"]
    assert "after=" not in client.post(url("change-role", bao.pk), {"role": "expert"}, follow=True).text


def test_who_gives_up_the_desk_has_no_way_back_to_it(as_person, cast, now):
    cast.places["bao"].change_role("lcm", by=cast.ada, now=now)
    answer = as_person(cast.ada).post(
        url("change-role", cast.places["ada"].pk), {"role": "learner"}, follow=True
    )
    assert "after=" not in answer.text


def test_the_last_who_runs_it_is_told_why_they_stay(as_person, cast):
    client = as_person(cast.ada)
    for target, data in (
        (url("change-role", cast.places["ada"].pk), {"role": "learner"}),
        (url("leave"), {}),
    ):
        assert b"Nobody else runs this community" in client.post(target, data, follow=True).content
    assert Membership.objects.get(pk=cast.places["ada"].pk).may("manage members")


def test_stepping_down_leads_to_a_page_one_may_see(as_person, cast, now):
    cast.places["bao"].change_role("lcm", by=cast.ada, now=now)
    answer = as_person(cast.ada).post(url("change-role", cast.places["ada"].pk), {"role": "learner"})
    assert answer.url == url("members")


def test_removing_is_confirmed_and_can_be_undone(as_person, cast):
    client, pk = as_person(cast.ada), cast.places["chloe"].pk
    assert b"Remove Chlo" in client.get(url("remove-member", pk)).content
    answer = client.post(url("remove-member", pk), follow=True)
    assert f'action="{url("restore-member", pk)}"' in answer.content.decode()
    assert Membership.objects.get(pk=pk).left_at is not None
    client.post(url("restore-member", pk))
    assert Membership.objects.get(pk=pk).left_at is None


def test_who_was_removed_does_not_come_back_by_themselves(as_person, cast, community):
    cast.places["chloe"].leave(by=cast.ada, now=community.now())
    assert as_person(cast.chloe).post(url("come-back")).status_code == 404


def test_who_left_may_change_their_mind_for_a_day(as_person, cast, community):
    client, pk = as_person(cast.chloe), cast.places["chloe"].pk
    answer = client.post(url("leave"), follow=True)
    assert f'action="{url("come-back")}"' in answer.content.decode()
    assert client.post(url("come-back")).url == url("today")
    assert Membership.objects.get(pk=pk).left_at is None
    Membership.objects.get(pk=pk).leave(by=cast.chloe, now=community.now() - 2 * DAY)
    assert client.post(url("come-back")).status_code == 404


def test_coming_back_is_for_who_was_there(as_person, cast):
    assert as_person(cast.dov).post(url("come-back")).status_code == 404


def test_removing_oneself_is_leaving(as_person, cast):
    assert as_person(cast.ada).get(url("remove-member", cast.places["ada"].pk)).url == url("leave")


@pytest.mark.parametrize("name", ["members", "member", "create-member", "invitations", "leave", "settings"])
def test_pages_speak_french(as_person, cast, name):
    Person.objects.filter(pk=cast.ada.pk).update(language="fr")
    args = [cast.places["bao"].pk] if name == "member" else []
    page = as_person(Person.objects.get(pk=cast.ada.pk)).get(url(name, *args)).content.decode()
    assert '<html lang="fr"' in page
    for word in ("Members", "Invite people", "Add somebody", "Settings", "Their place", "Leave the"):
        assert word not in page
