"""Answers received and people exchanged with: kept as the journal grows, equal to a slow count."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import acts, exchanges
from tisserand.attention.models import Exchanges, JournalRead
from tisserand.communities import facts
from tisserand.communities.models import Membership
from tisserand.conversations import writing
from tisserand.conversations.models import Post, Thread
from tisserand.privacy import erasing

from .histories import History

pytestmark = pytest.mark.usefixtures("settled")


def kept(community):
    known = {row.membership_id: (row.answers, row.people) for row in Exchanges.objects.all()}
    here = community.memberships.filter(person__erased_at=None)
    return {place.pk: known.get(place.pk, (0, 0)) for place in here}


@pytest.fixture
def follow(community):
    """Read what the journal says by now; the facts must then be those of a recount."""

    def follow():
        changed = exchanges.follow_journal()
        assert kept(community) == exchanges.recomputed(community)
        return changed

    follow()
    return follow


def of(place):
    return Exchanges.objects.filter(membership=place).values_list("answers", "people").first() or (0, 0)


def test_an_answer_counts_for_who_asked_and_ties_both(cast, ask, answer, follow):
    thread = ask(cast.chloe)
    answer(thread, cast.bao)
    answer(thread, cast.bao)
    answer(thread, cast.chloe)  # one does not answer oneself
    assert follow() == 2
    assert (of(cast.places["chloe"]), of(cast.places["bao"])) == ((2, 1), (0, 1))
    assert follow() == follow() == 0


def test_what_is_taken_away_counts_no_more(cast, ask, answer, follow, now):
    thread = ask(cast.chloe)
    post = answer(thread, cast.bao)
    follow()
    writing.delete(post, by=cast.bao, now=now)
    follow()
    assert of(cast.places["chloe"]) == (0, 0)
    writing.restore(post, by=cast.bao, now=now)
    follow()
    assert of(cast.places["chloe"]) == (1, 1)


def test_a_talk_on_the_phone_is_an_exchange_until_it_is_taken_back(cast, follow, now):
    act = acts.log_call(cast.places["chloe"], by=cast.ada, outcome="reached", now=now)
    acts.log_call(cast.places["bao"], by=cast.ada, outcome="no_answer", now=now)
    follow()
    assert (of(cast.places["chloe"]), of(cast.places["bao"])) == ((0, 1), (0, 0))
    acts.undo(act, by=cast.ada, now=now)
    follow()
    assert of(cast.places["chloe"]) == (0, 0)


def test_who_asks_without_a_name_is_counted_nowhere(community, cast, answer, follow, now):
    thread = writing.start(
        community,
        kind="question",
        title="May I?",
        by=cast.chloe,
        source="I dare not say who I am.",
        now=now - timedelta(hours=30),
        without_name=True,
        looked=True,
        notify=False,
    )
    answer(thread, cast.bao)
    follow()
    assert (of(cast.places["chloe"]), of(cast.places["bao"])) == ((0, 0), (0, 0))


def test_of_who_was_erased_nothing_is_kept(cast, ask, answer, follow, now):
    answer(ask(cast.chloe), cast.bao)
    follow()
    erasing.erase(cast.bao, now)
    follow()
    assert not Exchanges.objects.filter(membership=cast.places["bao"]).exists()
    assert of(cast.places["chloe"]) == (1, 1)  # the answer stands, unsigned


@pytest.mark.parametrize("seed", range(8))
def test_kept_is_recomputed_over_generated_lives(community, now, seed):
    History(community, now, seed)  # rebuilds the facts at its end
    assert kept(community) == exchanges.recomputed(community)
    drawn = random.Random(seed)
    Exchanges.objects.filter(
        pk__in=drawn.sample(list(Exchanges.objects.values_list("pk", flat=True)), 1)
    ).update(people=99)
    assert facts.rebuild(community)["exchanges"] == 1
    assert facts.rebuild(community)["exchanges"] == 0


def test_what_was_written_late_is_seen_by_the_next_pass(community, cast, ask, answer, follow, now):
    """An act that began before the pass, and whose lines have lower numbers, ends after it."""
    answer(ask(cast.chloe), cast.bao)
    held = JournalRead.objects.get()
    exchanges.follow_journal()
    Exchanges.objects.all().delete()  # as if that pass had not seen them
    mark = JournalRead.objects.get()
    assert held.up_to == mark.before < mark.up_to
    assert follow() == 2


def test_it_costs_as_much_for_many_as_for_one(community, cast, ask, answer, follow):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            exchanges.follow_journal()
        return len(queries)

    answer(ask(cast.chloe, "One"), cast.bao)
    one = cost()
    threads = [ask(cast.bao, f"Again {number}") for number in range(3)]
    for thread in threads:
        answer(thread, cast.chloe)
    assert cost() <= one + 1  # rows that are there are changed, others are made
    assert (Thread.objects.count(), Post.objects.count()) == (4, 8)
    assert Membership.objects.filter(exchanges__people=1).count() == 2
