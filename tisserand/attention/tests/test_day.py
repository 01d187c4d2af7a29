from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import page
from tisserand.attention.day import day
from tisserand.attention.models import Decision, Outreach
from tisserand.attention.signals import Section
from tisserand.communities import calling
from tisserand.conversations import reports
from tisserand.programmes import progress

DAY = timedelta(days=1)


pytestmark = pytest.mark.usefixtures("settled")


def names(found):
    return [signal.indicator for signal in found.signals]


def wrote(place, at, kind="wrote", **values):
    return Outreach.objects.create(
        community=place.community, membership=place, kind=kind, done_at=at, **values
    )


def test_a_first_question_is_one_line_that_says_so(community, cast, ask, now):
    ask(cast.chloe)
    (signal,) = day(community, now).signals
    assert (signal.indicator, signal.newcomer, signal.section) == ("question_late", True, Section.WAITING)
    assert signal.why.startswith("First message from Chloé: waiting for ")
    assert signal.why.endswith("an answer was promised within 4 h")


def test_somebody_is_waiting_first_and_newcomers_before_the_others(community, cast, ask, visit, now, join):
    visit(cast.places["bao"], 60)
    ask(cast.bao, "Old hand", hours=900)
    ask(cast.bao, "Old hand again", hours=200)
    ask(cast.chloe, "First words", hours=30)
    assert [s.thread.title for s in day(community, now).signals] == [
        "First words",
        "Old hand",
        "Old hand again",
    ]


def test_whoever_waits_is_answered_and_not_encouraged(community, cast, ask, enrol, now):
    enrol(cast.places["chloe"])
    assert names(day(community, now)) == ["never_came"]
    ask(cast.chloe)
    assert names(day(community, now)) == ["question_late"]


def test_one_person_has_one_reason_the_strongest(community, cast, enrol, visit, now):
    place = cast.places["chloe"]
    enrol(place)
    assert names(day(community, now)) == ["never_came"]  # also behind on a step
    visit(place, 9, 8)
    assert names(day(community, now)) == ["behind"]  # back since the start, silent for eight days only
    assert names(day(community, now + 3 * DAY)) == ["silent"]


def test_an_lcm_is_never_encouraged(community, cast, enrol, now):
    enrol(cast.places["ada"])
    assert day(community, now).signals == []


@pytest.mark.parametrize("ended", ["withdrawn", "ended"])
def test_an_enrolment_that_is_over_asks_nothing(community, cast, enrol, course, now, ended):
    enrol(cast.places["chloe"], withdrawn_at=now if ended == "withdrawn" else None)
    if ended == "ended":
        course.ends_on = community.today(now) - DAY
        course.save()
    assert day(community, now).signals == []


def test_after_a_word_a_week_of_peace_then_one_rung_higher(community, cast, enrol, now):
    place = cast.places["chloe"]
    place.person.phone = "+33612345678"
    place.person.save()
    enrol(place)
    (before,) = day(community, now).signals
    assert (before.acts, before.rung) == (("write", "call"), 0)
    wrote(place, now, done_by=cast.ada, signal=before.key)
    resting = day(community, now + 7 * DAY - timedelta(minutes=1))
    assert (resting.signals, resting.resting) == ([], 1)
    (after,) = day(community, now + 7 * DAY).signals
    assert (after.key, after.rung, after.acts) == (before.key, 1, ("ask_peer", "call", "write"))
    assert after.why.endswith("Ada wrote on 24 November, no sign since")


def test_the_ladder_stops_at_the_first_sign_of_life(community, cast, enrol, now):
    place = cast.places["chloe"]
    enrol(place)
    wrote(place, now - 8 * DAY, done_by=cast.ada)
    assert [s.rung for s in day(community, now).signals] == [1]
    community.record("visited", cast.chloe, at=now - 7 * DAY)
    (line,) = day(community, now).signals
    assert (line.indicator, line.rung) == ("behind", 0)


def test_a_word_taken_back_does_not_count(community, cast, enrol, now):
    enrol(cast.places["chloe"])
    wrote(cast.places["chloe"], now, withdrawn_at=now)
    assert names(day(community, now)) == ["never_came"]


def test_postponed_lines_come_back_on_their_day(community, cast, enrol, now, the_key):
    enrol(cast.places["chloe"])
    until = community.today(now) + 3 * DAY
    Decision.objects.create(
        community=community, signal=the_key(), kind="postponed", until=until, decided_at=now
    )
    assert day(community, now).signals == []
    assert day(community, now + 2 * DAY).signals == []
    assert names(day(community, now + 3 * DAY)) == ["never_came"]


def test_who_asks_to_be_called_is_hidden_by_nobody(community, cast, ask, visit, now, make_person, join):
    """Fifty newcomers ask, and fifty spoke for the first time; somebody known for long asks to be called."""
    visit(cast.places["bao"], 60)
    for number in range(100):
        join(somebody := make_person(f"New{number}"), at=now - 2 * DAY, welcomed_at=now - DAY)
        ask(somebody, f"Words {number}", kind="question" if number % 2 else "discussion")
    calling.ask(cast.places["bao"], phone="+33698765432", moment="any", words="Help", now=now - DAY / 24)
    (part,) = page.my_day(community, cast.ada, now).parts
    shown = [line.first.indicator for line in part.lines]
    assert shown == ["call_wanted", *["question_late"] * 39]
    assert part.hidden == 61
    everything = [line.first.indicator for line in part.every_line]
    assert everything[1:] == ["question_late"] * 50 + ["first_post"] * 50


