"""Says which quantities are claimed results, and which are sizes, settings, dates, names, or motivation.

What speaks for and against it are the cues of `extractor/rules/results.yml` around the number and what the
number looks like, with the weights of `results-weights.yml`.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc

from extractor import cues, weights

WEIGHTS = "results-weights"
THRESHOLD = 0.45
"""Least probability of a claimed result: best F1 in cross-validation over the training papers."""


class Verdict(NamedTuple):
    """Whether a quantity is a claimed result, how probable that is, and the cue that decided most."""

    claimed: bool
    rule: str | None
    probability: float


def judge(text: str, quantities: Sequence[dict[str, Any]]) -> list[Verdict]:
    """Return a verdict on each quantity of a text, in the order given.

    A figure of the title that the abstract claims again is no claim of its own: the abstract says more of it.
    """
    table = weights.load(WEIGHTS)
    verdicts = []
    for features in cues.read(text, quantities):
        chance = weights.probability(table.logits(features)["claimed"])
        claimed = chance >= THRESHOLD
        rule = table.strongest(features, "claimed", 1 if claimed else -1)
        verdicts.append(Verdict(claimed, rule, chance))
    title_end = text.find("\n")
    later = {
        _figure(quantity)
        for quantity, verdict in zip(quantities, verdicts, strict=True)
        if verdict.claimed and quantity["start"] > title_end
    }
    return [
        verdict._replace(claimed=False, rule="said-again")
        if verdict.claimed and quantity["start"] < title_end and _figure(quantity) in later
        else verdict
        for quantity, verdict in zip(quantities, verdicts, strict=True)
    ]


class Results:
    """Adds "claimed", "result_rule" and "result_probability" to `doc._.claimboard_quantities`."""

    def __call__(self, doc: Doc) -> Doc:
        """Judge and write."""
        quantities = doc._.claimboard_quantities
        verdicts = judge(doc.text, quantities)
        doc._.claimboard_quantities = [
            {
                **quantity,
                "claimed": verdict.claimed,
                "result_rule": verdict.rule,
                "result_probability": verdict.probability,
            }
            for quantity, verdict in zip(quantities, verdicts, strict=True)
        ]
        return doc


def _figure(quantity: dict[str, Any]) -> tuple[float, float | None, str | None]:
    return abs(quantity["number"]), quantity["number_high"], quantity["unit"]
