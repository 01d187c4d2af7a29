"""The learner's page: one thing at a time, each with its reason."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tisserand.attention.models import Outreach
from tisserand.attention.today import today
from tisserand.communities.models import Community
from tisserand.conversations import writing
from tisserand.debates import opening
from tisserand.meetings import planning
from tisserand.people import held
from tisserand.privacy import retention
from tisserand.programmes import progress


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def ask(community):
    def ask(by, title="How do I begin?", *, at, kind="question"):
        return writing.start(
            community, kind=kind, title=title, by=by, source="Tell me.", now=at, notify=False
        )

    return ask


@pytest.fixture
def answer():
    def answer(thread, by, *, at, words="Like this."):
        return writing.reply(thread, by=by, source=words, now=at, notify=False)

    return answer


@pytest.fixture
def clock(community, now, monkeypatch):
    """The community's clock stands still at `now`."""
    monkeypatch.setattr(Community, "now", lambda self: now)
    return now


def test_the_last_unread_reply_to_me_comes_first_until_i_read_it(cast, ask, answer, now):
    thread = ask(cast.chloe, at=now - timedelta(hours=3))
    answer(thread, cast.bao, at=now - timedelta(hours=2), words="First.")
    last = answer(thread, cast.ada, at=now - timedelta(hours=1), words="Second.")
    assert today(cast.places["chloe"], now).reply == last
    thread.note_reading(cast.chloe, up_to=last.number, now=now)
    assert today(cast.places["chloe"], now).reply is None


def test_my_own_words_and_deleted_ones_are_not_a_reply(cast, ask, answer, now):
    thread = ask(cast.chloe, at=now - timedelta(hours=3))
    answer(thread, cast.chloe, at=now - timedelta(hours=2))
    gone = answer(thread, cast.bao, at=now - timedelta(hours=1))
    writing.delete(gone, by=cast.bao, now=now)
    assert today(cast.places["chloe"], now).reply is None


def test_the_next_step_is_the_first_not_done(cast, make_cohort, now):
    cohort = make_cohort(
        "Watch", "Try", starts_on=now.date() - timedelta(days=3), members=[cast.places["chloe"]]
    )
    enrolment, (watch, try_it) = cohort.enrolments.get(), cohort.programme.steps.all()
    assert today(cast.places["chloe"], now).step == (enrolment, watch)
    progress.complete(enrolment, watch, by=cast.chloe, now=now)
    assert today(cast.places["chloe"], now).step == (enrolment, try_it)


def test_i_am_asked_to_help_where_i_am_ahead(cast, make_person, join, make_cohort, ask, now):
    eve = make_person("Eve")
    places = [cast.places["chloe"], join(eve)]
    cohort = make_cohort("Watch", "Try", starts_on=now.date() - timedelta(days=3), members=places)
    progress.complete(
        cohort.enrolments.get(membership=places[0]),
        cohort.programme.steps.get(position=1),
        by=cast.chloe,
        now=now,
    )
    ask(cast.bao, "An older question", at=now - timedelta(days=2))
    hers = ask(eve, "I cannot watch", at=now - timedelta(days=1))
    found = today(places[0], now).helpable
    assert (found.thread, found.why) == (hers, "Eve is at the step “Watch”, which you have done.")


def test_otherwise_the_question_that_has_waited_longest(cast, ask, answer, now):
    answered = ask(cast.bao, at=now - timedelta(days=3))
    answer(answered, cast.ada, at=now - timedelta(days=2))
    first = ask(cast.bao, at=now - timedelta(days=2))
    ask(cast.ada, at=now - timedelta(days=1))
    found = today(cast.places["chloe"], now).helpable
    assert (found.thread, found.why) == (first, "Nobody has answered yet, and you may know.")


def test_a_reopened_question_says_so(cast, ask, answer, now):
    thread = ask(cast.bao, at=now - timedelta(days=3))
    answer(thread, cast.ada, at=now - timedelta(days=2))
    thread.find_unsolved(by=cast.bao, now=now)
    assert (
        today(cast.places["chloe"], now).helpable.why
        == "An answer came, and it is not solved yet. You may know."
    )


def test_my_own_question_is_not_for_me_to_help_but_i_see_it_waits(cast, ask, now):
    thread = ask(cast.chloe, at=now - timedelta(hours=1))
    seen = today(cast.places["chloe"], now)
    assert (seen.helpable, seen.waiting) == (None, [thread])


def test_an_empty_day_says_so(as_person, cast, clock):
    page = as_person(cast.chloe).get("/c/distance/").content.decode()
    assert "Nothing is waiting for you today." in page


