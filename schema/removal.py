"""The log of papers that were removed from view and restored: which of them are removed now.

Nothing is deleted by a removal: the paper, its texts and what was read in them stay, and so does the log.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select

from schema import tables

REMOVE, RESTORE = "remove", "restore"
ENTRY = tables.removal.c


def removed(paper: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a paper is removed from view, by its key; NULL where it never was."""
    newest = select(ENTRY.action).where(ENTRY.paper_id == paper).order_by(ENTRY.id.desc()).limit(1)
    return newest.scalar_subquery() == REMOVE


def all_removed() -> Select[Any]:
    """Return the query for the keys of all papers that are removed from view."""
    newest = select(func.max(ENTRY.id)).group_by(ENTRY.paper_id)
    return select(ENTRY.paper_id).where(ENTRY.id.in_(newest), ENTRY.action == REMOVE)


def put(
    connection: Connection, action: str, papers: Iterable[int], who: str, why: str | None, time: str
) -> None:
    """Write an entry for each of these papers, given by their keys."""
    rows = [
        {"paper_id": paper, "action": action, "who": who, "why": why, "recorded_at": time} for paper in papers
    ]
    if rows:
        connection.execute(insert(tables.removal), rows)
