"""What people see of pages, claims and papers: the rows of each listing, and the tables of them."""

from collections.abc import Iterable, Iterator

from leaderboards.by_metric import MetricSummary
from leaderboards.columns import (
    CHANGES,
    CLAIM_COLUMNS,
    CLAIMS,
    COLUMNS,
    DERIVED,
    METRIC_COLUMNS,
    METRICS,
    NO_BOARD,
    RANKED,
    SUMMARY,
    SUMMARY_COLUMNS,
    UNRANKED,
)
from leaderboards.derived import Derived
from leaderboards.eligibility import NEITHER, UNDECLARED
from leaderboards.figures import amount_text, figure, placed_figure, rounded
from leaderboards.pages import Page
from leaderboards.ranking import Board, Row
from leaderboards.render import Cell, Listing, Record, Section
from leaderboards.sorting import AS_IT_COMES, Order
from leaderboards.summaries import Summary
from schema.records import Basis
from schema.rows import ClaimRow

__all__ = ["CLAIM_COLUMNS", "COLUMNS", "METRIC_COLUMNS", "SUMMARY_COLUMNS"]

BETTER = {"up": "higher is better", "down": "lower is better", None: "direction not declared"}
SHORT = 7
"""Characters of a claim's id in the tables of a board: enough for `claimboard explain`."""


def page(found: Page) -> Listing:
    """List a page: its boards one by one, then what no board ranks, then its changes."""
    return Listing(COLUMNS, page_rows(found), _page_sections(found), found.to_dict())


def pages(found: Iterable[Page], order: Order = AS_IT_COMES) -> Listing:
    """List many pages as one table of claims, or one after the other; in another order all at once."""
    shared = iter(found)
    rows: Iterable[Record] = (row for each in shared for row in page_rows(each))
    if order != AS_IT_COMES:
        rows = order.of(rows, lambda row: row)
    return Listing(COLUMNS, rows, (section for each in shared for section in _page_sections(each)))


def page_rows(found: Page) -> Iterator[Record]:
    """Yield every claim of a page once, and what is derived, board by board, with the keys of `COLUMNS`."""
    for board in found.boards:
        placed = (("ranked", board.rows), ("unranked", board.unranked), ("review", board.review))
        for section, rows in placed:
            for row in rows:
                yield _placed(section, row, board)
        for each in board.derived:
            made = Row(each.change, "", level=each.level, basis=Basis.ABSOLUTE.value)
            yield _placed("derived", made, board) | {"chain": each.chain, "score_claim": each.score.claim}
    for row in found.changes:
        yield _placed("change", row, None)


def claims(rows: Iterable[ClaimRow], title: str = "") -> Listing:
    """List claims as they come."""
    shared = iter(rows)
    return Listing(
        CLAIM_COLUMNS,
        (claim._asdict() for claim in shared),
        [Section(title, CLAIMS, (_read(claim) for claim in shared), spare=("setting",))],
        what="claims",
    )


def summaries(rows: Iterable[Summary], order: Order = AS_IT_COMES, title: str = "") -> Listing:
    """List the metrics of benchmarks, each with who is first."""
    found = order.of(rows, _summed)
    return Listing(
        SUMMARY_COLUMNS,
        (_summed(row) for row in found),
        [Section(title, SUMMARY, ({**_summed(row), **_figure(row)} for row in found))],
        what="boards",
    )


def metrics(rows: Iterable[MetricSummary], order: Order = AS_IT_COMES, title: str = "") -> Listing:
    """List the metrics of claims that name no benchmark."""
    found = order.of(rows, _measured)
    return Listing(
        METRIC_COLUMNS,
        (_measured(row) for row in found),
        [Section(title, METRICS, ({**_measured(row), **_ends(row)} for row in found))],
        what="metrics",
    )


def board(found: Page, one: Board, limit: int) -> Listing:
    """List the first rows of one board of a page, as people read them."""
    rows = [_scored(row, one) for row in one.rows[:limit]]
    return Listing(RANKED, rows, [Section(titled(one), RANKED, rows)])


def _page_sections(found: Page) -> Iterator[Section]:
    for part in found.parts:
        boards = [board for board in found.boards if board.name == part]
        for board in boards:
            if board.rows:
                title = titled(board)
                yield Section(title, RANKED, [_scored(row, board) for row in board.rows])
                yield Section(
                    f"{title}, not ranked", UNRANKED, [_scored(row, board) for row in board.unranked]
                )
        rest = [_scored(row, board) for board in boards if not board.rows for row in board.unranked]
        yield Section(f"{part}: scores without a board", NO_BOARD, *_noted(rest))
        review = [_scored(row, board) for board in boards for row in board.review]
        yield Section(f"{part}: to review", NO_BOARD, review)
        derived = [_derived(each, board) for board in boards for each in board.derived]
        yield Section(f"{part}: derived scores, not ranked", DERIVED, derived)
        changes = [_changed(row, part) for row in found.changes if found.part(row.claim) == part]
        yield Section(f"{part}: changes and ratios", CHANGES, changes)


