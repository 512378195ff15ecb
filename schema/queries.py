"""What is read: claims and papers as rows, with the filters that boards, tables and exports share.

All of it reads what holds now (`current`), in an order that is the same every time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, FromClause, Select, func, literal, select

from schema import removal, tables, tagging
from schema.choosing import owners
from schema.columns import Measured
from schema.current import newest_texts
from schema.database import Database, reading
from schema.ordering import Sort, ordered_by
from schema.records import SLOTS
from schema.review.judged import MACHINE
from schema.rows import ClaimRow, PaperRow

CLAIM_ID_LENGTH = 12
REVIEWED = "reviewed"
"""The filter by status that takes what any person said, of whatever kind."""
CHUNK = 1000
"""Rows fetched at once: a million claims are never held in memory."""
CURRENT, PAPER, TEXT = tables.current.c, tables.paper.c, tables.paper_text.c
NAMES = {slot: tables.resolution.alias(slot) for slot in SLOTS}
LAST = "9999-12-31"
"""What a date of year or month precision is filled up with: its last day, or a later one that sorts alike."""
SENTENCE = func.substr(
    TEXT.title + literal("\n") + TEXT.abstract,
    CURRENT.sentence_start + 1,
    CURRENT.sentence_end - CURRENT.sentence_start,
)
COLUMNS: dict[str, ColumnElement[Any]] = {
    "claim": CURRENT.claim_id,
    "paper": PAPER.name,
    "paper_key": PAPER.id,
    "title": TEXT.title,
    "url": PAPER.url,
    "date": PAPER.published,
    **{slot: name.c.canonical for slot, name in NAMES.items()},
    **{f"{slot}_written": NAMES[slot].c.surface for slot in ("benchmark", "metric", "method")},
    "written": CURRENT.value_text,
    "value": CURRENT.number,
    "value_high": CURRENT.number_high,
    **{
        name: CURRENT[name]
        for name in (
            "unit",
            "kind",
            "direction",
            "bound",
            "role",
            "factor",
            "confidence",
            "status",
            "inferred",
        )
    },
    "start": CURRENT.value_start,
    "end": CURRENT.value_end,
    "sentence": SENTENCE,
    "setting": CURRENT.setting,
    "benchmark_base": NAMES["benchmark"].c.base,
    **{part: NAMES["benchmark"].c[part] for part in ("version", "split", "subset")},
    **{name: CURRENT[name] for name in ("basis", *Measured.model_fields)},
}
"""Where each field of a `ClaimRow` comes from."""
PAPER_FIELDS: dict[str, ColumnElement[Any]] = {
    "paper": PAPER.name,
    "title": TEXT.title,
    "url": PAPER.url,
    "date": PAPER.published,
    "recorded": PAPER.recorded_at,
    "text_date": TEXT.dated,
}
"""What papers can be sorted by, but for how many claims they have."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which claims: every filter that is given must hold.

    Names are canonical ones (see `names`), of several any will do, `paper` is any identifier of a paper or
    its address, `claim` the beginning of a claim's id, or whole ids, `tag` a reading list, `search` a part
    of the sentence, in any case. `no_benchmark` asks for claims that name none. `since` and `until` are dates
    of any precision: of papers that were surely published from the first day of the one, and by the last day
    of the other; undated papers are of no time.
    """

    benchmark: str | tuple[str, ...] | None = None
    no_benchmark: bool = False
    metric: str | tuple[str, ...] | None = None
    method: str | tuple[str, ...] | None = None
    hardware: str | tuple[str, ...] | None = None
    kind: str | None = None
    role: str | None = None
    paper: str | None = None
    min_confidence: float = 0.0
    claim: str | tuple[str, ...] | None = None
    status: str | None = None
    tag: str | None = None
    since: str | None = None
    until: str | None = None
    search: str | None = None


def claim_rows(
    store: Database,
    filters: Filters | None = None,
    order: Literal["paper", "confidence", "benchmark"] = "paper",
    limit: int | None = None,
    sort: Sort = (),
) -> Iterator[ClaimRow]:
    """Read claims as they come from the database: by paper and place in its text, or by `order` first.

    That is the surest first, or the benchmarks one after the other. Before all that come the fields of
    `sort`; what is unknown comes last.
    """
    yield from map(ClaimRow._make, _stream(store, claim_query(store, filters, order, limit, sort)))


def claim_query(
    store: Database,
    filters: Filters | None = None,
    order: Literal["paper", "confidence", "benchmark"] = "paper",
    limit: int | None = None,
    sort: Sort = (),
) -> Select[Any]:
    """Return the query of `claim_rows`, whose columns are the fields of `ClaimRow`."""
    first = {"paper": (), "confidence": (CURRENT.confidence.desc(),), "benchmark": (COLUMNS["benchmark"],)}
    by_paper = (CURRENT.paper_id, CURRENT.value_start, CURRENT.claim_id)
    query = select(*(COLUMNS[name].label(name) for name in ClaimRow._fields)).select_from(_joined())
    query = query.where(*conditions(filters or Filters()))
    return query.order_by(*ordered_by(store, COLUMNS, sort), *first[order], *by_paper).limit(limit)


def count_claims(store: Database, filters: Filters | None = None) -> int:
    """Count claims."""
    filters = filters or Filters()
    counted: FromClause = tables.current
    if filters.since is not None or filters.until is not None:
        counted = counted.join(tables.paper, PAPER.id == CURRENT.paper_id)
    if filters.search is not None:
        counted = counted.join(tables.paper_text, TEXT.id == CURRENT.text_id)
    with reading(store.engine) as connection:
        count: int = connection.execute(
            select(func.count()).select_from(counted).where(*conditions(filters))
        ).scalar_one()
    return count


def paper_rows(
    store: Database,
    limit: int | None = None,
    tag: str | None = None,
    sort: Sort = (),
) -> Iterator[PaperRow]:
    """Read papers with their newest text and how many claims they have now, in the order of their keys.

    With `tag`, those of one reading list; `sort` as in `claim_rows`. Papers that are removed
    from view are not among them.
    """
    newest = newest_texts().subquery()
    claims = select(CURRENT.paper_id, func.count().label("claims")).group_by(CURRENT.paper_id).subquery()
    fields = PAPER_FIELDS | {"claims": func.coalesce(claims.c.claims, 0)}
    query = (
        select(
            PAPER.name, PAPER.id, TEXT.title, PAPER.published, PAPER.url, PAPER.recorded_at,
            func.coalesce(claims.c.claims, 0), TEXT.dated, PAPER.categories, TEXT.authors, TEXT.abstract,
        )
        .join_from(tables.paper, newest, newest.c.paper_id == PAPER.id)
        .join(tables.paper_text, TEXT.id == newest.c.text_id)
        .outerjoin(claims, claims.c.paper_id == PAPER.id)
        .where(PAPER.id.not_in(removal.all_removed()))
        .order_by(*ordered_by(store, fields, sort), PAPER.id)
        .limit(limit)
    )  # fmt: skip
    if tag is not None:
        query = query.where(PAPER.id.in_(tagging.papers_on(tag)))
    with reading(store.engine) as connection:
        for part in connection.execution_options(yield_per=CHUNK).execute(query).partitions():
            tags = tagging.of(connection, [row.id for row in part])
            for *facts, categories, authors, abstract in part:
                on = tags[facts[1]]
                yield PaperRow._make((*facts, tuple(categories), tuple(on), tuple(authors), abstract))


def totals(store: Database) -> dict[str, int]:
    """Count what is stored: papers, those of them without a date, texts, runs, readings, current claims.

    Papers that are removed from view are counted apart.
    """
    papers = select(func.count()).select_from(tables.paper)
    in_view = papers.where(PAPER.id.not_in(removal.all_removed()))
    counted = {
        "papers": in_view,
        "undated papers": in_view.where(PAPER.published.is_(None)),
        "removed papers": papers.where(PAPER.id.in_(removal.all_removed())),
        "texts": select(func.count()).select_from(tables.paper_text),
        "runs": select(func.count()).select_from(tables.run),
        "readings": select(func.count()).select_from(tables.reading),
        "claims": select(func.count()).select_from(tables.current),
    }
    with reading(store.engine) as connection:
        return {name: connection.execute(query).scalar_one() for name, query in counted.items()}


def known_since(store: Database) -> str | None:
    """Return when the first paper, or curated table, came into the store; None where nothing is in it."""
    first = [select(func.min(table.c.recorded_at)) for table in (tables.paper, tables.curated_table)]
    with reading(store.engine) as connection:
        times = [connection.execute(query).scalar_one() for query in first]
    return min((time for time in times if time is not None), default=None)


def _stream(store: Database, query: Select[Any]) -> Iterator[Any]:
    with reading(store.engine) as connection:
        yield from connection.execution_options(yield_per=CHUNK).execute(query)


def _joined() -> FromClause:
    joined: FromClause = tables.current.join(tables.paper, PAPER.id == CURRENT.paper_id).join(
        tables.paper_text, TEXT.id == CURRENT.text_id
    )
    for slot, name in NAMES.items():
        joined = joined.outerjoin(name, name.c.id == CURRENT[f"{slot}_id"])
    return joined


def conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """Yield what filters ask of claims, joined with their papers and texts."""
    for slot in ("benchmark", "metric", "method", "hardware"):
        if (asked := getattr(filters, slot)) is not None:
            meant = tables.resolution.c
            any_of = [asked] if isinstance(asked, str) else asked
            yield CURRENT[f"{slot}_id"].in_(
                select(meant.id).where(meant.slot == slot, meant.canonical.in_(any_of))
            )
    if filters.search is not None:
        yield SENTENCE.icontains(filters.search, autoescape=True)
    if filters.no_benchmark:
        yield CURRENT.benchmark_id.is_(None)
    if filters.kind is not None:
        yield CURRENT.kind == filters.kind
    if filters.role is not None:
        yield CURRENT.role == filters.role
    if filters.paper is not None:
        yield CURRENT.paper_id.in_(owners(filters.paper))
    if filters.min_confidence > 0:
        yield CURRENT.confidence >= filters.min_confidence
    if isinstance(filters.claim, tuple):
        yield CURRENT.claim_id.in_(filters.claim)
    elif filters.claim is not None:
        yield begins(filters.claim)
    if filters.status == REVIEWED:
        yield CURRENT.status != MACHINE
    elif filters.status is not None:
        yield CURRENT.status == filters.status
    if filters.tag is not None:
        yield CURRENT.paper_id.in_(tagging.papers_on(filters.tag))
    if filters.since is not None:
        yield PAPER.published >= filters.since
    if filters.until is not None:
        # "2025-08" is over by the end of August: by 2025-08-15 it may not have been out
        yield PAPER.published + func.substr(literal(LAST), func.length(PAPER.published) + 1) <= last_day(
            filters.until
        )


def last_day(date: str) -> str:
    """Return a date of any precision as one that no day of it sorts behind."""
    return date + LAST[len(date) :]


def begins(prefix: str, id: ColumnElement[str] = CURRENT.claim_id) -> ColumnElement[bool]:
    """Return the condition that a claim's id begins so; a whole id of a current one is found by the index."""
    prefix = prefix.strip().lower()
    if len(prefix) == CLAIM_ID_LENGTH:
        return id == prefix
    return func.substr(id, 1, len(prefix)) == prefix
