"""What is read of curated tables: their cells as flat rows, and the tables themselves, as they came in."""

import itertools
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from schema import tables
from schema.curated.shapes import Cell, CuratedResult, Entry, Table
from schema.database import Database, reading

CHUNK = 1000
"""Rows fetched at once."""
TABLE, ROW, VALUE = tables.curated_table.c, tables.curated_row.c, tables.curated_value.c
CURRENT = tables.curated_current.c
NAMES = {slot: tables.resolution.alias(slot) for slot in ("benchmark", "metric", "method")}
RESULTS = (
    select(
        TABLE.origin, TABLE.file, TABLE.task, NAMES["benchmark"].c.canonical, NAMES["benchmark"].c.base,
        NAMES["metric"].c.canonical, NAMES["method"].c.canonical, VALUE.written, VALUE.number, VALUE.unit,
        CURRENT.family, CURRENT.unit_scale, CURRENT.amount, ROW.paper_title, ROW.paper_url, ROW.paper_date,
        VALUE.problem,
    )
    .join_from(tables.curated_current, tables.curated_value, VALUE.id == CURRENT.value_id)
    .join(tables.curated_row, ROW.id == VALUE.row_id)
    .join(tables.curated_table, TABLE.id == ROW.table_id)
    .join(NAMES["benchmark"], NAMES["benchmark"].c.id == CURRENT.benchmark_id)
    .join(NAMES["metric"], NAMES["metric"].c.id == CURRENT.metric_id)
    .outerjoin(NAMES["method"], NAMES["method"].c.id == CURRENT.method_id)
    .order_by(VALUE.id)
)  # fmt: skip
STORED = select(TABLE.id, TABLE.task, TABLE.dataset, TABLE.metrics, TABLE.facts).order_by(TABLE.id)
ROWS = (
    select(
        ROW.table_id, ROW.id, ROW.method, ROW.paper_title, ROW.paper_url, ROW.paper_date, ROW.facts,
        VALUE.metric, VALUE.written, VALUE.numeric,
    )
    .outerjoin_from(tables.curated_row, tables.curated_value, VALUE.row_id == ROW.id)
    .order_by(ROW.table_id, ROW.id, VALUE.id)
)  # fmt: skip


def curated_rows(
    store: Database, benchmark: str | tuple[str, ...] | None = None, base: str | None = None
) -> Iterator[CuratedResult]:
    """Read the cells of curated tables in the order in which they came in.

    `benchmark` is a canonical name, or several, of which any will do, `base` a benchmark with all its parts.
    """
    query = RESULTS
    if benchmark is not None:
        query = query.where(
            NAMES["benchmark"].c.canonical.in_([benchmark] if isinstance(benchmark, str) else benchmark)
        )
    if base is not None:
        query = query.where(NAMES["benchmark"].c.base == base)
    for origin, file, task, *rest in _stream(store, query):
        yield CuratedResult(origin, file, " / ".join(task), *rest)


def curated_tables(store: Database, origin: str) -> Iterator[Table]:
    """Read the tables of one origin, with all their rows, in the order in which they came in."""
    rows = itertools.groupby(_stream(store, ROWS), key=lambda row: row.table_id)
    table_id, group = next(rows, (None, iter(())))
    for key, task, dataset, metrics, facts in _stream(store, STORED.where(TABLE.origin == origin)):
        while table_id is not None and table_id < key:
            table_id, group = next(rows, (None, iter(())))
        entries = _entries(group) if table_id == key else ()
        yield Table(tuple(task), tuple(dataset), tuple(metrics), facts, entries)


def curated_names(store: Database, slot: str = "benchmark") -> dict[str, str]:
    """Return the canonical names that curated values have in a slot, each with its base."""
    name = NAMES[slot].c
    query = select(name.canonical, name.base).where(name.id.in_(select(CURRENT[f"{slot}_id"])))
    with reading(store.engine) as connection:
        return dict(connection.execute(query.order_by(name.canonical)).all())


def _entries(rows: Iterator[Any]) -> tuple[Entry, ...]:
    entries = []
    for _, group in itertools.groupby(rows, key=lambda row: row.id):
        first, *others = group
        cells = tuple(
            Cell(row.metric, row.written, row.numeric) for row in (first, *others) if row.metric is not None
        )
        paper = first.paper_title, first.paper_url, first.paper_date
        entries.append(Entry(first.method, *paper, cells, first.facts))
    return tuple(entries)


def _stream(store: Database, query: Select[Any]) -> Iterator[Any]:
    with reading(store.engine) as connection:
        yield from connection.execution_options(yield_per=CHUNK).execute(query)
