from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tisserand.communities import facts
from tisserand.communities.models import Event
from tisserand.conversations import writing
from tisserand.conversations.models import Thread
from tisserand.debates import closing, results, voting
from tisserand.debates.models import Choice, Option, Poll, Voter

DAY = timedelta(days=1)


def pks(poll, *labels):
    known = dict(poll.options.values_list("label", "pk"))
    return [known[label] for label in labels]


def counts(poll):
    return {
        label: (votes, points)
        for label, votes, points in poll.options.values_list("label", "votes", "points")
    }


def test_a_poll_alone_is_a_thread_of_its_kind(open_poll, now):
    poll = open_poll()
    assert (poll.thread.kind, poll.thread.title) == ("poll", "Which day?")
    assert Thread.objects.get().ends_at == now + 7 * DAY
    assert [str(option) for option in poll.options.all()] == ["Monday", "Tuesday", "Friday"]


def test_or_stands_in_a_conversation(open_poll, community, cast, now):
    thread = writing.start(community, kind="discussion", title="Lunch", by=cast.bao, source="?", now=now)
    poll = open_poll(thread=thread)
    assert (poll.thread, Thread.objects.get().ends_at) == (thread, None)
    assert Event.objects.filter(verb="polled", object_id=str(poll.pk)).count() == 1


@pytest.mark.parametrize("options", [[], ["One"], ["a", "A"], [str(n) for n in range(11)]])
def test_there_are_two_to_ten_answers_each_its_own(open_poll, options):
    with pytest.raises(ValidationError):
        open_poll(options=options)
    assert Thread.objects.count() == 0


def test_a_vote_counts_once_and_is_changed(open_poll, cast, now):
    poll = open_poll()
    monday, friday = pks(poll, "Monday", "Friday")
    assert voting.cast(poll, [monday], by=cast.chloe, now=now)
    assert not voting.cast(poll, [monday], by=cast.chloe, now=now)
    assert voting.cast(poll, [monday], by=cast.bao, now=now)
    assert voting.cast(poll, [friday], by=cast.chloe, now=now)
    assert counts(poll) == {"Monday": (1, 1), "Tuesday": (0, 0), "Friday": (1, 1)}
    assert Event.objects.filter(verb="voted").count() == 3
    assert voting.take_back(poll, by=cast.chloe, now=now)
    assert not voting.take_back(poll, by=cast.chloe, now=now)
    assert counts(poll)["Friday"] == (0, 0)
    assert Voter.objects.get().person == cast.bao


def test_several_answers(open_poll, cast, now):
    poll = open_poll(method="several")
    voting.cast(poll, pks(poll, "Friday", "Monday"), by=cast.chloe, now=now)
    assert counts(poll) == {"Monday": (1, 1), "Tuesday": (0, 0), "Friday": (1, 1)}


def test_answers_in_order_are_counted_by_bordas_method(open_poll, cast, now):
    """Tuesday is nobody's first and everybody's second: it wins over two days that divide people."""
    poll = open_poll(method="ranked")
    voting.cast(poll, pks(poll, "Monday", "Tuesday", "Friday"), by=cast.chloe, now=now)
    voting.cast(poll, pks(poll, "Friday", "Tuesday"), by=cast.bao, now=now)
    assert counts(poll) == {"Monday": (1, 3), "Tuesday": (2, 4), "Friday": (2, 4)}
    voting.cast(poll, pks(poll, "Tuesday"), by=cast.bao, now=now)
    assert counts(poll) == {"Monday": (1, 3), "Tuesday": (2, 5), "Friday": (1, 1)}


@pytest.mark.parametrize("ballot", [[], ["Monday", "Friday"], ["Monday", "Monday"], [None], [10**30]])
def test_what_is_no_answer_counts_for_nothing(open_poll, cast, now, ballot):
    poll, other = open_poll(), open_poll(question="Other?")
    known = {"Monday": pks(poll, "Monday")[0], "Friday": pks(poll, "Friday")[0]}
    ballot = [known.get(one, pks(other, "Monday")[0] if one is None else one) for one in ballot]
    with pytest.raises(ValidationError):
        voting.cast(poll, ballot, by=cast.chloe, now=now)
    assert (Voter.objects.count(), Choice.objects.count()) == (0, 0)


def test_after_the_end_nobody_votes(open_poll, cast, now):
    poll = open_poll()
    with pytest.raises(ValidationError):
        voting.cast(poll, pks(poll, "Monday"), by=cast.chloe, now=now + 7 * DAY)


def test_what_is_kept_is_what_the_ballots_say(community, open_poll, cast, now):
    for method in ("single", "several", "ranked"):
        poll = open_poll(method=method, question=method)
        voting.cast(poll, pks(poll, "Friday"), by=cast.chloe, now=now)
    assert facts.rebuild(community)["debates"] == 0
    Option.objects.update(votes=7)
    assert facts.rebuild(community)["debates"] == 9
    assert facts.rebuild(community)["debates"] == 0


