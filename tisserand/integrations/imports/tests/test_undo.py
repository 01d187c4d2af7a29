"""A load of people undone as a whole while nobody has acted."""

import pytest
from django.utils import timezone

from tisserand.attention.models import Outreach
from tisserand.communities.models import Community, Event, Membership
from tisserand.integrations.imports.models import ExternalId, Load, LoadedPerson, Replaced
from tisserand.integrations.imports.people import undo
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment, Progress, Step

from .conftest import HERE, upload

FILE = "Nom;Prénom;Courriel;Matricule\nROY;Zoé;zoe@example.com;12\nLI;Wei;;13\nDOV;Dov;dov@example.com;14\n"
COLUMNS = {
    "column-0": "family_name",
    "column-1": "given_name",
    "column-2": "email",
    "column-3": "external_id",
}


@pytest.fixture
def loaded(ada, cast, cohort):
    """Zoé and Wei, whom nobody knew, and Dov, who has an account for another place; Chloé is here already."""
    chloe = "NOLET;Chloé;chloe@example.com;15\n"
    ada.post(f"{HERE}people/", upload(FILE + chloe))
    load = Load.objects.get()
    ada.post(f"{HERE}people/{load.pk}/columns/", COLUMNS | {"cohort": cohort.pk})
    ada.post(f"{HERE}people/{load.pk}/")
    load.refresh_from_db()
    assert (load.counts["arrived"], load.counts["enrolled"]) == (3, 4)
    return load


def here():
    return set(Membership.objects.values_list("person__given_name", flat=True))


def test_undone_everything_is_as_before(ada, loaded, cast, community):
    page = ada.get(f"{HERE}{loaded.pk}/undo/").text
    assert "3 people leave the community" in page
    assert "Zoé" in here()  # to look is not to do
    answer = ada.post(f"{HERE}{loaded.pk}/undo/", follow=True)
    assert "It is undone: 3 people left." in answer.text
    assert here() == {"Ada", "Bao", "Chloé"}
    assert not Person.objects.filter(given_name__in=["Zoé", "Wei"]).exists()
    assert Person.objects.filter(pk=cast.dov.pk).exists()  # known before
    assert not Enrolment.objects.exists()
    left = {row.person_id for model in (LoadedPerson, ExternalId) for row in model.objects.all()}
    assert left == {cast.chloe.pk}
    assert Event.objects.filter(verb="unloaded", actor=cast.ada).count() == 1
    assert "This load was undone" in ada.get(f"{HERE}{loaded.pk}/").text
    assert ada.post(f"{HERE}{loaded.pk}/undo/").url == f"{HERE}{loaded.pk}/"


def test_the_same_file_can_be_loaded_again(ada, loaded, cohort):
    ada.post(f"{HERE}{loaded.pk}/undo/")
    ada.post(f"{HERE}people/", upload(FILE))
    again = Load.objects.exclude(pk=loaded.pk).get()
    ada.post(f"{HERE}people/{again.pk}/columns/", COLUMNS | {"cohort": cohort.pk})
    ada.post(f"{HERE}people/{again.pk}/")
    assert {"Zoé", "Wei", "Dov"} < here()


def came(place, cast, now):
    place.seen(now)


def signed_in(place, cast, now):
    Person.objects.filter(pk=place.person_id).update(last_login=timezone.now())


def left(place, cast, now):
    place.leave(by=cast.ada, now=now)


def welcomed(place, cast, now):
    Membership.objects.filter(pk=place.pk).update(welcomed_at=now)


def called(place, cast, now):
    Outreach.objects.create(
        community=place.community, membership=place, kind="called", done_by=cast.ada, done_at=now
    )


def did_a_step(place, cast, now):
    enrolment = place.enrolments.get()
    step = Step.objects.create(programme=enrolment.cohort.programme, position=1, title="Watch", due_day=1)
    Progress.objects.create(enrolment=enrolment, step=step, completed_at=now)


@pytest.mark.parametrize("begun", [came, signed_in, left, welcomed, called, did_a_step])
def test_once_something_has_begun_it_stays_and_the_page_says_with_whom(ada, loaded, cast, now, begun):
    begun(Membership.objects.select_related("person", "community").get(person__given_name="Wei"), cast, now)
    before = here()
    page = ada.get(f"{HERE}{loaded.pk}/undo/").text
    assert "This load stays" in page
    assert "Wei Li" in page
    assert ada.post(f"{HERE}{loaded.pk}/undo/").url == f"{HERE}{loaded.pk}/undo/"
    assert here() == before
    with pytest.raises(undo.TooLate):
        undo.undo(loaded, by=cast.ada, now=now)


def test_a_step_done_by_somebody_it_enrolled_keeps_it_too(ada, loaded, cast, now):
    did_a_step(cast.places["chloe"], cast, now)
    assert "This load stays" in ada.get(f"{HERE}{loaded.pk}/undo/").text


def test_who_is_in_another_community_meanwhile_is_not_forgotten(ada, loaded, cast, community, now):
    other = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    other.admit(Person.objects.get(given_name="Zoé"), by=None, now=now)
    ada.post(f"{HERE}{loaded.pk}/undo/")
    assert Person.objects.get(given_name="Zoé").memberships.get().community == other


