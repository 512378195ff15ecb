"""What decisions teach of confidence: the calibration error on papers that were not reviewed."""

import random
import statistics
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from extractor.training.deciding import FOLDS, fold_of
from leaderboards import calibration
from leaderboards.review import queue
from schema.review.lessons import Lesson
from tests.benchmarks.review_simulation.reviewer import Review

SIZES = (25, 50, 100, 200)
"""Decisions that are learnt from."""
REPEATS = 20
"""Draws of each size in each fold."""


def show(review: Review) -> None:
    """Print the calibration error on papers that were not reviewed, before and after so many decisions."""
    print(f"\nCalibration on papers not reviewed: mean of {FOLDS} folds x {REPEATS} draws (sd over draws)")
    for what, scale in (("the machine as it is", 1.0), ("a machine too sure of itself (log-odds x 2)", 2.0)):
        print(f"{what}\ndecisions   drawn by   calibrated   ECE before   ECE after (sd)   log loss (after)")
        for size in SIZES:
            for how in ("the queue", "chance"):
                print(_calibrated(review, size, how, scale))


def _calibrated(review: Review, size: int, how: str, scale: float) -> str:
    before, after, losses, fitted = [], [], [], 0
    for fold in range(FOLDS):
        held = [one for one in review.judged.values() if fold_of(one.paper) == fold]
        sure = _scaled(np.array([one.confidence for one in held]), scale)
        right = np.array([float(one.right) for one in held])
        pool = [each for each in review.queue if fold_of(review.papers[each.paper].read.id) != fold]
        for repeat in range(REPEATS):
            lessons = list(_lessons(review, pool, size, how, f"{fold} {repeat}", scale))
            model = _model(calibration.sample(lessons))
            fitted += model is not None
            then = sure if model is None else calibration.applied(model, sure)
            for errors, each in ((before, sure), (after, then)):
                errors.append(calibration.reliability(each, right, np.ones_like(each)).error)
            losses.append([float(calibration.losses(each, right).mean()) for each in (sure, then)])
    shares = fitted / (FOLDS * REPEATS)
    loss = [statistics.mean(each) for each in zip(*losses, strict=True)]
    return (
        f"{size:9}   {how:9} {shares:11.0%} {statistics.mean(before):12.3f} {statistics.mean(after):11.3f} "
        f"({statistics.stdev(after):.3f}) {loss[0]:10.3f} ({loss[1]:.3f})"
    )


def _model(chosen: calibration.Sample) -> calibration.Calibration | None:
    """Return what `claimboard calibrate` would make of it: None where it changes nothing."""
    if not chosen.enough:
        return None
    model = calibration.learnt(chosen)
    return model if calibration.helps(chosen, model, calibration.out_of_fold(chosen)) else None


def _lessons(
    review: Review, pool: Sequence[queue.Candidate], size: int, how: str, seed: str, scale: float
) -> Iterator[Lesson]:
    if how == "chance":
        drawn = random.Random(seed).sample(list(pool), size)
        turns: Iterable[queue.Turn] = [queue.Turn(each.paper, each.claim, "random", size / len(pool))
                                       for each in drawn]  # fmt: skip
    else:
        turns = _first(queue.turns(pool, seed), size)
    for turn in turns:
        one = review.judged[turn.paper, turn.claim]
        sure = float(_scaled(np.array([one.confidence]), scale)[0])
        yield Lesson(turn.paper, turn.claim, 1, sure, one.right, turn.drawn, turn.chance)


def _first(turns: Iterator[queue.Turn], size: int) -> list[queue.Turn]:
    return [turn for turn, _ in zip(turns, range(size), strict=False)]


def _scaled(sure: calibration.Floats, scale: float) -> calibration.Floats:
    return calibration.applied(calibration.Calibration(0.0, scale, 0), sure)
