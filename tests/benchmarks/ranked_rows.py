"""Draws ranked rows of a store by a seed and shows each with its abstract, for a person to judge.

python tests/benchmarks/ranked_rows.py DATABASE [N=50] [SEED=3]

DATABASE is a SQLite file or a PostgreSQL URL. Every ranked row is as likely as any other; the same rows are
drawn from either kind of database.
"""

import random
import sys
from collections.abc import Iterator
from textwrap import fill

from leaderboards import boards
from leaderboards.figures import placed_figure
from leaderboards.pages import Page
from leaderboards.ranking import Board, Row
from leaderboards.render import inert
from schema.evidence import claim_detail
from schema.store import Store

WIDTH, INDENT = 110, 13


def main(database: str, count: str = "50", seed: str = "3") -> None:
    with Store.open(database) as store:
        ranked = [
            (row, board, page) for page in boards.pages(store) for board in page.boards for row in board.rows
        ]
        ranked.sort(key=lambda each: (each[0].claim.paper, each[0].claim.claim))
        if len(ranked) < int(count):
            print(f"there are only {len(ranked)} ranked rows: here are all", file=sys.stderr)
        drawn = random.Random(int(seed)).sample(ranked, min(int(count), len(ranked)))
        print(f"{len(drawn)} of {len(ranked)} ranked rows, seed {seed}")
        for number, (row, board, page) in enumerate(drawn, 1):
            print(f"\n{number}.")
            for name, text in (*_fields(row, board, page), *_text(store, row)):
                print(_wrapped(name, text))


def _fields(row: Row, board: Board, page: Page) -> Iterator[tuple[str, str]]:
    claim = row.claim
    yield "value", placed_figure(claim, row.level or claim.value, row.level_high, board.unit)
    yield "written", claim.written
    yield "unit", board.unit or "none"
    yield "kind", claim.kind
    yield "method", claim.method or "not stated"
    yield "role", claim.role
    yield page.slot, page.name
    yield "metric", board.metric or "not stated"
    yield "direction", f"{board.direction} is better"
    if claim.setting:
        yield "setting", claim.setting
    yield "rank", f"{row.rank} of {len(board.rows)}"
    yield "confidence", f"{claim.confidence:.2f}"
    yield "paper", claim.paper


def _text(store: Store, row: Row) -> Iterator[tuple[str, str]]:
    """Yield the paper's text around the sentence and the sentence, its value in double brackets."""
    detail = claim_detail(store, row.claim.claim)
    text, first, last = detail.text, detail.sentence_start, detail.sentence_end
    start, end = detail.row.start, detail.row.end
    title = text.find("\n")
    yield "title", text[:title]
    if before := text[title:first].strip():
        yield "before", before
    yield "sentence", f"{text[first:start]}[[{text[start:end]}]]{text[end:last]}"
    if after := text[last:].strip():
        yield "after", after


def _wrapped(name: str, text: str) -> str:
    return fill(
        f"{name:{INDENT}}{inert(text)}",
        WIDTH,
        subsequent_indent=" " * INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
