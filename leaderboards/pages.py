"""Claims of one benchmark (or one hardware) to a page: its boards, and its changes.

Pure: rows in, a page out. A benchmark that has parts in the store, versions, splits or subsets, has the
boards of all of them on its page, each part's apart: what was measured on one is never compared with another.
"""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from leaderboards import changes
from leaderboards.derived import Derived, derive
from leaderboards.levels import level
from leaderboards.ranking import Board, Facts, Row, Rules, board, facts
from schema.naming import Names
from schema.registry import fold
from schema.rows import ClaimRow

# fmt: off
CONTRACT = (
    "claim", "method", "metric", "value", "value_high", "unit", "kind", "direction", "bound", "role",
    "baseline", "hardware", "paper", "url", "date", "confidence", "status", "sentence", "title", "factor",
    "setting", "benchmark",
)
# fmt: on
"""What a row holds in the JSON of a page, which scripts rely on: keys may be added, never taken away."""
PLACED = ("reported_by", "level", "level_high", "flag")
VERSION = 1


@dataclass(frozen=True, slots=True)
class Page:
    """All claims that name one benchmark, or, where `slot` is "hardware", one piece of hardware.

    Boards and changes stand part by part, those of the name itself first.
    """

    name: str
    slot: str
    boards: tuple[Board, ...]
    changes: tuple[Row, ...]

    @property
    def parts(self) -> list[str]:
        """The names that boards and changes are of, in their order."""
        named = [board.name for board in self.boards] + [self.part(row.claim) for row in self.changes]
        return sorted(set(named), key=lambda part: (part != self.name, part))

    def part(self, claim: ClaimRow) -> str:
        """Return the name of the part that a claim belongs to."""
        return part_of(claim, self.slot) or self.name

    def to_dict(self) -> dict[str, object]:
        """Return the page as JSON data; its shape is a contract with people's scripts (`version`)."""
        return {
            "version": VERSION,
            "benchmark": self.name,
            "boards": [_board_dict(board) for board in self.boards],
            "changes": [_contract(row) | {"basis": row.basis} for row in self.changes],
        }


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python look for no cycles meanwhile: rows make none, and of 50,000 that takes half of all time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
def page(
    name: str,
    rows: Iterable[ClaimRow],
    names: Names,
    min_confidence: float,
    slot: str = "benchmark",
    hedged: bool = False,
    role: str | None = None,
) -> Page:
    """Make the page of a benchmark's, or a hardware's, canonical name out of all claims that have it.

    Score claims with a confidence below `min_confidence` are listed and not ranked; with `hedged`, ranges
    and what is only about right are ranked too. Claims of another role than `role` count for who reported
    what, and for what follows from it, and are not listed.
    """
    parts: dict[str, list[ClaimRow]] = defaultdict(list)
    for row in rows:
        parts[part_of(row, slot) or name].append(row)
    known, rules = facts(names), Rules(min_confidence, hedged, role)
    boards: list[Board] = []
    changed: list[Row] = []
    for part in sorted(parts, key=lambda part: (part != name, part)):
        headline = fold(names.headline(part) or "") if slot == "benchmark" else ""
        made = _boards(part, parts[part], known, rules, slot)
        boards += sorted(made, key=lambda board: _board_order(board, headline))
        compared = (claim for claim in parts[part] if claim.kind != "score")
        changed += changes.ordered(compared, known, headline, role)
    return Page(name, slot, tuple(boards), tuple(changed))


def part_of(claim: ClaimRow, slot: str) -> str | None:
    """Return the full name of what a claim was measured on."""
    return claim.hardware if slot == "hardware" else claim.benchmark


def _boards(part: str, claims: Sequence[ClaimRow], known: Facts, rules: Rules, slot: str) -> Iterable[Board]:
    scores = [claim for claim in claims if claim.kind == "score"]
    groups: dict[tuple[str, str], list[ClaimRow]] = defaultdict(list)
    for claim in scores:
        groups[_group(claim, known)].append(claim)
    following: dict[tuple[str, str], list[Derived]] = defaultdict(list)
    if slot == "benchmark":
        for found in derive((claim for claim in claims if claim.kind == "change"), scores, known):
            if rules.role in (None, found.change.role):
                following[_group(found.score, known)].append(found)
    for key, group in groups.items():
        made = board(part, group, known, rules, slot, sorted(following[key], key=_greatest_first))
        if made.rows or made.unranked or made.review or made.derived:
            yield made


def _group(claim: ClaimRow, known: Facts) -> tuple[str, str]:
    """Return what the claims of a board share: metric and family of units."""
    return fold(claim.metric or ""), level(claim, known(claim)).family


def _greatest_first(found: Derived) -> tuple[object, ...]:
    return (-found.level, found.change.paper, found.change.start, found.change.claim)


def _board_order(board: Board, headline: str) -> tuple[object, ...]:
    """Sort the headline metric first, then the boards with most to say; claims that name no metric last."""
    name = fold(board.metric or "")
    return (not name, name != headline, -len(board.rows), -len(board.unranked), name, board.unit or "")


def _board_dict(board: Board) -> dict[str, object]:
    return {
        **{
            name: getattr(board, name)
            for name in ("benchmark", "version", "split", "subset", "metric", "unit", "family", "direction")
        },
        "rows": [{"rank": row.rank, **_contract(row)} for row in board.rows],
        "unranked": [{"reason": row.reason, **_contract(row)} for row in board.unranked],
        "review": [{"reason": row.reason, **_contract(row)} for row in board.review],
        "derived": [
            {
                "method": found.change.method,
                "level": found.level,
                "unit": board.unit,
                "chain": found.chain,
                "confidence": found.confidence,
                "score": _claim(found.score),
                "change": _claim(found.change),
            }
            for found in board.derived
        ],
    }


def _claim(claim: ClaimRow) -> dict[str, object]:
    return {key: getattr(claim, key) for key in CONTRACT}


def _contract(row: Row) -> dict[str, object]:
    return _claim(row.claim) | {key: getattr(row, key) for key in PLACED}
