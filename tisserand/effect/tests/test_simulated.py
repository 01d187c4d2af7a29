"""What the figures say when the truth is known: made-up people, as the lot itself draws them."""

import random

from tisserand.effect import drawing
from tisserand.effect.interval import difference

RUNS = 1000


def runs(people, without, helped, seed):
    """For each run: the interval, from people who would reach it `without` the act or are `helped` by it."""
    drawn, known = random.Random(seed), {}
    for run in range(RUNS):
        would = [drawn.random() < without for _person in range(people)]
        does = [one or drawn.random() < helped for one in would]
        having, waiting = drawing.arms(range(people), 50, seed=run)
        counts = (sum(does[at] for at in having), len(having), sum(would[at] for at in waiting), len(waiting))
        if counts not in known:
            known[counts] = difference(*counts)
        yield known[counts], counts


def test_of_a_thousand_acts_that_change_nothing_one_in_twenty_seems_to():
    for people, without, seed in ((20, 0.5, 1), (60, 0.3, 2), (200, 0.6, 3)):
        alarms = sum(low > 0 or high < 0 for (low, high), _counts in runs(people, without, 0, seed))
        assert alarms / RUNS <= 0.065, people  # 0.05, and what a thousand draws may add to it
        assert alarms / RUNS >= 0.015, people  # not by never saying anything


def test_known_effects_are_recovered():
    for people, without, helped, seed in ((80, 0.3, 0.5, 4), (300, 0.5, 0.3, 5)):
        truth, held, seen, found = (1 - without) * helped, 0, 0, 0.0
        for (low, high), (reached, having, others, waiting) in runs(people, without, helped, seed):
            held += low <= truth <= high
            seen += low > 0
            found += reached / having - others / waiting
        assert held / RUNS >= 0.94
        assert abs(found / RUNS - truth) < 0.01
        assert seen / RUNS > 0.7


def test_an_interval_of_the_books():
    """Newcombe 1998, table II: 56/70 - 48/80, method 10; and shares of nothing and all."""
    low, high = difference(56, 70, 48, 80)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    low, high = difference(10, 10, 0, 20)
    assert (round(low, 4), round(high, 4)) == (0.6791, 1.0)


def test_the_lot_is_drawn_again_the_same():
    assert drawing.arms(range(40), 25, 9) == drawing.arms(reversed(range(40)), 25, 9)
    having, waiting = drawing.arms(range(40), 25, 9)
    assert (len(having), len(waiting)) == (30, 10)
    assert sorted(having + waiting) == list(range(40))
    assert drawing.arms(range(40), 25, 10) != (having, waiting)
