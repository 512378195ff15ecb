"""Curated tables into the store, and what their names mean now: the rows of `curated_current`."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from schema import tables, units
from schema.curated import cells
from schema.curated.shapes import Entry, Table
from schema.dates import now
from schema.naming import Names
from schema.resolution import curated_names, resolve

BATCH = 500
"""Tables written in one transaction, and values whose names are resolved at once, at most."""
ROWS = 5000
"""Rows after which a transaction ends."""
SLOTS = ("benchmark", "metric", "method")
"""What is named of a curated value."""
TABLE, ROW, VALUE = tables.curated_table.c, tables.curated_row.c, tables.curated_value.c
WITHDRAW = delete(tables.curated_current)
PUT = insert(tables.curated_current)
KNOWN_TABLES = select(TABLE.hash, TABLE.id, TABLE.metrics, TABLE.facts).where(
    TABLE.hash.in_(bindparam("hashes", expanding=True))
)
KNOWN_ROWS = select(ROW.table_id, ROW.hash, ROW.id, ROW.facts).where(
    ROW.table_id.in_(bindparam("tables", expanding=True))
)
ADD_TABLES = insert(tables.curated_table).returning(TABLE.id, sort_by_parameter_order=True)
ADD_ROWS = insert(tables.curated_row).returning(ROW.id, sort_by_parameter_order=True)
ADD_VALUES = insert(tables.curated_value).returning(VALUE.id, sort_by_parameter_order=True)
UPDATE_TABLE = (
    update(tables.curated_table)
    .where(TABLE.id == bindparam("key"))
    .values(metrics=bindparam("new_metrics"), facts=bindparam("new_facts"))
)
UPDATE_ROW = update(tables.curated_row).where(ROW.id == bindparam("key")).values(facts=bindparam("new_facts"))
VALUES = (
    select(VALUE.id, TABLE.dataset, VALUE.metric, ROW.method, VALUE.number, VALUE.unit)
    .join_from(tables.curated_value, tables.curated_row, ROW.id == VALUE.row_id)
    .join(tables.curated_table, TABLE.id == ROW.table_id)
    .where(VALUE.id > bindparam("after"))
    .order_by(VALUE.id)
    .limit(BATCH)
)


@dataclass(slots=True)
class Kept:
    """What an import found and did.

    `tables` are those of data sets, `rows` all rows; of them `new` were stored just now, `again` stood in
    what was imported before, and the others in the store. `values` are those of the new rows; `problems`
    counts, for each reason why one means no number, what is written there. `added` counts the tasks and data
    sets that are new, and what was added to the details of known ones and of their rows.
    """

    tables: int = 0
    rows: int = 0
    new: int = 0
    again: int = 0
    values: int = 0
    problems: dict[str, Counter[str]] = field(default_factory=dict)
    added: int = 0


@dataclass(slots=True)
class _Stored:
    """A table or a row beside what the store has of it; `id` is None where it is new."""

    facts: Mapping[str, Any]
    metrics: Sequence[str] = ()
    id: int | None = None
    changed: bool = False
    entry: Entry | None = None

    def add(self, facts: Mapping[str, Any], metrics: Sequence[str] = ()) -> None:
        both = merged(self.facts, facts), merged(list(self.metrics), list(metrics))
        if both != (self.facts, list(self.metrics)):
            self.facts, self.metrics = both
            self.changed = True


class Keeper:
    """One import under way, a batch of tables a transaction.

    A table is known by its origin, task and data set, a row by its table, method, paper, date and values. Of
    one that is known already nothing is taken away: what the file says beyond that is added.
    """

    def __init__(self, origin: str, file: str) -> None:
        self.origin = origin
        self.file = file
        self.kept = Kept()
        self._seen: set[tuple[int, str]] = set()

    def keep(self, connection: Connection, names: Names, found: Sequence[Table]) -> None:
        """Write what is new of these tables, in the connection's transaction."""
        time = now()
        ids = self._put_tables(connection, found, time)
        there: dict[tuple[int, str], _Stored] = {}
        for table_id, digest, row_id, facts in connection.execute(KNOWN_ROWS, {"tables": list(set(ids))}):
            there[table_id, digest] = _Stored(facts, id=row_id)
        datasets = {}
        for table, table_id in zip(found, ids, strict=True):
            datasets[table_id] = table.dataset
            self.kept.tables += bool(table.dataset)
            for entry in table.rows:
                key = table_id, _row_hash(entry)
                self.kept.rows += 1
                self.kept.again += key in self._seen
                self._seen.add(key)
                if key in there:
                    there[key].add(entry.facts)
                else:
                    there[key] = _Stored(entry.facts, entry=entry)
        changed = [row for row in there.values() if row.changed and row.id is not None]
        if changed:
            connection.execute(UPDATE_ROW, [{"key": row.id, "new_facts": row.facts} for row in changed])
            self.kept.added += len(changed)
        new = [(*key, row.facts, row.entry) for key, row in there.items() if row.entry is not None]
        if new:
            self._put_rows(connection, names, new, datasets, time)

    def _put_tables(self, connection: Connection, found: Sequence[Table], time: str) -> list[int]:
        digests = [_digest(self.origin, table.task, table.dataset) for table in found]
        there: dict[str, _Stored] = {}
        for digest, table_id, metrics, facts in connection.execute(KNOWN_TABLES, {"hashes": digests}):
            there[digest] = _Stored(facts, metrics, table_id)
        new = {}
        for digest, table in zip(digests, found, strict=True):
            if digest in there:
                there[digest].add(table.facts, table.metrics)
            else:
                there[digest] = _Stored(dict(table.facts), list(table.metrics))
                new[digest] = table
        if new:
            rows = [
                {
                    "hash": digest,
                    "origin": self.origin,
                    "task": list(table.task),
                    "dataset": list(table.dataset),
                    "metrics": list(there[digest].metrics),
                    "facts": there[digest].facts,
                    "file": self.file,
                    "recorded_at": time,
                }
                for digest, table in new.items()
            ]
            for digest, key in zip(new, connection.execute(ADD_TABLES, rows).scalars(), strict=True):
                there[digest].id = key
        changed = [table for digest, table in there.items() if table.changed and digest not in new]
        if changed:
            connection.execute(
                UPDATE_TABLE,
                [
                    {"key": table.id, "new_metrics": list(table.metrics), "new_facts": table.facts}
                    for table in changed
                ],
            )
        self.kept.added += len(new) + len(changed)
        return [key for digest in digests if (key := there[digest].id) is not None]

    def _put_rows(
        self,
        connection: Connection,
        names: Names,
        new: Sequence[tuple[int, str, Mapping[str, Any], Entry]],
        datasets: Mapping[int, Sequence[str]],
        time: str,
    ) -> None:
        rows = [
            {
                "table_id": table_id,
                "hash": digest,
                "method": entry.method,
                "paper_title": entry.title,
                "paper_url": entry.url,
                "paper_date": entry.date,
                "facts": facts,
                "recorded_at": time,
            }
            for table_id, digest, facts, entry in new
        ]
        keys = connection.execute(ADD_ROWS, rows).scalars().all()
        values = []
        named = []
        for key, (table_id, _, _, entry) in zip(keys, new, strict=True):
            for cell in entry.cells:
                figure = cells.read(cell.written)
                values.append({"row_id": key, **cell._asdict(), **figure._asdict()})
                named.append((datasets[table_id], cell.metric, entry.method, figure.number, figure.unit))
                if figure.problem is not None:
                    self.kept.problems.setdefault(figure.problem, Counter())[cell.written] += 1
        self.kept.new += len(rows)
        self.kept.values += len(values)
        if values:
            ids = connection.execute(ADD_VALUES, values).scalars().all()
            _put(connection, names, [(id, *rest) for id, rest in zip(ids, named, strict=True)])


