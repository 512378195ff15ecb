"""Who has which claim before them: two reviewers at once get different ones. Leases end by themselves."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, tuple_

from schema import tables
from schema.database import Database, reading
from schema.resolution import batches
from schema.review import signing

LEASE = tables.lease.c
SECONDS = 120
"""How long a claim is kept for a reviewer who is not heard of again."""


class Hold(NamedTuple):
    """The claims, (paper, claim) each, that a reviewer's sitting has before it.

    `until` is when it has them no more, if it is not heard of again (ISO 8601, UTC).
    """

    holder: str
    items: frozenset[tuple[int, str]]
    until: str


def take(
    connection: Connection, items: Sequence[tuple[int, str]], holder: str, limit: int, seconds: float
) -> list[tuple[int, str]]:
    """Return the first items, (paper, claim) each, that nobody else has; they are the holder's from now on.

    An item that the holder has already is kept for as long again.
    """
    now, holder = _now(connection), signing.name(holder)
    connection.execute(delete(tables.lease).where(LEASE.until <= _text(now)))
    until = _text(now + timedelta(seconds=seconds))
    got: list[tuple[int, str]] = []
    for part in batches(dict.fromkeys(items)):
        holders = {
            (paper, claim): by
            for paper, claim, by in connection.execute(
                select(LEASE.paper_id, LEASE.claim_id, LEASE.holder).where(_among(part))
            )
        }
        mine = [item for item in part if holders.get(item, holder) == holder][: limit - len(got)]
        if mine:
            connection.execute(delete(tables.lease).where(_among(mine)))
            rows = [{"paper_id": p, "claim_id": c, "holder": holder, "until": until} for p, c in mine]
            connection.execute(insert(tables.lease), rows)
            got += mine
        if len(got) >= limit:
            break
    return got


def release(connection: Connection, holder: str, items: Sequence[tuple[int, str]] | None = None) -> None:
    """Give items back, or all that a holder has."""
    mine = delete(tables.lease).where(LEASE.holder == signing.name(holder))
    for part in [None] if items is None else batches(items):
        connection.execute(mine if part is None else mine.where(_among(part)))


def holds(store: Database, holder: str) -> list[Hold]:
    """Return what other reviewers' sittings have before them, by the sitting's name."""
    query = select(LEASE.holder, LEASE.paper_id, LEASE.claim_id, LEASE.until).order_by(LEASE.holder)
    with reading(store.engine) as connection:
        still = LEASE.until > _text(_now(connection))
        rows = connection.execute(query.where(LEASE.holder != signing.name(holder), still)).all()
    return [
        Hold(name, frozenset((row.paper_id, row.claim_id) for row in held), max(row.until for row in held))
        for name, held in (
            (name, [*group]) for name, group in itertools.groupby(rows, lambda row: row.holder)
        )
    ]


def _among(items: Iterable[tuple[int, str]]) -> ColumnElement[bool]:
    return tuple_(LEASE.paper_id, LEASE.claim_id).in_(list(items))


def _now(connection: Connection) -> datetime:
    """Return the time by the clock that all reviewers share: of the server, where there is one."""
    if connection.dialect.name == "postgresql":
        time: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return time.astimezone(UTC)
    return datetime.now(UTC)


def _text(time: datetime) -> str:
    return time.isoformat(timespec="microseconds")
