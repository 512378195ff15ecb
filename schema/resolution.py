"""From wordings to names: the rows of `resolution`, made as wordings come in, or all anew."""

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select

from schema import tables
from schema.identity import evened
from schema.naming import Names
from schema.records import SLOTS, Claim

T = TypeVar("T")
BATCH = 500
"""Wordings looked up by one query."""
ROW = tables.resolution.c
BY_SURFACE = select(ROW.id, ROW.slot, ROW.surface, ROW.scope, ROW.other_form).where(
    ROW.surface.in_(bindparam("surfaces", expanding=True))
)
BY_KEY = (
    select(ROW.slot, ROW.scope, ROW.key, ROW.canonical)
    .where(ROW.key.in_(bindparam("keys", expanding=True)), ROW.known.is_(False))
    .order_by(ROW.id)
)
BRACKETED = re.compile(r"(.+?) \(([^()]+)\)")
SHORT = re.compile(r"\w[\w.&+-]{1,14}")
"""An abbreviation: short, and one word."""
ADD = insert(tables.resolution).returning(ROW.id, sort_by_parameter_order=True)


class Name(NamedTuple):
    """A wording to resolve: its slot (a baseline is a method), itself, evened, and what tells its meaning.

    That is the benchmark that a metric is meant on (`scope`) and its `other_form` in the paper, or "".
    """

    slot: str
    surface: str
    scope: str = ""
    other_form: str = ""


class Wording(NamedTuple):
    """What fills a slot of a claim: the surface, and its other form where the paper introduces one."""

    surface: str
    other_form: str | None = None


def names_of(names: Names, wordings: Mapping[str, Wording]) -> dict[str, Name]:
    """Return what there is to resolve of a claim, whose slots hold these wordings."""
    scope = ""
    if "metric" in wordings and (benchmark := wordings.get("benchmark")):
        scope = names.scope(benchmark.surface, evened(benchmark.other_form or ""))
    return {
        slot: Name(
            "method" if slot == "baseline" else slot,
            evened(wordings[slot].surface),
            scope if slot == "metric" else "",
            evened(wordings[slot].other_form or ""),
        )
        for slot in SLOTS
        if slot in wordings
    }


def named(names: Names, claim: Claim) -> dict[str, Name]:
    """Return what there is to resolve of a claim."""
    return names_of(names, {slot: Wording(each.text, each.other_form) for slot, each in claim.slots.items()})


def curated_names(names: Names, dataset: Sequence[str], metric: str, method: str | None) -> dict[str, Name]:
    """Return what there is to resolve of a curated value: of its data set, a path, its metric and method.

    "Foo Bar Test (FBT)" and "FBT (Foo Bar Test)" stand for both of their forms; of a longer path the names
    stand one after the other, as in "SWE-bench Verified".
    """
    if len(dataset) > 1:
        benchmark = Wording(" ".join(both_forms(part)[0] for part in dataset))
    else:
        benchmark = Wording(*both_forms(dataset[0]))
    wordings = {"benchmark": benchmark, "metric": Wording(*both_forms(metric))}
    if method and method.strip():
        wordings["method"] = Wording(*both_forms(method))
    return names_of(names, wordings)


def both_forms(name: str) -> tuple[str, str | None]:
    """Return a name and the other form that it gives in brackets, where one of them abbreviates the other."""
    if match := BRACKETED.fullmatch(evened(name)):
        one, other = match.groups()
        if _abbreviates(one, other) or _abbreviates(other, one):
            return one, other
    return evened(name), None


