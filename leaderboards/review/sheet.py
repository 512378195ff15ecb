"""A spreadsheet of claims to review: its columns, and the key by which a row comes home again.

A spreadsheet may change what it shows (2409.10000 becomes 2409.1), so that nothing but the key says which
claim a row is of, what stood in its cells, and which decision was known. A key is no number and no formula.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, TextIO

from leaderboards import render
from leaderboards.columns import SENTENCE
from leaderboards.render import Cell, Column, Listing
from leaderboards.review import edits, numerals
from leaderboards.review.items import Drawn, Item
from leaderboards.review.listing import CLAIM, DOUBTFUL, FIELDS, SOURCE, Upcoming, fields
from schema.identity import evened
from schema.inert import inert
from schema.records import Claim

Decision = Literal["accept", "reject", "keep"]
DECISIONS: tuple[Decision, ...] = ("accept", "reject", "keep")
EDITABLE = tuple(field.name for field in edits.FIELDS)
CHECKED = (*EDITABLE, "sentence")
"""The cells that the key remembers."""
MARK = 6
"""Hex digits by which a cell is remembered."""
COLUMNS = (
    Column("decision", "accept, reject (there is no such claim), keep (what a person said stays), or empty"),
    Column("why", "why, for the log"),
    *FIELDS,
    SENTENCE,
    *DOUBTFUL,
    CLAIM,
    *SOURCE,
    Column("seen", "which claim this is, and what stood in the row: leave it as it is"),
)
REQUIRED = ("decision", "seen")
"""What a sheet cannot do without."""
KEY = re.compile(rf"p(\d+)-c([a-z0-9]+)-d(\d+)-([qro])(\d+)-([0-9a-f]{{{MARK * len(CHECKED)}}})")
DRAWN: Mapping[str, Drawn] = {"q": "queue", "r": "random", "o": "other"}
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for something else, and stores that."""


class Key(NamedTuple):
    """Which claim a row is of, what was seen of it, and how it came up.

    `stood` is the decision that was known, None where there was none, `chance` as of an item; `marks` are
    what stood in the cells.
    """

    paper: int
    claim: str
    stood: int | None
    drawn: Drawn
    chance: float | None
    marks: Mapping[str, str]

    @property
    def of(self) -> tuple[int, str]:
        """The claim: its paper's row and its id."""
        return self.paper, self.claim

    def __str__(self) -> str:
        marks = "".join(self.marks[name] for name in CHECKED)
        among = 0 if self.chance is None else round(1 / self.chance)
        return f"p{self.paper}-c{self.claim}-d{self.stood or 0}-{self.drawn[0]}{among}-{marks}"


def key_of(item: Item) -> Key:
    """Return the key of a claim as it stands."""
    return Key(*item.key, item.stood, item.drawn, item.chance, marks(item.claim))


def read_key(text: str) -> Key | None:
    """Return a key as it was written, None where it was changed."""
    match = KEY.fullmatch(text.strip())
    if match is None:
        return None
    paper, claim, stood, drawn, among, digits = match.groups()
    parts = (digits[at : at + MARK] for at in range(0, len(digits), MARK))
    found = dict(zip(CHECKED, parts, strict=True))
    chance = 1 / int(among) if int(among) else None
    return Key(int(paper), claim, int(stood) or None, DRAWN[drawn], chance, found)


def marks(claim: Claim) -> dict[str, str]:
    """Return by what the cells of a claim are remembered."""
    cells = {name: edits.shown(claim, name) for name in EDITABLE} | {"sentence": inert(claim.sentence.text)}
    return {name: mark(name, cell) for name, cell in cells.items()}


def mark(name: str, cell: str) -> str:
    """Return by what a cell is remembered: the same of 85.3% and 85.30%, and however its blanks are."""
    meant = numerals.read(cell) if name == "value" else None
    text = evened(cell) if meant is None else repr(tuple(meant))
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]


def write(file: TextIO, found: Iterable[Upcoming]) -> int:
    """Write the sheet of some claims as CSV; return how many there are."""
    count = 0

    def rows() -> Iterator[dict[str, Cell]]:
        nonlocal count
        for count, each in enumerate(found, 1):  # noqa: B007 - it is returned
            yield _cells(each)

    file.write(BOM)
    render.write(file, "csv", Listing(COLUMNS, rows(), []))
    return count


def _cells(each: Upcoming) -> dict[str, Cell]:
    item = each.item
    return {
        "decision": "",
        "why": "",
        **fields(item),
        "sentence": item.claim.sentence.text,
        "confidence": round(item.claim.confidence, 4),
        "place": each.rank,
        "doubt": each.doubt,
        "drawn": each.drawn,
        "claim": item.id,
        "paper": item.sheet.id,
        "title": item.sheet.title,
        "seen": str(key_of(item)),
    }
