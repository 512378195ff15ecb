"""The queue as a list: what would come up on the screen, in that order, and why it is worth a look."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from leaderboards.columns import SENTENCE
from leaderboards.render import Cell, Column, Listing, Section
from leaderboards.review import edits, papers
from leaderboards.review.candidates import queue
from leaderboards.review.items import DOUBT, Drawn, Item, notes
from leaderboards.review.queue import UNSURE, Candidate, Wanted, worth
from schema.queries import Filters
from schema.review.differing import differences
from schema.store import Store

AT_ONCE = 100
"""Claims that are read at once."""
SHOWN = 4
"""Digits of a number that says how sure or how much something is worth."""
CLAIM = Column("claim", "the claim's id, for `claimboard explain`")
DOUBTFUL = (
    Column("confidence", "how sure the extractor is of the whole claim, 0 to 1", True),
    Column("place", "the place that it would take on its board, were it sure; empty: none", True),
    Column("doubt", "what the extractor doubts, the least sure part first; or what people said otherwise"),
    Column("drawn", "queue: by what a decision is worth; random: drawn, for honest calibration"),
)
SOURCE = (Column("paper", "the paper's id", True), Column("title", "the paper's title"))
FIELDS = tuple(Column(field.name, f"the claim's {field.name}, in the text's words") for field in edits.FIELDS)
COLUMNS = (
    CLAIM,
    Column("worth", "what a decision is worth: doubt, times effect on the top of a board", True),
    *DOUBTFUL,
    Column("status", "machine; or waiting: it differs from what a person said"),
    *FIELDS,
    *SOURCE,
    SENTENCE,
)
"""The columns of `review list`: one row a claim."""
HEADINGS = {"confidence": "sure"}
TABLE = tuple(
    column._replace(heading=HEADINGS.get(column.name))
    for name in ("claim", "value", "metric", "benchmark", "method", "place", "confidence", "worth", "drawn",
                 "doubt", "paper")
    for column in COLUMNS
    if column.name == name
)  # fmt: skip


class Upcoming(NamedTuple):
    """A claim that is to come up, how it was drawn, the place that it would take, and what that is worth."""

    item: Item
    rank: int | None
    worth: float

    @property
    def drawn(self) -> Drawn:
        """How it came up."""
        return self.item.drawn

    @property
    def doubt(self) -> str:
        """Why it is doubtful, in words."""
        return doubt(self.item)


def upcoming(
    store: Store, who: str, day: str, filters: Filters, wanted: Wanted, seed: str | None = None
) -> Iterator[Upcoming]:
    """Yield the claims of the queue in the order in which the screen would show them to `who` on that day.

    Nothing is held: others may decide them meanwhile.
    """
    several, line = queue(store, who, day, filters, wanted, seed)
    found = {(one.paper, one.claim): one for one in several}
    while chunk := list(itertools.islice(line, AT_ONCE)):
        there = papers.items(store, dict.fromkeys(turn.paper for turn in chunk))
        items = {item.key: item for of_paper in there.values() for item in of_paper if item.open}
        for turn in chunk:
            key = (turn.paper, turn.claim)
            if key in items:  # else decided this moment
                yield _upcoming(items[key], found[key], turn.drawn, turn.chance)


def doubt(item: Item) -> str:
    """Say what speaks for another look: each part that is unsure, else the least sure; what people said."""
    claim = item.claim
    if item.against is not None:
        changes = "; ".join(map(str, differences(item.against, claim)))
        return f"a person said otherwise: {changes}"
    if item.status == "waiting":
        return "a person named another benchmark"
    said = notes(claim)
    sure = claim.slot_confidence
    unsure = {part for part, value in sure.items() if value < UNSURE}
    unsure |= {part for part, (_, doubted) in said.items() if doubted}
    if not unsure and sure:
        unsure = {min(sure, key=lambda part: sure[part])}
    words = []
    for part in sorted(unsure, key=lambda part: (sure.get(part, 0.0), part)):
        note, doubted = said.get(part, ("", False))
        named = " ".join(filter(None, (part, f"{sure[part]:.2f}" if part in sure else "")))
        words.append(f"{named}: {note}" if named and doubted else note if doubted else named)
    return "; ".join(words).removeprefix(DOUBT)


def fields(item: Item) -> dict[str, Cell]:
    """Return the fields of a claim as they are typed, by their names."""
    return {field.name: edits.shown(item.claim, field.name) for field in edits.FIELDS}


def cells(each: Upcoming) -> dict[str, Cell]:
    """Return the row of a claim."""
    item = each.item
    return {
        "claim": item.id,
        "worth": round(each.worth, SHOWN),
        "confidence": round(item.claim.confidence, SHOWN),
        "place": each.rank,
        "doubt": each.doubt,
        "drawn": each.drawn,
        "status": item.status,
        **fields(item),
        "paper": item.sheet.id,
        "title": item.sheet.title,
        "sentence": item.claim.sentence.text,
    }


def listing(found: Iterable[Upcoming]) -> Listing:
    """List the queue."""
    rows = map(cells, found)
    return Listing(COLUMNS, rows, [Section("", TABLE, rows, spare=("worth", "drawn"))], what="claims")


def _upcoming(item: Item, one: Candidate, drawn: Drawn, chance: float | None) -> Upcoming:
    return Upcoming(replace(item, drawn=drawn, chance=chance, others=()), one.rank, worth(one))
