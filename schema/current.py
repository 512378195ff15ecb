"""What holds now: the rows of `current`, made from the newest scan of each paper's newest text."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, func, insert, select

from schema import resolution, tables
from schema.records import SLOTS
from schema.registry import Registry

BATCH = 500
"""Papers brought up to date at once."""
NEWEST_TEXT = (
    func.coalesce(tables.paper_text.c.dated, "").desc(),
    tables.paper_text.c.recorded_at.desc(),
    tables.paper_text.c.id.desc(),
)
"""The order of a paper's texts, newest first: by their own date, then by when they were recorded here."""
VALUES = tuple(tables.ClaimValues.model_fields)


class Standing(NamedTuple):
    """A paper's newest text, and the scan of it by the newest run, None where no run has read it."""

    paper_id: int
    text_id: int
    scan_id: int | None


def newest_texts() -> Select[tuple[int, int]]:
    """Return the query for the newest text of every paper, as `paper_id` and `text_id`."""
    text = tables.paper_text.c
    place = func.row_number().over(partition_by=text.paper_id, order_by=NEWEST_TEXT).label("place")
    ordered = select(text.paper_id, text.id.label("text_id"), place).subquery()
    return select(ordered.c.paper_id, ordered.c.text_id).where(ordered.c.place == 1)


def standing(connection: Connection, paper_id: int) -> Standing:
    """Return what stands of one paper."""
    text, scan = tables.paper_text.c, tables.scan.c
    text_id = (
        select(text.id).where(text.paper_id == paper_id).order_by(*NEWEST_TEXT).limit(1).scalar_subquery()
    )
    row = connection.execute(
        select(text.id, scan.id)
        .outerjoin_from(tables.paper_text, tables.scan, scan.text_id == text.id)
        .where(text.id == text_id)
        .order_by(scan.run_id.desc())
        .limit(1)
    ).one()
    return Standing(paper_id, row[0], row[1])


def rebuild(connection: Connection, registry: Registry) -> None:
    """Make `current`, and the names that it refers to, anew from the readings."""
    connection.execute(delete(tables.current))
    resolution.rebuild(connection, registry)
    newest, scan = newest_texts().subquery(), tables.scan.c
    latest = (
        select(scan.id)
        .where(scan.text_id == newest.c.text_id)
        .order_by(scan.run_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(newest.c.paper_id, newest.c.text_id, latest).order_by(newest.c.paper_id)
    ).all()
    for start in range(0, len(rows), BATCH):
        put(
            connection,
            effective(connection, registry, [Standing(*row) for row in rows[start : start + BATCH]]),
        )


def put(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of papers that have none in `current`."""
    if rows:
        connection.execute(insert(tables.current), rows)


def effective(connection: Connection, registry: Registry, papers: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the rows of `current` that these scans make, their names resolved."""
    texts = {paper.scan_id: paper for paper in papers if paper.scan_id is not None}
    reading, slot = tables.reading.c, tables.reading_slot.c
    readings = connection.execute(
        select(reading.id, reading.scan_id, reading.claim_id, *(reading[name] for name in VALUES))
        .where(reading.scan_id.in_(texts))
        .order_by(reading.id)
    ).all()
    if not readings:
        return []
    slots: dict[int, list[Any]] = {}
    for row in connection.execute(
        select(slot.reading_id, slot.slot, slot.surface, slot.span_start)
        .join_from(tables.reading_slot, tables.reading, reading.id == slot.reading_id)
        .where(reading.scan_id.in_(texts), slot.slot != "setting")
        .order_by(slot.id)
    ):
        slots.setdefault(row.reading_id, []).append(row)
    names = {
        key: resolution.names_of(registry, {row.slot: row.surface for row in rows})
        for key, rows in slots.items()
    }
    ids = resolution.resolve(
        connection, registry, (name for each in names.values() for name in each.values())
    )
    rows = []
    for found in readings:
        paper = texts[found.scan_id]
        resolved = {slot: ids[name] for slot, name in names.get(found.id, {}).items()}
        rows.append(
            {
                **dict(zip(VALUES, found[3:], strict=True)),
                **{f"{slot}_id": resolved.get(slot) for slot in SLOTS},
                "paper_id": paper.paper_id,
                "claim_id": found.claim_id,
                "text_id": paper.text_id,
                "reading_id": found.id,
                "inferred": ",".join(row.slot for row in slots.get(found.id, ()) if row.span_start is None),
                "status": "machine",
            }
        )
    return rows
