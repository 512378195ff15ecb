"""Says of each claimed result whether it is a level, a difference or a multiple, which way it goes, and its bound.

The cues are those of `extractor/rules/results.yml`, with the weights of `comparison-weights.yml`.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc

from extractor import cues, weights
from extractor.sentences import sentence_spans

WEIGHTS = "comparison-weights"
KINDS = ("score", "change", "ratio")
BOUNDS = {"exact": None, "at_most": "at_most", "at_least": "at_least", "approx": "approx"}


class Reading(NamedTuple):
    """Kind, direction (None for a score) and bound; the cues that decided most; the kind's probability."""

    kind: str
    direction: str | None
    bound: str | None
    rules: tuple[str, ...]
    probability: float


def read(text: str, quantities: Sequence[dict[str, Any]]) -> list[Reading]:
    """Return a reading of each quantity of a text, in the order given."""
    return [_reading(features) for features in cues.read(text, quantities, sentence_spans(text))]


class Comparison:
    """Adds "kind", "direction", "bound", "comparison_rules", "kind_probability" to claimed quantities.

    The number of a change or ratio becomes its size: the direction is the sign.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Read and write."""
        quantities = doc._.claimboard_quantities
        if any(quantity["claimed"] for quantity in quantities):
            readings = read(doc.text, quantities)
            doc._.claimboard_quantities = [
                {**quantity, **_fields(quantity, reading)} if quantity["claimed"] else quantity
                for quantity, reading in zip(quantities, readings, strict=True)
            ]
        return doc


def _reading(features: Sequence[str]) -> Reading:
    table = weights.load(WEIGHTS)
    logits = table.logits(features)
    kind = max(KINDS, key=logits.__getitem__)
    bound = max(BOUNDS, key=logits.__getitem__)
    goes = None if kind == "score" else "up" if logits["up"] > 0 else "down"
    chances = {name: weights.probability(logits[name]) for name in KINDS}
    decided: Iterable[tuple[str, str | None]] = (
        (kind, table.strongest(features, kind)),
        (goes or "", goes and table.strongest(features, "up", 1 if goes == "up" else -1)),
        (bound, bound != "exact" and table.strongest(features, bound) or None),
    )
    named = tuple(f"{what}: {rule}" for what, rule in decided if rule)
    return Reading(kind, goes, BOUNDS[bound], named, chances[kind] / sum(chances.values()))


def _fields(quantity: dict[str, Any], reading: Reading) -> dict[str, Any]:
    sized = {} if reading.kind == "score" else {
        "number": abs(quantity["number"]),
        "number_high": quantity["number_high"] and abs(quantity["number_high"]),
    }
    return {
        **sized,
        "kind": reading.kind,
        "direction": reading.direction,
        "bound": reading.bound,
        "comparison_rules": list(reading.rules),
        "kind_probability": reading.probability,
    }
