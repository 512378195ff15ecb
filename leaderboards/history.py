"""The line of records on a board: who took first place when, and by how much.

Pure: a board in, records out. What counts is what the board ranks, by the date of its paper; a paper
without a date is left out, since it has no place in time.
"""

from collections.abc import Iterator
from typing import NamedTuple

from leaderboards.eligibility import BETTER_ABOVE, EQUAL_ABOVE
from leaderboards.ranking import Board, Row

BEATEN = (BETTER_ABOVE, EQUAL_ABOVE)
"""Reasons of rows that were ranked before the same method did better."""


class Record(NamedTuple):
    """A row that took first place when its paper came out.

    `gain` is by how much, in the board's unit, and positive whichever direction is better; None of the first.
    """

    row: Row
    gain: float | None


def records(board: Board) -> list[Record]:
    """Return the records of a board, the oldest first; none where it is not declared which way is better.

    Dates are compared as far as both are known: of "2025-08" and "2025-08-31" the former counts as earlier.
    """
    if board.direction is None:
        return []
    sign = 1 if board.direction == "up" else -1
    found: list[Record] = []
    best: float | None = None
    dated = (row for row in _ranked(board) if row.claim.date is not None and row.level is not None)
    for row in sorted(dated, key=lambda row: (row.claim.date, -sign * (row.level or 0), row.claim.claim)):
        level = row.level or 0.0
        if best is None or sign * level > sign * best:
            found.append(Record(row, None if best is None else abs(level - best)))
            best = level
    return found


def undated(board: Board) -> int:
    """Count the rows that would count but for a date."""
    return sum(row.claim.date is None for row in _ranked(board))


def _ranked(board: Board) -> Iterator[Row]:
    yield from board.rows
    yield from (row for row in board.unranked if row.reason in BEATEN)
