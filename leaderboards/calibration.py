"""How sure the machine should be taken to be: one curve over its confidence, fitted to what people decided.

Logistic (Platt, "Probabilistic outputs for support vector machines", 1999), on the log-odds, and held near
the curve that changes nothing: few decisions change little. Pure.
"""

import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schema.review.calibration import AS_IT_IS, NEAREST, Calibration
from schema.review.lessons import Lesson

FEWEST = 20
"""Claims drawn at random that a fit needs, or as many as all decisions weigh."""
PENALTY = 16.0
"""How firmly intercept and slope are held: half of it times the square of their distance from 0 and 1.

Of 4, 8, 16 and 32 what did least harm to a machine that is right about itself, and as much good as any to one
that is too sure (tests/benchmarks/review_simulation).
"""
CLEAR = 0.5
"""Standard errors by which a curve has to be better on other papers."""
FOLDS = 5
STEPS = 50
BINS = 10
IN_BIN = 8
"""Claims that a bin of the table has at least."""

Floats = NDArray[np.float64]


class Sample(NamedTuple):
    """Decisions to learn from, each with what it weighs, and how many claims drawn at random weigh as much.

    `drawn` is how many of them were drawn at random; `honest`: these alone are the sample. `narrow` is how
    many others were drawn where only some claims could be, which are left out.
    """

    lessons: Sequence[Lesson]
    weights: Floats
    size: float
    drawn: int
    honest: bool
    narrow: int = 0

    @property
    def enough(self) -> bool:
        """Whether a fit can be trusted."""
        return self.size >= FEWEST


class Bin(NamedTuple):
    """Claims of like confidence: from and to, how many, how sure they are on average, and the share right."""

    low: float
    high: float
    claims: int
    confidence: float
    right: float


class Reliability(NamedTuple):
    """Claims in bins of like confidence, and how far confidence and share right are apart on average."""

    bins: Sequence[Bin]
    error: float


def sample(lessons: Iterable[Lesson]) -> Sample:
    """Choose what to learn from: the claims drawn at random, or, where these are too few, others beside them.

    A claim that came up by its worth stands for itself alone. One that was drawn stands for all that were
    left then (one over its chance), shared among those drawn. What a person went to says nothing of others,
    nor does what was drawn of one benchmark, paper or reading list alone: it has no chance.
    """
    some = [each for each in lessons if each.drawn != "other"]
    found = [each for each in some if each.drawn != "random" or each.chance]
    drawn = [each for each in found if each.drawn == "random"]
    narrow = len(some) - len(found)
    if len(drawn) >= FEWEST or not drawn:
        return Sample(drawn, np.ones(len(drawn)), len(drawn), len(drawn), True, narrow)
    stands_for = [
        1.0 if each.drawn != "random" else max(1.0, 1 / (each.chance or 1) / len(drawn)) for each in found
    ]
    weights = np.array(stands_for)
    size = float(weights.sum() ** 2 / (weights**2).sum())
    return Sample(found, weights * size / weights.sum(), size, len(drawn), False, narrow)


def fit(confidence: Floats, right: Floats, weights: Floats, penalty: float = PENALTY) -> Calibration:
    """Fit the curve to claims, so sure and right (1) or wrong (0) each, by Newton's method."""
    inputs = np.stack([np.ones_like(confidence), _odds(confidence)], axis=1)
    flat = np.array([0.0, 1.0])

    def cost(at: Floats) -> float:
        odds = inputs @ at
        held = penalty / 2 * float(((at - flat) ** 2).sum())
        return float(weights @ (np.logaddexp(0, odds) - right * odds)) + held

    solved = flat
    for _ in range(STEPS):
        chance = _chance(inputs @ solved)
        slope = inputs.T @ (weights * (chance - right)) + penalty * (solved - flat)
        spread = weights * chance * (1 - chance)
        step = np.linalg.solve((inputs * spread[:, None]).T @ inputs + penalty * np.eye(2), slope)
        while cost(solved - step) > cost(solved) and np.abs(step).max() > NEAREST:
            step = step / 2  # a whole step may lead too far
        solved = solved - step
        if np.abs(step).max() <= NEAREST:
            break
    return Calibration(round(float(solved[0]), 4), round(float(solved[1]), 4), len(confidence))


def applied(model: Calibration, confidence: Floats) -> Floats:
    """Return how sure claims are by a curve."""
    return _chance(model.intercept + model.slope * _odds(confidence))


def learnt(chosen: Sample) -> Calibration:
    """Return the curve that all of a sample makes."""
    confidence, right = facts(chosen)
    return fit(confidence, right, chosen.weights)


def out_of_fold(chosen: Sample) -> Floats:
    """Return how sure each claim is by a curve that was fitted to the claims of other papers."""
    confidence, right = facts(chosen)
    fold = np.array([zlib.crc32(str(each.paper_key).encode()) % FOLDS for each in chosen.lessons])
    found = confidence.copy()
    for held in range(FOLDS):
        rest, here = fold != held, fold == held
        model = fit(confidence[rest], right[rest], chosen.weights[rest]) if rest.any() else AS_IT_IS
        found[here] = applied(model, confidence[here])
    return found


def facts(chosen: Sample) -> tuple[Floats, Floats]:
    """Return how sure the machine itself was of each claim, and whether that is right, 1 or 0."""
    confidence = np.array([each.confidence for each in chosen.lessons], np.float64)
    return confidence, np.array([float(each.right) for each in chosen.lessons])


def helps(chosen: Sample, model: Calibration, after: Floats) -> bool:
    """Say whether a curve is worth having: `after`, on other papers, clearly beats the machine's own word."""
    own, right = facts(chosen)
    gains = losses(own, right) - losses(after, right)
    mean = float(np.average(gains, weights=chosen.weights))
    return model.slope > 0 and mean > CLEAR * float(gains.std()) / chosen.size**0.5


def losses(confidence: Floats, right: Floats) -> Floats:
    """Return the log loss of each claim: what is wrongly sure costs much. The smaller the better."""
    sure = np.clip(confidence, NEAREST, 1 - NEAREST)
    return np.asarray(-(right * np.log(sure) + (1 - right) * np.log(1 - sure)))


def reliability(confidence: Floats, right: Floats, weights: Floats) -> Reliability:
    """Set claims in bins of as many claims each, and see how often they are right."""
    order = np.argsort(confidence, kind="stable")
    count = max(1, min(BINS, len(order) // IN_BIN))
    bins, error = [], 0.0
    for part in np.array_split(order, count):
        if not len(part):
            continue
        weight = weights[part] / weights[part].sum()
        sure, share = float(confidence[part] @ weight), float(right[part] @ weight)
        bins.append(Bin(float(confidence[part[0]]), float(confidence[part[-1]]), len(part), sure, share))
        error += abs(sure - share) * float(weights[part].sum() / weights.sum())
    return Reliability(bins, error)


def _odds(confidence: Floats) -> Floats:
    sure = np.clip(confidence, NEAREST, 1 - NEAREST)
    return np.asarray(np.log(sure / (1 - sure)))


def _chance(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