def _abbreviates(short: str, long: str) -> bool:
    if not SHORT.fullmatch(short) or sum(map(str.isupper, short)) < 2:
        return False
    letters = [re.escape(letter) for letter in short.lower() if letter.isalnum()]
    return re.match(".*?".join(letters), long.lower()) is not None


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield values in lists that one query can hold."""
    rest = iter(values)
    while batch := list(itertools.islice(rest, BATCH)):
        yield batch


def resolve(connection: Connection, names: Names, asked: Iterable[Name]) -> dict[Name, int]:
    """Return the row of `resolution` for each name, making those that are not there yet, in their order."""
    wanted = list(dict.fromkeys(asked))
    found: dict[Name, int] = {}
    for part in batches(wanted):
        surfaces = list({name.surface for name in part})
        for key, *name in connection.execute(BY_SURFACE, {"surfaces": surfaces}):
            found[Name(*name)] = key
    if missing := [name for name in wanted if name not in found]:
        found |= _added(connection, names, missing)
    return found


def rebuild(connection: Connection, names: Names) -> None:
    """Make all rows anew from the readings, in the order in which their wordings first came in.

    The rows get new ids: `current` must be empty, and is to be made anew afterwards.
    """
    connection.execute(delete(tables.resolution))
    asked = recorded(connection, names)
    for part in batches(asked):
        resolve(connection, names, part)


def recorded(connection: Connection, names: Names, only: str | None = None) -> list[Name]:
    """Return what there is to resolve of all readings and curated values, in the order in which it came in.

    With `only`, of one slot of them.
    """
    slot = tables.reading_slot.alias("slot").c
    benchmark = tables.reading_slot.alias("benchmark").c
    beside = and_(
        slot.slot == "metric", benchmark.reading_id == slot.reading_id, benchmark.slot == "benchmark"
    )
    wording = (slot.slot, slot.surface, slot.other_form, benchmark.surface, benchmark.other_form)
    which = slot.slot != "setting" if only is None else slot.slot == only
    first = func.min(slot.id)
    rows = connection.execute(
        select(first, *wording)
        .outerjoin_from(slot.id.table, benchmark.id.table, beside)
        .where(which)
        .group_by(*wording)
        .order_by(first)
    ).all()
    found = [
        (
            (place, "", 0),
            names_of(names, {name: Wording(*itself)} | ({"benchmark": Wording(*on)} if on[0] else {}))[name],
        )
        for place, name, *rest in rows
        for itself, on in ((rest[:2], rest[2:]),)
    ]
    others = [*_curated(connection, names), *_decided(connection, names)]
    if others:
        read_by = _last_slots(connection, {time for time, _, _ in others})
        places = (((read_by[time], time, at), name) for time, at, name in others)
        found = sorted([*found, *(each for each in places if only in (None, each[1].slot))])
    return [name for _, name in found]


def _decided(connection: Connection, names: Names) -> Iterator[tuple[str, int, Name]]:
    """Yield what there is to resolve of what people said, each with its time, and its place at that time."""
    entry = tables.decision.c
    query = select(entry.recorded_at, entry.said).where(entry.said.is_not(None)).order_by(entry.id)
    place = itertools.count()
    for time, said in connection.execute(query):
        wordings = {
            slot: Wording(said[slot]["text"], said[slot].get("other_form")) for slot in SLOTS if slot in said
        }
        for name in names_of(names, wordings).values():
            yield time, next(place), name


def _curated(connection: Connection, names: Names) -> Iterator[tuple[str, int, Name]]:
    """Yield what there is to resolve of curated values, each with its time, and its place at that time."""
    table, row, value = tables.curated_table.c, tables.curated_row.c, tables.curated_value.c
    rows = tables.curated_row.join(tables.curated_value, value.row_id == row.id)
    first = func.min(value.id)
    times = connection.execute(
        select(first, row.recorded_at).select_from(rows).group_by(row.recorded_at).order_by(first)
    ).all()
    if not times:
        return
    starts = [start for start, _ in times]
    datasets = dict(connection.execute(select(table.id, table.dataset)).all())
    asked: list[tuple[int, int, Name]] = []
    for start, table_id, metric in connection.execute(
        select(first, row.table_id, value.metric).select_from(rows).group_by(row.table_id, value.metric)
    ):
        found = curated_names(names, datasets[table_id], metric, None)
        asked += [(start, SLOTS.index(slot), name) for slot, name in found.items()]
    for start, method in connection.execute(select(first, row.method).select_from(rows).group_by(row.method)):
        if method and method.strip():
            asked.append((start, SLOTS.index("method"), curated_names(names, ["-"], "-", method)["method"]))
    for place, (start, _, name) in enumerate(sorted(asked)):
        yield times[bisect.bisect_right(starts, start) - 1].recorded_at, place, name


def _last_slots(connection: Connection, times: Iterable[str]) -> dict[str, int]:
    """Return the last slot of a reading that was recorded before each time, 0 where there was none."""
    scan, reading, slot = tables.scan.c, tables.reading.c, tables.reading_slot.c
    last = (
        select(reading.scan_id, func.max(slot.id).label("slot"))
        .join_from(tables.reading_slot, tables.reading, reading.id == slot.reading_id)
        .group_by(reading.scan_id)
        .subquery()
    )
    query = select(scan.read_at, last.c.slot).join_from(tables.scan, last, last.c.scan_id == scan.id)
    rows = connection.execute(query.order_by(scan.read_at)).all()
    read_at = [time for time, _ in rows]
    slots = [0, *itertools.accumulate((slot for _, slot in rows), max)]
    return {time: slots[bisect.bisect_left(read_at, time)] for time in times}


def _added(connection: Connection, names: Names, missing: list[Name]) -> dict[Name, int]:
    means = [names.resolve(*name) for name in missing]
    unknown = list({meaning.key for meaning in means if not meaning.known})
    firsts: dict[tuple[str, str, str], str] = {}
    if unknown:
        for slot, scope, key, canonical in connection.execute(BY_KEY, {"keys": unknown}):
            firsts.setdefault((slot, scope, key), canonical)
    rows = []
    for name, meaning in zip(missing, means, strict=True):
        row = {**name._asdict(), **meaning._asdict()}
        if not meaning.known:
            row["canonical"] = firsts.setdefault((name.slot, name.scope, meaning.key), meaning.canonical)
            row["base"] = row["canonical"]
        rows.append(row)
    return dict(zip(missing, connection.execute(ADD, rows).scalars(), strict=True))
