"""What people see of pages, claims and papers: the columns of each listing, and its rows."""

from collections.abc import Iterable, Iterator

from leaderboards.figures import figure
from leaderboards.ranking import Board, Page, Row, Summary
from leaderboards.render import Cell, Column, Listing, Record, Section
from schema.rows import ClaimRow, PaperRow

SOURCE = (
    Column("paper", "the paper's id: arXiv id, DOI, the id as given, or text: and hex digits", True),
    Column("title", "the paper's title"),
    Column("url", "the paper's address, if any"),
    Column("date", "when it was first published, ISO 8601, as far as known: day, month or year", True),
)
CLAIM = (
    Column("claim", "the claim's id, for `claimboard explain`"),
    Column("benchmark", "canonical name of the benchmark, empty where none is named"),
    Column("metric", "canonical name of the metric, empty where none is named"),
    Column("method", "canonical name of the method, empty where none is named"),
    Column("value", "the number as it stands (17% is 17); of a range the first", True),
    Column("value_high", "the second number of a range", True),
    Column("unit", "%, x, points, or the unit as written; empty for a bare number"),
    Column("kind", "score (a level), change (a difference) or ratio (a multiple or share)"),
    Column("direction", "of changes and ratios: up or down"),
    Column("bound", "a hedge: at_most, at_least or approx"),
    Column("role", "own: the paper's own method; other: one that it compares with or studies"),
    Column("baseline", "what a change or ratio is measured against"),
    Column("hardware", "canonical name of the hardware"),
    Column("factor", "of ratios: the metric's level after over before", True),
    Column("confidence", "how sure the extractor is of the whole claim, 0 to 1", True),
    Column("status", "whose word it is: machine"),
)
SENTENCE = Column("sentence", "the sentence that proves the claim")
SETTING = Column(
    "setting", "what qualifies the number: backbone, hardware, shots, data or other; empty: unknown"
)
PLACE = (
    Column("section", "ranked, unranked or change"),
    Column("rank", "place on its board; ties share one", True),
    Column("reason", "why the claim is not ranked"),
    Column("board_unit", "the unit of the board, which differs from `unit` for a bare percentage"),
    Column("better", "which is declared better on the board: up or down"),
    Column("reported_by", "own, baseline (beside an own claim of that paper on the board) or third party"),
)
COLUMNS = (*PLACE, *CLAIM, *SOURCE, SENTENCE, SETTING)
"""The columns of `show` and `export boards`: one row a claim."""
CLAIM_COLUMNS = (
    *CLAIM,
    Column("written", "the number as written"),
    Column("benchmark_written", "the benchmark in the text's own words"),
    Column("metric_written", "the metric in the text's own words"),
    Column("method_written", "the method in the text's own words"),
    Column("inferred", "slots that are not in the text's own words, comma-separated"),
    *SOURCE,
    Column("start", "where the value begins, in code points of title, newline, abstract", True),
    Column("end", "where it ends", True),
    SENTENCE,
    SETTING,
)
"""The columns of `claims` and `export claims`: one row a claim."""
PAPER_COLUMNS = (
    *SOURCE,
    Column("recorded", "when it came into this store, UTC", True),
    Column("claims", "how many claims its newest text makes", True),
)
"""The columns of `papers` and `export papers`: one row a paper."""
SUMMARY_COLUMNS = (
    Column("benchmark", "canonical name of the benchmark, or of hardware where none is named"),
    Column("metric", "canonical name of the metric, empty for claims that name none"),
    Column("unit", "the unit of its fullest board"),
    Column("ranked", "how many claims are ranked", True),
    Column("unranked", "how many scores are listed and not ranked", True),
    Column("changes", "how many changes and ratios there are", True),
    Column("papers", "how many papers claim something here", True),
    Column("leader", "the method in first place"),
    Column("value", "its value", True),
    Column("reported_by", "who reported it: own, baseline or third party"),
    *SOURCE,
    SENTENCE,
)
"""The columns of `boards`: a row a metric of a benchmark. Paper to sentence are those of the first place."""
BETTER = {"up": "higher is better", "down": "lower is better", None: "direction not declared"}


def _headed(*names: str) -> tuple[Column, ...]:
    """Return columns of a table that people read: cells that are composed, under short headings."""
    return tuple(Column(name, "", name in ("rank", "value", "sure", "paper", "date")) for name in names)


