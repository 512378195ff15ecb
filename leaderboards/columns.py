"""The columns of every listing: those of data, each with its meaning, which only grow, and of tables."""

from leaderboards.render import Column

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
    Column("status", "whose word it is: machine; or accepted, edited or added by a person"),
)
SENTENCE = Column("sentence", "the sentence that proves the claim")
SETTING = Column(
    "setting", "what qualifies the number: backbone, hardware, shots, data or other; empty: unknown"
)
PLACE = (
    Column(
        "section",
        "ranked, unranked, review (no value that its metric can have), derived, change, or curated (what "
        "others keep in tables: no claim)",
    ),
    Column("rank", "place on its board; ties share one", True),
    Column("reason", "why the claim is not ranked; of what is curated: why it is no number"),
    Column("board_unit", "the unit of the board, which `level` is in"),
    Column("better", "which is declared better on the board: up or down"),
    Column("reported_by", "own, baseline (beside an own claim of that paper on the board) or third party"),
)
STANDING = (
    Column("level", "the value in the unit of its board; of a derived score, that score", True),
    Column("level_high", "the second number of a range in the unit of its board", True),
    Column("flag", "what keeps a score from being exact: a range, or a hedge"),
    Column("basis", "of changes: relative to the level before, or absolute; empty: unknown"),
    Column("family", "what kind of unit it is: share, time, tokens per time; empty: none known"),
    Column("benchmark_base", "the benchmark without its parts"),
    Column("version", "the benchmark's version"),
    Column("split", "the benchmark's split"),
    Column("subset", "the benchmark's subset"),
    Column("chain", "of a derived score (the row is that of the change): what it was made of"),
    Column("score_claim", "of a derived score: the id of the claim that gives the baseline's score"),
)
COLUMNS = (*PLACE, *CLAIM, *SOURCE, SENTENCE, SETTING, *STANDING)
"""The columns of `show` and `export boards`: one row a claim; a change that a score follows from has two."""
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
    *STANDING[3:9],
    Column("amount", "the value in the base unit of its family (64 ms is 0.064); empty: none known", True),
    Column("amount_high", "the second number of a range in that unit", True),
)
"""The columns of `claims` and `export claims`: one row a claim."""
PAPER_COLUMNS = (
    *SOURCE,
    Column("recorded", "when it came into this store, UTC", True),
    Column("claims", "how many claims its newest text makes", True),
    Column("text_date", "the date of its newest text, if any record gave one", True),
    Column(
        "categories",
        "arXiv's categories, the primary one first: in JSON a list, else with blanks between them",
    ),
    Column("tags", "the reading lists that it is on: in JSON a list, else with semicolons between them"),
)
"""The columns of `papers`: one row a paper."""
EXPORT_PAPER_COLUMNS = (
    *PAPER_COLUMNS,
    Column("authors", "its authors: in JSON a list, else with semicolons between them"),
    Column("abstract", "the abstract of its newest text"),
)
"""The columns of `export papers`, which `add` reads."""
REMOVED_COLUMNS = (
    *SOURCE,
    Column("removed", "when it was removed from view, UTC", True),
    Column("who", "who removed it"),
    Column("why", "why, where that was said"),
    Column("claims", "how many claims would come back with it", True),
)
"""The columns of `papers --removed`: one row a paper."""
REMOVAL_COLUMNS = (
    Column("time", "when it was, UTC", True),
    Column("who", "who did it"),
    Column("action", "remove or restore"),
    Column("paper", "the paper's id", True),
    Column("title", "the paper's title"),
    Column("why", "why, where that was said"),
)
"""The columns of `papers log`: one row an entry."""
TAG_COLUMNS = (
    Column("tag", "the reading list"),
    Column("papers", "how many papers are on it", True),
    Column("claims", "how many claims these make", True),
)
"""The columns of `papers --tags`: one row a list."""
SUMMARY_COLUMNS = (
    Column("benchmark", "canonical name of the benchmark, or of hardware where none is named"),
    Column("metric", "canonical name of the metric, empty for claims that name none"),
    Column("unit", "the unit of its fullest board, which `level` is in"),
    Column("ranked", "how many claims are ranked", True),
    Column("unranked", "how many scores are listed and not ranked, or to be reviewed", True),
    Column("changes", "how many changes and ratios there are", True),
    Column("papers", "how many papers claim something here", True),
    Column("leader", "the method in first place"),
    Column("value", "its value, as written: in the unit of its text, which may not be `unit`", True),
    Column("reported_by", "who reported it: own, baseline or third party"),
    *SOURCE,
    SENTENCE,
    Column("level", "that value in `unit`, the unit of the board", True),
)
"""The columns of `boards`: a row a metric of a benchmark.

Paper to sentence are those of the first place, or, where nothing is ranked, of what is listed first.
"""
METRIC_COLUMNS = (
    Column("metric", "canonical name of the metric, empty for claims that name none"),
    Column("kind", "score, change or ratio"),
    Column("direction", "of changes and ratios: up or down"),
    Column("basis", "of changes: relative or absolute; empty: unknown"),
    Column("unit", "what least and greatest are in; x: how many times more, or less"),
    Column("claims", "how many claims there are", True),
    Column("papers", "how many papers make them", True),
    Column("least", "the least number", True),
    Column("greatest", "the greatest number", True),
    Column("method", "the method of the greatest"),
    Column("claim", "its claim's id, for `claimboard explain`"),
    *SOURCE,
    SENTENCE,
)
"""The columns of `boards --by metric`: a row a metric, kind and family of units; source: of the greatest."""


def _headed(*names: str) -> tuple[Column, ...]:
    """Return columns of a table that people read: cells that are composed, under short headings."""
    right = ("rank", "value", "sure", "paper", "date", "claims", "papers", "least", "greatest")
    return tuple(Column(name, "", name in right) for name in names)


REPORT = ("reported_by", "paper", "date", "sure", "claim")
RANKED = _headed(
    "rank", "method", "setting", "value", "flag", "reported_by", "hardware", "paper", "date", "sure", "claim"
)
UNRANKED = _headed("method", "setting", "value", "reason", *REPORT)
NO_BOARD = _headed("metric", *(column.name for column in UNRANKED))
DERIVED = _headed("metric", "method", "setting", "value", "from", "paper", "date", "sure")
CHANGES = _headed("metric", "value", "basis", "method", "over", "on", "setting", *REPORT)
CLAIMS = _headed("claim", "value", "metric", "benchmark", "method", "setting", "role", "paper", "sure")
PAPERS = (*SOURCE[:2], SOURCE[3], PAPER_COLUMNS[5])
REMOVED = (*SOURCE[:2], *REMOVED_COLUMNS[4:])
SUMMARY = tuple(
    column
    for column in SUMMARY_COLUMNS
    if column.name not in ("unit", "title", "url", "date", "sentence", "level")
)
METRICS = tuple(
    column for column in METRIC_COLUMNS if column.name not in ("unit", "title", "url", "date", "sentence")
)
