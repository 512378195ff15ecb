"""Says whether a claimed result is a level, a difference or a multiple, which way it goes, and its bound.

A construction of `extractor/rules/comparison.yml` settles what it says; all else is decided by the cues of
`results.yml` around the number, with the weights of `comparison-weights.yml`.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc

from extractor import cues, rules, weights

WEIGHTS = "comparison-weights"
KINDS = ("score", "change", "ratio")
BOUNDS = {"exact": None, "at_most": "at_most", "at_least": "at_least", "approx": "approx"}
BIAS = "by default"
"""Named as the rule where no cue speaks for what was chosen."""
CONTEXT = 120
"""How many characters before and behind a value a construction may need."""


class Construction(NamedTuple):
    """Words around a value that settle some of its fields. `units` and `rules` limit it; empty: any."""

    name: str
    before: re.Pattern[str]
    behind: re.Pattern[str]
    units: frozenset[str | None]
    rules: frozenset[str]
    gives: Mapping[str, str]


class Reading(NamedTuple):
    """Kind, direction (None for a score) and bound; the cues that decided most; the kind's probability."""

    kind: str
    direction: str | None
    bound: str | None
    rules: tuple[str, ...]
    probability: float


@functools.cache
def constructions() -> tuple[Construction, ...]:
    """Return the constructions of the rule file, compiled, once."""
    data = rules.load("comparison")

    def compiled(pattern: str) -> re.Pattern[str]:
        for name, part in data["parts"].items():
            pattern = pattern.replace(f"{{{name}}}", part)
        return re.compile(pattern, re.IGNORECASE)

    return tuple(
        Construction(
            entry["name"],
            compiled(entry["before"]),
            compiled(entry["behind"]),
            frozenset(entry.get("unit", ())),
            frozenset(entry.get("rules", ())),
            entry["gives"],
        )
        for entry in data["constructions"]
    )


def constructed(text: str, quantity: Mapping[str, Any]) -> list[Construction]:
    """Return the constructions that a quantity stands in, the first to be believed first."""
    start, end = quantity["start"], quantity["end"]
    before = text[max(0, start - CONTEXT) : start]
    return [
        one
        for one in constructions()
        if (not one.units or quantity["unit"] in one.units)
        and (not one.rules or quantity["rule"] in one.rules)
        and one.behind.match(text, end, end + CONTEXT)
        and one.before.search(before)
    ]


def read(text: str, quantities: Sequence[dict[str, Any]]) -> list[Reading]:
    """Return a reading of each quantity of a text, in the order given."""
    features = cues.read(text, quantities)
    return [
        _reading(seen, constructed(text, quantity), quantity["number"])
        for seen, quantity in zip(features, quantities, strict=True)
    ]


class Comparison:
    """Adds "kind", "direction", "bound", "comparison_rules", "kind_probability" to claimed quantities.

    The number of a change or ratio becomes its size: the direction is the sign.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Read and write."""
        text = doc.text  # put together anew at every call
        quantities = doc._.claimboard_quantities
        if any(quantity["claimed"] for quantity in quantities):
            features = cues.read(text, quantities)
            doc._.claimboard_quantities = [
                {**quantity, **_fields(quantity, seen, text)} if quantity["claimed"] else quantity
                for quantity, seen in zip(quantities, features, strict=True)
            ]
        return doc


def _reading(features: Sequence[str], settled: Sequence[Construction], number: float) -> Reading:
    table = weights.load(WEIGHTS)
    logits = table.logits(features)
    given = {field: (value, one.name) for one in reversed(settled) for field, value in one.gives.items()}
    kind, by_kind = given.get("kind") or _chosen(table, features, {name: logits[name] for name in KINDS})
    bound, by_bound = _chosen(table, features, {name: logits[name] for name in BOUNDS})
    named = [f"{kind}: {by_kind}"]
    goes = None
    if kind != "score":
        # "0.46 times the parameters": a multiple below one is less, whatever the cues say
        less = kind == "ratio" and 0 < abs(number) < 1
        leaning = "up" if logits["up"] > 0 and not less else "down"
        by_cue = table.strongest(features, "up", 1 if leaning == "up" else -1) or BIAS
        goes, by_goes = given.get("direction") or (leaning, by_cue)
        named.append(f"{goes}: {by_goes}")
    if BOUNDS[bound]:
        named.append(f"{bound}: {by_bound}")
    chances = {name: weights.probability(logits[name]) for name in KINDS}
    sure = 1.0 if "kind" in given else chances[kind] / sum(chances.values())
    return Reading(kind, goes, BOUNDS[bound], tuple(named), sure)


def _chosen(table: weights.Weights, features: Sequence[str], logits: Mapping[str, float]) -> tuple[str, str]:
    choice = max(logits, key=logits.__getitem__)
    return choice, table.strongest(features, choice) or BIAS


def _fields(quantity: dict[str, Any], features: Sequence[str], text: str) -> dict[str, Any]:
    reading = _reading(features, constructed(text, quantity), quantity["number"])
    sized = (
        {}
        if reading.kind == "score"
        else {
            "number": abs(quantity["number"]),
            "number_high": quantity["number_high"] and abs(quantity["number_high"]),
        }
    )
    return {
        **sized,
        "kind": reading.kind,
        "direction": reading.direction,
        "bound": reading.bound,
        "comparison_rules": list(reading.rules),
        "kind_probability": reading.probability,
    }
