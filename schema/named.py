"""The names that current claims have: each slot's, by their spelling, and with their parts."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, select

from schema import tables
from schema.database import Database, reading

CURRENT, NAME = tables.current.c, tables.resolution.c
INDEXED = {next(iter(index.columns)).name for index in tables.current.indexes}
"""The columns of `current` in which one value is found at once."""


def names(store: Database, slot: str) -> dict[str, set[str]]:
    """Return the canonical names that current claims have in a slot, each with the wordings that mean it."""
    query = select(NAME.canonical, NAME.surface).where(_claimed(slot)).order_by(NAME.canonical)
    found: dict[str, set[str]] = {}
    with reading(store.engine) as connection:
        for canonical, surface in connection.execute(query):
            found.setdefault(canonical, set()).add(surface)
    return found


def spelled(store: Database, slot: str, keys: Collection[str]) -> list[str]:
    """Return the canonical names that current claims have in a slot, and that fold to one of these keys."""
    query = select(NAME.canonical).distinct().where(NAME.key.in_(keys), _claimed(slot))
    with reading(store.engine) as connection:
        return list(connection.execute(query.order_by(NAME.canonical)).scalars())


def parts(store: Database, slot: str, base: str) -> dict[str, frozenset[tuple[str, str]]]:
    """Return the canonical names with this base that current claims have in a slot, each with its parts.

    A part is "version", "split" or "subset", and which one it is; of hardware no parts are kept.
    """
    query = select(NAME.canonical, NAME.version, NAME.split, NAME.subset).distinct()
    query = query.where(NAME.base == base, _claimed(slot)).order_by(NAME.canonical)
    with reading(store.engine) as connection:
        return {
            canonical: frozenset(
                (kind, value)
                for kind, value in zip(("version", "split", "subset"), found, strict=True)
                if value is not None
            )
            for canonical, *found in connection.execute(query)
        }


def _claimed(slot: str) -> ColumnElement[bool]:
    """Return the condition that a current claim has a name in a slot."""
    column = CURRENT[f"{slot}_id"]
    if column.name in INDEXED:
        # name by name: there are far fewer of them than claims
        return (NAME.slot == slot) & exists().where(column == NAME.id)
    return NAME.id.in_(select(column))
