"""A load of people undone as a whole while nobody has acted."""

import pytest
from django.utils import timezone

from tisserand.attention.models import Outreach
from tisserand.communities.models import Community, Event, Membership
from tisserand.integrations.imports.models import ExternalId, Load, LoadedPerson
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
