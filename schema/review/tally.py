"""How far a reviewer has come: what they decided since a time, and how many claims came up for that."""

from typing import NamedTuple

from sqlalchemy import func, select

from schema import tables
from schema.database import Database, reading
from schema.review.judged import READ, SKIP, UNDO

ENTRY = tables.decision.c
UNDONE = select(ENTRY.undoes).where(ENTRY.undoes.is_not(None))


class Tally(NamedTuple):
    """Entries of the log that are not undone: decisions on claims, and those on claims that were drawn.

    Drawn is what came up by its worth or by chance, left for later or not.
    """

    decided: int
    drawn: int


def tally(store: Database, who: str, since: str) -> Tally:
    """Count what somebody said since a time (UTC, ISO 8601, to any precision)."""
    said = select(func.count()).where(
        ENTRY.who == who,
        ENTRY.recorded_at >= since,
        ENTRY.id.not_in(UNDONE),
        ENTRY.action.not_in((READ, UNDO)),
    )
    with reading(store.engine) as connection:
        decided = connection.execute(said.where(ENTRY.action != SKIP)).scalar_one()
        drawn = connection.execute(said.where(ENTRY.drawn != "other")).scalar_one()
    return Tally(decided, drawn)
