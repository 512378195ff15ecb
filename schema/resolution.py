"""From wordings to names: the rows of `resolution`, made as wordings come in, or all anew."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, and_, delete, func, insert, select

from schema import tables
from schema.identity import evened
from schema.records import SLOTS
from schema.registry import Registry

BATCH = 500
"""Wordings looked up by one query."""


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
    found = _rows(connection, wanted)
    if missing := [name for name in wanted if name not in found]:
        _add(connection, registry, missing)
        found |= _rows(connection, missing)
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


def _rows(connection: Connection, names: list[Name]) -> dict[Name, int]:
    row = tables.resolution.c
    found: dict[Name, int] = {}
    for start in range(0, len(names), BATCH):
        surfaces = {name.surface for name in names[start : start + BATCH]}
        for key, *name in connection.execute(
            select(row.id, row.slot, row.scope, row.surface).where(row.surface.in_(surfaces))
        ):
            found[Name(*name)] = key
    return found


def _add(connection: Connection, registry: Registry, names: list[Name]) -> None:
    means = [registry.resolve(name.slot, name.surface, name.scope or None) for name in names]
    unknown = {meaning.key for meaning in means if not meaning.known}
    row = tables.resolution.c
    firsts: dict[tuple[str, str, str], str] = {}
    for slot, scope, key, canonical in connection.execute(
        select(row.slot, row.scope, row.key, row.canonical)
        .where(row.key.in_(unknown), row.known.is_(False))
        .order_by(row.id)
    ):
        firsts.setdefault((slot, scope, key), canonical)
    connection.execute(
        insert(tables.resolution),
        [
            {
                **name._asdict(),
                "key": meaning.key,
                "canonical": meaning.canonical
                if meaning.known
                else firsts.setdefault((name.slot, name.scope, meaning.key), meaning.canonical),
                "known": meaning.known,
            }
            for name, meaning in zip(names, means, strict=True)
        ],
    )
