"""Claims of one benchmark (or one hardware) to a page: its boards, ranked, and its changes.

Pure: rows in, a page out. A board is one metric in one unit. On it stands the best row of each method in each
setting, ties share a rank (1, 1, 3); every other score claim is listed below with its reason. A setting that
is not known may be any: such a row stands for itself. Changes and ratios compare with something of their own
paper and are never ranked.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from leaderboards.eligibility import BETTER_ABOVE, EQUAL_ABOVE, board_unit, obstacle
from schema.naming import Names
from schema.registry import Metric, fold
from schema.rows import ClaimRow

# fmt: off
CONTRACT = (
    "claim", "method", "metric", "value", "value_high", "unit", "kind", "direction", "bound", "role",
    "baseline", "hardware", "paper", "url", "date", "confidence", "status", "sentence", "title", "factor",
)
# fmt: on
"""What a row holds in the JSON of a page, which scripts rely on: keys may be added, never taken away."""
VERSION = 1


class Row(NamedTuple):
    """A claim in its place: `rank` on a board, or the `reason` why it has none; neither for a change.

    `reported_by` is "own" for what a paper says of its own method, "baseline" for what it says of another
    beside its own on the same board, "third party" for any other.
    """

    claim: ClaimRow
    reported_by: str
    rank: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """One metric in one unit. `direction` is which of "up" and "down" is better, None where not declared."""

    metric: str | None
    unit: str | None
    direction: str | None
    rows: tuple[Row, ...]
    unranked: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All claims that name one benchmark, or, where `slot` is "hardware", one piece of hardware."""

    name: str
    slot: str
    boards: tuple[Board, ...]
    changes: tuple[Row, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the page as JSON data; its shape is a contract with people's scripts (`version`)."""
        return {
            "version": VERSION,
            "benchmark": self.name,
            "boards": [
                {
                    "metric": board.metric,
                    "unit": board.unit,
                    "direction": board.direction,
                    "rows": [{"rank": row.rank, **_contract(row)} for row in board.rows],
                    "unranked": [{"reason": row.reason, **_contract(row)} for row in board.unranked],
                }
                for board in self.boards
            ],
            "changes": [_contract(row) for row in self.changes],
        }


def page(
    name: str, rows: Iterable[ClaimRow], names: Names, min_confidence: float, slot: str = "benchmark"
) -> Page:
    """Make the page of a benchmark's, or a hardware's, canonical name out of all claims that have it.

    Score claims with a confidence below `min_confidence` are listed and not ranked.
    """
    groups: dict[tuple[str, str | None], list[ClaimRow]] = defaultdict(list)
    changes: dict[str, list[ClaimRow]] = defaultdict(list)
    metrics: dict[tuple[str | None, str | None], Metric | None] = {}
    for row in rows:
        key = fold(row.metric or "")
        if row.kind != "score":
            changes[key].append(row)
            continue
        named = (row.metric, row.benchmark)
        if named not in metrics:
            metrics[named] = names.metric(row.metric, row.benchmark) if row.metric else None
        groups[key, board_unit(row, metrics[named])].append(row)
    boards = [_board(unit, claims, metrics, min_confidence, slot) for (_, unit), claims in groups.items()]
    headline = fold(names.headline(name) or "") if slot == "benchmark" else ""
    return Page(
        name,
        slot,
        tuple(sorted(boards, key=lambda board: _board_order(board, headline))),
        tuple(_changes(changes, headline)),
    )


def _board(
    unit: str | None,
    claims: Sequence[ClaimRow],
    metrics: dict[tuple[str | None, str | None], Metric | None],
    min_confidence: float,
    slot: str,
) -> Board:
    name = Counter(claim.metric for claim in claims).most_common(1)[0][0]
    # on a hardware's page only claims without a benchmark are ranked: the direction is theirs
    metric = next(
        (metrics[c.metric, c.benchmark] for c in claims if slot == "benchmark" or not c.benchmark), None
    )
    direction = metric.direction if metric else None
    reporters = _reporters(claims)
    ranked: list[Row] = []
    unranked: list[Row] = []
    best: dict[tuple[str, ...], float] = {}
    reason: str | None
    rank = 0
    for claim in sorted(claims, key=lambda claim: _best_first(claim, direction)):
        if slot == "hardware" and claim.benchmark:
            reason = f"measured on {claim.benchmark}: see that board"
        else:
            reason = obstacle(claim, metrics[claim.metric, claim.benchmark], min_confidence)
        entry = _entry(claim)
        if reason is None and entry is not None and entry in best:
            reason = EQUAL_ABOVE if best[entry] == claim.value else BETTER_ABOVE
        if reason is not None:
            unranked.append(Row(claim, reporters[claim], reason=reason))
            continue
        if entry is not None:
            best[entry] = claim.value
        if not ranked or ranked[-1].claim.value != claim.value:
            rank = len(ranked) + 1
        ranked.append(Row(claim, reporters[claim], rank=rank))
    return Board(name, unit, direction, tuple(ranked), tuple(unranked))


def _entry(claim: ClaimRow) -> tuple[str, ...] | None:
    """Say who competes, and in which setting; None where that is not known, and equals no other.

    That is a method, or, where the text names none, the paper's own one; on one piece of hardware, if any.
    """
    if claim.setting is None:
        return None
    who = (fold(claim.method),) if claim.method else (claim.paper, claim.role)
    return (*who, fold(claim.setting), fold(claim.hardware or ""))


def _reporters(claims: Iterable[ClaimRow]) -> dict[ClaimRow, str]:
    """Say who reported each claim of one board."""
    claims = list(claims)
    with_own = {claim.paper_key for claim in claims if claim.role == "own"}
    return {
        claim: "own" if claim.role == "own" else "baseline" if claim.paper_key in with_own else "third party"
        for claim in claims
    }


def _best_first(claim: ClaimRow, direction: str | None) -> tuple[object, ...]:
    """Sort best first where it is known what is better; then own claims, the earliest, and a stable order."""
    signed = {"up": -claim.value, "down": claim.value, None: 0.0}[direction]
    return (signed, claim.role != "own", claim.date or "9999", claim.paper, claim.start, claim.claim)


def _board_order(board: Board, headline: str) -> tuple[object, ...]:
    """Sort the headline metric first, then the boards with most to say; claims that name no metric last."""
    name = fold(board.metric or "")
    return (not name, name != headline, -len(board.rows), -len(board.unranked), name, board.unit or "")


def _changes(groups: dict[str, list[ClaimRow]], headline: str) -> Iterable[Row]:
    """Sort changes and ratios by metric, and within one like beside like, the greatest effect first."""
    for name in sorted(groups, key=lambda name: (not name, name != headline, -len(groups[name]), name)):
        reporters = _reporters(groups[name])
        for claim in sorted(groups[name], key=_greatest_first):
            yield Row(claim, reporters[claim])


def _greatest_first(claim: ClaimRow) -> tuple[object, ...]:
    like = (claim.kind, claim.direction or "~", "" if claim.kind == "ratio" else claim.unit or "~")
    if claim.kind == "ratio":
        size = None if claim.factor is None else max(claim.factor, 1 / claim.factor)
    else:
        size = claim.value
    return (*like, size is None, -(size or 0.0), claim.paper, claim.start, claim.claim)


def _contract(row: Row) -> dict[str, object]:
    added = {"reported_by": row.reported_by, "setting": row.claim.setting}
    return {key: getattr(row.claim, key) for key in CONTRACT} | added


class Summary(NamedTuple):
    """One metric of one benchmark in a line: how much its boards hold, and who leads the fullest of them."""

    benchmark: str
    metric: str | None
    unit: str | None
    ranked: int
    unranked: int
    changes: int
    papers: int
    leader: Row | None


def summaries(page: Page) -> list[Summary]:
    """Sum up each metric of a page in a line, in the page's order; metrics that only change come last."""
    found = []
    boards: dict[str, list[Board]] = defaultdict(list)
    changes: dict[str, list[Row]] = defaultdict(list)
    for board in page.boards:
        boards[fold(board.metric or "")].append(board)
    for row in page.changes:
        changes[fold(row.claim.metric or "")].append(row)
    for metric in dict.fromkeys((*boards, *changes)):
        fullest = max(boards[metric], key=lambda board: len(board.rows), default=None)
        ranked = [row for board in boards[metric] for row in board.rows]
        unranked = [row for board in boards[metric] for row in board.unranked]
        everything = [*ranked, *unranked, *changes[metric]]
        found.append(
            Summary(
                page.name,
                fullest.metric if fullest else everything[0].claim.metric,
                fullest.unit if fullest else None,
                len(ranked),
                len(unranked),
                len(changes[metric]),
                len({row.claim.paper_key for row in everything}),
                next(itertools.islice(fullest.rows, 1), None) if fullest else None,
            )
        )
    return found
