"""Members agree to the charter before they come in, once for each wording, and never lose what they wrote."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from tisserand.communities import charter
from tisserand.communities.models import Charter, CharterAcceptance, Event
from tisserand.mail import answering

CHARTER, WORDS = "/c/distance/charter/", "/c/distance/charter/words/"
MEMBERS = "/c/distance/members/?name=Bao"


@pytest.fixture
def written(community, cast, now):
    return charter.write(community, "We answer.\n\nWe listen.", by=cast.ada, again=True, now=now)


def test_without_a_charter_nothing_stands_at_the_entrance(as_person, cast):
    assert as_person(cast.chloe).get(MEMBERS).status_code == 200
    assert as_person(cast.chloe).get(CHARTER).status_code == 404


def test_the_entrance_leads_on_to_where_one_was_going(as_person, cast, written):
    browser = as_person(cast.chloe)
    led = browser.get(MEMBERS)
    assert (led.status_code, led.url) == (302, f"{CHARTER}?next=%2Fc%2Fdistance%2Fmembers%2F%3Fname%3DBao")
    page = browser.get(led.url)
    assert "Before you come in" in page.text
    assert "<p>We answer.</p>" in page.text
    agreed = browser.post(CHARTER, {"charter": written.pk, "next": MEMBERS})
    assert (agreed.status_code, agreed.url) == (302, MEMBERS)
    assert browser.get(MEMBERS).status_code == 200
    assert "I agree" not in browser.get(CHARTER).text
    line = Event.objects.get(verb="accepted-charter")
    assert (line.actor, line.object_id) == (cast.chloe, str(written.pk))


def test_agreeing_twice_is_agreeing_once(as_person, cast, written):
    for _ in range(2):
        as_person(cast.chloe).post(CHARTER, {"charter": written.pk})
    assert CharterAcceptance.objects.filter(member=cast.places["chloe"]).count() == 1
    assert Event.objects.filter(verb="accepted-charter").count() == 1


@pytest.mark.parametrize(
    "goal", ["https://evil.example/", "//evil.example/c/distance/", "/c/other/", "/site/", "\x00"]
)
def test_one_is_led_nowhere_else(as_person, cast, written, goal):
    agreed = as_person(cast.chloe).post(CHARTER, {"charter": written.pk, "next": goal})
    assert agreed.url == reverse("today", args=["distance"])


def test_the_writer_has_agreed_and_the_others_are_asked(as_person, cast, written):
    assert as_person(cast.ada).get(MEMBERS).status_code == 200
    assert [as_person(person).get(MEMBERS).status_code for person in (cast.bao, cast.chloe)] == [302, 302]


def test_what_is_posted_is_taken_even_before_agreeing(as_person, make_person, join, written):
    lea = join(make_person("Léa"), "lcm").person
    assert as_person(lea).get("/c/distance/members/new/").status_code == 302
    posted = as_person(lea).post("/c/distance/members/new/", {"given_name": "An hour of writing"})
    assert (posted.status_code, "An hour of writing" in posted.text) == (422, True)


def test_one_may_leave_without_agreeing(as_person, cast, written):
    browser = as_person(cast.chloe)
    assert browser.get("/c/distance/departure/").status_code == 200
    assert browser.post("/c/distance/departure/").status_code == 302


def test_a_new_wording_is_agreed_to_anew_and_a_mended_slip_is_not(as_person, cast, community, now, written):
    written.accept(cast.places["chloe"], now=now)
    mended = charter.write(community, "We answer, and listen.", by=cast.ada, again=False, now=now)
    assert (mended.pk, charter.to_accept(cast.places["chloe"])) == (written.pk, None)
    new = charter.write(community, "We answer in a day.", by=cast.ada, again=True, now=now)
    assert charter.to_accept(cast.places["chloe"]) == new
    again = as_person(cast.chloe).post(CHARTER, {"charter": written.pk})
    assert "It has just been worded anew" in again.text
    assert charter.to_accept(cast.places["chloe"]) == new


def test_the_same_words_change_nothing_and_none_end_it(cast, community, now, written):
    assert charter.write(community, written.text, by=cast.ada, again=True, now=now) == written
    assert charter.write(community, "", by=cast.ada, again=True, now=now) is None
    assert charter.write(community, "", by=cast.ada, again=True, now=now) is None
    assert not community.charters.in_force().exists()
    assert Event.objects.filter(verb="wrote-charter").count() == 2


def test_only_one_charter_is_in_force(community, now, written):
    with pytest.raises(IntegrityError), transaction.atomic():
        Charter.objects.create(community=community, text="Another", written_at=now)


@pytest.mark.parametrize(
    ("language", "proposed"), [("en", "no question is silly"), ("fr", "aucune question n’est bête")]
)
def test_one_is_proposed_in_the_language_of_its_writer(as_person, cast, language, proposed):
    cast.ada.language = language
    cast.ada.save()
    assert proposed in as_person(cast.ada).get(WORDS).text


def test_it_is_written_changed_and_ended_on_its_page(as_person, cast, community):
    browser = as_person(cast.ada)
    assert "There is no charter yet" in browser.get("/c/distance/settings/").text
    browser.post(WORDS, {"text": "We answer."})
    first = community.charters.in_force().get()
    browser.post(WORDS, {"text": "We answer!"})  # not ticked: a slip
    assert community.charters.in_force().get().pk == first.pk
    browser.post(WORDS, {"text": "We answer in a day.", "again": "on"})
    assert community.charters.in_force().get().pk != first.pk
    assert "There is no charter any more." in browser.post(WORDS, {"text": ""}, follow=True).text
    too_long = browser.post(WORDS, {"text": "x" * 4001})
    assert (too_long.status_code, community.charters.in_force().count()) == (422, 0)


def test_its_words_are_only_words(as_person, cast, community, now):
    charter.write(community, "<script>alert(1)</script>", by=cast.ada, again=True, now=now)
    assert "<script>alert" not in as_person(cast.chloe).get(CHARTER).text


def test_who_writes_by_mail_reads_it_there_and_agrees_by_one_click(client, cast, community, written, now):
    link = answering.link("accept-charter", cast.chloe, written.pk, now=now)
    path = link.removeprefix("http://127.0.0.1:8000")
    with override("en"):
        assert "do you agree?" in client.get(path).text
        assert charter.to_accept(cast.places["chloe"]) == written  # to look is not to agree
        assert "You have agreed to the charter." in client.post(path, follow=True).text
    assert charter.to_accept(cast.places["chloe"]) is None
    stranger = answering.link("accept-charter", cast.dov, written.pk, now=now)
    assert client.get(stranger.removeprefix("http://127.0.0.1:8000")).status_code in (404, 410)


def test_who_agrees_by_one_click_reads_what_it_says_of_questions_without_a_name(
    client, cast, community, written, now
):
    path = answering.link("accept-charter", cast.chloe, written.pk, now=now).removeprefix(
        "http://127.0.0.1:8000"
    )
    with override("en"):
        assert "Those who run the community may see it" not in client.get(path).text
        community.unnamed_questions = community.UnnamedQuestions.LCM
        community.save()
        assert "Those who run the community may see it" in client.get(path).text


def test_every_page_costs_as_many_questions_with_a_charter(
    as_person, cast, community, now, django_assert_num_queries
):
    browser = as_person(cast.chloe)
    browser.get(MEMBERS)
    with CaptureQueriesContext(connection) as before:
        browser.get(MEMBERS)
    charter.write(community, "We answer.", by=cast.ada, again=True, now=now).accept(
        cast.places["chloe"], now=now
    )
    with django_assert_num_queries(len(before)):
        assert "The charter" in browser.get(MEMBERS).text
