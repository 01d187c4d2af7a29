"""The pages of loading: doors, the way of a file, what is kept of it."""

from pathlib import Path

import pytest

from tisserand.communities.models import Community, Membership
from tisserand.integrations.imports import files
from tisserand.integrations.imports.models import Load
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort, Enrolment, Programme

from .conftest import HERE, PEOPLE, upload


def go_on(ada, load, **more):
    """Accept the columns as guessed."""
    values = {"column-0": "family_name", "column-1": "given_name", "column-2": "email"} | more
    return ada.post(f"{HERE}people/{load.pk}/columns/", values)


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
@pytest.mark.parametrize("page", ["", "people/", "activity/", "forum/", "people/{}/", "people/{}/columns/"])
def test_only_the_lcm_may_load(client, cast, chosen, page, name, status):
    client.force_login(cast.people[name])
    assert client.get(HERE + page.format(chosen.pk)).status_code == status


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("people/{}/", 403),
        ("people/{}/columns/", 403),
        ("{}/give-up/", 403),
        ("{}/again/", 403),
        ("people/", 403),
    ],
)
def test_a_member_changes_nothing(client, cast, chosen, page, status):
    client.force_login(cast.chloe)
    assert client.post(HERE + page.format(chosen.pk)).status_code == status
    assert Load.objects.get().state == Load.State.CHOOSING


def test_visitors_are_led_to_sign_in(client, community):
    assert client.get(HERE).url.startswith("/sign-in/")


def test_a_load_is_seen_from_its_own_community_only(ada, cast, chosen, community, now):
    other = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    other.admit(cast.ada, "lcm", by=None, now=now)
    for page in ("people/{}/", "people/{}/columns/", "{}/"):
        assert ada.get("/c/other/loading/" + page.format(chosen.pk)).status_code == 404
    assert ada.post(f"/c/other/loading/{chosen.pk}/give-up/").status_code == 404


def test_the_way_of_a_spreadsheet(ada, community, cast, now, django_capture_on_commit_callbacks):
    programme = Programme.objects.create(community=community, name="Leading")
    cohort = Cohort.objects.create(programme=programme, name="November", starts_on=now.date())
    answer = ada.post(f"{HERE}people/", upload(PEOPLE))
    load = Load.objects.get()
    kept = Path(load.file.path)
    assert answer.url == f"{HERE}people/{load.pk}/columns/"
    page = ada.get(answer.url)
    assert b"Wei" in page.content
    answer = go_on(ada, load, cohort=cohort.pk)
    assert answer.url == f"{HERE}people/{load.pk}/"
    page = ada.get(answer.url).content.decode()
    assert "2 people join the community" in page
    assert "1 person has no e-mail: kept all the same" in page
    assert Person.objects.filter(family_name="Roy").count() == 0
    answer = ada.post(answer.url)
    assert answer.url == f"{HERE}{load.pk}/"
    page = ada.get(answer.url).content.decode()
    assert "2 people have joined" in page
    assert "Zoé Roy" in page
    assert "All 2 wait for you in your day" in page
    assert f'href="/c/{community.slug}/my-day/#part-welcome"' in page
    assert Enrolment.objects.filter(cohort=cohort).count() == 2
    assert not kept.exists()
    assert ada.get(f"{HERE}people/{load.pk}/").status_code == 404


def test_who_has_been_welcomed_is_not_to_be_welcomed_again(ada, chosen, cast, now):
    go_on(ada, chosen)
    ada.post(f"{HERE}people/{chosen.pk}/")
    arrived = Membership.objects.filter(person__family_name__in=["Roy", "Li"])
    arrived.filter(person__family_name="Roy").update(welcomed_at=now)
    assert "They have heard nothing yet. They wait" in ada.get(f"{HERE}{chosen.pk}/").content.decode()
    arrived.update(welcomed_at=now)
    assert "part-welcome" not in ada.get(f"{HERE}{chosen.pk}/").content.decode()


def test_confirming_twice_loads_once(ada, chosen):
    go_on(ada, chosen)
    assert ada.post(f"{HERE}people/{chosen.pk}/").status_code == 302
    assert ada.post(f"{HERE}people/{chosen.pk}/").status_code == 404
    assert Person.objects.filter(family_name="Roy").count() == 1


