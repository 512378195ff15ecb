"""What papers that a person read completely teach, beyond the weights that stand: where there is no gold.

The choice of names is fitted to them, held near the weights that stand, and kept only where it is clearly
better on papers that it did not learn from.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from extractor import rules, weights
from extractor.components import choice, confidence
from extractor.evaluation import evaluate
from extractor.network import SLOTS
from extractor.training import deciding, logistic
from extractor.training.deciding import FOLDS, Prepared, fold_of
from extractor.training.logistic import Example
from extractor.weights import Weights

HELD = 200.0
"""How firmly the weights that stand are held.

Of 4, 16, 50 and 200 what did least harm with few decisions (tests/benchmarks/review_simulation).
"""
FEWEST = 10
"""Papers with claims that are needed: with fewer it cannot be seen whether anything is better."""
CLEAR = 1.0
"""Standard errors, over papers, by which the choice has to be better on papers that it did not learn from."""
NEAREST = 1e-6


class Learnt(NamedTuple):
    """What was learnt: `papers` with claims to choose for, and claim F1 of all papers, out of fold.

    `before` is by the weights that stand, `after` by those that other papers taught. `kept`: they were
    clearly better, and are written.
    """

    papers: int
    before: float
    after: float
    kept: bool

    @property
    def enough(self) -> bool:
        """Whether there were enough papers to learn from."""
        return self.papers >= FEWEST


def fit(papers: Sequence[Prepared], folder: Path = rules.FOLDER) -> Learnt:
    """Fit the choice to papers that people read completely, and write it where it is clearly better.

    `folder` is where the rule files stand.
    """
    stands = weights.load(choice.WEIGHTS)
    examples = {one.read.id: deciding.choice_examples([one]) for one in papers}
    taught = [
        learn([each for id, several in examples.items() if fold_of(id) != fold for each in several], stands)
        for fold in range(FOLDS)
    ]
    gains = [
        _loss(several, stands) - _loss(several, taught[fold_of(id)])
        for id, several in examples.items()
        if several
    ]
    before = _f1([(one, stands) for one in papers])
    after = _f1([(one, taught[fold_of(one.read.id)]) for one in papers])
    clear = len(gains) >= FEWEST and np.mean(gains) > CLEAR * np.std(gains, ddof=1) / len(gains) ** 0.5
    kept = bool(clear and after > before)
    if kept:
        table = learn([each for several in examples.values() for each in several], stands)
        logistic.write(table, folder / f"{choice.WEIGHTS}.yml", "which candidate fills a slot")
    return Learnt(len(gains), before, after, kept)


def learn(examples: Sequence[Example], stands: Weights) -> Weights:
    """Return weights of the choice that are fitted to examples, held near those that stand."""
    return logistic.fit(examples, SLOTS, HELD, stands) if examples else stands


def _loss(examples: Sequence[Example], table: Weights) -> float:
    """Return the mean log loss of the examples of one paper."""
    losses = []
    for example in examples:
        for slot, right in example.answers.items():
            chance = weights.probability(table.logit(example.features, slot))
            losses.append(-np.log(max(NEAREST, chance if right else 1 - chance)))
    return float(np.mean(losses))


def _f1(papers: Sequence[tuple[Prepared, Weights]]) -> float:
    """Return claim F1 of papers, each chosen for by a table of weights."""
    predicted = {
        one.read.id: [deciding.plain(claim) for claim in confidence.judge(one.chosen(table))]
        for one, table in papers
    }
    found: float = evaluate(predicted, {one.read.id: one.read.claims for one, _ in papers})["claim"]["f1"]
    return found
