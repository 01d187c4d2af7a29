from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tisserand.communities.models import Community, Event, Membership, Organisation
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.programmes import founding
from tisserand.programmes.models import Cohort

URL = "/communities/new/"


@pytest.fixture
def boss(make_person):
    return make_person("Claire", "Ott", is_administrator=True)


def answers(**values):
    return {"name": "Manager à distance", "promise": "", "people": "", "starts_on": "2026-11-30", **values}


def test_three_answers_and_the_day_is_there(as_person, boss):
    people = "Amina Keita <amina@example.com>\nmarc@example.com\nclaire@example.com"
    answer = as_person(boss).post(URL, answers(people=people))
    community = Community.objects.get()
    assert (community.name, community.slug, community.language) == (
        "Manager à distance",
        "manager-a-distance",
        "en",
    )
    assert answer.url == reverse("my-day", args=[community.slug])
    roles = dict(community.memberships.values_list("person__email", "role"))
    assert roles == {
        "claire@example.com": "lcm",
        "amina@example.com": "learner",
        "marc@example.com": "learner",
    }
    assert Person.objects.get(email="amina@example.com").name == "Amina Keita"
    cohort = Cohort.objects.get()
    assert (cohort.starts_on, cohort.programme.community) == (date(2026, 11, 30), community)
    assert cohort.enrolments.count() == 2
    assert Organisation.objects.get().name == "Manager à distance"
    assert not Envelope.objects.exists()
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "founded", "joined", "joined", "joined", "enrolled", "enrolled",
    ]  # fmt: skip
    assert as_person(boss).get("/").url == answer.url


def test_a_list_may_be_dropped_as_a_file(as_person, boss):
    file = SimpleUploadedFile("liste.txt", "Chloé Lefèvre <c@example.com>".encode("cp1252"))
    as_person(boss).post(URL, answers(people="a@example.com", file=file))
    assert Person.objects.get(email="c@example.com").name == "Chloé Lefèvre"
    assert Membership.objects.count() == 3


def test_the_example_fills_the_day_at_once(as_person, boss):
    client = as_person(boss)
    client.post(URL, answers(people="marc@example.com", starts_on=timezone.localdate(), example="1"))
    learners = Membership.objects.filter(role="learner")
    assert {"marc@example.com", "amelie.fontaine@example.com"} < {p.person.email for p in learners}
    assert (learners.count(), Cohort.objects.get().enrolments.count()) == (13, 13)
    day = client.get(client.get("/").url).content.decode()
    assert "13 people to welcome" in day
    assert all(place.person.email.endswith("@example.com") for place in learners)


def test_one_line_that_cannot_be_read_keeps_everything_back(as_person, boss):
    page = as_person(boss).post(URL, answers(people="a@example.com\nnobody\n" + "x\n" * 20))
    assert page.status_code == 422
    assert "Line 2: “nobody” holds no valid address." in page.content.decode()
    assert b"And 11 more lines." in page.content
    assert b"a@example.com" in page.content  # what was typed is still there
    assert not Community.objects.exists()
    assert not Person.objects.exclude(pk=boss.pk).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"starts_on": ""},
        {"starts_on": "demain"},
        {"file": SimpleUploadedFile("liste.xlsx", b"PK\x03\x04rest")},
        {"people": "x" * 2_000_001},
    ],
)
def test_wrong_answers_are_refused(as_person, boss, values):
    assert as_person(boss).post(URL, answers(**values)).status_code == 422
    assert not Community.objects.exists()


def test_many_people_at_once(as_person, boss, django_assert_max_num_queries):
    people = "\n".join(f"Person {n} <person-{n}@example.com>" for n in range(1000))
    with django_assert_max_num_queries(120):  # SQLite takes few rows at a time
        assert as_person(boss).post(URL, answers(people=people)).status_code == 302
    assert Membership.objects.count() == 1001


def test_ten_thousand_people_come_in_a_spreadsheet(as_person, boss):
    people = "\n".join(f"person-{n}@example.com" for n in range(10_000))
    page = as_person(boss).post(URL, answers(people=people))
    assert page.status_code == 422
    assert b"3000 can come in this way. For more, load a spreadsheet." in page.content
    assert not Community.objects.exists()


def test_the_spreadsheet_comes_next_when_asked(as_person, boss):
    answer = as_person(boss).post(URL, answers(spreadsheet="1"))
    assert answer.url == reverse("load-people", args=["manager-a-distance"])


def test_a_second_community_has_its_own_address_in_the_same_organisation(as_person, boss):
    for _ in range(2):
        as_person(boss).post(URL, answers())
    assert sorted(Community.objects.values_list("slug", flat=True)) == [
        "manager-a-distance",
        "manager-a-distance-2",
    ]
    assert Organisation.objects.count() == 1


def test_of_several_organisations_one_is_chosen(as_person, boss):
    Organisation.objects.create(name="One")
    two = Organisation.objects.create(name="Two")
    assert as_person(boss).post(URL, answers()).status_code == 422
    as_person(boss).post(URL, answers(organisation=two.pk))
    assert Community.objects.get().organisation == two


@pytest.mark.parametrize("name", ["!!!", "日本", "new"])
def test_any_name_has_an_address(boss, now, name):
    community = founding.found(name, [], now.date(), by=boss, now=now)
    assert community.slug in ("community", "new")
    assert reverse("members", args=[community.slug])


@pytest.fixture
def first(db):
    return Person.objects.first_administrator()


def me(**values):
    return {"given_name": "Claire", "family_name": "Ott", "email": "Claire@Example.com", **values}


def test_the_first_administrator_of_an_empty_site_says_who_they_are(as_person, first):
    assert first == Person.objects.first_administrator()
    assert "given_name" in as_person(first).get("/", follow=True).content.decode()
    as_person(first).post(URL, answers(**me()))
    first.refresh_from_db()
    assert (first.name, first.email) == ("Claire Ott", "claire@example.com")
    assert Community.objects.get().memberships.get().person == first


def test_they_cannot_take_the_address_of_somebody(as_person, first, make_person):
    make_person("Amina")
    answer = as_person(first).post(URL, answers(**me(email="amina@example.com")))
    assert answer.status_code == 422
    assert not Community.objects.exists()


def test_whoever_has_an_address_is_not_asked_again(as_person, boss):
    assert "given_name" not in as_person(boss).get(URL).content.decode()