def test_an_error_in_the_last_line_stores_nothing(ada):
    ada.post(f"{HERE}people/", upload(PEOPLE + "DUPONT;Jean;jean.dupont@\n"))
    load = Load.objects.get()
    go_on(ada, load)
    page = ada.get(f"{HERE}people/{load.pk}/").content.decode()
    assert "Line 4, column “Courriel”: “jean.dupont@” is not a complete address." in page
    assert ada.post(f"{HERE}people/{load.pk}/").url == f"{HERE}people/{load.pk}/"
    assert not Person.objects.filter(family_name__in=["Roy", "Li"]).exists()
    assert ada.post(f"{HERE}people/{load.pk}/", {"leave_out": "yes"}).url == f"{HERE}{load.pk}/"
    assert Person.objects.filter(family_name__in=["Roy", "Li", "Dupont"]).count() == 2


def test_a_pasted_list_is_a_file(ada):
    ada.post(f"{HERE}people/", {"text": "zoe@example.com\nli@example.com\n"})
    load = Load.objects.get()
    ada.post(f"{HERE}people/{load.pk}/columns/", {"column-0": "email"})
    ada.post(f"{HERE}people/{load.pk}/")
    assert Person.objects.filter(email__in=["zoe@example.com", "li@example.com"]).count() == 2


def test_the_columns_chosen_for_the_same_headings_come_back(ada, chosen):
    go_on(ada, chosen, **{"column-0": "given_name", "column-1": "family_name"})
    ada.post(f"{HERE}people/{chosen.pk}/")
    ada.post(f"{HERE}people/", upload(PEOPLE))
    again = Load.objects.exclude(pk=chosen.pk).get()
    form = ada.get(f"{HERE}people/{again.pk}/columns/").context["form"]
    assert [form.fields[f"column-{n}"].initial for n in range(3)] == ["given_name", "family_name", "email"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"column-0": "email", "column-1": "email", "column-2": ""}, "Two columns cannot both be “E-mail”."),
        ({"column-0": "site", "column-1": "", "column-2": ""}, "Say which column tells who people are"),
        ({"column-0": "password"}, "password is not one of the available choices"),
        ({"cohort": "999"}, "That choice is not one of the available choices"),
    ],
)
def test_columns_that_make_no_sense_are_told(ada, chosen, columns, said):
    answer = go_on(ada, chosen, **columns)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose a file, or paste a list."),
        (upload(""), "The submitted file is empty."),
        (upload(b"PK\x03\x04broken", "x.xlsx"), "This file cannot be opened"),
        (upload("\n\n"), "There is nothing in this file."),
        (upload("Nom\n" + "Roy\n" * 6000), "too many lines: 5000 at most"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_forgotten(ada, data, said, settings):
    answer = ada.post(f"{HERE}people/", data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Load.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_file_given_up_is_forgotten(ada, chosen):
    kept = Path(chosen.file.path)
    assert ada.post(f"{HERE}{chosen.pk}/give-up/").url == HERE
    assert (kept.exists(), Load.objects.exists()) == (False, False)


def test_a_file_left_for_a_week_is_forgotten(chosen):
    assert files.forget_old(chosen.created_at + files.KEPT_FOR) == 0
    assert files.forget_old(chosen.created_at + files.KEPT_FOR * 2) == 1
    assert not Load.objects.exists()


def test_a_file_that_has_gone_is_told(ada, chosen):
    Path(chosen.file.path).unlink()
    for page in ("", "columns/"):
        answer = ada.get(f"{HERE}people/{chosen.pk}/{page}")
        assert answer.status_code == 422
        assert "The file is no longer here" in answer.content.decode()


def test_hostile_cells_and_names_are_inert_on_the_page(ada):
    text = PEOPLE + '"<script>alert(1)</script>";"{{ 7*7 }}";z@example.com\n'
    ada.post(f"{HERE}people/", upload(text, "<img src=x>.csv"))
    load = Load.objects.get()
    for page in (
        ada.get(f"{HERE}people/{load.pk}/columns/"),
        (go_on(ada, load), ada.get(f"{HERE}people/{load.pk}/"))[1],
    ):
        assert b"<script>alert" not in page.content
        assert b"<img src=x" not in page.content
        assert b"49" not in page.content.split(b"<main")[1].split(b"</main")[0]


def test_the_pages_speak_french(ada, cast, chosen):
    Person.objects.filter(pk=cast.ada.pk).update(language="fr")
    go_on(ada, chosen)
    page = ada.get(f"{HERE}people/{chosen.pk}/").content.decode()
    assert "2 personnes rejoignent la communauté." in page
    assert "Aucun courriel ne part." in page
