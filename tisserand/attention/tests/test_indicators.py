"""Each indicator against a slow recount of the raw rows, over generated histories."""

from collections import Counter

import pytest
from django.db import transaction

from tisserand.attention.indicators import INDICATORS

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
                seen[indicator.__name__] += len(indicator(community, now))
            transaction.set_rollback(True)
        if all(seen[indicator.__name__] >= 3 for indicator in INDICATORS):
            return
    assert {i.__name__ for i in INDICATORS if seen[i.__name__] < 3} == set()
