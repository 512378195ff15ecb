"""Logistic regression over named features, with a ridge penalty, solved by Newton's method.

No chance is in it, so that the same examples make the same weights (Hastie, Tibshirani and Friedman, The
Elements of Statistical Learning, 4.4.1).
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from extractor.weights import Weights

RARE = 12
"""A feature seen with fewer examples than this is left out."""
PENALTY = 4.0
STEPS = 15

Floats = NDArray[np.float64]


class Example(NamedTuple):
    """The features of something to decide on, and by decision whether yes is right.

    Decisions that it is not about are left out.
    """

    features: Sequence[str]
    answers: Mapping[str, bool]


def fit(
    examples: Sequence[Example],
    decisions: Sequence[str],
    penalty: float = PENALTY,
    prior: Weights | None = None,
) -> Weights:
    """Return weights for the named decisions, rounded to hundredths; rows that are all zero are left out.

    `penalty` holds the weights small, or near those of `prior`: half of it times the sum of the squares of
    the distances is added to the loss.
    """
    counts = Counter(name for example in examples for name in set(example.features))
    known = prior.features if prior else {}
    names = sorted(known.keys() | {name for name, count in counts.items() if count >= RARE})
    columns = {name: i + 1 for i, name in enumerate(names)}
    inputs = np.zeros((len(examples), len(names) + 1), np.float32)
    inputs[:, 0] = 1
    for row, example in enumerate(examples):
        inputs[row, [columns[name] for name in example.features if name in columns]] = 1
    solved = []
    for decision in decisions:
        rows = [i for i, example in enumerate(examples) if decision in example.answers]
        answers = np.array([float(examples[i].answers[decision]) for i in rows])
        centre, penalties = np.zeros(len(names) + 1), np.full(len(names) + 1, penalty)
        if prior:
            i = prior.decisions.index(decision)
            centre[0] = prior.bias[i]
            centre[[columns[name] for name in known]] = [row[i] for row in known.values()]
        else:
            penalties[0] = 1e-3  # the bias is free
        solved.append(_solve(inputs[rows].astype(np.float64), answers, centre, penalties))
    table = np.round(np.stack(solved, axis=1), 2) + 0.0
    return Weights(
        tuple(decisions),
        tuple(table[0].tolist()),
        {name: table[i].tolist() for name, i in columns.items() if table[i].any()},
    )


def write(weights: Weights, file: Path, what: str) -> None:
    """Write weights as a rule file; `what` says what they decide."""
    head: dict[str, Any] = {"decisions": list(weights.decisions), "bias": list(weights.bias)}
    rows = "".join(f"  {json.dumps(name)}: {list(row)}\n" for name, row in weights.features.items())
    text = f"# Made by claimboard train: {what}. Don't edit by hand.\n"
    text += yaml.safe_dump(head, default_flow_style=None, sort_keys=False)
    file.write_text(f"{text}features:\n{rows}", encoding="utf-8")


def _solve(inputs: Floats, answers: Floats, centre: Floats, penalties: Floats) -> Floats:
    def cost(at: Floats) -> float:
        odds = inputs @ at
        return float((np.logaddexp(0, odds) - answers * odds).sum() + penalties @ (at - centre) ** 2 / 2)

    solved = centre.copy()
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ solved, -30, 30)))
        slope = inputs.T @ (chance - answers) + penalties * (solved - centre)
        curve = (inputs * np.maximum(chance * (1 - chance), 1e-4)[:, None]).T @ inputs + np.diag(penalties)
        step = np.linalg.solve(curve, slope)
        now = cost(solved)
        while cost(solved - step) > now and np.abs(step).max() >= 1e-4:
            step /= 2  # a whole step may lead too far
        solved -= step
        if np.abs(step).max() < 1e-4:
            break
    return solved
