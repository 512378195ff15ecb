"""Makes the weights of `extractor/rules/*-weights.yml` from papers and their gold claims.

Each decision is a logistic regression over the features of `extractor.cues`, with a ridge penalty, solved
by Newton's method (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 4.4.1): no chance,
so that the same gold makes the same weights.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor import cues
from extractor.components import quantities

RARE = 12
"""A feature seen with fewer quantities than this is left out."""
PENALTY = 4.0
STEPS = 15

Floats = NDArray[np.float64]
Gold = Mapping[str, Any]


class Example(NamedTuple):
    """A quantity of a training paper: its features, and the gold claim that it is, or None."""

    paper: str
    features: Sequence[str]
    claim: Gold | None


def examples(papers: Mapping[str, str], gold: Mapping[str, Sequence[Gold]]) -> list[Example]:
    """Find the quantities of texts (by paper id) and align them with the gold claims.

    Left out are quantities on which readers differ, and those that repeat a gold figure elsewhere.
    """
    found = []
    for paper, text in papers.items():
        candidates = quantities.find(text)
        read = cues.read(text, candidates)
        claims = [(*_span(text, claim), claim) for claim in gold[paper]]
        for candidate, features in zip(candidates, read, strict=True):
            same = [(start, end, claim) for start, end, claim in claims if _agree(candidate, claim)]
            here = [c for start, end, c in same if candidate["start"] < end and start < candidate["end"]]
            if (here and not here[0].get("optional")) or not same:
                found.append(Example(paper, features, here[0] if here else None))
    return found


def fit(
    found: Sequence[Example], decisions: Mapping[str, Callable[[Gold | None], bool | None]]
) -> dict[str, Any]:
    """Return the content of a weights file for named decisions.

    A decision says yes, no, or None (an example that it is not about) of a gold claim, or of None for a
    quantity that is no claim. Weights are rounded to hundredths, and rows that are all zero left out.
    """
    counts = Counter(name for example in found for name in set(example.features))
    names = sorted(name for name, count in counts.items() if count >= RARE)
    columns = {name: i + 1 for i, name in enumerate(names)}
    inputs = np.zeros((len(found), len(names) + 1))
    inputs[:, 0] = 1
    for row, example in enumerate(found):
        inputs[row, [columns[name] for name in example.features if name in columns]] = 1
    solved = []
    for decide in decisions.values():
        answers = [decide(example.claim) for example in found]
        rows = [i for i, answer in enumerate(answers) if answer is not None]
        solved.append(_solve(inputs[rows], np.array([float(bool(answers[i])) for i in rows])))
    table = np.round(np.stack(solved, axis=1), 2) + 0.0
    return {
        "decisions": list(decisions),
        "bias": table[0].tolist(),
        "features": {name: table[i].tolist() for name, i in columns.items() if table[i].any()},
    }


def results_decisions() -> dict[str, Callable[[Gold | None], bool | None]]:
    """Return the decision of `results-weights.yml`."""
    return {"claimed": lambda claim: claim is not None}


def comparison_decisions() -> dict[str, Callable[[Gold | None], bool | None]]:
    """Return the decisions of `comparison-weights.yml`: kinds, "up", and bounds."""

    def is_(field: str, value: str | None) -> Callable[[Gold | None], bool | None]:
        return lambda claim: None if claim is None else claim.get(field) == value

    def goes_up(claim: Gold | None) -> bool | None:
        return None if claim is None or claim["direction"] is None else claim["direction"] == "up"

    return {
        **{kind: is_("kind", kind) for kind in ("score", "change", "ratio")},
        "up": goes_up,
        "exact": is_("bound", None),
        **{bound: is_("bound", bound) for bound in ("at_most", "at_least", "approx")},
    }


def _solve(inputs: Floats, answers: Floats) -> Floats:
    penalty = np.full(inputs.shape[1], PENALTY)
    penalty[0] = 1e-3  # the bias is free
    solved = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ solved, -30, 30)))
        slope = inputs.T @ (chance - answers) + penalty * solved
        curve = (inputs * np.maximum(chance * (1 - chance), 1e-4)[:, None]).T @ inputs + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        solved -= step
        if np.abs(step).max() < 1e-4:
            break
    return solved


def _span(text: str, claim: Gold) -> tuple[int, int]:
    start = text.find(claim["quote"]) + claim["quote"].find(claim["value"])
    return start, start + len(claim["value"])


def _agree(candidate: Gold, claim: Gold) -> bool:
    pairs: Iterable[tuple[float | None, float | None]] = (
        (candidate["number"], claim["number"]),
        (candidate["number_high"], claim.get("number_high")),
    )
    return all(
        one is other if one is None or other is None else np.isclose(abs(one), abs(other), rtol=1e-6)
        for one, other in pairs
    )
