"""A paper's claims as one line of the interchange format that the gold files and `score.py` use."""

from typing import Any

from schema.inert import inert_json
from schema.records import Claim, PaperClaims


def record(found: PaperClaims) -> dict[str, Any]:
    """Return {"id", "claims"} with the id exactly as given; see the gold guidelines for the fields.

    A slot holds a string or None. `benchmark` is filled from hardware where no benchmark is named, and then
    counts as inferred where the hardware does.
    """
    name = int(found.paper.id) if found.paper.number_id else found.paper.id
    return {"id": name, "claims": [_claim(claim) for claim in found.claims]}


def line(found: PaperClaims) -> str:
    """Return the record as one line of JSON, without the newline."""
    return "".join(inert_json(record(found)))


def _claim(claim: Claim) -> dict[str, Any]:
    slots = {name: mention.text for name, mention in claim.slots.items()}
    inferred = claim.inferred
    if "benchmark" not in slots and "hardware" in slots and "hardware" in inferred:
        inferred = [*inferred, "benchmark"]
    return {
        "value": claim.value.text,
        "start": claim.value.start,
        "end": claim.value.end,
        "number": claim.number,
        "number_high": claim.number_high,
        "unit": claim.unit,
        "kind": claim.kind.value,
        "direction": claim.direction and claim.direction.value,
        "bound": claim.bound and claim.bound.value,
        "role": claim.role.value,
        "method": slots.get("method"),
        "benchmark": slots.get("benchmark", slots.get("hardware")),
        "metric": slots.get("metric"),
        "baseline": slots.get("baseline"),
        "hardware": slots.get("hardware"),
        "setting": [mention.text for mention in claim.setting],
        "quote": claim.sentence.text,
        "confidence": claim.confidence,
        "reasons": list(claim.reasons),
        "inferred": inferred,
    }
