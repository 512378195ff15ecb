"""Weights of features for a set of decisions, as data: `extractor/rules/*-weights.yml`.

A file holds `decisions`, their names; `bias`, one number a decision; and `features`, a list of numbers in the
same order for each feature of `extractor.cues`. `extractor.training` makes them from gold.
"""

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from extractor import rules


class Weights(NamedTuple):
    """Log-odds of each decision: a bias, and what every feature adds."""

    decisions: tuple[str, ...]
    bias: tuple[float, ...]
    features: Mapping[str, Sequence[float]]

    def logit(self, features: Iterable[str], decision: str) -> float:
        """Return the log-odds of one decision, given the features that are there."""
        i, known = self.decisions.index(decision), self.features
        return self.bias[i] + sum([known[name][i] for name in features if name in known])


@functools.cache
def load(name: str) -> Weights:
    """Return the weights of the rule file `name`.yml, read once."""
    data = rules.load(name)
    return Weights(tuple(data["decisions"]), tuple(data["bias"]), data["features"])


def probability(logit: float) -> float:
    """Turn log-odds into a probability."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))
