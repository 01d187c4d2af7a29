"""Acts on threads, and decisions: what is written, how it leaves and comes back, what the slower is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.attention import acts, done
from tisserand.attention.models import Decision, Outreach
from tisserand.conversations import ordering, reports
from tisserand.conversations.models import Post, Report
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("settled")


@pytest.fixture
def silent_chloe(cast, enrol):
    """Chloé is enrolled and has never come: one line."""
    enrol(cast.places["chloe"])
    return cast.places["chloe"]


# Replying


def test_a_reply_answers_the_line_and_is_a_post_like_any_other(cast, ask, lines, the_key, now, journal):
    thread, key = ask(cast.chloe), the_key()
    act = acts.reply(thread, by=cast.ada, source="Begin by asking.", now=now, signal=key)
    assert (act.kind, act.membership, act.thread, act.signal) == (
        "replied",
        cast.places["chloe"],
        thread,
        key,
    )
    assert (act.post.author, act.post.number, act.post.text) == (cast.ada, 2, "Begin by asking.")
    assert lines() == []
    assert journal(cast.ada) == ["replied"]
    assert Envelope.objects.get(person=cast.chloe).kind == "first-answer"


def test_an_empty_reply_changes_nothing(cast, ask, the_key, now):
    thread, key = ask(cast.chloe), the_key()
    with pytest.raises(ValidationError):
        acts.reply(thread, by=cast.ada, source="  ", now=now, signal=key)
    assert (Outreach.objects.count(), Post.objects.count()) == (0, 1)


def test_a_reply_taken_back_leaves_the_question_waiting_again(cast, ask, lines, the_key, now):
    thread, key = ask(cast.chloe), the_key()
    act = acts.reply(thread, by=cast.ada, source="Hm.", now=now, signal=key)
    acts.undo(act, by=cast.ada, now=now)
    assert the_key() == key
    acts.undo(act, by=cast.ada, now=now)  # twice changes nothing
    thread.refresh_from_db()
    assert thread.first_reply_at is None


def test_a_reply_that_a_colleague_takes_back_is_a_decision_its_author_reads(
    cast, community, ask, lines, the_key, now
):
    eve = Person.objects.create(email="eve@example.org", given_name="Eve", family_name="Roux")
    community.admit(eve, "lcm", by=cast.ada, now=now)
    thread, key = ask(cast.chloe), the_key()
    act = acts.reply(thread, by=cast.ada, source="Hm.", now=now, signal=key)
    acts.undo(act, by=eve, now=now)
    assert the_key() == key
    act.post.refresh_from_db()
    assert (act.post.deleted_by, act.post.deletion_reason) == (eve, "Eve Roux took it back from My day.")
    report = act.post.reports.get()
    assert (report.removed, report.settled_by, report.unasked) == (True, eve, True)
    told = Envelope.objects.get(kind="report-settled")
    assert (told.person, told.data["as_author"]) == (cast.ada, True)
    acts.undo(act, by=eve, now=now)  # twice changes nothing
    assert Envelope.objects.filter(kind="report-settled").count() == 1


def test_my_day_says_that_a_colleague_is_told_and_not_that_one_is(cast, community, ask, the_key, now):
    thread, key = ask(cast.chloe), the_key()
    act = acts.reply(thread, by=cast.ada, source="Hm.", now=now, signal=key)
    seen_by = {who: done.together([act], person)[0].tells_author for who, person in cast.people.items()}
    assert seen_by == {"ada": False, "bao": True, "chloe": True, "dov": True}


def test_taking_back_an_answer_to_somebody_unsatisfied_puts_their_word_back(
    cast, ask, answer, lines, the_key, now
):
    thread = ask(cast.chloe)
    answer(thread, cast.bao)
    thread.find_unsolved(by=cast.chloe, now=now - 2 * DAY / 24)
    key = the_key()
    act = acts.reply(thread, by=cast.ada, source="Try this.", now=now, signal=key)
    assert lines() == []
    acts.undo(act, by=cast.ada, now=now)
    assert the_key() == key


def test_the_slower_of_two_is_told_who_was_faster(cast, ask, the_key, now, make_person, join):
    thread, key = ask(cast.chloe), the_key()
    acts.reply(thread, by=cast.ada, source="One.", now=now, signal=key)
    with pytest.raises(acts.JustDone) as faster:
        acts.reply(thread, by=cast.bao, source="Two.", now=now, signal=key)
    assert (faster.value.by, faster.value.at) == (cast.ada, now)
    assert Post.objects.count() == 2


def test_a_peer_who_answered_meanwhile_is_named(cast, ask, answer, the_key, now):
    thread, key = ask(cast.chloe), the_key()
    answer(thread, cast.bao)
    with pytest.raises(acts.JustDone) as faster:
        acts.reply(thread, by=cast.ada, source="Two.", now=now, signal=key)
    assert faster.value.by == cast.bao


def test_a_line_about_another_thread_is_refused(cast, ask, the_key, now):
    ask(cast.chloe)
    key, other = the_key(), ask(cast.bao, "Another")
    with pytest.raises(ValueError, match="another thread"):
        acts.reply(other, by=cast.ada, source="…", now=now, signal=key)


# Reviving


@pytest.fixture
def stalled(cast, ask, answer):
    thread = ask(cast.chloe, "Cameras on?", hours=24 * 14, kind="discussion")
    for index, who in enumerate([cast.bao, cast.ada, cast.bao, cast.chloe]):
        answer(thread, who, f"Word {index}.", hours=24 * 12 - index)
    return thread


def test_a_relaunch_is_a_post_and_is_not_repeated_for_a_month(cast, stalled, lines, the_key, now, journal):
    act = acts.relaunch(stalled, by=cast.ada, source="Who has tried?", now=now, signal=the_key())
    assert (act.kind, act.membership, act.thread) == ("relaunched", None, stalled)
    assert journal(cast.ada)[-2:] == ["replied", "relaunched"]
    assert lines() == []
    assert lines(now + 29 * DAY) == []
    assert [indicator for indicator, _key in lines(now + 31 * DAY)] == ["stalled"]


def test_what_is_closed_is_not_to_be_revived(cast, stalled, lines, now):
    ordering.close(stalled, reason="We have said it all.", by=cast.ada, now=now)
    assert lines(now) == []
    ordering.reopen(stalled, by=cast.ada, now=now)
    assert [indicator for indicator, _key in lines(now)] == ["stalled"]


def test_a_relaunch_taken_back_leaves_it_stalled(cast, stalled, the_key, now):
    key = the_key()
    act = acts.relaunch(stalled, by=cast.ada, source="Who has tried?", now=now, signal=key)
    acts.undo(act, by=cast.ada, now=now)
    assert the_key() == key


# Deciding


def test_lines_are_put_off_together_and_come_back(cast, community, newcomers, enrol, lines, now, journal):
    for place in newcomers(3):
        enrol(place)
    keys = [key for _indicator, key in lines()]
    made = acts.postpone(community, keys, by=cast.ada, until=community.today(now) + 2 * DAY, now=now)
    assert (lines(), journal(cast.ada)) == ([], ["postponed"] * 3)
    assert len(lines(now + 2 * DAY)) == 3
    acts.undo(made[0], by=cast.ada, now=now)
    assert [key for _indicator, key in lines()] == [made[0].signal]


def test_nothing_is_put_off_to_the_past(cast, community, silent_chloe, the_key, now):
    with pytest.raises(ValueError, match="day to come"):
        acts.postpone(community, [the_key()], by=cast.ada, until=community.today(now), now=now)


def test_a_line_set_aside_keeps_its_reason(cast, community, silent_chloe, lines, the_key, now):
    (made,) = acts.set_aside(community, [the_key()], by=cast.ada, reason="On leave.", now=now)
    assert (made.kind, made.reason, made.membership) == ("set_aside", "On leave.", silent_chloe)
    assert lines(now + 20 * DAY) == []
    acts.undo(made, by=cast.ada, now=now)
    assert len(lines()) == 1


@pytest.fixture
def reported(cast, ask, answer, now):
    thread = ask(cast.chloe, kind="discussion")
    post = answer(thread, cast.bao, "Rubbish.")
    answer(thread, cast.ada, "Gently.", hours=19)
    reports.report(post, by=cast.chloe, reason="Rude", now=now - DAY / 2)
    return post


@pytest.mark.parametrize("decision", ["kept", "removed"])
def test_a_report_is_settled_and_reopened(cast, community, reported, lines, the_key, now, decision):
    key = the_key()
    made = acts.settle(community, key, by=cast.ada, decision=decision, reason="Because.", now=now)
    reported.refresh_from_db()
    assert (made.kind, reported.deleted_at is not None) == ("settled", decision == "removed")
    assert (lines(), Report.objects.get().decision) == ([], decision)
    acts.undo(made, by=cast.ada, now=now)
    reported.refresh_from_db()
    assert (the_key(), reported.deleted_at, Report.objects.get().decision) == (key, None, "")


def test_each_act_is_one_row(cast, community, silent_chloe, the_key, now):
    acts.write(silent_chloe, by=cast.ada, subject="Hello", text="…", now=now, signal=the_key())
    assert (Outreach.objects.count(), Decision.objects.count()) == (1, 0)
