"""What people see of conflicts, comparisons and histories: the columns of each listing, and its rows."""

from collections.abc import Iterable, Sequence

from leaderboards.comparison import Pair
from leaderboards.conflicts import Conflict
from leaderboards.figures import amount_text, figure, rounded
from leaderboards.history import Record
from leaderboards.ranking import Board
from leaderboards.render import Cell, Column, Listing, Section
from leaderboards.render import Record as Cells
from leaderboards.sorting import AS_IT_COMES, Order
from leaderboards.views import titled
from schema.rows import ClaimRow

SIDE = {
    "claim": "the claim's id, for `claimboard explain`",
    "value": "the number as it stands",
    "unit": "its unit as written",
    "setting": "what qualifies the number; empty: unknown",
    "role": "own or other: whether its paper proposes the method",
    "confidence": "how sure the extractor is of the claim",
    "paper": "the paper's id",
    "url": "its address",
    "date": "when it was first published",
    "sentence": "the sentence that proves the claim",
}
"""What is told of each of two claims, under `first_` and `second_`."""
NUMBERS = ("value", "confidence", "paper", "date")
CELL = (
    Column("benchmark", "canonical name of the benchmark"),
    Column("metric", "canonical name of the metric"),
)


def _sides(*names: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"{side}_{name}", f"{SIDE[name]}, of the {side}", name in NUMBERS)
        for side in ("first", "second")
        for name in names
    )


CONFLICT_COLUMNS = (
    Column("cause", "rounding, scale, setting, unresolved (a setting is unknown) or real"),
    *CELL,
    Column("method", "canonical name of the method"),
    Column("apart", "by how much they differ, in the family's base unit; shares in points", True),
    Column("family", "what kind of quantity the metric is; empty for bare numbers"),
    *_sides(*SIDE),
)
"""The columns of `conflicts`: a row two claims."""
PAIR_COLUMNS = (
    *CELL,
    Column("better", "which way is declared better: up or down"),
    Column("ahead", "the method that is ahead, `tie`, or empty where it is not declared what is better"),
    Column("apart", "by how much the second is above the first, as in `conflicts`", True),
    Column("family", "what kind of quantity the metric is; empty for bare numbers"),
    Column("same_setting", "yes or no; empty where a setting is unknown"),
    Column("first_method", "canonical name of the first method"),
    Column("second_method", "canonical name of the second method"),
    *_sides(*SIDE),
)
"""The columns of `compare`: a row a board that both methods are on."""
RECORD_COLUMNS = (
    *CELL,
    Column("better", "which way is declared better: up or down"),
    Column("date", "when the paper was first published", True),
    Column("method", "canonical name of the method that took first place"),
    Column("level", "its value in the board's unit", True),
    Column("unit", "the board's unit"),
    Column("gain", "by how much it was better than the record before, in that unit", True),
    *(
        Column(name, SIDE[name], name in NUMBERS)
        for name in ("setting", "role", "claim", "confidence", "paper")
    ),
    Column("title", "the paper's title"),
    *(Column(name, SIDE[name]) for name in ("url", "sentence")),
)
"""The columns of `history`: a row a record."""
RECORDS = tuple(
    Column(name, "", name in ("date", "value", "gain", "paper"))
    for name in ("date", "method", "value", "gain", "setting", "role", "paper", "claim")
)


def conflicts(found: Iterable[Conflict], order: Order = AS_IT_COMES) -> Listing:
    """List conflicts; people read each as a heading and two claims with their sentences."""
    shared = order.of(found, _told)
    return Listing(CONFLICT_COLUMNS, map(_told, shared), map(_conflict, shared), what="conflicts")


def pairs(found: Iterable[Pair], first: str, second: str, order: Order = AS_IT_COMES) -> Listing:
    """List two methods' claims side by side, a board a row."""
    shared = order.of(found, _pair)
    sections = [_pair_section(shared, first, second)]
    return Listing(PAIR_COLUMNS, map(_pair, shared), sections, what="pairs")


def histories(found: Iterable[tuple[Board, Sequence[Record]]]) -> Listing:
    """List the records of boards, board by board."""
    shared = list(found)
    rows = (_record(board, one) for board, records in shared for one in records)
    sections = (
        Section(
            titled(board),
            RECORDS,
            [
                {
                    **one.row.claim._asdict(),
                    "value": amount_text(rounded(one.row.level or 0.0), board.unit),
                    "gain": None if one.gain is None else f"+{amount_text(rounded(one.gain), board.unit)}",
                }
                for one in records
            ],
        )
        for board, records in shared
    )
    return Listing(RECORD_COLUMNS, rows, sections, what="records")


def _record(board: Board, one: Record) -> Cells:
    claim = one.row.claim
    return {
        **claim._asdict(),
        "benchmark": board.name,
        "better": board.direction,
        "level": one.row.level,
        "unit": board.unit,
        "gain": None if one.gain is None else _rounded(one.gain),
    }


def _told(one: Conflict) -> Cells:
    return {
        "cause": one.cause.value,
        "benchmark": one.first.benchmark,
        "metric": one.first.metric,
        "method": one.first.method,
        "apart": _rounded(one.apart),
        "family": one.family or None,
        **_side("first", one.first),
        **_side("second", one.second),
    }


def _conflict(one: Conflict) -> Section:
    cell = f"{one.first.method} on {one.first.benchmark}, {one.first.metric}"
    names = ("value", "setting", "role", "paper", "date", "claim", "sentence")
    columns = tuple(Column(name, SIDE[name], name in NUMBERS) for name in names)
    rows = [{**row._asdict(), "value": figure(row)} for row in (one.first, one.second)]
    return Section(f"{one.cause.value}: {cell}", columns, rows)


def _pair(one: Pair) -> Cells:
    names = {0: "tie", 1: one.first.method, 2: one.second.method, None: None}
    return {
        "benchmark": one.benchmark,
        "metric": one.metric,
        "better": one.direction,
        "ahead": names[one.ahead],
        "apart": _rounded(one.apart),
        "family": one.family or None,
        "same_setting": {True: "yes", False: "no", None: None}[one.same_setting],
        "first_method": one.first.method,
        "second_method": one.second.method,
        **_side("first", one.first),
        **_side("second", one.second),
    }


def _pair_section(found: Iterable[Pair], first: str, second: str) -> Section:
    columns = (
        *CELL,
        Column("first", "its best claim", True, first),
        Column("second", "its best claim", True, second),
        *PAIR_COLUMNS[2:4],
        PAIR_COLUMNS[6],
        *(Column(f"{side}_{name}", "", True) for side in ("first", "second") for name in ("paper", "date")),
    )
    rows = ({**_pair(one), "first": figure(one.first), "second": figure(one.second)} for one in found)
    return Section(f"{first} and {second}", columns, rows)


def _side(side: str, claim: ClaimRow) -> dict[str, Cell]:
    return {f"{side}_{name}": getattr(claim, name) for name in SIDE}


def _rounded(apart: float) -> float:
    """Return a difference without the dust of binary fractions: 4.2 of 4.200000000000003."""
    return float(f"{apart:.10g}")
