"""Between what the difference of two shares lies, as far as so many people can tell."""

CONFIDENCE = 0.95


def difference(one: int, of_one: int, other: int, of_other: int) -> tuple[float, float]:
    """Newcombe's interval (1998, method 10) of `one / of_one - other / of_other`, from Wilson's of each.

    It holds for small groups and for shares of nothing or all, where the textbook's does not.
    """
    from scipy.stats import binomtest  # 100 MB of memory: the worker's, when a trial ends

    first = binomtest(one, of_one).proportion_ci(CONFIDENCE, method="wilson")
    second = binomtest(other, of_other).proportion_ci(CONFIDENCE, method="wilson")
    share, its = one / of_one, other / of_other
    low = share - its - ((share - first.low) ** 2 + (second.high - its) ** 2) ** 0.5
    high = share - its + ((first.high - share) ** 2 + (its - second.low) ** 2) ** 0.5
    return float(low), float(high)
