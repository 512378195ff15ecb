"""The log of decisions as people read it: who said what of which claim, and what became of that."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import JSON, Select, exists, or_, select, type_coerce

from schema import choosing, removal, tables
from schema.current import newest_texts
from schema.database import Database, reading
from schema.queries import begins
from schema.records import Claim
from schema.resolution import Wording, batches
from schema.review.decisions import FIELDS, View, entry, views
from schema.review.differing import Difference
from schema.review.judged import READ, SKIP, UNDO, Decision, State, changed, undone

ENTRY, TEXT, PAPER = tables.decision.c, tables.paper_text.c, tables.paper.c


class LogRow(NamedTuple):
    """One entry of the log.

    `before` is the claim as it stood then, by the machine or by the decision before, and `differs` what the
    entry changed. `state` says what became of the
    entry, None of an undo; `undone` is the undo that took it back, `undid` what an undo took back.
    """

    entry: Decision
    paper: str
    paper_key: int
    title: str
    before: Claim | None
    differs: Sequence[Difference]
    state: State | None
    undone: Decision | None
    undid: Decision | None


def log_rows(
    store: Database,
    paper: str | None = None,
    claim: str | None = None,
    who: str | None = None,
    limit: int | None = None,
    between: tuple[int, int] | None = None,
) -> Iterator[LogRow]:
    """Read the log, the newest entry first.

    Of the paper with an identifier or address, of the claims whose ids begin so, of one person, or the
    entries from one id to another.
    """
    query = _entries().order_by(ENTRY.id.desc()).limit(limit)
    if paper is not None:
        query = query.where(TEXT.paper_id.in_(choosing.owners(paper)))
    if claim is not None:
        of_claim = select(ENTRY.id).where(or_(begins(claim, ENTRY.claim_id), ENTRY.id.in_(_holding(claim))))
        query = query.where(or_(ENTRY.id.in_(of_claim), ENTRY.undoes.in_(of_claim)))
    if who is not None:
        query = query.where(ENTRY.who == who)
    if between is not None:
        query = query.where(ENTRY.id.between(*between))
    with reading(store.engine) as connection:
        rows = connection.execute(query).all()
        for part in batches(rows):
            papers = {row.paper_id for row in part}
            newest = connection.execute(newest_texts(TEXT.paper_id.in_(papers)))
            texts = [row.text_id for row in newest]
            there = {view.paper_id: view for view in views(connection, texts).values()}
            hidden = removal.all_removed().where(tables.removal.c.paper_id.in_(papers))
            gone = set(connection.execute(hidden).scalars())
            for row in part:
                yield _row(row, there[row.paper_id], row.paper_id in gone)


def left(store: Database, first: int, last: int) -> list[int]:
    """Return the entries from one id to another that can be undone, in their order."""
    undo = tables.decision.alias("undo").c
    query = (
        select(ENTRY.id)
        .where(ENTRY.id.between(first, last), ENTRY.action != UNDO)
        .where(~exists().where(undo.undoes == ENTRY.id))
        .order_by(ENTRY.id)
    )
    with reading(store.engine) as connection:
        return list(connection.execute(query).scalars())


def benchmarks(store: Database, ids: Iterable[int]) -> set[Wording]:
    """Return the benchmarks that claims have before or after these entries, as they are written."""
    found: set[Wording] = set()
    with reading(store.engine) as connection:
        for part in batches(ids):
            stood = select(ENTRY.stood).where(ENTRY.id.in_(part))
            for claim in (ENTRY.seen, ENTRY.said):
                named = type_coerce(claim, JSON)["benchmark"]
                forms = named["text"].as_string(), named["other_form"].as_string()
                query = select(*forms).distinct().where(or_(ENTRY.id.in_(part), ENTRY.id.in_(stood)))
                found |= {Wording(*row) for row in connection.execute(query) if row[0] is not None}
    return found


def _holding(claim: str) -> Select[Any]:
    """Return the query for the decisions by which current claims hold whose ids begin so.

    On a changed text a claim has another id than when it was decided.
    """
    return select(tables.current.c.decision_id).where(begins(claim))


def _entries() -> Select[Any]:
    return (
        select(*(ENTRY[name] for name in FIELDS), TEXT.paper_id, TEXT.title, PAPER.name)
        .join_from(tables.decision, tables.paper_text, TEXT.id == ENTRY.text_id)
        .join(tables.paper, PAPER.id == TEXT.paper_id)
    )


def _row(row: Any, view: View, hidden: bool) -> LogRow:
    said = entry(row)
    log = {each.id: each for each in view.log}
    before, differs = changed(said, log)
    by = undone(view.log).get(said.id)
    state = view.judged.states.get(said.id)
    if by is None:
        if said.action == UNDO:
            state = None
        elif said.action in (READ, SKIP):
            state = State.HOLDS if said.text_id == view.text_id else State.OLD
        if state == State.HOLDS and hidden:
            state = State.HIDDEN
    undid = log.get(said.undoes or 0)
    return LogRow(said, row.name, row.paper_id, row.title, before, differs, state, by, undid)
