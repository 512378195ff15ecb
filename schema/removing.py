"""Papers out of view and back: with all their claims, and with an entry in the log that says who and why."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select

from schema import choosing, current, removal, tables, tagging
from schema.current import NEWEST_TEXT
from schema.database import Database, reading
from schema.errors import UsageError
from schema.identity import evened
from schema.lookup import UNSTORABLE
from schema.naming import Names
from schema.removal import REMOVE, RESTORE
from schema.resolution import batches
from schema.rows import RemovalRow, RemovedRow

CURRENT, PAPER, TEXT, ENTRY = tables.current.c, tables.paper.c, tables.paper_text.c, tables.removal.c
SCAN, NAME = tables.scan.c, tables.resolution.c
NEWEST_OF_PAPER = (
    select(TEXT.id)
    .where(TEXT.paper_id == PAPER.id)
    .order_by(*NEWEST_TEXT)
    .limit(1)
    .correlate(tables.paper)
    .scalar_subquery()
)
"""A paper's newest text, looked up for each paper: of few among many that is quicker than of all at once."""


class Effect(NamedTuple):
    """What a removal did, or a restoration: the papers that it concerned, and those that were so before.

    `claims` is how many claims left the boards, or came back, `benchmarks` the names of those that these are
    on, sorted.
    """

    papers: tuple[str, ...]
    before: tuple[str, ...]
    claims: int
    benchmarks: tuple[str, ...]


def reason(text: str | None) -> str | None:
    """Return why papers are removed, as it is stored. Raises UsageError for what no database can hold."""
    why = evened(text or "")
    if UNSTORABLE.search(why):
        raise UsageError("a database cannot store a character of the reason", "write it in UTF-8")
    return why or None


def remove(connection: Connection, asked: Iterable[str], who: str, why: str | None, time: str) -> Effect:
    """Remove papers from view; those that are removed already stay as they are.

    Raises NotFoundError, before anything is changed, where a paper is not stored.
    """
    found, gone = _found(connection, asked)
    leaving = [paper for paper in found if paper not in gone]
    claims, benchmarks = _claims(connection, leaving)
    removal.put(connection, REMOVE, leaving, who, why, time)
    for part in batches(leaving):
        connection.execute(delete(tables.current).where(CURRENT.paper_id.in_(part)))
    return _effect(found, leaving, claims, benchmarks)


def restore(
    connection: Connection, names: Names, asked: Iterable[str], who: str, why: str | None, time: str
) -> Effect:
    """Bring papers back into view, with the claims that their newest texts make by now.

    Raises NotFoundError, before anything is changed, where a paper is not stored.
    """
    found, gone = _found(connection, asked)
    coming = [paper for paper in found if paper in gone]
    removal.put(connection, RESTORE, coming, who, why, time)
    for part in batches(coming):
        standing = [current.standing(connection, paper) for paper in part]
        current.put(connection, current.effective(connection, names, standing))
    claims, benchmarks = _claims(connection, coming)
    return _effect(found, coming, claims, benchmarks)


def removed_rows(
    store: Database, tag: str | None = None, paper: str | None = None, limit: int | None = None
) -> Iterator[RemovedRow]:
    """Read the papers that are removed from view, those removed last first.

    With `tag`, those of one reading list; with `paper`, the one with this identifier or address.
    """
    newest = select(func.max(ENTRY.id)).group_by(ENTRY.paper_id)
    scans = select(SCAN.claims).where(SCAN.text_id == TEXT.id).order_by(SCAN.run_id.desc()).limit(1)
    query = (
        select(
            PAPER.name, PAPER.id, TEXT.title, PAPER.published, PAPER.url, ENTRY.recorded_at, ENTRY.who,
            ENTRY.why, func.coalesce(scans.scalar_subquery(), 0),
        )
        .join_from(tables.removal, tables.paper, PAPER.id == ENTRY.paper_id)
        .join(tables.paper_text, TEXT.id == NEWEST_OF_PAPER)
        .where(ENTRY.id.in_(newest), ENTRY.action == REMOVE)
        .order_by(ENTRY.id.desc())
        .limit(limit)
    )  # fmt: skip
    if tag is not None:
        query = query.where(PAPER.id.in_(tagging.papers_on(tag)))
    if paper is not None:
        query = query.where(PAPER.id.in_(choosing.owners(paper)))
    with reading(store.engine) as connection:
        yield from map(RemovedRow._make, connection.execute(query))


def log_rows(store: Database, limit: int | None = None) -> Iterator[RemovalRow]:
    """Read the log of removals and restorations, the newest entry first."""
    query = (
        select(ENTRY.recorded_at, ENTRY.who, ENTRY.action, PAPER.name, TEXT.title, ENTRY.why)
        .join_from(tables.removal, tables.paper, PAPER.id == ENTRY.paper_id)
        .join(tables.paper_text, TEXT.id == NEWEST_OF_PAPER)
        .order_by(ENTRY.id.desc())
        .limit(limit)
    )
    with reading(store.engine) as connection:
        yield from map(RemovalRow._make, connection.execute(query))


def _found(connection: Connection, asked: Iterable[str]) -> tuple[dict[int, str], set[int]]:
    """Return the papers that are meant, and which of them are removed."""
    found = choosing.find(connection, asked)
    gone: set[int] = set()
    for part in batches(found):
        query = removal.all_removed().where(ENTRY.paper_id.in_(part))
        gone.update(connection.execute(query).scalars())
    return found, gone


def _claims(connection: Connection, papers: Iterable[int]) -> tuple[int, set[str]]:
    """Count the current claims of papers; return the names of the benchmarks that they are on, too."""
    count, benchmarks = 0, set[str]()
    for part in batches(papers):
        query = (
            select(NAME.canonical, func.count())
            .outerjoin_from(tables.current, tables.resolution, NAME.id == CURRENT.benchmark_id)
            .where(CURRENT.paper_id.in_(part))
            .group_by(NAME.canonical)
        )
        for benchmark, claims in connection.execute(query):
            count += claims
            benchmarks |= {benchmark} - {None}
    return count, benchmarks


def _effect(found: dict[int, str], changed: Iterable[int], claims: int, benchmarks: set[str]) -> Effect:
    differ = set(changed)
    papers = tuple(name for paper, name in found.items() if paper in differ)
    before = tuple(name for paper, name in found.items() if paper not in differ)
    return Effect(papers, before, claims, tuple(sorted(benchmarks)))