def _noted(rows: Iterable[dict[str, Cell]]) -> tuple[list[dict[str, Cell]], list[str]]:
    """Set below a table what its reasons say to do: whole, so that it can be copied."""
    shown: list[dict[str, Cell]] = []
    notes: dict[str, None] = {}
    for row in rows:
        reason, _, command = str(row["reason"]).partition(f"{UNDECLARED}: ")
        if command:
            reason, notes[f"to declare it: {command}"] = UNDECLARED, None
        shown.append(row | {"reason": reason})
    return shown, list(notes)


def titled(board: Board) -> str:
    """Say what a board is of: "GSM8K: accuracy (%), higher is better"."""
    unit = f" ({board.unit})" if board.unit else ""
    better = NEITHER if board.neither else BETTER[board.direction]
    return f"{board.name}: {board.metric or 'no metric'}{unit}, {better}"


def _placed(section: str, row: Row, board: Board | None) -> dict[str, Cell]:
    return {
        **row.claim._asdict(),
        **{name: getattr(row, name) for name in ("rank", "reason", "reported_by", "level", "level_high")},
        "section": section,
        "board_unit": board and board.unit,
        "better": board and board.direction,
        "flag": row.flag,
        "basis": row.basis,
        "family": board.family if board else row.claim.family,
        "chain": None,
        "score_claim": None,
    }


def _read(claim: ClaimRow) -> dict[str, Cell]:
    """Return the composed cells of a claim."""
    return {**claim._asdict(), "value": figure(claim), "sure": f"{claim.confidence:.2f}"}


def _scored(row: Row, board: Board) -> dict[str, Cell]:
    """Return the composed cells of a score, its value in the unit of its board."""
    cells = _listed(row)
    if row.level is not None and not row.review:  # what is to be reviewed stands as it is written
        cells["value"] = placed_figure(row.claim, row.level, row.level_high, board.unit)
    return cells


def _changed(row: Row, part: str) -> Record:
    """Return the composed cells of a change or ratio on the page of `part`."""
    claim = row.claim
    return {
        **_listed(row),
        "basis": (row.basis or "unknown") if claim.kind == "change" else None,
        "over": claim.baseline,
        "on": " · ".join(name for name in (claim.benchmark, claim.hardware) if name and name != part),
    }


def _derived(each: Derived, board: Board) -> Record:
    return {
        **_read(each.change),
        "value": amount_text(each.level, board.unit),
        "from": f"{each.chain} (claims {each.score.claim[:SHORT]} and {each.change.claim[:SHORT]})",
        "sure": f"{each.confidence:.2f}",
    }


def _listed(row: Row) -> dict[str, Cell]:
    placed: dict[str, Cell] = {"rank": row.rank, "reason": row.reason, "reported_by": row.reported_by}
    return {**_read(row.claim), **placed, "flag": row.flag, "claim": row.claim.claim[:SHORT]}


def _summed(row: Summary) -> dict[str, Cell]:
    claim = row.leader.claim if row.leader else None
    return {
        **{name: cell for name, cell in row._asdict().items() if name != "first"},
        "leader": claim and claim.method,
        "value": claim and claim.value,
        "level": row.leader and row.leader.level,
        "reported_by": row.leader and row.leader.reported_by,
        **_source(row.first.claim),
    }


def _figure(row: Summary) -> Record:
    if row.leader is None or row.leader.level is None:
        return {}
    return {"value": placed_figure(row.leader.claim, row.leader.level, row.leader.level_high, row.unit)}


def _measured(row: MetricSummary) -> dict[str, Cell]:
    cells = {name: cell for name, cell in row._asdict().items() if name != "first"}
    return {**cells, "method": row.first.method, "claim": row.first.claim, **_source(row.first)}


def _ends(row: MetricSummary) -> Record:
    """Return the cells of the least and the greatest as people read them."""
    return {
        "claim": row.first.claim[:SHORT],
        **{
            name: None if number is None else amount_text(rounded(number), row.unit)
            for name, number in (("least", row.least), ("greatest", row.greatest))
        },
    }


def _source(claim: ClaimRow) -> dict[str, Cell]:
    return {name: getattr(claim, name) for name in ("paper", "title", "url", "date", "sentence")}
