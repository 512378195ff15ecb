"""What people see of papers: those in view, those removed from it, the log of that, and reading lists."""

from collections.abc import Iterable, Sequence
from typing import Any

from leaderboards.columns import (
    EXPORT_PAPER_COLUMNS,
    PAPER_COLUMNS,
    PAPERS,
    REMOVAL_COLUMNS,
    REMOVED,
    REMOVED_COLUMNS,
    TAG_COLUMNS,
)
from leaderboards.render import Column, Listing, Section
from schema.rows import PaperRow, RemovalRow, RemovedRow, TagCount

BETWEEN = {"categories": " ", "tags": "; ", "authors": "; "}
"""What stands between the parts of a cell that holds several, where a format knows no lists."""

SORTED_BY = tuple(column for column in PAPER_COLUMNS if column.name not in ("categories", "tags"))
"""What papers can be sorted by: what each has one of."""


def papers(rows: Iterable[PaperRow], as_lists: bool = False, whole: bool = False) -> Listing:
    """List papers as they come, with `whole` with their abstracts and authors, too.

    `as_lists` leaves cells that hold several things lists, which JSON knows.
    """
    columns: Sequence[Column] = EXPORT_PAPER_COLUMNS if whole else PAPER_COLUMNS
    shared = (_cells(row, as_lists) for row in rows)
    return Listing(columns, shared, [Section("", PAPERS, shared)], what="papers")


def removed(rows: Sequence[RemovedRow]) -> Listing:
    """List papers that are removed from view."""
    return Listing(
        REMOVED_COLUMNS,
        (row._asdict() for row in rows),
        [Section("", REMOVED, ({**row._asdict(), "removed": _minute(row.removed)} for row in rows))],
        what="papers",
    )


def log(rows: Sequence[RemovalRow]) -> Listing:
    """List removals and restorations."""
    shown = ({**row._asdict(), "time": _minute(row.time)} for row in rows)
    listed = (row._asdict() for row in rows)
    return Listing(REMOVAL_COLUMNS, listed, [Section("", REMOVAL_COLUMNS, shown)], what="removals")


def tags(rows: Sequence[TagCount]) -> Listing:
    """List reading lists."""
    listed = [row._asdict() for row in rows]
    return Listing(TAG_COLUMNS, listed, [Section("", TAG_COLUMNS, listed)], what="tags")


def _cells(row: PaperRow, as_lists: bool) -> dict[str, Any]:
    cells = row._asdict()
    return cells if as_lists else cells | {name: sep.join(cells[name]) for name, sep in BETWEEN.items()}


def _minute(time: str) -> str:
    """Return a time to the minute, as people read it."""
    return time[: len("2026-01-31T12:00")].replace("T", " ")
