"""Somebody whose messages helped several people, and whom nobody who runs the community has thanked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import acts, drafts
from tisserand.attention.day import day
from tisserand.attention.indicators.thanks import worth_thanks
from tisserand.conversations import writing
from tisserand.thanks import saying

DAY = timedelta(days=1)


@pytest.fixture
def readers(cast, make_person, join):
    return [cast.chloe, *(join(make_person(name)).person for name in ("Emma", "Farid", "Gil", "Hugo"))]


@pytest.fixture
def post(ask, answer, cast):
    """Bao's answer, a day ago."""
    return answer(ask(cast.chloe, "How to begin?", hours=30), cast.bao, "Facts.", hours=24)


@pytest.fixture
def helped(post, readers, now):
    """`helped(3)`: so many people found it useful, an hour after the other."""

    def say(count, kind="useful", *, days=1, besides=0):
        for place, person in enumerate(readers[besides : besides + count]):
            saying.say(post, kind, by=person, now=now - days * DAY + timedelta(hours=place))

    return say


def lines(community, now):
    return [line for line in day(community, now).signals if line.indicator == "worth_thanks"]


def test_three_people_are_several(helped, post, cast, community, now):
    helped(2)
    assert worth_thanks(community, now) == []
    helped(1, "thanks", besides=2)
    [signal] = worth_thanks(community, now)
    assert (signal.membership, signal.thread, signal.acts) == (cast.places["bao"], post.thread, ("write",))
    assert signal.since == now - DAY
    assert (
        signal.why
        == "several people say that it helped them; nobody who runs the community has said thank you"
    )
    assert [label for label, _value in signal.facts] == [
        "People who said so",
        "Said first on",
        "Said last on",
    ]
    assert signal.facts[0][1] == "3"


def test_two_words_by_one_person_are_one_person(helped, community, now):
    helped(2)
    helped(2, "thanks")
    assert worth_thanks(community, now) == []


def test_a_month_later_it_is_too_late(helped, community, now):
    helped(3)
    assert len(worth_thanks(community, now + 28 * DAY)) == 1
    assert worth_thanks(community, now + 31 * DAY) == []


def test_nothing_of_a_removed_message_nor_of_who_runs_it(
    helped, post, ask, answer, cast, readers, community, now
):
    helped(3)
    writing.delete(post, by=cast.bao, now=now)
    assert worth_thanks(community, now) == []
    hers = answer(post.thread, cast.ada, "Mine.", hours=2)
    for person in readers:
        saying.say(hers, "useful", by=person, now=now)
    assert worth_thanks(community, now) == []


def test_an_lcm_who_said_thanks_by_a_click_has_thanked(helped, post, cast, community, now):
    helped(3)
    saying.say(post, "useful", by=cast.ada, now=now)
    assert len(worth_thanks(community, now)) == 1
    saying.say(post, "thanks", by=cast.ada, now=now)
    assert worth_thanks(community, now) == []
    saying.take_back(post, "thanks", by=cast.ada, now=now)
    assert len(worth_thanks(community, now)) == 1


def write(line, cast, now):
    return acts.write(
        line.membership, by=cast.ada, subject="Thank you", text="For all.", now=now, signal=line.key
    )


def set_aside(line, cast, now):
    [decision] = acts.set_aside(
        line.membership.community, [line.key], by=cast.ada, reason="Done in person", now=now
    )
    return decision


@pytest.mark.parametrize("act", [write, set_aside])
def test_thanked_or_set_aside_it_leaves_until_three_others_say_so(helped, act, cast, community, now):
    helped(3)
    [line] = lines(community, now)
    done = act(line, cast, now)
    assert lines(community, now + DAY) == []
    acts.undo(done, by=cast.ada, now=now)
    assert lines(community, now) == [line]
    act(line, cast, now)
    helped(3, "thanks", days=-2, besides=0)
    assert len(lines(community, now + 3 * DAY)) == 1


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "Thank you, Bao", "lately in “How to begin?”"),
        ("fr", "Merci, Bao", "dernièrement dans «\N{NARROW NO-BREAK SPACE}How to begin?"),
    ],
)
def test_the_letter_is_prepared(helped, cast, community, now, language, subject, words):
    helped(3)
    cast.bao.language = language
    cast.bao.save()
    cast.places["bao"].refresh_from_db()
    [line] = worth_thanks(community, now)
    draft = drafts.letter(drafts.situation(line.membership, cast.ada, line, now))
    assert draft.subject == subject
    assert words in draft.text
    assert "%(" not in draft.text


def test_from_the_page(ada, helped, community, now):
    helped(3)
    page = ada.get("/c/distance/my-day/").content.decode()
    assert "To thank" in page
    assert "1 person to thank" in page
    [line] = worth_thanks(community, now)
    form = ada.get(f"/c/distance/my-day/write/?signal={line.key}").content.decode()
    assert "Thank you, Bao" in form
    sent = {"signal": line.key, "subject": "Thank you, Bao", "text": "Dear Bao, thank you."}
    said = ada.post("/c/distance/my-day/write/", sent, follow=True).content.decode()
    assert "You wrote to Bao." in said
    assert "1 person to thank" not in ada.get("/c/distance/my-day/").content.decode()


def test_as_many_statements_for_three_as_for_one(helped, ask, answer, readers, community, now):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert [signal.facts for signal in worth_thanks(community, now)]
        return len(queries)

    helped(3)
    one = cost()
    for author in readers[:2]:
        theirs = answer(ask(readers[4], "Again?", hours=9), author, "Like this.", hours=8)
        for person in readers[2:]:
            saying.say(theirs, "useful", by=person, now=now)
    assert len(worth_thanks(community, now)) == 3
    assert cost() == one
