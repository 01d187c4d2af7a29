"""My day as it is shown: who waits, since when, why, and what was done."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention.models import Outreach
from tisserand.conversations import reports

from .conftest import words

DAY = timedelta(days=1)
HERE = "/c/distance/my-day/"
pytestmark = pytest.mark.usefixtures("settled", "clock")


def test_the_page_says_who_waits_since_when_and_why(ada, cast, ask, silent):
    ask(cast.chloe, "How do I begin?")
    silent(2)
    said = words(ada.get(HERE))
    assert "Hello Ada." in said
    assert "1 person is waiting · 2 people to encourage" in said
    assert "Chloé M. How do I begin? First message from Chloé: waiting for 9 h of working time" in said
    assert "an answer was promised within 4 h" in said
    assert "2 people have never come since the start NR Nina0 Roy" in said
    assert "Prepare 2 letters" in said
    assert "Why this line? Asked on 23 November at 4 am" in said


def test_in_french(as_person, cast, ask, silent):
    cast.ada.language = "fr"
    cast.ada.save()
    ask(cast.chloe, "Par où commencer ?")
    silent(2)
    said = words(as_person(cast.ada).get(HERE))
    assert "1 personne attend · 2 personnes à encourager" in said
    assert "attend une réponse depuis 9 h ouvrées (délai promis : 4 h)" in said
    assert "2 personnes ne sont jamais venues depuis le début" in said


def test_an_empty_day_offers_one_good_thing(ada, cast, ask, answer, now):
    assert "ask the group a question" in words(ada.get(HERE))
    thread = ask(cast.chloe)
    thread.accept(answer(thread, cast.bao), by=cast.chloe, now=now - DAY / 2)
    said = words(ada.get(HERE))
    assert "Nobody is waiting for you." in said
    assert "Bao solved the question of Chloé, “How do I begin?”" in said


def test_the_page_costs_as_much_for_three_lines_as_for_one(ada, cast, ask, silent, newcomers, enrol):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            ada.get(HERE)
        return len(queries)

    def act(place):
        Outreach.objects.create(
            community=place.community,
            membership=place,
            kind="wrote",
            done_by=cast.ada,
            done_at=place.joined_at + 30 * DAY - DAY / 24,
            signal=f"never_came:m{place.pk}:20261114",
        )

    ask(cast.chloe, "One")
    places = newcomers(6)
    enrol(places[0])
    act(places[3])
    ada.get(HERE)
    one = cost()
    ask(cast.chloe, "Two")
    ask(cast.bao, "Three")
    enrol(places[1])
    enrol(places[2])
    act(places[4])
    act(places[5])
    assert cost() == one
    assert one <= 35


def test_what_a_colleague_did_today_is_said_in_her_name(
    ada, client, cast, silent, the_key, make_person, join
):
    silent(1)
    ada.post(HERE + "call/", {"signal": the_key(), "outcome": "message"})
    claire = make_person("Claire", "Morel")
    join(claire, "lcm")
    client.force_login(claire)
    assert "Ada left Nina0 a message." in words(client.get(HERE))


def test_those_left_in_peace_are_counted(ada, silent, the_key):
    silent(1)
    ada.post(HERE + "call/", {"signal": the_key(), "outcome": "message"})
    assert "1 person has had a personal word this week" in words(ada.get(HERE))


def test_hostile_words_are_shown_and_not_run(ada, cast, ask, answer, silent, now):
    post = answer(ask(cast.chloe, "<script>alert(1)</script>", kind="discussion"), cast.bao, "x")
    answer(post.thread, cast.ada, "Gently.", hours=19)
    reports.report(post, by=cast.chloe, reason="<img src=x onerror=alert(1)>", now=now)
    (place,) = silent(1)
    place.person.given_name = "<b>Nina</b>%(name)s{{ x }}"
    place.person.save()
    page = ada.get(HERE).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>Nina" not in page


def test_my_day_is_in_the_menu_of_lcms_only(ada, client, cast):
    assert "My day" in words(ada.get("/c/distance/"))
    client.force_login(cast.chloe)
    assert "My day" not in words(client.get("/c/distance/"))
