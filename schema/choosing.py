"""Which stored papers somebody means: by any of their ids, or by an address that holds one."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select, tuple_

from schema import tables
from schema.database import Database, reading
from schema.errors import NotFoundError
from schema.identity import identifier
from schema.lookup import BATCH

OWNER, PAPER = tables.identifier.c, tables.paper.c
NAMED = 10
"""Ids that an error names, at most."""


def owners(paper: str) -> Select[Any]:
    """Return the query for the key of the paper with this identifier or address."""
    scheme, value = identifier(paper)
    return select(OWNER.paper_id).where(OWNER.value == value, OWNER.scheme == scheme)


def key_of(store: Database, paper: str) -> int | None:
    """Return the key of the paper that is stored under this identifier or address, in view or removed."""
    with reading(store.engine) as connection:
        key: int | None = connection.execute(owners(paper)).scalar()
    return key


def find(connection: Connection, asked: Iterable[str]) -> dict[int, str]:
    """Return the papers that are meant, in the order in which they are asked for: their keys and names.

    Raises NotFoundError, naming them, where any of them is not stored.
    """
    wanted = {text: identifier(text) for text in asked}
    keys: dict[tuple[str, str], tuple[int, str]] = {}
    for part in _batches(sorted(set(wanted.values()))):
        query = select(OWNER.scheme, OWNER.value, PAPER.id, PAPER.name).join_from(
            tables.identifier, tables.paper, PAPER.id == OWNER.paper_id
        )
        for scheme, value, *paper in connection.execute(
            query.where(tuple_(OWNER.scheme, OWNER.value).in_(part))
        ):
            keys[scheme, value] = (paper[0], paper[1])
    if unknown := [text for text, name in wanted.items() if name not in keys]:
        more = f" and {len(unknown) - NAMED:,} more" if len(unknown) > NAMED else ""
        named = ", ".join(map(repr, unknown[:NAMED])) + more
        are = "paper is" if len(unknown) == 1 else "papers are"
        raise NotFoundError(
            f"no such {are} stored: {named}",
            "nothing was changed; claimboard papers lists what there is (claimboard papers --removed: what "
            "is removed from view)",
        )
    return dict(keys[name] for name in wanted.values())


def _batches(names: Sequence[tuple[str, str]]) -> Iterable[Sequence[tuple[str, str]]]:
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]
