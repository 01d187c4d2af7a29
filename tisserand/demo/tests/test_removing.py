"""The invented people go; nothing that somebody real has added goes without being told."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from tisserand.communities.models import Community, Event, Membership, Organisation
from tisserand.conversations import writing
from tisserand.conversations.models import Attachment, Post, Thread
from tisserand.demo import removing
from tisserand.demo.models import Removal
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment, Programme

pytestmark = pytest.mark.django_db
PAGE = "/site/example/"


@pytest.fixture
def boss(make_person):
    return make_person("Sonia", "Real", email="sonia@maison-arpent.fr", is_administrator=True)


@pytest.fixture
def client(boss):
    client = Client()
    client.force_login(boss)
    return client


@pytest.fixture
def began(client, boss):
    """Sonia's community, begun with invented people by the button of the first page."""
    asked = {"name": "Our team", "starts_on": "2026-11-24", "people": "Zoé <zoe@arpent.fr>", "example": "1"}
    assert client.post("/communities/new/", asked).status_code == 302
    return Community.objects.get()


def by(name):
    return Person.objects.get(given_name=name)


def ask_a_question(community, person, now, *, title="How?"):
    return writing.start(community, kind="question", title=title, by=person, source="?", now=now)


def test_the_invented_people_go_and_the_community_stays(client, began, boss, now):
    alone = ask_a_question(began, by("Amélie"), now)
    file = default_storage.save("x/plan.pdf", ContentFile(b"plan"))
    Attachment.objects.create(post=alone.posts.get(), name="plan.pdf", file=file, size=4, uploaded_at=now)
    shared = ask_a_question(began, by("Bakary"), now, title="Together")
    writing.reply(shared, by=boss, source="Like this.", now=now + timedelta(minutes=1))
    page = client.get(PAGE).text
    assert "12 invented people go" in page
    assert "2 real people: Sonia Real, Zoé" in page
    assert "1 message by real people." in page
    assert Person.objects.count() == 14  # to look is not to do
    answer = client.post(PAGE, {"count": "12"}, follow=True)
    assert "The example is gone." in answer.text
    assert set(began.memberships.values_list("person__given_name", flat=True)) == {"Sonia", "Zoé"}
    assert Enrolment.objects.count() == 1
    assert Programme.objects.count() == 1
    assert list(Thread.objects.values_list("title", flat=True)) == ["Together"]
    assert [post.text for post in Post.objects.filter(author=boss)] == ["Like this."]
    assert not default_storage.exists(file)
    left = Person.objects.exclude(given_name__in=["Sonia", "Zoé"])
    assert [person.erased_at is not None for person in left] == [True]
    assert not Event.objects.filter(actor__in=left).exists()
    assert "Amélie" not in client.get("/site/").text
    assert "The example" not in client.get("/site/").text


def test_the_community_goes_too_when_it_is_chosen(client, began):
    assert client.post(PAGE, {"count": "12", "also": began.pk}).status_code == 302
    assert not Community.objects.exists()
    assert not Organisation.objects.exists()
    assert set(Person.objects.values_list("given_name", flat=True)) == {"Sonia", "Zoé"}


def test_where_nobody_real_has_been_the_community_goes_whole(client, began, boss, now):
    Membership.objects.exclude(person__email__endswith="@example.com").delete()
    began.admit(by("Farid"), "lcm", by=None, now=now)
    assert "the community goes whole" in client.get(PAGE).text
    client.post(PAGE, {"count": "12"})
    assert not Community.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("typed", ["", "11", "twelve"])
def test_another_number_removes_nothing(client, began, typed):
    assert client.post(PAGE, {"count": typed}).status_code == 422
    assert (Person.objects.count(), Removal.objects.count()) == (14, 0)


def test_a_community_that_nobody_real_would_run_is_told(client, began, boss, now):
    began.admit(by("Farid"), "lcm", by=boss, now=now)
    began.memberships.get(person=by("Farid")).change_role("lcm", by=boss, now=now)
    began.memberships.get(person=boss).change_role("learner", by=boss, now=now)
    answer = client.post(PAGE, {"count": "12"})
    assert answer.status_code == 422
    assert "Nobody real runs “Our team”" in answer.text
    assert Person.objects.count() == 14
    client.post(PAGE, {"count": "12", "also": began.pk})
    assert not Community.objects.exists()


def test_an_invented_administrator_cannot_do_it(began):
    Person.objects.filter(given_name="Farid").update(is_administrator=True)
    client = Client()
    client.force_login(by("Farid"))
    assert "You are one of the invented people" in client.post(PAGE, {"count": "12"}).text
    assert Person.objects.count() == 14


def test_whoever_took_an_address_of_their_own_is_real(client, began):
    Person.objects.filter(given_name="Hugo").update(email="hugo@arpent.fr")
    assert "11 invented people go" in client.get(PAGE).text
    client.post(PAGE, {"count": "11"})
    assert by("Hugo").memberships.get().community == began


def test_killed_on_the_way_it_goes_on_where_it_was(began, boss, now):
    removal = removing.ask(by=boss, also=[], now=now)
    runs = 1
    while not removing.go_on(Removal.objects.get(pk=removal.pk), now, seconds=0):
        runs += 1
    assert runs == 13
    removal.refresh_from_db()
    assert (removal.people, removal.percent, removal.finished_at) == ([], 100, now)
    assert removing.go_on(removal, now)
    assert not removing.invented().exists()


def test_its_page_tells_how_far_it_is_and_wakes_a_dead_worker(client, began, boss, now):
    removal = removing.ask(by=boss, also=[], now=now)
    Removal.objects.filter(pk=removal.pk).update(people=removal.people[:3])
    assert client.get(PAGE).url == f"{PAGE}{removal.pk}/"
    page = client.get(f"{PAGE}{removal.pk}/", headers={"HX-Request": "true"}).text
    assert "75 %" in page or "The example is gone." in page


def test_without_invented_people_there_is_nothing_to_remove(client, community):
    assert "There are no invented people here." in client.get(PAGE).text
    assert client.post(PAGE, {"count": "0"}).status_code == 422
    assert "/site/example/" not in client.get("/site/").text
