"""Each indicator against a slow recount of the raw rows, over generated histories."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from tisserand.attention.indicators import INDICATORS, people

from .histories import History
from .recount import Recount

SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_indicator_finds_what_a_recount_of_the_raw_rows_finds(community, now, seed):
    History(community, now, seed)
    recount = Recount(community, now)
    for indicator in INDICATORS:
        name = indicator.__name__
        found = indicator(community, now)
        facts = [(s.membership_id, s.thread_id, s.post_id, s.since) for s in found]
        assert set(facts) == getattr(recount, name)(), name
        assert len(facts) == len(set(facts)), name
        assert all(s.indicator == name for s in found)
        assert len({s.key for s in found}) == len(found)


def test_the_histories_have_something_for_every_indicator(community, now):
    seen: Counter = Counter()
    for seed in range(40):
        with transaction.atomic():
            History(community, now, seed)
            for indicator in INDICATORS:
                if seen[indicator.__name__] < 3:
                    seen[indicator.__name__] += len(indicator(community, now))
            transaction.set_rollback(True)
        if all(seen[indicator.__name__] >= 3 for indicator in INDICATORS):
            return
    assert {i.__name__ for i in INDICATORS if seen[i.__name__] < 3} == set()


def test_whoever_was_loaded_is_greeted_before_they_ever_come(community, make_person, join, now):
    join(make_person("Inès"), at=now - timedelta(hours=2))
    (signal,) = people.to_welcome(community, now)
    assert signal.why == "a member since 24 November, not here yet; nobody has spoken to them"


def test_coming_does_not_make_a_second_arrival(community, make_person, join, visit, now):
    place = join(make_person("Inès"), at=now - timedelta(days=3))
    before = [signal.key for signal in people.to_welcome(community, now)]
    visit(place, 1)
    (signal,) = people.to_welcome(community, now)
    assert [signal.key] == before
    assert signal.why == "first came on 23 November; nobody has spoken to them yet"


def test_a_member_of_long_who_never_came_is_no_arrival(community, make_person, join, now):
    join(make_person("Inès"), at=now - timedelta(days=31))
    assert people.to_welcome(community, now) == []
