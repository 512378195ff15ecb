"""Pages in a line each metric: how much there is of it, and who leads."""

from collections import defaultdict
from typing import NamedTuple

from leaderboards.pages import Page
from leaderboards.ranking import Board, Row
from schema.registry import fold


class Summary(NamedTuple):
    """One metric of one benchmark in a line: how much its boards hold, and who leads the fullest of them.

    `unranked` counts what is to be reviewed, too. `first` is the leader, or, where nothing is ranked, what
    is listed first.
    """

    benchmark: str
    metric: str | None
    unit: str | None
    ranked: int
    unranked: int
    changes: int
    papers: int
    leader: Row | None
    first: Row


def summaries(page: Page) -> list[Summary]:
    """Sum up each metric of a page in a line, in the page's order; metrics that only change come last."""
    found = []
    boards: dict[tuple[str, str], list[Board]] = defaultdict(list)
    changes: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for board in page.boards:
        boards[board.name, fold(board.metric or "")].append(board)
    for row in page.changes:
        changes[page.part(row.claim), fold(row.claim.metric or "")].append(row)
    for key in dict.fromkeys((*boards, *changes)):
        fullest = max(boards[key], key=lambda board: len(board.rows), default=None)
        ranked = [row for board in boards[key] for row in board.rows]
        unranked = [row for board in boards[key] for row in (*board.unranked, *board.review)]
        everything = [*(fullest.rows if fullest else ()), *ranked, *unranked, *changes[key]]
        if not everything:  # scores that a filter left out, and what follows from them
            continue
        found.append(
            Summary(
                key[0],
                fullest.metric if fullest else everything[0].claim.metric,
                fullest.unit if fullest else None,
                len(ranked),
                len(unranked),
                len(changes[key]),
                len({row.claim.paper_key for row in everything}),
                fullest.rows[0] if fullest and fullest.rows else None,
                everything[0],
            )
        )
    return found
