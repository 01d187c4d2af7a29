import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from tisserand.communities.door import allow
from tisserand.communities.models import Community, Invitation, Membership

# name of the page, method, whom it is about, status for: chloe (learner), bao (expert), ada (lcm)
DOORS = [
    ("members", "get", None, 200, 200, 200),
    ("member", "get", "bao", 200, 200, 200),
    ("create-member", "get", None, 403, 403, 200),
    ("create-member", "post", None, 403, 403, 422),
    ("edit-member", "get", "newcomer", 403, 403, 200),
    ("change-role", "post", "bao", 403, 403, 302),
    ("remove-member", "get", "bao", 403, 403, 200),
    ("remove-member", "post", "bao", 403, 403, 302),
    ("restore-member", "post", "bao", 403, 403, 302),
    ("invitations", "get", None, 403, 403, 200),
    ("create-invitations", "post", None, 403, 403, 422),
    ("withdraw-invitation", "post", "invitation", 403, 403, 302),
    ("remind-invitation", "post", "invitation", 403, 403, 302),
    ("leave", "get", None, 200, 200, 200),
    ("edit-charter", "get", None, 403, 403, 200),
    ("edit-charter", "post", None, 403, 403, 302),
    ("settings", "get", None, 403, 403, 200),
    ("settings", "post", None, 403, 403, 422),
]
ONLY_POST = [
    "change-role",
    "restore-member",
    "create-invitations",
    "withdraw-invitation",
    "remind-invitation",
]


@pytest.fixture
def invitation(community, now):
    return Invitation.objects.create(community=community, email="x@example.com", invited_at=now)


@pytest.fixture
def eve(make_person, community, now):
    """Runs another community of the same organisation."""
    other = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    eve = make_person("Eve")
    Membership.objects.create(community=other, person=eve, role="lcm", joined_at=now)
    return eve


@pytest.fixture
def address(cast, invitation, make_person, join):
    subjects = {**cast.places, "invitation": invitation, "newcomer": join(make_person("Nina"))}
    return lambda name, about: reverse(name, args=["distance", *([subjects[about].pk] if about else [])])


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door[0]}-{door[1]}")
def test_each_door_lets_in_whom_it_should(client, cast, eve, address, door):
    name, method, about, *statuses = door
    url = address(name, about)
    data = {"role": "learner"} if name == "change-role" else {}
    assert getattr(client, method)(url, data).url == f"/sign-in/?next={url}"
    expected = {"dov": 404, "eve": 404, **dict(zip(("chloe", "bao", "ada"), statuses, strict=True))}
    for who, status in expected.items():
        client.force_login(eve if who == "eve" else cast.people[who])
        assert getattr(client, method)(url, data).status_code == status, who


@pytest.mark.parametrize("name", ONLY_POST)
def test_acts_are_not_done_by_a_link(as_person, cast, address, name):
    about = "invitation" if name.endswith("-invitation") else None if name.startswith("create") else "bao"
    assert as_person(cast.ada).get(address(name, about)).status_code == 405


@pytest.mark.parametrize("name", ["member", "edit-member", "remove-member", "change-role", "restore-member"])
def test_members_of_another_community_are_not_found_here(as_person, cast, eve, name):
    url = reverse(name, args=["distance", eve.memberships.get().pk])
    method = "post" if name in ONLY_POST else "get"
    assert getattr(as_person(cast.ada), method)(url, {"role": "lcm"}).status_code == 404


def test_a_community_that_is_not_and_one_where_i_am_not_look_the_same(as_person, cast):
    client = as_person(cast.dov)
    assert client.get("/c/distance/members/").status_code == 404
    assert client.get("/c/nowhere/members/").status_code == 404


def test_who_has_left_finds_nothing(as_person, cast, now):
    cast.places["chloe"].leave(by=cast.chloe, now=now)
    assert as_person(cast.chloe).get("/c/distance/members/").status_code == 404


def test_a_misspelt_right_fails_at_once():
    with pytest.raises(ImproperlyConfigured):
        allow("mange members")


def test_coming_in_is_noted_once_a_day(as_person, cast, community):
    client = as_person(cast.chloe)
    for _ in range(3):
        client.get("/c/distance/members/")
    assert community.events.by(cast.chloe).filter(verb="visited").count() == 1
