"""All that a store holds, whichever keys its rows have there and whenever they were written."""

import hashlib
import json
from collections import Counter

from sqlalchemy import MetaData, Row, Table, select

from schema import tables
from schema.database import connect, reading

TIMES = frozenset({"recorded_at", "started_at", "read_at", "until"})

Content = Counter[str]
"""How often each row is there: its table and cells, in place of another row's key a digest of that row."""


def content(url: str) -> Content:
    """Return all rows of all tables of a database."""
    engine = connect(url)
    found: Content = Counter()
    known: dict[tuple[str, int], str] = {}
    try:
        with reading(engine) as connection:
            for table in tables.metadata.sorted_tables:
                for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                    told = _told(table, row, known)
                    found[told] += 1
                    if "id" in table.c:
                        known[table.name, row.id] = hashlib.sha256(told.encode()).hexdigest()[:16]
    finally:
        engine.dispose()
    return found


def as_it_stands(url: str) -> Content:
    """All rows of all tables, of whatever revision."""
    engine = connect(url)
    try:
        with reading(engine) as connection:
            there = MetaData()
            there.reflect(connection)
            return Counter(
                f"{name} {tuple(row)}"
                for name, table in there.tables.items()
                for row in connection.execute(select(table))
            )
    finally:
        engine.dispose()


def lost_and_new(whole: Content, found: Content) -> tuple[Content, Content]:
    """Return which rows are not there (often enough), and which are beyond what should be."""
    return whole - found, found - whole


def recorded(whole: Content) -> Content:
    """Return the rows but for those that follow from others, and change as more is recorded."""
    return Counter({row: n for row, n in whole.items() if not row.startswith(("current ", "meta "))})


def _told(table: Table, row: Row[tuple[object, ...]], known: dict[tuple[str, int], str]) -> str:
    cells: dict[str, object] = {}
    for column, value in zip(table.c, row, strict=True):
        if column.name in TIMES or (column.name == "id" and column.primary_key):
            continue
        reference = next(iter(column.foreign_keys), None)
        other = reference and value is not None and (reference.column.table.name, value)
        cells[column.name] = known[other] if other else value
    return f"{table.name} {json.dumps(cells, sort_keys=True, default=str)}"
