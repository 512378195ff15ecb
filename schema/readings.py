"""Claims as they are kept: as rows of `reading` and `reading_slot`, and as JSON in the log of decisions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from schema import columns, tables
from schema.columns import Kept
from schema.records import SLOTS, Claim, Setting
from schema.review.judged import Reading

VALUES = tuple(columns.ClaimValues.model_fields)
"""The columns that `reading` and `current` share."""
OF_THE_MACHINE = {"reasons", "slot_confidence"}
"""The fields of a claim that say why and how sure the machine is: no part of what a person says."""
ROW, SLOT = tables.reading.c, tables.reading_slot.c
READINGS = select(tables.reading).where(ROW.scan_id.in_(bindparam("scans", expanding=True))).order_by(ROW.id)
SLOTS_READ = (
    select(tables.reading_slot)
    .join_from(tables.reading_slot, tables.reading, ROW.id == SLOT.reading_id)
    .where(ROW.scan_id.in_(bindparam("scans", expanding=True)))
    .order_by(SLOT.id)
)


def values_of(claim: Claim) -> dict[str, Any]:
    """Return the columns of `VALUES` for a claim."""
    return {
        "value_start": claim.value.start,
        "value_end": claim.value.end,
        "value_text": claim.value.text,
        "number": claim.number,
        "number_high": claim.number_high,
        "unit": claim.unit,
        "kind": claim.kind,
        "direction": claim.direction,
        "bound": claim.bound,
        "basis": claim.basis,
        "role": claim.role,
        "factor": claim.factor,
        "sentence_start": claim.sentence.start,
        "sentence_end": claim.sentence.end,
        "confidence": claim.confidence,
    }


def slots_of(claim: Claim) -> list[dict[str, Any]]:
    """Return the rows of `reading_slot` for a claim, but for the reading that they belong to."""
    filled = [(slot, 0, mention) for slot, mention in claim.slots.items()]
    filled += [("setting", position, mention) for position, mention in enumerate(claim.setting)]
    return [
        {
            "slot": slot,
            "position": position,
            "surface": mention.text,
            "span_start": mention.start,
            "span_end": mention.end,
            "kind": mention.kind if isinstance(mention, Setting) else None,
            "other_form": mention.other_form,
        }
        for slot, position, mention in filled
    ]


def of_scans(connection: Connection, texts: Mapping[int, str]) -> dict[int, list[Reading]]:
    """Return what was read in scans, which are given with their texts, in the order of reading."""
    scans = {"scans": list(texts)}
    slots: dict[int, list[Any]] = {}
    for slot in connection.execute(SLOTS_READ, scans):
        slots.setdefault(slot.reading_id, []).append(slot)
    found: dict[int, list[Reading]] = {scan: [] for scan in texts}
    for row in connection.execute(READINGS, scans):
        claim = _claim(row, slots.get(row.id, []), texts[row.scan_id])
        found[row.scan_id].append(Reading(row.id, row.claim_id, claim))
    return found


def to_json(claim: Claim) -> dict[str, Any]:
    """Return a claim as JSON data, without what the machine thinks of it; what is empty is left out."""
    return claim.model_dump(mode="json", exclude=OF_THE_MACHINE, exclude_none=True)


def dumped(claim: Claim | None) -> Kept | None:
    """Return a claim as JSON is written, as `to_json` has it; None where there is none."""
    return None if claim is None else Kept(claim.model_dump_json(exclude=OF_THE_MACHINE, exclude_none=True))


def loaded(kept: Kept | None) -> Claim | None:
    """Return the claim that `dumped` wrote."""
    return None if kept is None else Claim.model_validate_json(kept)


def from_json(data: Mapping[str, Any]) -> Claim:
    """Return the claim that `to_json` made this of. Raises ValueError for anything that is none."""
    return Claim.model_validate(data)


def strings(claim: Claim) -> Iterable[str]:
    """Return the wordings of a claim that need not be its text's own."""
    mentions = [*claim.slots.values(), *claim.setting]
    forms = (mention.other_form for mention in mentions)
    return filter(None, (claim.unit, *(mention.text for mention in mentions), *forms))


def _claim(row: Any, slots: Sequence[Any], text: str) -> Claim:
    mentions: dict[str, Any] = {"setting": []}
    for slot in slots:
        filled = {"text": slot.surface, "start": slot.span_start, "end": slot.span_end}
        filled["other_form"] = slot.other_form
        if slot.slot in SLOTS:
            mentions[slot.slot] = filled
        else:
            mentions["setting"].append(filled | {"kind": slot.kind})
    sentence = text[row.sentence_start : row.sentence_end]
    return Claim(
        **{name: getattr(row, name) for name in VALUES if name in Claim.model_fields},
        **mentions,
        value={"start": row.value_start, "end": row.value_end, "text": row.value_text},
        sentence={"start": row.sentence_start, "end": row.sentence_end, "text": sentence},
        reasons=row.reasons,
        slot_confidence=row.slot_confidence,
    )
