import pytest
from django.urls import reverse

from tisserand.communities.models import Community, Membership
from tisserand.programmes.models import Programme

# name of the page, method, what it is about, status for: chloe (learner, enrolled), bao (expert), ada (lcm)
DOORS = [
    ("programmes", "get", None, 302, 302, 200),
    ("programme", "get", "programme", 200, 200, 200),
    ("create-programme", "get", None, 403, 403, 200),
    ("create-programme", "post", None, 403, 403, 422),
    ("edit-programme", "get", "programme", 403, 403, 200),
    ("create-cohort", "get", "programme", 403, 403, 200),
    ("create-cohort", "post", "programme", 403, 403, 422),
    ("cohort", "get", "cohort", 403, 403, 200),
    ("edit-cohort", "get", "cohort", 403, 403, 200),
    ("discard-programme", "get", "programme", 403, 403, 200),
    ("discard-programme", "post", "programme", 403, 403, 302),
    ("discard-cohort", "get", "cohort", 403, 403, 200),
    ("discard-cohort", "post", "cohort", 403, 403, 302),
    ("enrol-members", "get", "cohort", 403, 403, 200),
    ("enrol-members", "post", "cohort", 403, 403, 302),
    ("complete-step", "post", "step", 302, 404, 302),
    ("uncomplete-step", "post", "step", 302, 404, 302),
    ("withdraw-enrolment", "post", "enrolment", 403, 403, 302),
    ("restore-enrolment", "post", "enrolment", 403, 403, 302),
]


@pytest.fixture
def eve(make_person, community, now):
    """Runs another community of the same organisation."""
    other = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    eve = make_person("Eve")
    Membership.objects.create(community=other, person=eve, role="lcm", joined_at=now)
    return eve


@pytest.fixture
def address(cohort, chloe, step):
    subjects = {
        None: [],
        "programme": [cohort.programme_id],
        "cohort": [cohort.pk],
        "enrolment": [chloe.pk],
        "step": [chloe.pk, step("Watch").pk],
    }
    return lambda name, about, slug="distance": reverse(name, args=[slug, *subjects[about]])


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door[0]}-{door[1]}")
def test_each_door_lets_in_whom_it_should(client, cast, eve, address, door):
    name, method, about, *statuses = door
    url = address(name, about)
    assert getattr(client, method)(url).url == f"/sign-in/?next={url}"
    expected = {"dov": 404, "eve": 404, **dict(zip(("chloe", "bao", "ada"), statuses, strict=True))}
    for who, status in expected.items():
        client.force_login(eve if who == "eve" else cast.people[who])
        assert getattr(client, method)(url).status_code == status, who


@pytest.mark.parametrize("door", [door for door in DOORS if door[2]], ids=lambda door: f"{door[0]}-{door[1]}")
def test_what_belongs_to_another_community_is_not_found_here(as_person, eve, address, door):
    name, method, about, *_ = door
    assert getattr(as_person(eve), method)(address(name, about, "other")).status_code == 404


@pytest.mark.parametrize(
    "name", ["complete-step", "uncomplete-step", "withdraw-enrolment", "restore-enrolment"]
)
def test_acts_are_not_done_by_a_link(as_person, cast, address, name):
    assert (
        as_person(cast.ada).get(address(name, "step" if "step" in name else "enrolment")).status_code == 405
    )


def test_a_step_of_another_programme_is_not_found(as_person, cast, chloe, community):
    other = Programme.objects.create(community=community, name="Other").steps.create(
        position=1, title="X", due_day=1
    )
    url = reverse("complete-step", args=["distance", chloe.pk, other.pk])
    assert as_person(cast.chloe).post(url).status_code == 404


def test_who_withdrew_marks_nothing(as_person, cast, chloe, address, now):
    type(chloe).objects.update(withdrawn_at=now)
    assert as_person(cast.chloe).post(address("complete-step", "step")).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("ada", 403), ("chloe", 403), ("boss", 200)])
def test_communities_are_created_by_administrators(client, cast, make_person, who, status):
    url = reverse("create-community")
    assert client.get(url).url == f"/sign-in/?next={url}"
    person = make_person("Boss", is_administrator=True) if who == "boss" else cast.people[who]
    client.force_login(person)
    assert client.get(url).status_code == status
