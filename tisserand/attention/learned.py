"""What finished groups teach about who leaves or does not finish: an order of calls learned from them. Off
unless it is asked for, and only where there is enough to learn from. Never shown as a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from . import silence

# Fewer would teach the habits of a few people, or of one season.
COHORTS, ENROLMENTS = 3, 200


class CannotLearn(Exception):
    """Says plainly why."""


@dataclass(frozen=True)
class Learned:
    """A logistic regression, as plain numbers: nothing of a person, and nothing that must be unpickled.

    `weights` go with `silence.MEASURES`, each counted from `centres` in units of `spreads`.
    """

    weights: tuple[float, ...]
    centres: tuple[float, ...]
    spreads: tuple[float, ...]
    constant: float

    def level(self, measures: Sequence[float]) -> float:
        """By which people are ordered: the chance, as far as the past told, that they do not finish."""
        return 1 / (1 + exp(-self.constant - sum(self._parts(measures))))

    def reasons(self, measures: Sequence[float], at_most: int = 2) -> list[str]:
        """The names of what weighed most towards the call, the largest first."""
        parts = zip(self._parts(measures), silence.MEASURES, strict=True)
        return [name for part, name in sorted(parts, reverse=True)[:at_most] if part > 0]

    def _parts(self, measures: Sequence[float]) -> list[float]:
        columns = zip(self.weights, measures, self.centres, self.spreads, strict=True)
        return [weight * (value - centre) / spread for weight, value, centre, spread in columns]


def learn(rows: Sequence[Sequence[float]], left: Sequence[bool]) -> Learned:
    """From what was known of people of the past, and whether they left or did not finish.

    Raises CannotLearn without scikit-learn, or when all of them did the same.
    """
    try:
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler
    except ImportError as missing:
        raise CannotLearn("scikit-learn is not installed: pip install 'tisserand[learned]'") from missing
    if len(set(left)) < 2:
        raise CannotLearn("everybody finished, or nobody did: there is nothing to tell apart")
    scale = StandardScaler().fit(rows)
    model = LogisticRegression(max_iter=1000).fit(scale.transform(rows), left)
    return Learned(
        weights=tuple(float(one) for one in model.coef_[0]),
        centres=tuple(float(one) for one in scale.mean_),
        spreads=tuple(float(one) for one in scale.scale_),
        constant=float(model.intercept_[0]),
    )
