"""What holds now: the rows of `current`, made from the newest scan of each paper's newest text.

Of papers that are removed from view nothing holds.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select

from schema import columns, removal, resolution, settings, tables, units
from schema.naming import Names
from schema.records import SLOTS
from schema.resolution import Wording

BATCH = 500
"""Papers brought up to date at once."""
VALUES = tuple(columns.ClaimValues.model_fields)
TEXT, SCAN, READING, SLOT = tables.paper_text.c, tables.scan.c, tables.reading.c, tables.reading_slot.c
NEWEST_TEXT = (func.coalesce(TEXT.dated, "").desc(), TEXT.recorded_at.desc(), TEXT.id.desc())
"""The order of a paper's texts, newest first: by their own date, then by when they were recorded here."""

OF_PAPER = (
    select(TEXT.id, SCAN.id)
    .outerjoin_from(tables.paper_text, tables.scan, SCAN.text_id == TEXT.id)
    .where(
        TEXT.id
        == select(TEXT.id)
        .where(TEXT.paper_id == bindparam("paper"))
        .order_by(*NEWEST_TEXT)
        .limit(1)
        .correlate(None)
        .scalar_subquery()
    )
    .order_by(SCAN.run_id.desc())
    .limit(1)
)
READINGS = (
    select(READING.id, READING.scan_id, READING.claim_id, *(READING[name] for name in VALUES))
    .where(READING.scan_id.in_(bindparam("scans", expanding=True)))
    .order_by(READING.id)
)
SLOTS_READ = (
    select(SLOT.reading_id, SLOT.slot, SLOT.surface, SLOT.other_form, SLOT.span_start, SLOT.kind)
    .join_from(tables.reading_slot, tables.reading, READING.id == SLOT.reading_id)
    .where(READING.scan_id.in_(bindparam("scans", expanding=True)))
    .order_by(SLOT.id)
)
WITHDRAW = delete(tables.current).where(tables.current.c.paper_id == bindparam("paper"))
PUT = insert(tables.current)


class Standing(NamedTuple):
    """A paper's newest text, and the scan of it by the newest run, None where no run has read it."""

    paper_id: int
    text_id: int
    scan_id: int | None


def newest_texts() -> Select[tuple[int, int]]:
    """Return the query for the newest text of every paper, as `paper_id` and `text_id`."""
    place = func.row_number().over(partition_by=TEXT.paper_id, order_by=NEWEST_TEXT).label("place")
    ordered = select(TEXT.paper_id, TEXT.id.label("text_id"), place).subquery()
    return select(ordered.c.paper_id, ordered.c.text_id).where(ordered.c.place == 1)


def standing(connection: Connection, paper_id: int) -> Standing:
    """Return what stands of one paper."""
    text_id, scan_id = connection.execute(OF_PAPER, {"paper": paper_id}).one()
    return Standing(paper_id, text_id, scan_id)


def rebuild(connection: Connection, names: Names) -> None:
    """Make `current`, and the names that it refers to, anew from the readings."""
    connection.execute(delete(tables.current))
    resolution.rebuild(connection, names)
    newest = newest_texts().subquery()
    scans = select(SCAN.id).where(SCAN.text_id == newest.c.text_id).order_by(SCAN.run_id.desc()).limit(1)
    rows = connection.execute(
        select(newest.c.paper_id, newest.c.text_id, scans.scalar_subquery())
        .where(newest.c.paper_id.not_in(removal.all_removed()))
        .order_by(newest.c.paper_id)
    ).all()
    for start in range(0, len(rows), BATCH):
        papers = [Standing(*row) for row in rows[start : start + BATCH]]
        put(connection, effective(connection, names, papers))


def put(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of papers that have none in `current`."""
    if rows:
        connection.execute(PUT, rows)


def effective(connection: Connection, names: Names, papers: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the rows of `current` that these scans make, their names resolved."""
    scans = {"scans": [paper.scan_id for paper in papers if paper.scan_id is not None]}
    readings = [row._asdict() for row in connection.execute(READINGS, scans)]
    slots = [row._asdict() for row in connection.execute(SLOTS_READ, scans)] if readings else []
    return resolved(connection, names, papers, readings, slots)


def resolved(
    connection: Connection,
    names: Names,
    papers: Sequence[Standing],
    readings: Sequence[Mapping[str, Any]],
    slots: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Return the rows of `current` that these rows of `reading` and `reading_slot` make, names resolved."""
    texts = {paper.scan_id: paper for paper in papers}
    filled: dict[int, list[Mapping[str, Any]]] = {reading["id"]: [] for reading in readings}
    qualified: dict[int, list[tuple[str | None, str]]] = {reading["id"]: [] for reading in readings}
    for slot in slots:
        if slot["slot"] in SLOTS:
            filled[slot["reading_id"]].append(slot)
        else:
            qualified[slot["reading_id"]].append((slot["kind"], slot["surface"]))
    asked = {
        key: resolution.names_of(
            names, {slot["slot"]: Wording(slot["surface"], slot["other_form"]) for slot in each}
        )
        for key, each in filled.items()
    }
    ids = resolution.resolve(connection, names, (name for each in asked.values() for name in each.values()))
    return [
        {
            **{name: reading[name] for name in VALUES},
            **{
                f"{slot}_id": ids[name] if (name := asked[reading["id"]].get(slot)) else None
                for slot in SLOTS
            },
            "paper_id": texts[reading["scan_id"]].paper_id,
            "claim_id": reading["claim_id"],
            "text_id": texts[reading["scan_id"]].text_id,
            "reading_id": reading["id"],
            "inferred": ",".join(
                slot["slot"] for slot in filled[reading["id"]] if slot["span_start"] is None
            ),
            "status": "machine",
            "setting": settings.canonical(qualified[reading["id"]], names.registry),
            **units.measured(reading["number"], reading["number_high"], reading["unit"]),
        }
        for reading in readings
    ]
