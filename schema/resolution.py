"""From wordings to names: the rows of `resolution`, made as wordings come in, or all anew."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select

from schema import tables
from schema.identity import evened
from schema.records import SLOTS
from schema.registry import Registry

BATCH = 500
"""Wordings looked up by one query."""
ROW = tables.resolution.c
BY_SURFACE = select(ROW.id, ROW.slot, ROW.scope, ROW.surface).where(
    ROW.surface.in_(bindparam("surfaces", expanding=True))
)
BY_KEY = (
    select(ROW.slot, ROW.scope, ROW.key, ROW.canonical)
    .where(ROW.key.in_(bindparam("keys", expanding=True)), ROW.known.is_(False))
    .order_by(ROW.id)
)
ADD = insert(tables.resolution).returning(ROW.id, sort_by_parameter_order=True)


class Name(NamedTuple):
    """A wording to resolve: its slot (a baseline is a method), its scope, and itself, evened."""

    slot: str
    scope: str
    surface: str


def names_of(registry: Registry, surfaces: Mapping[str, str]) -> dict[str, Name]:
    """Return what there is to resolve of a claim, whose slots hold these surfaces."""
    scope = registry.scope("metric", surfaces.get("benchmark"))
    return {
        slot: Name(
            "method" if slot == "baseline" else slot,
            scope if slot == "metric" else "",
            evened(surfaces[slot]),
        )
        for slot in SLOTS
        if slot in surfaces
    }


def resolve(connection: Connection, registry: Registry, names: Iterable[Name]) -> dict[Name, int]:
    """Return the row of `resolution` for each name, making those that are not there yet in their order."""
    wanted = list(dict.fromkeys(names))
    found: dict[Name, int] = {}
    for start in range(0, len(wanted), BATCH):
        surfaces = list({name.surface for name in wanted[start : start + BATCH]})
        for key, *name in connection.execute(BY_SURFACE, {"surfaces": surfaces}):
            found[Name(*name)] = key
    if missing := [name for name in wanted if name not in found]:
        found |= _added(connection, registry, missing)
    return found


def rebuild(connection: Connection, registry: Registry) -> None:
    """Make all rows anew from the readings, in the order in which their wordings first came in.

    The rows get new ids: `current` must be empty, and is to be made anew afterwards.
    """
    connection.execute(delete(tables.resolution))
    names = _recorded(connection, registry)
    for start in range(0, len(names), BATCH):
        resolve(connection, registry, names[start : start + BATCH])


def _recorded(connection: Connection, registry: Registry) -> list[Name]:
    slot = tables.reading_slot.alias("slot").c
    benchmark = tables.reading_slot.alias("benchmark").c
    beside = and_(
        slot.slot == "metric", benchmark.reading_id == slot.reading_id, benchmark.slot == "benchmark"
    )
    rows = connection.execute(
        select(slot.slot, slot.surface, benchmark.surface)
        .outerjoin_from(slot.id.table, benchmark.id.table, beside)
        .where(slot.slot != "setting")
        .group_by(slot.slot, slot.surface, benchmark.surface)
        .order_by(func.min(slot.id))
    ).all()
    return [
        names_of(registry, {name: surface} | ({"benchmark": on} if on else {}))[name]
        for name, surface, on in rows
    ]


def _added(connection: Connection, registry: Registry, names: list[Name]) -> dict[Name, int]:
    means = [registry.resolve(name.slot, name.surface, name.scope or None) for name in names]
    unknown = list({meaning.key for meaning in means if not meaning.known})
    firsts: dict[tuple[str, str, str], str] = {}
    if unknown:
        for slot, scope, key, canonical in connection.execute(BY_KEY, {"keys": unknown}):
            firsts.setdefault((slot, scope, key), canonical)
    rows = []
    for name, meaning in zip(names, means, strict=True):
        canonical = meaning.canonical
        if not meaning.known:
            canonical = firsts.setdefault((name.slot, name.scope, meaning.key), canonical)
        rows.append({**name._asdict(), "key": meaning.key, "canonical": canonical, "known": meaning.known})
    return dict(zip(names, connection.execute(ADD, rows).scalars(), strict=True))
