"""« Stuck, call me » stands on the day until somebody has spoken with them."""

from datetime import timedelta

import pytest

from tisserand.attention import acts
from tisserand.attention.day import day
from tisserand.communities import calling

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def chloe(settled):
    return settled.places["chloe"]


@pytest.fixture
def asked(chloe, now):
    words = "I cannot open step 2"
    return calling.ask(chloe, phone="+33698765432", moment="morning", words=words, now=now - HOUR)


@pytest.fixture
def call(chloe, cast, now):
    def log(outcome, at=now):
        key = next(line.key for line in day(chloe.community, at).signals)
        return acts.log_call(chloe, by=cast.ada, outcome=outcome, now=at, signal=key)

    return log


def test_somebody_waits_and_it_says_where_and_when_to_call(as_person, cast, chloe, asked, clock, ask):
    ask(cast.bao, hours=300)
    page = as_person(cast.ada).get("/c/distance/my-day/").text
    assert "Chloé Martin" in page
    assert "Is stuck and asks to be called in the morning: “I cannot open step 2”" in page
    assert "06 98 76 54 32" in page.replace("\u00a0", " ")
    assert "2 people are waiting" in page


def test_the_call_card_has_the_number_given_for_it(as_person, cast, chloe, asked, clock, the_key):
    chloe.person.phone = "+33611111111"
    chloe.person.save()
    page = as_person(cast.ada).get("/c/distance/my-day/call/", {"signal": the_key()}).text
    assert 'href="tel:+33698765432"' in page
    assert "You asked to be called: what stands in your way?" in page


def test_it_leaves_when_they_have_spoken_and_comes_back_if_that_is_undone(cast, asked, call, lines, now):
    act = call("reached")
    assert lines() == []
    acts.undo(act, by=cast.ada, now=now)
    assert [name for name, _key in lines()] == ["call_wanted"]


@pytest.mark.parametrize("outcome", ["no_answer", "message"])
def test_after_a_call_in_vain_it_is_there_again_the_next_day(asked, call, lines, now, outcome):
    call(outcome)
    assert lines() == []
    assert [name for name, _key in lines(now + DAY)] == ["call_wanted"]


def test_it_leaves_when_they_take_it_back(asked, lines, now):
    calling.take_back(asked, now=now)
    assert lines() == []


def test_who_asks_to_be_called_is_not_also_encouraged(cast, chloe, asked, enrol, lines):
    enrol(chloe)
    assert [name for name, _key in lines()] == ["call_wanted"]


def test_they_see_it_of_themselves(as_person, cast, asked, clock):
    assert "asks to be called" in as_person(cast.chloe).get("/c/distance/about-me/").text


def test_in_french(as_person, cast, asked, clock):
    cast.ada.language = "fr"
    cast.ada.save()
    page = as_person(cast.ada).get("/c/distance/my-day/").text.replace("\u202f", " ")
    assert "demande qu’on l’appelle le matin : « I cannot open step 2 »" in page.replace("\u00a0", " ")


def test_hostile_words_stay_words(as_person, cast, chloe, clock, now):
    calling.ask(chloe, phone="", words="<script>x</script> {{ y }} %(z)s %s", now=now - HOUR)
    page = as_person(cast.ada).get("/c/distance/my-day/").text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