@pytest.mark.parametrize(("language", "words"), [("en", "Why is this here?"), ("fr", "Pourquoi ici")])
def test_each_thing_says_why(as_person, cast, ask, clock, language, words):
    cast.chloe.language = language
    cast.chloe.save()
    ask(cast.bao, at=clock - timedelta(hours=1))
    assert words in as_person(cast.chloe).get("/c/distance/").content.decode()


@pytest.mark.parametrize("page", ["", "about-me/"])
@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 200), ("chloe", 200), ("dov", 404)])
def test_the_door(as_person, cast, clock, page, name, status):
    assert as_person(cast.people[name]).get(f"/c/distance/{page}").status_code == status


@pytest.mark.parametrize("page", ["", "about-me/"])
def test_anonymous_visitors_are_led_to_sign_in(client, community, page):
    assert client.get(f"/c/distance/{page}").url == f"/sign-in/?next=/c/distance/{page}"


@pytest.mark.parametrize("page", ["", "about-me/"])
def test_the_number_of_queries_does_not_grow(as_person, cast, ask, answer, make_cohort, clock, page):
    def fill(count):
        for number in range(count):
            answer(
                ask(cast.chloe, at=clock - timedelta(days=2)), cast.bao, at=clock - timedelta(hours=number)
            )
            ask(cast.chloe, at=clock - timedelta(hours=2))
            ask(cast.bao, at=clock - timedelta(hours=3))

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(f"/c/distance/{page}")
        return len(seen)

    client = as_person(cast.chloe)
    make_cohort("Watch", "Try", starts_on=clock.date(), members=[cast.places["chloe"]])
    fill(1)
    client.get(f"/c/distance/{page}")  # the visit of the day is noted once
    with_one = queries()
    fill(2)
    assert queries() == with_one


def test_about_me_shows_what_was_done_towards_me_and_not_what_was_taken_back(as_person, cast, clock):
    place = cast.places["chloe"]
    common = {
        "community": place.community,
        "membership": place,
        "kind": "called",
        "done_by": cast.ada,
        "done_at": clock,
    }
    Outreach.objects.create(**common, outcome="reached", note="She tried it on Tuesday.")
    Outreach.objects.create(**common, outcome="no_answer", note="A mistake.", withdrawn_at=clock)
    page = as_person(cast.chloe).get("/c/distance/about-me/").content.decode()
    assert "She tried it on Tuesday." in page
    assert "A mistake." not in page


def test_about_me_says_how_long_and_leads_to_all_that_is_held(as_person, cast, clock, now):
    retention.choose(held.named("support-notes"), 13, by=cast.ada, now=now)
    page = as_person(cast.chloe).get("/c/distance/about-me/").content.decode()
    assert "These words are kept 13 months." in page
    assert 'href="/me/data/"' in page


def test_about_me_says_why_i_am_on_the_list(as_person, cast, ask, clock):
    ask(cast.chloe, at=clock - timedelta(days=2))
    page = as_person(cast.chloe).get("/c/distance/about-me/").content.decode()
    assert "an answer was promised within 4 h" in page


def test_nobody_reads_what_is_held_about_another(as_person, cast, clock):
    place = cast.places["chloe"]
    Outreach.objects.create(
        community=place.community,
        membership=place,
        kind="called",
        done_by=cast.ada,
        done_at=clock,
        note="Private.",
    )
    assert "Private." not in as_person(cast.bao).get("/c/distance/about-me/").content.decode()


def test_who_asked_without_a_name_sees_the_answer_too(cast, community, answer, now):
    asked = writing.start(
        community,
        kind="question",
        title="May I?",
        by=cast.chloe,
        source="Tell me.",
        now=now,
        notify=False,
        without_name=True,
        looked=True,
    )
    given = answer(asked, cast.bao, at=now + timedelta(hours=1))
    assert today(cast.places["chloe"], now + timedelta(hours=2)).reply == given
    assert today(cast.places["ada"], now + timedelta(hours=2)).reply is None


def test_a_poll_and_a_session_are_there_while_they_wait(cast, community, now):
    poll = opening.open_poll(
        community,
        question="Which day?",
        options=["Monday", "Friday"],
        method="single",
        by=cast.ada,
        closes_at=now + timedelta(days=2),
        now=now,
    )
    session = planning.plan(
        community,
        title="Talk",
        minutes=30,
        link="https://visio.example.org/1",
        starts_at=now + timedelta(days=1),
        by=cast.ada,
        now=now,
    )
    found = today(cast.places["chloe"], now)
    assert (found.open, found.session.session) == (poll, session)
    after = today(cast.places["chloe"], now + timedelta(days=3))
    assert (after.open, after.session) == (None, None)
