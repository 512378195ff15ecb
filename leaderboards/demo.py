"""What `claimboard demo` shows of a store: what was claimed, some boards, and the evidence of one cell."""

from collections import Counter
from typing import TextIO

from leaderboards import boards, explanation, views
from leaderboards.pages import Page
from leaderboards.render import write
from schema import evidence, queries
from schema.store import Store

BOARDS = 3
"""How many pages are shown: those with the longest ranked boards."""
ROWS = 5
"""How many rows of a table are shown."""


def show(store: Store, file: TextIO) -> None:
    """Write a tour of the store to `file`."""
    kinds = Counter(row.kind for row in queries.claim_rows(store))
    file.write(f"claimed: {', '.join(f'{count} {kind}s' for kind, count in sorted(kinds.items()))}\n\n")
    pages = sorted(boards.pages(store), key=_longest, reverse=True)[:BOARDS]
    for page in pages:
        board = max(page.boards, key=lambda board: len(board.rows))
        write(file, "table", views.board(page, board, ROWS))
    leader = max(pages[0].boards, key=lambda board: len(board.rows)).rows[0].claim
    file.write(f"Why is {leader.method} first on {pages[0].name}?\n\n")
    detail = evidence.claim_detail(store, leader.claim)
    if detail is not None:
        explanation.write(file, "text", [detail])
    file.write(
        "This store is thrown away now. One of your own: claimboard add PAPERS, then claimboard boards\n"
    )


def _longest(page: Page) -> int:
    return max((len(board.rows) for board in page.boards), default=0)
