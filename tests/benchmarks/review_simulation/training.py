"""What completely read papers teach of the choice of names: claim F1 on papers that were not reviewed."""

import random
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from extractor.components import confidence
from extractor.matching import pair
from extractor.network import SLOTS
from extractor.training import deciding, logistic, reviewed
from extractor.training.deciding import FOLDS, Prepared, fold_of, plain
from extractor.training.logistic import Example
from tests.benchmarks.review_simulation.reviewer import Found

SIZES = (25, 50, 100, 200)
"""Decisions' worth of papers that are learnt from."""
DRAWS = 4
BOOTSTRAP = 1000


class Counts(NamedTuple):
    """Of one paper: how many claims are right, how many were given, and how many gold has."""

    right: int
    given: int
    wanted: int


def show(
    papers: Sequence[Prepared], found: Found, examples: Mapping[str, Sequence[Example]], limit: float
) -> None:
    """Print claim F1 on papers that were not reviewed, the choice refitted with decisions on others.

    `examples` are those of the choice, by paper; claims that are less sure than `limit` are not reported.
    """
    folds = [[one for one in papers if fold_of(one.read.id) == fold] for fold in range(FOLDS)]
    print(
        f"\nClaim F1 on papers not reviewed: each fold in turn, of the next {DRAWS} draws are reviewed, the"
    )
    print("others are known. Gain, its sd over draws, and 95% of a paired bootstrap over papers")
    print("known  learnt          decisions (papers)   F1 before   gain (sd)          95%")
    for known in (100, None):
        before: list[Counts] = []
        gained: dict[tuple[int, str], list[list[Counts]]] = defaultdict(lambda: [[] for _ in range(DRAWS)])
        read: dict[int, list[int]] = defaultdict(list)
        for fold in range(FOLDS):
            held, pool = folds[fold], folds[(fold + 1) % FOLDS]
            rest = [
                one for at, other in enumerate(folds) if at not in (fold, (fold + 1) % FOLDS) for one in other
            ]
            base = rest[:known]
            mine = [each for one in base for each in examples[one.read.id]]
            stands = logistic.fit(mine, SLOTS)
            trusted = logistic.fit(
                deciding.confidence_examples(found, base), [deciding.RIGHT], deciding.SMOOTH
            )
            before += _counts(held, stands, trusted, limit)
            for draw in range(DRAWS):
                order = random.Random(f"{fold} {draw}").sample(pool, len(pool))
                for size in SIZES:
                    chosen = list(_worth(order, found, size))
                    read[size].append(len(chosen))
                    more = [each for one in chosen for each in examples[one.read.id]]
                    for how, table in (
                        ("held near", reviewed.learn(more, stands)),
                        ("fitted anew", logistic.fit([*mine, *more], SLOTS)),
                    ):
                        gained[size, how][draw] += _counts(held, table, trusted, limit)
        for (size, how), draws in sorted(gained.items(), key=lambda each: (each[0][1], each[0][0])):
            gains = [_f1(each) - _f1(before) for each in draws]
            low, high = _bootstrap(before, draws)
            print(
                f"{len(base):5}  {how:14} {size:10} {statistics.mean(read[size]):8.0f} {_f1(before):11.3f} "
                f"{statistics.mean(gains):+9.4f} ({statistics.stdev(gains):.4f})   {low:+.4f} to {high:+.4f}",
                flush=True,
            )


def _worth(pool: Sequence[Prepared], found: Found, size: int) -> Iterator[Prepared]:
    """Yield completely read papers until so many decisions are used up; a missed claim costs one, too."""
    left = size
    for one in pool:
        pairs = pair([plain(each) for each in found[one.read.id]], one.read.claims)
        cost = len(found[one.read.id]) + len(one.read.claims) - len(pairs)
        if cost and cost <= left:
            left -= cost
            yield one


def _counts(held: Sequence[Prepared], table: Any, trusted: Any, limit: float) -> list[Counts]:
    counts = []
    for one in held:
        judged = [
            good
            for _, good in deciding.judged(
                confidence.judge(one.chosen(table), limit, trusted), one.read.claims
            )
        ]
        wanted = sum(not claim.get("optional") for claim in one.read.claims)
        counts.append(Counts(sum(judged), len(judged), wanted))
    return counts


def _f1(counts: Iterable[Counts]) -> float:
    right, given, wanted = (sum(column) for column in zip(*counts, strict=True))
    return 2 * right / max(1, given + wanted)


def _bootstrap(before: Sequence[Counts], draws: Sequence[Sequence[Counts]]) -> tuple[float, float]:
    """Return the middle 95% of the mean gain over papers drawn with replacement."""
    were = np.array(before, np.float64)
    are = np.array(draws, np.float64)
    chance = np.random.default_rng(0)
    gains = []
    for _ in range(BOOTSTRAP):
        picked = chance.integers(len(were), size=len(were))
        old, new = were[picked].sum(axis=0), are[:, picked].sum(axis=1)
        gains.append(np.mean(2 * new[:, 0] / (new[:, 1] + new[:, 2])) - 2 * old[0] / (old[1] + old[2]))
    return float(np.quantile(gains, 0.025)), float(np.quantile(gains, 0.975))
