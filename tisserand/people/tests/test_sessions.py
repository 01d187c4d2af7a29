"""A session that is open says who is there, or nobody."""

import pytest

from tisserand.people.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(make_person):
    return make_person("Amina")


def signed_in(client):
    return client.get("/me/").status_code == 200


def test_a_session_knows_its_person_and_goes_with_them(as_person, amina):
    client = as_person(amina)
    assert signed_in(client)
    assert Session.objects.get().person == amina
    amina.sessions.all().delete()
    assert not signed_in(client)


def test_who_may_not_come_in_any_more_is_nobody_at_once(as_person, amina):
    client = as_person(amina)
    amina.is_active = False
    amina.save()
    assert not signed_in(client)


def test_a_row_that_names_somebody_else_lets_nobody_in_as_them(as_person, amina, make_person):
    """The number sealed in the session counts, not the column beside it."""
    client, other = as_person(amina), make_person("Zoé")
    Session.objects.update(person=other)
    assert 'value="Amina"' in client.get("/me/").text