def batches(found: Iterable[Table]) -> Iterator[list[Table]]:
    """Yield tables in parts that one transaction writes."""
    batch: list[Table] = []
    rows = 0
    for table in found:
        batch.append(table)
        rows += len(table.rows)
        if len(batch) == BATCH or rows >= ROWS:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def renew(connection: Connection, names: Names) -> None:
    """Make the rows of `curated_current` anew, of which there are none: see `WITHDRAW`."""
    after = 0
    while rows := connection.execute(VALUES, {"after": after}).all():
        _put(connection, names, rows)
        after = rows[-1][0]


def merged(old: Any, new: Any) -> Any:
    """Return JSON data with what other data say beyond it: fields, entries of lists, and texts for blanks."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: merged(old[key], each) if key in old else each for key, each in new.items()}}
    if isinstance(old, list) and isinstance(new, list):
        return old + [each for each in new if each not in old]
    return new if old in (None, "") and new not in (None, "") else old


def _put(connection: Connection, names: Names, values: Sequence[Any]) -> None:
    asked = [curated_names(names, dataset, metric, method) for _, dataset, metric, method, _, _ in values]
    ids = resolve(connection, names, (name for each in asked for name in each.values()))
    rows = []
    for (key, _, _, _, number, unit), each in zip(values, asked, strict=True):
        measured = units.measured(number or 0.0, None, unit)
        rows.append(
            {
                "value_id": key,
                **{f"{slot}_id": ids[each[slot]] if slot in each else None for slot in SLOTS},
                **(measured if number is not None else dict.fromkeys(measured)),
            }
        )
    connection.execute(PUT, rows)


def _row_hash(entry: Entry) -> str:
    return _digest(entry.method, entry.title, entry.url, entry.date, sorted(entry.cells))


def _digest(*what: object) -> str:
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()
