"""« Stuck, call me »."""

from datetime import timedelta

import pytest
import time_machine

from tisserand.communities import calling
from tisserand.communities.models import CallRequest
from tisserand.mail import answering

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def present(now):
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def chloe(cast):
    return cast.places["chloe"]


@pytest.fixture
def path(chloe, now):
    def make(person=chloe.person, pk=chloe.pk):
        return answering.link("call-me", person, pk, now=now).removeprefix("http://127.0.0.1:8000")

    return make


@pytest.fixture
def verbs(community, chloe):
    return lambda: list(community.events.by(chloe.person).order_by("pk").values_list("verb", flat=True))


def test_asking_twice_is_one_call_with_the_latest_number(chloe, now, verbs):
    first = calling.ask(chloe, phone="+33612345678", now=now)
    again = calling.ask(chloe, phone="+33698765432", moment="noon", words="Step 2", now=now + HOUR)
    assert (again.pk, again.asked_at, again.phone, again.words) == (first.pk, now, "+33698765432", "Step 2")
    assert verbs() == ["asked-for-call"]


def test_it_stands_until_they_have_spoken(community, chloe, now):
    calling.ask(chloe, phone="", now=now)
    community.record("talked", chloe.person, at=now - HOUR)
    assert calling.waited_for(chloe) is not None
    community.record("talked", chloe.person, at=now + HOUR)
    assert calling.waited_for(chloe) is None
    assert calling.ask(chloe, phone="", now=now + 2 * HOUR).asked_at == now + 2 * HOUR


def test_taking_it_back(chloe, now, verbs):
    request = calling.ask(chloe, phone="", now=now)
    assert [calling.take_back(request, now=now) for _ in range(2)] == [True, False]
    assert calling.waited_for(chloe) is None
    assert verbs() == ["asked-for-call", "took-back"]


def test_long_words_are_cut_to_what_is_kept(chloe, now):
    assert len(calling.ask(chloe, phone="", words="a" * 5000, now=now).words) == 500


def test_by_one_click(client, chloe, path, now):
    chloe.person.phone = "+33612345678"
    chloe.person.save()
    page = client.get(path()).text
    assert 'value="06 12 34 56 78"' in page
    client.post(path(), {"phone": "06 98 76 54 32", "moment": "morning", "words": "I am lost."})
    asked = CallRequest.objects.get()
    assert (asked.phone, asked.moment, asked.words, asked.asked_at) == (
        "+33698765432",
        "morning",
        "I am lost.",
        now,
    )
    page = client.get(path()).text
    assert "Somebody will call you on 06 98 76 54 32, in the morning." in page
    assert "I am lost." in page
    client.post(path(), {"undo": ""})
    assert calling.waited_for(chloe) is None


@pytest.mark.parametrize("phone", ["", "x", "12", "0" * 60])
def test_a_number_nobody_can_ring_is_told(client, path, phone):
    answer = client.post(path(), {"phone": phone, "moment": "any"})
    assert (answer.status_code, CallRequest.objects.exists()) == (422, False)
    assert "One thing is left to correct" in answer.text


def test_each_for_themselves_while_they_are_here(client, cast, chloe, path, now):
    said = {"phone": "0612345678", "moment": "any"}
    for other in (cast.ada, cast.bao, cast.dov):
        assert client.post(path(other), said).status_code == 410
    chloe.leave(by=cast.ada, now=now)
    assert client.post(path(), said).status_code == 410
    assert not CallRequest.objects.exists()


def test_in_french(client, chloe, path):
    chloe.person.language = "fr"
    chloe.person.save()
    client.post(path(), {"phone": "0612345678", "moment": "noon"})
    page = client.get(path()).text
    assert "On vous appellera au 06 12 34 56 78, à l’heure du déjeuner." in page