def test_a_reported_message_comes_before_whom_to_welcome(community, cast, ask, now, make_person, join):
    join(make_person("Nina"), at=now - DAY)
    thread = ask(cast.bao, "Tea", kind="discussion", hours=2000)
    reports.report(thread.posts.get(), by=cast.chloe, reason="Rude", now=now)
    sections = [part.section for part in day(community, now).parts]
    assert sections[:2] == [Section.MODERATE, Section.WELCOME]


def test_a_line_set_aside_does_not_come_back_under_another_reason(community, cast, enrol, now, the_key):
    enrol(cast.places["chloe"])
    Decision.objects.create(community=community, signal=the_key(), kind="set_aside", decided_at=now)
    assert day(community, now + DAY).signals == []


def test_a_new_episode_is_not_covered_by_an_old_decision(community, cast, enrol, visit, now, the_key):
    place = cast.places["chloe"]
    enrol(place)
    Decision.objects.create(community=community, signal=the_key(), kind="set_aside", decided_at=now)
    community.record("visited", cast.chloe, at=now)
    assert names(day(community, now + 11 * DAY)) == ["silent"]


def test_many_people_are_one_line_that_opens(community, newcomers, enrol, now):
    for place in newcomers(45):
        enrol(place)
    (part,) = day(community, now).parts
    (line,) = part.lines
    assert (len(line.signals), len(line.shown), line.hidden) == (45, 20, 25)
    assert line.title == "45 people have never come since the start"
    assert line.acts == ("write", "call")


def test_those_who_had_a_word_already_are_a_line_apart(community, newcomers, enrol, now):
    places = newcomers(4)
    for place in places:
        enrol(place)
    for place in places[:2]:
        wrote(place, now - 8 * DAY)
    (part,) = day(community, now).parts
    assert [(len(line.signals), line.first.rung, line.acts) for line in part.lines] == [
        (2, 1, ("call", "write")),
        (2, 0, ("write", "call")),
    ] or [(len(line.signals), line.first.rung) for line in part.lines] == [(2, 0), (2, 1)]


def test_old_questions_are_one_heap_and_not_forty_lines(community, cast, ask, now, visit):
    visit(cast.places["bao"], 80)
    for index in range(3):
        ask(cast.bao, f"Old {index}", hours=24 * 40)
    (part,) = day(community, now).parts
    (line,) = part.lines
    assert line.title == "3 questions have waited for more than a month"


def test_the_headline_counts_people_and_threads(community, cast, ask, newcomers, enrol, now):
    ask(cast.chloe, "One")
    ask(cast.chloe, "Two")
    for place in newcomers(2):
        enrol(place)
    assert [(str(s), str(text)) for s, text in day(community, now).headline] == [
        ("waiting", "1 person is waiting"),
        ("encourage", "2 people to encourage"),
    ]


def test_the_day_costs_as_much_for_three_lines_as_for_one(
    community, cast, ask, answer, newcomers, enrol, now
):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = day(community, now)
            [line.title for part in found.parts for line in part.lines if not line.single]
        return len(queries), len(found.signals)

    def grow(index):
        ask(cast.chloe, f"Question {index}")
        ask(cast.bao, f"Help {index}", kind="help")
        thread = ask(cast.bao, f"Unsolved {index}")
        answer(thread, cast.chloe)
        thread.find_unsolved(by=cast.bao, now=now)

    places = newcomers(3)
    enrol(places[0])
    grow(0)
    one, few = cost()
    for place in places[1:]:
        enrol(place)
    grow(1)
    grow(2)
    three, many = cost()
    assert one == three
    assert many >= 3 * few - 1


def test_what_is_done_leaves_by_itself(community, cast, enrol, visit, course, now):
    place = cast.places["chloe"]
    enrolment = enrol(place)
    visit(place, 2)
    assert names(day(community, now)) == ["behind"]
    for step in course.programme.steps.all()[:2]:
        progress.complete(enrolment, step, by=cast.chloe, now=now)
    assert day(community, now).signals == []


@pytest.mark.parametrize("kept", [True, False])
def test_a_question_is_late_when_its_promise_has_passed_and_not_before(
    community, cast, ask, visit, now, kept
):
    """At ten, a question of yesterday at four o'clock has waited 1 h 30 then 1 h: two and a half hours."""
    visit(cast.places["bao"], 60)
    ask(cast.bao, "First words", hours=24 * 50)
    thread = ask(cast.bao, "Yesterday at four", hours=18)
    if not kept:
        thread.promised_at = None
        thread.save()
    in_time = timedelta(hours=1, minutes=29)
    late = [(s.indicator, s.thread_id) for s in day(community, now + in_time).signals]
    assert ("question_late", thread.pk) not in late
    late = [(s.indicator, s.thread_id) for s in day(community, now + timedelta(hours=1, minutes=30)).signals]
    assert ("question_late", thread.pk) in late
