"""From wordings to names: the rows of `resolution`, made as wordings come in, or all anew."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select

from schema import tables
from schema.identity import evened
from schema.naming import Names
from schema.records import SLOTS

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


def resolve(connection: Connection, names: Names, asked: Iterable[Name]) -> dict[Name, int]:
    """Return the row of `resolution` for each name, making those that are not there yet, in their order."""
    wanted = list(dict.fromkeys(asked))
    found: dict[Name, int] = {}
    for start in range(0, len(wanted), BATCH):
        surfaces = list({name.surface for name in wanted[start : start + BATCH]})
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
    recorded = _recorded(connection, names)
    for start in range(0, len(recorded), BATCH):
        resolve(connection, names, recorded[start : start + BATCH])


def _recorded(connection: Connection, names: Names) -> list[Name]:
    slot = tables.reading_slot.alias("slot").c
    benchmark = tables.reading_slot.alias("benchmark").c
    beside = and_(
        slot.slot == "metric", benchmark.reading_id == slot.reading_id, benchmark.slot == "benchmark"
    )
    wording = (slot.slot, slot.surface, slot.other_form, benchmark.surface, benchmark.other_form)
    rows = connection.execute(
        select(*wording)
        .outerjoin_from(slot.id.table, benchmark.id.table, beside)
        .where(slot.slot != "setting")
        .group_by(*wording)
        .order_by(func.min(slot.id))
    ).all()
    return [
        names_of(names, {name: Wording(*itself)} | ({"benchmark": Wording(*on)} if on[0] else {}))[name]
        for name, *rest in rows
        for itself, on in ((rest[:2], rest[2:]),)
    ]


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
