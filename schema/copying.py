"""All rows of one database into another, as they are: papers, logs, ids, and what follows from them."""

import typing
from collections.abc import Callable, Collection, Iterator
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    Table,
    Text,
    cast,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.exc import DBAPIError

from schema.errors import StoreError

if typing.TYPE_CHECKING:
    import psycopg

BATCH = 2000
"""Rows held at a time."""


def names_in(connection: Connection) -> set[str]:
    """Return the names of the tables that stand there."""
    return set(inspect(connection).get_table_names())


def copy_rows(
    source: Connection, target: Connection, names: Collection[str], done: Callable[[int], None]
) -> dict[str, int]:
    """Copy all rows of these tables, those that others refer to first; return how many of each there are.

    Those of the target are empty, and have the columns of the source's. `done` is told after each batch how
    many rows are copied. On PostgreSQL new rows are numbered on behind the highest id. Nothing is committed.
    Raises StoreError where the two databases do not fit, or do not hold the same numbers of rows in the end.
    """
    here, there = _reflected(source, names), _reflected(target, names)
    copied: dict[str, int] = {}
    for table in there.sorted_tables:
        if table.name not in here.tables or set(here.tables[table.name].c.keys()) != set(table.c.keys()):
            raise StoreError(
                f"the table {table.name} is not as its revision says, and nothing was copied",
                "restore that database from a backup",
            )
        copied[table.name] = 0
        for batch in _batches(source, here.tables[table.name]):
            if target.dialect.name == "sqlite":
                _check_numbers(table, batch)
            _put(target, table, batch)
            copied[table.name] += len(batch)
            done(sum(copied.values()))
        _compare(source, target, table)
        if target.dialect.name == "postgresql":
            _count_on(target, table)
    return copied


def empty(connection: Connection, names: Collection[str]) -> None:
    """Delete all rows of these tables."""
    if (
        connection.dialect.name == "postgresql" and names
    ):  # which looks for what refers to each row it deletes
        quoted = map(connection.dialect.identifier_preparer.quote, sorted(names))
        connection.exec_driver_sql(f"TRUNCATE {', '.join(quoted)}")
        return
    for table in reversed(_reflected(connection, names).sorted_tables):
        connection.execute(table.delete())


def _reflected(connection: Connection, names: Collection[str]) -> MetaData:
    """Return the tables as they stand, with JSON as the text that it is: so it stays as it was written."""
    found = MetaData()
    event.listen(found, "column_reflect", _as_text)
    found.reflect(connection, only=lambda name, _: name in names, resolve_fks=False)
    return found


def _as_text(_inspector: object, _table: Table, column: ReflectedColumn) -> None:
    if isinstance(column["type"], JSON):
        column["type"] = Text()


def _batches(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    # PostgreSQL's driver would read JSON
    shown = [cast(each, Text).label(each.name) if isinstance(each.type, Text) else each for each in table.c]
    query = select(*shown).order_by(*table.primary_key.columns)
    rows = source.execute(query, execution_options={"yield_per": BATCH})
    for part in rows.mappings().partitions():
        yield [dict(row) for row in part]


def _put(target: Connection, table: Table, batch: list[dict[str, Any]]) -> None:
    if target.dialect.name != "postgresql":
        target.execute(insert(table), batch)
        return
    import psycopg

    # COPY takes a third of the time of INSERT
    quoted = target.dialect.identifier_preparer.quote
    statement = f"COPY {quoted(table.name)} ({', '.join(map(quoted, batch[0]))}) FROM STDIN"
    cursor = typing.cast("psycopg.Cursor[Any]", target.connection.cursor())
    try:
        with cursor, cursor.copy(statement) as rows:
            for row in batch:
                rows.write_row(list(row.values()))
    except psycopg.Error as error:
        raise DBAPIError(statement, None, error) from error


def _check_numbers(table: Table, batch: list[dict[str, Any]]) -> None:
    """Refuse what is no number ("NaN"): SQLite would keep it as unknown, and say nothing."""
    for name in [column.name for column in table.columns if isinstance(column.type, Float)]:
        if any(row[name] is not None and row[name] != row[name] for row in batch):
            raise StoreError(
                f"{table.name}.{name} holds NaN, which SQLite cannot keep, and nothing was copied",
                "report this: a claim that breaks the rules is a bug",
            )


def _compare(source: Connection, target: Connection, table: Table) -> None:
    count = select(func.count()).select_from(table)
    there, here = (connection.execute(count).scalar_one() for connection in (source, target))
    if there != here:
        raise StoreError(
            f"of {there:,} rows of the table {table.name} {here:,} arrived, and nothing was copied",
            "run the same command again",
        )


def _count_on(target: Connection, table: Table) -> None:
    keys = list(table.primary_key.columns)
    if len(keys) != 1 or not isinstance(keys[0].type, Integer):
        return
    key: Column[Any] = keys[0]
    sequence = target.execute(select(func.pg_get_serial_sequence(table.name, key.name))).scalar()
    if sequence is not None:
        highest = target.execute(select(func.max(key))).scalar()
        target.execute(select(func.setval(sequence, highest or 1, highest is not None)))
