"""What a store knew at some time: made anew, in memory, from what was recorded by then.

The logs of a store are append-only, so its past is their beginning. The facts of a paper that a later
record may correct (first publication, address, categories, date and authors of a text) are those of today:
they say something of the paper, not of what was known of it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, Table, create_engine, insert, select
from sqlalchemy.pool import StaticPool

from schema import tables
from schema.database import reading
from schema.store import Store

BATCH = 1000
"""Rows carried over at once."""
END = "~"
"""Sorts behind every later part of a time: by "2026-11" all of November is over, by "2026-11-24" that day."""


def store_at(store: Store, time: str) -> Store:
    """Return a store of its own, in memory, that knows what `store` knew at `time`: close it when done.

    `time` is in UTC, ISO 8601, of any precision; a date means the end of that day.
    """
    return part_of(store, _recorded(time + END))


def part_of(store: Store, recorded: Iterable[tuple[Table, Select[Any]]]) -> Store:
    """Return a store of its own, in memory, of a part of what was recorded: close it when done.

    `recorded` are the tables, those that others refer to first, each with the query for its rows.
    """
    engine = create_engine("sqlite://", poolclass=StaticPool)
    tables.metadata.create_all(engine)
    part = Store(engine)
    with reading(store.engine) as source, engine.begin() as target:
        for table, query in recorded:
            rows = source.execution_options(yield_per=BATCH).execute(query)
            for some in rows.mappings().partitions():
                target.execute(insert(table), [dict(row) for row in some])
    part.rebuild()
    return part


def _recorded(time: str) -> Iterator[tuple[Table, Select[Any]]]:
    """Yield the tables of what is recorded, those that others refer to first, with the rows of that time."""
    paper, text, scan, reading = tables.paper.c, tables.paper_text.c, tables.scan.c, tables.reading.c
    papers = select(paper.id).where(paper.recorded_at <= time)
    texts = select(text.id).where(text.recorded_at <= time)
    scans = select(scan.id).where(scan.read_at <= time)
    readings = select(reading.id).where(reading.scan_id.in_(scans))
    yield tables.paper, select(tables.paper).where(paper.id.in_(papers))
    yield tables.identifier, select(tables.identifier).where(tables.identifier.c.paper_id.in_(papers))
    yield tables.paper_text, select(tables.paper_text).where(text.id.in_(texts))
    for log in (tables.tag, tables.removal, tables.decision):
        yield log, select(log).where(log.c.recorded_at <= time)
    yield tables.run, select(tables.run)
    yield tables.calibration, select(tables.calibration).where(tables.calibration.c.recorded_at <= time)
    yield tables.scan, select(tables.scan).where(scan.id.in_(scans))
    yield tables.reading, select(tables.reading).where(reading.id.in_(readings))
    slot = tables.reading_slot
    yield slot, select(slot).where(slot.c.reading_id.in_(readings)).order_by(slot.c.id)
    yield tables.name_change, select(tables.name_change).where(tables.name_change.c.recorded_at <= time)
    curated, row, value = tables.curated_table, tables.curated_row, tables.curated_value
    yield curated, select(curated).where(curated.c.recorded_at <= time)
    rows = select(row.c.id).where(row.c.recorded_at <= time)
    yield row, select(row).where(row.c.id.in_(rows))
    yield value, select(value).where(value.c.row_id.in_(rows))
