"""What a run read in texts, as it is written: scans, readings and their slots."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert

from schema import current, tables
from schema.dates import now
from schema.naming import Names
from schema.readings import slots_of, values_of
from schema.records import Claim
from schema.review import calibration

ADD_SCANS = insert(tables.scan).returning(tables.scan.c.id, sort_by_parameter_order=True)
ADD_READINGS = insert(tables.reading).returning(tables.reading.c.id, sort_by_parameter_order=True)
ADD_SLOTS = insert(tables.reading_slot)


def put(
    connection: Connection,
    names: Names,
    run_id: int,
    texts: Sequence[tuple[int, int]],
    claims: Sequence[Mapping[str, Claim]],
) -> tuple[list[int], list[dict[str, Any]]]:
    """Write what a run read in texts, given by the keys of paper and text, with the claims of each by id.

    Returns the keys of the scans, and the rows of `current` that they make where nobody has said anything.
    """
    scans = [
        {"run_id": run_id, "text_id": text_id, "claims": len(found), "read_at": now()}
        for (_, text_id), found in zip(texts, claims, strict=True)
    ]
    keys = list(connection.execute(ADD_SCANS, scans).scalars())
    read = [
        (current.Standing(paper_id, text_id, key, run_id), claim_id, claim, values_of(claim), slots_of(claim))
        for (paper_id, text_id), key, found in zip(texts, keys, claims, strict=True)
        for claim_id, claim in found.items()
    ]
    if not read:
        return keys, []
    rows = [
        {
            "scan_id": this.scan_id,
            "claim_id": claim_id,
            **values,
            "reasons": list(claim.reasons),
            "slot_confidence": dict(claim.slot_confidence),
        }
        for this, claim_id, claim, values, _ in read
    ]
    ids = list(connection.execute(ADD_READINGS, rows).scalars())
    filled = [{"reading_id": id, **slot} for id, (*_, slots) in zip(ids, read, strict=True) for slot in slots]
    if filled:
        connection.execute(ADD_SLOTS, filled)
    believed = calibration.newest(connection)
    made = [
        current.read(this, claim_id, values, slots, id, believed)
        for id, (this, claim_id, _, values, slots) in zip(ids, read, strict=True)
    ]
    return keys, current.resolved(connection, names, made)