RANKED = _headed("rank", "method", "setting", "value", "reported_by", "hardware", "paper", "date", "sure")
UNRANKED = _headed("method", "setting", "value", "reason", "reported_by", "paper", "date", "sure")
NO_BOARD = _headed("metric", "method", "setting", "value", "reason", "reported_by", "paper", "date", "sure")
CHANGES = _headed(
    "metric", "value", "method", "over", "on", "setting", "reported_by", "paper", "date", "sure"
)
CLAIMS = _headed("claim", "value", "metric", "benchmark", "method", "role", "paper", "sure")
PAPERS = (*SOURCE[:2], SOURCE[3], PAPER_COLUMNS[-1])
SUMMARY = tuple(
    column for column in SUMMARY_COLUMNS if column.name not in ("unit", "title", "url", "date", "sentence")
)


def page(found: Page) -> Listing:
    """List a page: its boards one by one, then what no board ranks, then its changes."""
    return Listing(COLUMNS, page_rows(found), _page_sections(found), found.to_dict())


def pages(found: Iterable[Page]) -> Listing:
    """List many pages as one table of claims, or one after the other."""
    shared = iter(found)
    rows = (row for each in shared for row in page_rows(each))
    return Listing(COLUMNS, rows, (section for each in shared for section in _page_sections(each)))


def page_rows(found: Page) -> Iterator[Record]:
    """Yield every claim of a page once, board by board, with the keys of `COLUMNS`."""
    for board in found.boards:
        for section, rows in (("ranked", board.rows), ("unranked", board.unranked)):
            for row in rows:
                yield _placed(section, row, board.unit, board.direction)
    for row in found.changes:
        yield _placed("change", row, None, None)


def claims(rows: Iterable[ClaimRow], title: str = "") -> Listing:
    """List claims as they come."""
    shared = iter(rows)
    return Listing(
        CLAIM_COLUMNS,
        (claim._asdict() for claim in shared),
        [Section(title, CLAIMS, (_read(claim) for claim in shared))],
    )


def papers(rows: Iterable[PaperRow], title: str = "") -> Listing:
    """List papers as they come."""
    shared = (paper._asdict() for paper in rows)
    return Listing(PAPER_COLUMNS, shared, [Section(title, PAPERS, shared)])


def summaries(rows: Iterable[Summary], title: str = "") -> Listing:
    """List the metrics of benchmarks, each with who is first."""
    found = list(rows)
    return Listing(
        SUMMARY_COLUMNS,
        (_summed(row) for row in found),
        [Section(title, SUMMARY, ({**_summed(row), **_figure(row)} for row in found))],
    )


def board(found: Page, one: Board, limit: int) -> Listing:
    """List the first rows of one board of a page, as people read them."""
    rows = [_read(row.claim, row) for row in one.rows[:limit]]
    return Listing(RANKED, rows, [Section(f"{found.name}: {_titled(one)}", RANKED, rows)])


def _page_sections(found: Page) -> Iterator[Section]:
    for board in found.boards:
        if board.rows:
            title = f"{found.name}: {_titled(board)}"
            yield Section(title, RANKED, [_read(row.claim, row) for row in board.rows])
            yield Section(f"{title}, not ranked", UNRANKED, [_read(row.claim, row) for row in board.unranked])
    rest = [row for board in found.boards if not board.rows for row in board.unranked]
    yield Section(f"{found.name}: scores without a board", NO_BOARD, [_read(row.claim, row) for row in rest])
    yield Section(
        f"{found.name}: changes and ratios",
        CHANGES,
        [_read(row.claim, row, found.name) for row in found.changes],
    )


def _titled(board: Board) -> str:
    unit = f" ({board.unit})" if board.unit else ""
    return f"{board.metric or 'no metric'}{unit}, {BETTER[board.direction]}"


def _placed(section: str, row: Row, unit: str | None, better: str | None) -> Record:
    return {
        "section": section,
        "rank": row.rank,
        "reason": row.reason,
        "board_unit": unit,
        "better": better,
        "reported_by": row.reported_by,
        **row.claim._asdict(),
    }


def _read(claim: ClaimRow, row: Row | None = None, page: str = "") -> Record:
    """Return the composed cells of a claim; `page` is what it stands on a page of."""
    cells: dict[str, Cell] = {
        **claim._asdict(),
        "value": figure(claim),
        "over": claim.baseline,
        "on": " · ".join(name for name in (claim.benchmark, claim.hardware) if name and name != page),
        "sure": f"{claim.confidence:.2f}",
    }
    return cells if row is None else {**cells, **row._asdict(), "claim": claim.claim}


def _summed(row: Summary) -> Record:
    leader = row.leader
    claim = leader.claim if leader else None
    return {
        **row._asdict(),
        "leader": claim.method if claim else None,
        "value": claim.value if claim else None,
        "reported_by": leader.reported_by if leader else None,
        **{name: getattr(claim, name, None) for name in ("paper", "title", "url", "date", "sentence")},
    }


def _figure(row: Summary) -> Record:
    return {"value": figure(row.leader.claim)} if row.leader else {}
