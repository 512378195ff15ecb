"""Says how sure each claim is: the probability that number, kind, method, benchmark and metric are all right.

A logistic model over what made the claim: the rule that filled each slot, the probabilities of the components
before, and how crowded the sentence is. Its weights, `extractor/rules/confidence-weights.yml`, are made by
`tests/benchmarks/fit_confidence.py` from training papers.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from spacy.tokens import Doc

from extractor import rules, weights

WEIGHTS = "confidence-weights"
STEPS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
"""Where a probability of a component before passes into the next feature."""
DOUBT = -0.2
"""Log-odds from which on a feature is named as a doubt."""
DOUBTS = 2
CROWD = 4
"""Claims of one sentence from which on it counts as crowded."""
SLOTS = ("method", "benchmark", "metric")


def features(claim: Mapping[str, Any], crowd: int) -> list[str]:
    """Return what the confidence of a claim is made of. `crowd` is how many claims its sentence holds."""
    made_by = claim["rules"]
    found = [f"{slot}: {made_by[slot]}" for slot in SLOTS]
    found += [f"result: {_step(claim['result_probability'])}", f"kind: {_step(claim['kind_probability'])}"]
    found += [f"is {claim['kind']}", f"bound {claim['bound']}", f"role {claim['role']}"]
    found.append(f"unit {claim['unit'] if claim['unit'] in ('%', 'x', 'points', None) else 'other'}")
    metric = claim["metric"]
    if metric is not None:
        found.append(f"metric of {min(len(metric['text'].split()), 4)} words")
        if metric["start"] is not None and not claim["sentence"][0] <= metric["start"] < claim["sentence"][1]:
            found.append("metric in another sentence")
    if crowd >= CROWD:
        found.append("crowded sentence")
    if claim["number_high"] is not None:
        found.append("range")
    return found


def _step(probability: float) -> str:
    return f"over {max((step for step in STEPS if probability >= step), default=0)}"


def judge(claims: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the claims of one text with "confidence" and "reasons" added.

    The reasons say what filled each slot, and which features speak most against the claim.
    """
    table = weights.load(WEIGHTS)
    crowds = Counter(claim["sentence"] for claim in claims)
    judged = []
    for claim in claims:
        there = features(claim, crowds[claim["sentence"]])
        chance = weights.probability(table.logits(there)["right"])
        judged.append({**claim, "confidence": round(chance, 4), "reasons": _reasons(claim, there, table)})
    return judged


def _reasons(claim: Mapping[str, Any], there: Sequence[str], table: weights.Weights) -> list[str]:
    phrases: Mapping[str, str] = rules.load("confidence")["phrases"]
    reasons = [f"number: {_cue(claim['result_rule'])}"] if claim["result_rule"] else []
    for slot in SLOTS:
        name = f"{slot}: {claim['rules'][slot]}"
        reasons.append(f"{slot}: {phrases.get(name, claim['rules'][slot])}")
    against = sorted((table.features[name][0], name) for name in there if name in table.features)
    doubts = [phrases[name] for weight, name in against if weight <= DOUBT and name in phrases]
    return reasons + [f"doubt: {phrase}" for phrase in doubts[:DOUBTS]]


def _cue(feature: str) -> str:
    """Say in words which cue spoke most for a number: its form, or words of a class before or behind it."""
    phrases: Mapping[str, str] = rules.load("confidence")["cues"]
    if feature in phrases:
        return phrases[feature]
    cue, side, _ = (*re.split(r"([<>*])", feature, maxsplit=1), "", "")[:3]
    return phrases.get(side, phrases["*"]).format(cue=cue.lstrip("="))


class Confidence:
    """Adds "confidence" and "reasons" to `doc._.claimboard_claims`."""

    def __call__(self, doc: Doc) -> Doc:
        """Judge and write."""
        doc._.claimboard_claims = judge(doc._.claimboard_claims)
        return doc