# Nobody can know


def test_of_an_anonymous_vote_one_knows_that_it_was_cast_and_not_what(open_poll, cast, now):
    """The same people in the same order, one with the votes exchanged: not a byte differs."""
    kept = []
    for first, second in (("Monday", "Friday"), ("Friday", "Monday")):
        with transaction.atomic():
            poll = open_poll(anonymous=True)
            Voter.objects.all().delete()
            Option.objects.update(votes=0, points=0)
            voting.cast(poll, pks(poll, first), by=cast.chloe, now=now)
            voting.cast(poll, pks(poll, second), by=cast.bao, now=now)
            rows = list(Option.objects.filter(poll=poll).values_list("number", "label", "votes", "points"))
            voters = list(Voter.objects.order_by("pk").values_list("person", flat=True))
            lines = list(
                Event.objects.filter(verb="voted").values_list("actor", "at", "detail", "object_type")
            )
            kept.append((rows, voters, lines, Choice.objects.count()))
            Thread.objects.all().delete()
            Event.objects.all().delete()
    assert kept[0] == kept[1]
    assert kept[0][1] == [cast.chloe.pk, cast.bao.pk]
    assert {field.name for field in Voter._meta.get_fields() if field.concrete} == {"id", "poll", "person"}


def test_each_vote_writes_every_option_anew(open_poll, cast, now):
    """So that the database's own marks of what was written last do not tell."""
    poll = open_poll(anonymous=True)
    spy = Spy()
    with connection.execute_wrapper(spy):
        voting.cast(poll, pks(poll, "Monday"), by=cast.chloe, now=now)
    [(sql, _params)] = [one for one in spy.seen if one[0].startswith('UPDATE "debates_option"')]
    where = sql.partition("WHERE")[2]
    assert '"poll_id"' in where
    assert '"id"' not in where


class Spy:
    def __init__(self):
        self.seen = []

    def __call__(self, execute, sql, params, many, context):
        self.seen.append((sql, params))
        return execute(sql, params, many, context)


def test_an_anonymous_vote_is_neither_changed_nor_taken_back(open_poll, cast, now):
    poll = open_poll(anonymous=True)
    voting.cast(poll, pks(poll, "Monday"), by=cast.chloe, now=now)
    assert not voting.cast(poll, pks(poll, "Friday"), by=cast.chloe, now=now)
    assert not voting.take_back(poll, by=cast.chloe, now=now)
    assert counts(poll) == {"Monday": (1, 1), "Tuesday": (0, 0), "Friday": (0, 0)}


def test_results_of_an_anonymous_poll_wait_for_the_end(open_poll):
    poll = open_poll(anonymous=True, results="after")
    assert poll.results == "end"
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.update(results="after")


def test_an_anonymous_poll_that_is_closed_stays_closed(open_poll, cast, now):
    poll = open_poll(anonymous=True)
    assert closing.reschedule(poll, now + DAY, by=cast.ada, now=now + DAY)
    with pytest.raises(ValidationError):
        closing.reschedule(poll, now + 9 * DAY, by=cast.ada, now=now + DAY)
    assert not closing.take_back(poll, by=cast.ada, now=now + DAY)


def seen(poll, place, now):
    [shown] = results.show([poll], place, now=now)
    return [(one.option.label, one.option.votes) for one in shown.counted], len(shown.ballots)


def test_who_sees_results_when(open_poll, cast, now):
    """(what each sees) before voting, after, at the end."""
    said = {}
    for when in ("after", "end"):
        poll = open_poll(results=when, question=when)
        voting.cast(poll, pks(poll, "Monday"), by=cast.bao, now=now)
        said[when] = [
            [name for name in ("ada", "bao", "chloe") if seen(poll, cast.places[name], at)[0]]
            for at in (now, now + 7 * DAY)
        ]
    assert said == {
        "after": [["ada", "bao"], ["ada", "bao", "chloe"]],
        "end": [["ada"], ["ada", "bao", "chloe"]],
    }


def test_of_an_anonymous_poll_nobody_sees_before_the_end_nor_with_fewer_than_five(
    open_poll, cast, now, crowd
):
    poll = open_poll(anonymous=True)
    four, fifth = crowd(5)[:4], cast.chloe
    for person in four:
        voting.cast(poll, pks(poll, "Monday"), by=person, now=now)
    end = now + 7 * DAY
    assert [seen(poll, cast.places["ada"], when) for when in (now, end)] == [([], 0), ([], 0)]
    voting.cast(poll, pks(poll, "Friday"), by=fifth, now=now)
    poll.refresh_from_db()
    assert seen(poll, cast.places["ada"], now) == ([], 0)
    assert seen(poll, cast.places["ada"], end) == ([("Monday", 4), ("Friday", 1), ("Tuesday", 0)], 0)
