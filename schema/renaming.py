"""A change of names in a store: an entry of the log, and every name that it concerns resolved anew.

Rows of `resolution` keep their ids, so that claims need not be touched. The one exception are metrics of
benchmarks that declare metrics of their own: there a claim's metric may be another row.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, or_, select, update

from schema import tables
from schema.errors import NotFoundError, UsageError
from schema.naming import Names, changes
from schema.overlay import UNDO, undone
from schema.records import SLOTS
from schema.registry import Resolution
from schema.resolution import Name, batches, recorded, resolve

ROW, CURRENT = tables.resolution.c, tables.current.c
MEANING = ("canonical", "key", "known", "base", "version", "split", "subset")
"""The columns of `resolution` that say what a wording means."""
PUT = (
    update(tables.resolution)
    .where(ROW.id == bindparam("row"))
    .values({ROW[column]: bindparam(f"new_{column}") for column in MEANING})
)


class Entry(NamedTuple):
    """What is to be changed, before it stands in the log (see `schema.overlay.Change`)."""

    action: str
    slot: str
    detail: Mapping[str, Any]


class Effect(NamedTuple):
    """What a change did: its id, how many wordings mean something else now, and how many claims differ.

    `benchmarks` are those of these claims, under the names that they had and have.
    """

    id: int
    wordings: int
    claims: int
    benchmarks: tuple[str, ...]


def change(
    connection: Connection, before: Names, entry: Entry, who: str, recorded_at: str
) -> tuple[Names, Effect]:
    """Enter a change in the log and resolve anew what it concerns; return the names as they are then.

    Raises NotFoundError or UsageError where there is nothing to undo.
    """
    told = entry
    if entry.action == UNDO:
        told = _to_undo(before, entry.detail["change"])
        entry = entry._replace(slot=told.slot)
    id = before.changes[-1].id + 1 if before.changes else 1  # a sequence counts what was tried alone, too
    row = {"id": id, "recorded_at": recorded_at, "who": who, **entry._asdict()}
    connection.execute(insert(tables.name_change), row)
    after = Names(before.registry, changes(connection))
    former: dict[int, str] = {}
    if told.action == "metric":
        metric = after.overlays["metric"].key(told.detail["name"])
        rows = connection.execute(select(ROW.id).where(ROW.slot == "metric", ROW.key == metric)).scalars()
        claims = _claims(connection, rows, told.detail.get("benchmark"))
    else:
        former = _renew(connection, before, after, told.slot)
        if told.slot == "benchmark":
            _rescope(connection, before, after, former)
        claims = _claims(connection, former)
    benchmarks = set(filter(None, claims.values()))
    if told.slot == "benchmark":
        benchmarks |= set(former.values())
    return after, Effect(id, len(former), len(claims), tuple(sorted(benchmarks)))


def _to_undo(names: Names, id: int) -> Entry:
    found = next((change for change in names.changes if change.id == id), None)
    if found is None:
        raise NotFoundError(f"there is no change {id}", "claimboard names log lists them")
    if found.action == UNDO:
        raise UsageError(f"change {id} is an undo, which cannot be undone", "make that change again")
    if (by := undone(names.changes).get(id)) is not None:
        raise UsageError(f"change {id} is undone already, by change {by}", "claimboard names log lists them")
    return Entry(found.action, found.slot, found.detail)


def _renew(connection: Connection, before: Names, after: Names, slot: str) -> dict[int, str]:
    """Resolve the rows anew that changes of a slot speak of; return the former names of those that differ.

    What no entry speaks of means what it meant: each name that a wording comes from or gets is in one.
    """
    keys: set[str] = set()
    wordings: set[str] = set()
    for names in (before, after):
        named, worded = names.overlays[slot].mentioned()
        keys |= named
        wordings |= worded
    if wordings:
        asked = select(ROW.key, ROW.surface, ROW.scope, ROW.other_form).where(ROW.slot == slot)
        speaks_of = after.overlays[slot].speaks_of
        keys |= {key for key, *wording in connection.execute(asked) if speaks_of(wordings, *wording)}
    return _put_names(connection, after, slot, keys)


def _put_names(connection: Connection, names: Names, slot: str, keys: set[str]) -> dict[int, str]:
    """Resolve the rows with these keys anew, and those with the keys that they get.

    Returns the former names of those that differ.
    """
    rows: dict[int, tuple[Any, Resolution]] = {}
    seen: set[str] = set()
    while fresh := keys - seen:
        seen |= fresh
        for part in batches(fresh):
            asked = select(tables.resolution).where(ROW.slot == slot, ROW.key.in_(part))
            for row in connection.execute(asked):
                meaning = names.resolve(slot, row.surface, row.scope, row.other_form)
                rows[row.id] = row, meaning
                keys.add(meaning.key)
    place = _places(connection, names, slot, rows.values())
    firsts: dict[tuple[str, str], str] = {}
    former: dict[int, str] = {}
    updates = []
    for row, meaning in sorted(rows.values(), key=lambda each: place(each[0])):
        if not meaning.known:
            first = firsts.setdefault((row.scope, meaning.key), meaning.canonical)
            meaning = meaning._replace(canonical=first, base=first)
        new = meaning._asdict()
        if any(getattr(row, column) != value for column, value in new.items()):
            former[row.id] = row.canonical
            updates.append({"row": row.id, **{f"new_{column}": value for column, value in new.items()}})
    if updates:
        connection.execute(PUT, updates)
    return former


def _places(
    connection: Connection, names: Names, slot: str, rows: Iterable[tuple[Any, Resolution]]
) -> Callable[[Any], int]:
    """Return what rows are to be sorted by: unknown names that are spelled in several ways are as the first.

    The rows' ids tell which that is, but not those of metrics that came with another name of a benchmark.
    """
    spellings: dict[tuple[str, str], str] = {}
    if slot != "metric" or all(
        spellings.setdefault((row.scope, meaning.key), meaning.canonical) == meaning.canonical
        for row, meaning in rows
        if not meaning.known
    ):
        return lambda row: int(row.id)
    first_seen = dict.fromkeys(recorded(connection, names, slot))
    order = {name: place for place, name in enumerate(first_seen)}
    return lambda row: order.get(_name(row), len(order) + row.id)


def _rescope(connection: Connection, before: Names, after: Names, benchmarks: Iterable[int]) -> None:
    """Give claims their metrics anew whose benchmark is one now, or was, that declares metrics of its own."""
    scopes: dict[int, str] = {}
    for part in batches(benchmarks):
        for row in connection.execute(select(tables.resolution).where(ROW.id.in_(part))):
            scope = after.scope(row.surface, row.other_form)
            if scope != before.scope(row.surface, row.other_form):
                scopes[row.id] = scope
    if not scopes:
        return
    newest = connection.execute(select(func.max(ROW.id))).scalar_one()
    wanted = recorded(connection, after, "metric")
    ids = resolve(connection, after, wanted)
    for table in (tables.current, tables.curated_current):
        _relink(connection, table, scopes, ids)
    needed = {ids[name] for name in wanted}
    others = select(ROW.id, ROW.key).where(ROW.slot == "metric")
    stale = {id: key for id, key in connection.execute(others) if id not in needed}
    for part in batches(stale):
        connection.execute(delete(tables.resolution).where(ROW.id.in_(part)))
    added = connection.execute(select(ROW.key).where(ROW.id > newest)).scalars()
    _put_names(connection, after, "metric", {*stale.values(), *added})


def _relink(connection: Connection, table: Table, scopes: Mapping[int, str], ids: Mapping[Name, int]) -> None:
    """Let the rows of a table that have these benchmarks have the metrics of their scopes."""
    keys = list(table.primary_key.columns)
    links = []
    for part in batches(scopes):
        asked = (
            select(table.c.benchmark_id, ROW.surface, ROW.other_form, *keys)
            .join_from(table, tables.resolution, ROW.id == table.c.metric_id)
            .where(table.c.benchmark_id.in_(part))
        )
        for benchmark, surface, other_form, *key in connection.execute(asked):
            metric = ids[Name("metric", surface, scopes[benchmark], other_form)]
            links.append({"metric": metric, **{f"key_{at}": value for at, value in enumerate(key)}})
    if links:
        its_key = (column == bindparam(f"key_{at}") for at, column in enumerate(keys))
        connection.execute(update(table).where(*its_key).values(metric_id=bindparam("metric")), links)


def _claims(
    connection: Connection, names: Iterable[int], benchmark: str | None = None
) -> dict[tuple[int, str], str | None]:
    """Return the claims that have one of these names, each with its benchmark, if any.

    With `benchmark`, those on it or on a part of it.
    """
    found: dict[tuple[int, str], str | None] = {}
    for part in batches(names):
        asked = (
            select(CURRENT.paper_id, CURRENT.claim_id, ROW.canonical)
            .outerjoin_from(tables.current, tables.resolution, ROW.id == CURRENT.benchmark_id)
            .where(or_(*(CURRENT[f"{slot}_id"].in_(part) for slot in SLOTS)))
        )
        if benchmark is not None:
            asked = asked.where(or_(ROW.canonical == benchmark, ROW.base == benchmark))
        for paper, claim, name in connection.execute(asked):
            found[paper, claim] = name
    return found


def _name(row: Any) -> Name:
    return Name(row.slot, row.surface, row.scope, row.other_form)
