"""Says how sure each claim is: the probability that number, kind, method, benchmark and metric are all right.

A logistic model over the probabilities of its parts. Its weights, `extractor/rules/confidence-weights.yml`,
are made by `claimboard train` from the training papers, out of fold. Claims that are less sure than what gave
the best `claim` F1 there are left out.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from spacy.tokens import Doc

from extractor import rules, weights
from extractor.features import reached
from extractor.weights import Weights

WEIGHTS = "confidence-weights"
STEPS = tuple(step / 20 for step in range(1, 20))
"""Where a probability passes into the next feature."""
DOUBT = 0.6
"""Probability below which a part is named as a doubt."""
DOUBTS = 2
SLOTS = ("method", "benchmark", "metric")
PARTS = ("number", "kind", *SLOTS)
"""What a claim must have right, and what its confidence is made of."""


def features(claim: Mapping[str, Any]) -> list[str]:
    """Return what the confidence of a claim is made of."""
    sure = claim["slot_confidence"]
    found = [name for part in PARTS for name in reached(part, sure[part], STEPS)]
    return found + reached("all", math.prod(sure[part] for part in PARTS), STEPS)


def judge(
    claims: Sequence[Mapping[str, Any]], least: float | None = None, table: Weights | None = None
) -> list[dict[str, Any]]:
    """Return the claims of one text with "confidence" and "reasons" added.

    Claims less sure than `least` are left out. Threshold and weights are the shipped ones by default. The
    reasons say what filled each slot, and which parts are most doubtful.
    """
    table = table or weights.load(WEIGHTS)
    least = rules.load("thresholds")["report"] if least is None else least
    judged = []
    for claim in claims:
        chance = weights.probability(table.logit(features(claim), "right"))
        if chance >= least:
            judged.append({**claim, "confidence": round(chance, 4), "reasons": _reasons(claim)})
    return judged


def _reasons(claim: Mapping[str, Any]) -> list[str]:
    phrases: Mapping[str, str] = rules.load("confidence")["phrases"]
    reasons = []
    for slot in SLOTS:
        rule = claim["rules"][slot]
        reasons.append(f"{slot}: {phrases.get(f'{slot}: {rule}', phrases.get(rule, rule))}")
    sure = claim["slot_confidence"]
    doubtful = sorted((part for part in PARTS if sure[part] < DOUBT), key=sure.__getitem__)
    for part in doubtful[:DOUBTS]:
        if part in SLOTS:
            other = claim["next"].get(part)
            reasons.append(
                f"doubt: {part}: perhaps {other}" if other else f"doubt: {part}: perhaps none is named"
            )
        else:
            reasons.append(f"doubt: {part}: {phrases[f'doubt {part}']}")
    return reasons


class Confidence:
    """Adds "confidence" and "reasons" to `doc._.claimboard_claims`, and leaves out what is too unsure."""

    def __call__(self, doc: Doc) -> Doc:
        """Judge and write."""
        doc._.claimboard_claims = judge(doc._.claimboard_claims)
        return doc
