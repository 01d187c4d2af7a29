from datetime import time

import pytest

from tisserand.people import zones
from tisserand.people.models import Person

pytestmark = pytest.mark.django_db

FIELDS = {
    "given_name": "Amina",
    "family_name": "Keita",
    "phone": "",
    "reached_by": "mail",
    "mail_cadence": "each",
    "language": "en",
    "time_zone": "Europe/Paris",
    "works_on": ["1", "2", "3", "4", "5"],
    "works_from": "09:00",
    "works_until": "17:30",
}


@pytest.fixture
def amina(make_person):
    return make_person("Amina", "Keita")


def test_everything_is_kept(as_person, amina):
    answer = as_person(amina).post(
        "/me/",
        {
            "given_name": "Aminata",
            "family_name": "Keïta-Roux",
            "phone": "+33 (0)6 12 34 56 78",
            "reached_by": "phone",
            "mail_cadence": "weekly",
            "language": "fr",
            "time_zone": "America/Martinique",
            "works_on": ["2", "1", "6"],
            "works_from": "07:15",
            "works_until": "12:00",
        },
    )
    assert (answer.status_code, answer.url) == (302, "/me/")
    kept = Person.objects.get()
    assert (kept.name, kept.phone, kept.reached_by, kept.mail_cadence, kept.language) == (
        "Aminata Keïta-Roux",
        "+33612345678",
        "phone",
        "weekly",
        "fr",
    )
    assert (kept.time_zone, kept.works_on, kept.works_from, kept.works_until) == (
        "America/Martinique",
        "126",
        time(7, 15),
        time(12),
    )


def test_the_language_changes_at_once(as_person, amina):
    page = as_person(amina).post("/me/", FIELDS | {"language": "fr"}, follow=True)
    assert 'lang="fr"' in page.content.decode()
    assert page.headers["Content-Language"] == "fr"


def test_the_page_shows_what_is_kept(as_person, make_person):
    bao = make_person("Bao", phone="+33612345678", works_on="24", time_zone="Pacific/Noumea")
    page = as_person(bao).get("/me/").content.decode()
    assert 'value="06 12 34 56 78"' in page
    assert page.count(" checked") == 4  # two days, one way, one rhythm
    assert '<option value="Pacific/Noumea" selected>' in page
    assert 'value="09:00"' in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": "12"}, "too many or too few digits"),
        ({"phone": "call me"}, "is not a telephone number"),
        ({"given_name": "  "}, "This field is required"),
        ({"given_name": "A" * 81}, "at most 80 characters"),
        ({"time_zone": "Mars/Olympus"}, "no such time zone"),
        ({"time_zone": "../../etc/passwd"}, "no such time zone"),
        ({"language": "tlh"}, "not one of the available choices"),
        ({"works_on": []}, "This field is required"),
        ({"works_on": ["8"]}, "not one of the available choices"),
        ({"works_from": "18:00"}, "ends before it starts"),
        ({"works_from": "soon"}, "Enter a valid time"),
        ({"mail_cadence": "hourly"}, "not one of the available choices"),
        ({"given_name": "A\x00B"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(as_person, amina, wrong, words):
    page = as_person(amina).post("/me/", FIELDS | {"family_name": "Changed"} | wrong)
    text = page.content.decode()
    assert page.status_code == 422
    assert words in text
    assert 'value="Changed"' in text
    amina.refresh_from_db()
    assert (amina.name, amina.phone) == ("Amina Keita", "")


def test_a_name_stays_on_one_line(as_person, amina):
    as_person(amina).post("/me/", FIELDS | {"given_name": "Ami\nna", "family_name": "<b>K</b>\r\nBcc: x"})
    amina.refresh_from_db()
    assert amina.name == "Ami na <b>K</b> Bcc: x"
    assert "<b>K</b>" not in as_person(amina).get("/me/").content.decode()


def test_nobody_makes_themselves_administrator(as_person, amina):
    as_person(amina).post(
        "/me/", FIELDS | {"is_administrator": "on", "email": "x@example.com", "is_active": ""}
    )
    amina.refresh_from_db()
    assert (amina.is_administrator, amina.email, amina.is_active) == (False, "amina@example.com", True)


def test_somebody_without_address_has_the_page_too(as_person, make_person):
    paper = make_person("Odile", email=None)
    page = as_person(paper).get("/me/").content.decode()
    assert "You have no e-mail address here" in page
    assert as_person(paper).post("/me/", FIELDS).status_code == 302
    paper.refresh_from_db()
    assert paper.email is None


def test_two_people_without_address_live_side_by_side(make_person):
    make_person("Odile", email=None)
    make_person("Paul", email=None)
    assert Person.objects.filter(email=None).count() == 2


def test_the_page_costs_five_queries(as_person, amina, django_assert_num_queries):
    client = as_person(amina)
    client.get("/me/")
    # the session with its person, their communities, the mails they stopped, the people they
    # blocked, the number to ring
    with django_assert_num_queries(5):
        client.get("/me/")


def test_the_page_is_light_over_the_wire(as_person, amina):
    page = as_person(amina).get("/me/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.content) < 14_000


def test_usual_zones_come_first_and_cities_are_said_in_french():
    from django.utils.translation import override

    with override("fr"):
        groups = zones.choices()
    assert groups[0][1][0] == ("Europe/Paris", "Paris")
    assert ("Indian/Reunion", "La Réunion") in groups[0][1]
    assert [label for label, _ in groups][-1] == "UTC"
    everything = [name for _, names in groups for name, _ in names]
    assert len(everything) == len(set(everything)) > 300
    assert set(everything) <= zones.known()
