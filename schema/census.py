"""How much a database holds: bytes, and counts of what people know of it. Reads older revisions as well."""

from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Select, Table, func, select, text

from schema import removal, tables
from schema.copying import names_in
from schema.database import reading

COUNTED: dict[str, tuple[Table, Select[Any]]] = {
    "papers": (tables.paper, select(tables.paper.c.id)),
    "removed papers": (tables.removal, removal.all_removed()),
    "texts": (tables.paper_text, select(tables.paper_text.c.id)),
    "readings": (tables.reading, select(tables.reading.c.id)),
    "claims": (tables.current, select(tables.current.c.reading_id)),
    "decisions": (tables.decision, select(tables.decision.c.id)),
    "changes of names": (tables.name_change, select(tables.name_change.c.id)),
    "curated rows": (tables.curated_row, select(tables.curated_row.c.id)),
}
"""What is counted, in the order in which it is shown, with the table that this needs."""
SIZE = text(
    "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind = 'r'"
)


class Size(NamedTuple):
    """Bytes of a database: of its file or schema, and of the log beside a SQLite file."""

    bytes: int
    log: int


def size(engine: Engine) -> Size:
    """Return how much room a database takes; nothing where there is none yet."""
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        return Size(_bytes(file), _bytes(file.with_name(file.name + "-wal")))
    with reading(engine) as connection:
        return Size(int(connection.execute(SIZE).scalar_one()), 0)


def counts(connection: Connection) -> dict[str, int]:
    """Count what a database of ours holds, by the names of `COUNTED`; what its revision lacks is left out.

    Papers are those in view, `claims` those that hold now, `readings` all that were ever read.
    """
    there = names_in(connection)
    found = {
        what: int(connection.execute(select(func.count()).select_from(query.subquery())).scalar_one())
        for what, (table, query) in COUNTED.items()
        if table.name in there
    }
    if "papers" in found:
        found["papers"] -= found.get("removed papers", 0)
    return found


def holds_anything(connection: Connection) -> bool:
    """Say whether there is a row in any table of ours, but for `meta`, which an empty store has as well."""
    there = names_in(connection)
    return any(
        connection.execute(select(1).select_from(table).limit(1)).first()
        for table in tables.metadata.sorted_tables
        if table.name in there and table is not tables.meta
    )


def _bytes(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
