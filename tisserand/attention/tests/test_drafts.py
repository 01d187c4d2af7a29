"""What is proposed: in the person's language, with their name, what they did, and the next small step."""

from datetime import timedelta

import pytest

from tisserand.attention import drafts
from tisserand.attention.day import day
from tisserand.attention.models import Outreach
from tisserand.programmes import progress

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("settled")


@pytest.fixture
def chloe(cast, enrol):
    place = cast.places["chloe"]
    place.enrolment = enrol(place)
    return place


def draft(place, by, now):
    signal = next((s for s in day(place.community, now).signals if s.membership_id == place.pk), None)
    return drafts.letter(drafts.situation(place, by, signal, now))


def test_to_somebody_who_never_came(chloe, cast, now):
    said = draft(chloe, cast.ada, now)
    assert said.subject == "Chloé, your place is waiting for you"
    assert said.text.startswith("Hello Chloé,\n\n“Leading” began on 14 November")
    assert "“Step 1”, about 12 minutes.\nhttps://course.example.com/1" in said.text
    assert said.text.endswith("See you soon,\nAda")


def test_to_somebody_silent_their_last_step_is_named(chloe, cast, course, visit, now):
    progress.complete(chloe.enrolment, course.programme.steps.first(), by=cast.chloe, now=now - 10 * DAY)
    visit(chloe, 10)
    said = draft(chloe, cast.ada, now)
    assert "You have already done “Step 1”" in said.text
    assert "“Step 2”" in said.text


def test_to_somebody_behind_the_step_is_theirs(chloe, cast, visit, now):
    visit(chloe, 1)
    said = draft(chloe, cast.ada, now)
    assert said.subject == "Chloé, about “Step 1”"
    assert "planned for 17 November" in said.text


@pytest.mark.parametrize(
    ("kind", "words"), [("wrote", "I wrote to you on"), ("called", "I tried to call you")]
)
def test_one_rung_higher_recalls_the_first_word(chloe, cast, community, now, kind, words):
    Outreach.objects.create(
        community=community, membership=chloe, kind=kind, done_by=cast.ada, done_at=now - 8 * DAY
    )
    said = draft(chloe, cast.ada, now)
    assert said.subject == "Chloé, how are things on your side?"
    assert f"{words} 16 November" in said.text or f"{words} on 16 November" in said.text


def test_the_language_is_the_persons_and_not_the_writers(chloe, cast, now):
    cast.chloe.language = "fr"
    cast.chloe.save()
    chloe.refresh_from_db()
    said = draft(chloe, cast.ada, now)
    assert said.subject == "Chloé, votre place vous attend"
    assert said.text.startswith("Bonjour Chloé,\n\n«\u202fLeading\u202f» a commencé le 14 novembre")
    assert said.text.endswith("À bientôt,\nAda")


def test_without_a_line_only_the_beginning_and_the_end(cast, now):
    said = draft(cast.places["bao"], cast.ada, now)
    assert said.text == "Hello Bao,\n\n\n\nSee you soon,\nAda"


def test_a_step_without_a_link_leaves_no_hole(chloe, cast, course, now):
    course.programme.steps.update(link="")
    assert "minutes.\n\nIf something" in draft(chloe, cast.ada, now).text


def test_names_with_signs_of_the_trade_do_no_harm(chloe, cast, now):
    chloe.person.given_name = "100% %(lcm)s {{ x }}"
    signal = day(chloe.community, now).signals[0]
    said = drafts.letter(drafts.situation(chloe, cast.ada, signal, now))
    assert said.text.startswith("Hello 100% %(lcm)s {{ x }},")


def test_a_call_has_words_to_hold_on_to(chloe, cast, now):
    about = drafts.situation(chloe, cast.ada, None, now)
    assert drafts.call_script(about)[0] == (
        "Hello Chloé, this is Ada, from “Leading at a distance”. Do you have two minutes?"
    )
    assert "Step 1" in drafts.call_script(about)[-1]


def test_a_relaunch_starts_from_the_last_words_in_the_communitys_language(cast, community, ask, answer):
    thread = ask(cast.chloe, kind="discussion")
    answer(thread, cast.bao, "I leave it to each.")
    assert drafts.relaunch(thread).startswith("> I leave it to each.\n\nBao nous avait laissés")
    community.language = "en"
    community.save()
    thread.community.refresh_from_db()
    assert "We had stopped at these words of Bao." in drafts.relaunch(thread)