@pytest.mark.parametrize(("who", "status"), [("bao", 403), ("chloe", 403), ("dov", 403)])
def test_only_the_lcm_undoes_it(client, cast, loaded, who, status):
    client.force_login(cast.people[who])
    assert client.post(f"{HERE}{loaded.pk}/undo/").status_code == status
    assert "Zoé" in here()


CHLOE = "Nom;Prénom;Courriel;Téléphone;Site\nNOLET;Chloé;chloe@example.com;{};Lyon\n"
OF_CHLOE = {
    "column-0": "family_name",
    "column-1": "given_name",
    "column-2": "email",
    "column-3": "phone",
    "column-4": "site",
}


@pytest.fixture
def load_chloe(ada, cast):
    """`load_chloe("0612345678")`: a file that knows her number, and corrects what another file had said."""

    def load_chloe(number):
        ada.post(f"{HERE}people/", upload(CHLOE.format(number)))
        load = Load.objects.latest("pk")
        ada.post(f"{HERE}people/{load.pk}/columns/", OF_CHLOE)
        ada.post(f"{HERE}people/{load.pk}/", {"take": f"{cast.places['chloe'].pk}:phone"})
        load.refresh_from_db()
        assert load.state == "done"
        return load

    return load_chloe


def number_of(person):
    return Person.objects.get(pk=person.pk).phone


def test_what_it_corrected_in_those_who_were_here_goes_back(ada, cast, load_chloe):
    Person.objects.filter(pk=cast.chloe.pk).update(phone="+33600000001")
    load = load_chloe("06 12 34 56 78")
    assert number_of(cast.chloe) == "+33612345678"
    assert "Undo this load" in ada.get(f"{HERE}{load.pk}/").text
    page = " ".join(ada.get(f"{HERE}{load.pk}/undo/").text.split())
    assert "What goes back" in page
    assert "Site: Lyon is taken away" in page
    assert "What stays" not in page
    assert number_of(cast.chloe) == "+33612345678"  # to look is not to do
    ada.post(f"{HERE}{load.pk}/undo/")
    assert number_of(cast.chloe) == "+33600000001"
    said = LoadedPerson.objects.get(person=cast.chloe).values
    assert ("phone" in said, "site" in said) == (False, False)
    assert "2 corrections were taken back." in ada.get(f"{HERE}{load.pk}/").text


def test_what_was_changed_since_stays_and_the_page_says_so(ada, cast, load_chloe):
    first, second = load_chloe("06 12 34 56 78"), load_chloe("06 87 65 43 21")
    page = " ".join(ada.get(f"{HERE}{first.pk}/undo/").text.split())
    assert "What stays" in page.split("What goes back")[1]
    ada.post(f"{HERE}{first.pk}/undo/")
    assert number_of(cast.chloe) == "+33687654321"
    ada.post(f"{HERE}{second.pk}/undo/")
    assert number_of(cast.chloe) == "+33612345678"


@pytest.mark.parametrize(("signed_in", "kept"), [(False, None), (True, "chloe@example.com")])
def test_an_address_that_opened_the_door_since_stays(ada, cast, load_chloe, signed_in, kept):
    Person.objects.filter(pk=cast.chloe.pk).update(
        email=None, given_name="Chloé", family_name="Nolet", last_login=None
    )
    load = load_chloe("06 12 34 56 78")
    assert Person.objects.get(pk=cast.chloe.pk).email == "chloe@example.com"
    if signed_in:
        Person.objects.filter(pk=cast.chloe.pk).update(last_login=timezone.now())
    ada.post(f"{HERE}{load.pk}/undo/")
    assert Person.objects.get(pk=cast.chloe.pk).email == kept


def test_a_role_goes_back_unless_nobody_would_run_the_community(cast, load_chloe, ada, now):
    load, place = load_chloe("06 12 34 56 78"), cast.places["chloe"]
    Replaced.objects.create(load=load, membership=place, field="role", old="learner", new="lcm")
    Membership.objects.filter(pk=place.pk).update(role="lcm")
    cast.places["ada"].change_role("learner", by=cast.ada, now=now)
    undo.undo(load, by=cast.ada, now=now)
    assert Membership.objects.get(pk=place.pk).role == "lcm"


def test_a_load_of_people_that_failed_has_a_page(ada, community, now):
    load = Load.objects.create(
        community=community,
        kind="people",
        state="failed",
        name="people.csv",
        created_at=now,
        problems=[{"code": "stopped", "value": "", "other": "", "line": None, "column": ""}],
    )
    page = ada.get(f"{HERE}{load.pk}/").text
    assert "The load has stopped." in page
    assert "Nobody was brought in and nothing was changed." in page
    assert "Start it again" not in page
    assert ada.get(f"{HERE}{load.pk}/undo/").url == f"{HERE}{load.pk}/"


@pytest.mark.parametrize("state", Load.State.values)
def test_a_load_of_people_without_counts_breaks_no_page(ada, community, now, state):
    load = Load.objects.create(community=community, kind="people", state=state, name="x", created_at=now)
    assert ada.get(f"{HERE}{load.pk}/").status_code == (404 if state == "choosing" else 200)
    assert ada.get(HERE).status_code == 200
