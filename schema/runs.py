"""Runs of extractors: what each has read, and in what two differ, over the texts that both have read."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, Table, func, select

from schema import readings, removal, tables
from schema.current import newest_texts
from schema.database import Database, reading
from schema.errors import NotFoundError
from schema.past import part_of
from schema.resolution import batches
from schema.review.comparing import Changed, compared
from schema.store import Store

RUN, SCAN, TEXT, PAPER = tables.run.c, tables.scan.c, tables.paper_text.c, tables.paper.c


class Run(NamedTuple):
    """One extractor, by the number that it has in this store, and what it has read.

    That are so many `texts`, and `claims` in them; `last` is when it read the last, None where it read none.
    """

    id: int
    fingerprint: str
    version: str
    started_at: str
    last: str | None
    texts: int
    claims: int


def runs(store: Database) -> list[Run]:
    """Return all runs, the newest last: that is the one whose claims hold where it has read."""
    query = (
        select(
            RUN.id, RUN.fingerprint, RUN.version, RUN.started_at, func.max(SCAN.read_at), func.count(SCAN.id),
            func.coalesce(func.sum(SCAN.claims), 0),
        )
        .outerjoin_from(tables.run, tables.scan, SCAN.run_id == RUN.id)
        .group_by(RUN.id, RUN.fingerprint, RUN.version, RUN.started_at)
        .order_by(RUN.id)
    )  # fmt: skip
    with reading(store.engine) as connection:
        return [Run(*row) for row in connection.execute(query)]


def find_run(store: Database, asked: str) -> Run:
    """Return the run that is meant: by its number, or by how its fingerprint begins.

    Raises NotFoundError, listing what there is, where none or several are meant.
    """
    there = runs(store)
    wanted = asked.strip().lower()
    meant = [run for run in there if str(run.id) == wanted]
    if not meant and wanted:
        meant = [run for run in there if run.fingerprint.lower().startswith(wanted)]
    if len(meant) == 1:
        return meant[0]
    listed = ", ".join(f"{run.id} ({run.fingerprint[:12]})" for run in there) or "none yet"
    some = "several runs are" if meant else "there is no run"
    raise NotFoundError(f"{some} {asked!r}", f"runs are: {listed}")


def difference(store: Database, before: int, after: int) -> Iterator[Changed]:
    """Yield what a run reads otherwise than another, paper by paper, in the order of the text.

    Compared is the newest text of each paper in view that both have read, as they read it: without decisions,
    and however sure they are. A value that is read on another benchmark counts as changed.
    """
    newest = _newest_of_both(before, after)
    ordered = select(newest.c.text_id).order_by(newest.c.paper_id)
    texts = select(PAPER.name, PAPER.id, TEXT.id.label("text_id"), TEXT.title, TEXT.abstract).join_from(
        tables.paper_text, tables.paper, PAPER.id == TEXT.paper_id
    )
    scans = select(SCAN.id, SCAN.text_id, SCAN.run_id).where(SCAN.run_id.in_((before, after)))
    with reading(store.engine) as connection:
        for part in batches(connection.execute(ordered).scalars().all()):
            rows = connection.execute(texts.where(TEXT.id.in_(part)).order_by(PAPER.id)).all()
            whole = {row.text_id: f"{row.title}\n{row.abstract}" for row in rows}
            found = connection.execute(scans.where(SCAN.text_id.in_(part))).all()
            read = readings.of_scans(connection, {scan.id: whole[scan.text_id] for scan in found})
            by = {(scan.text_id, scan.run_id): read[scan.id] for scan in found}
            for row in rows:
                for each in compared(by[row.text_id, before], by[row.text_id, after]):
                    yield each._replace(paper=row.name, paper_key=row.id)


def common(store: Database, before: int, after: int) -> int:
    """Return how many texts `difference` compares."""
    with reading(store.engine) as connection:
        return connection.execute(
            select(func.count()).select_from(_newest_of_both(before, after))
        ).scalar_one()


def store_of_run(store: Store, run: int, beside: int) -> Store:
    """Return a store of its own, in memory, as if one run alone had read: close it when done.

    It holds the texts that the run and another have both read, with what people said of them, so that the
    boards of two runs can be compared.
    """
    return part_of(store, _recorded(run, beside))


def _recorded(run: int, beside: int) -> Iterator[tuple[Table, Select[Any]]]:
    texts = _read_by(run, beside)
    papers = select(TEXT.paper_id).where(TEXT.id.in_(texts))
    scans = select(SCAN.id).where(SCAN.run_id == run, SCAN.text_id.in_(texts))
    read = select(tables.reading.c.id).where(tables.reading.c.scan_id.in_(scans))
    slot = tables.reading_slot
    yield tables.paper, select(tables.paper).where(PAPER.id.in_(papers))
    yield tables.identifier, select(tables.identifier).where(tables.identifier.c.paper_id.in_(papers))
    yield tables.paper_text, select(tables.paper_text).where(TEXT.id.in_(texts))
    for of_papers in (tables.tag, tables.removal):
        yield of_papers, select(of_papers).where(of_papers.c.paper_id.in_(papers))
    yield tables.decision, select(tables.decision).where(tables.decision.c.text_id.in_(texts))
    for whole in (tables.run, tables.calibration, tables.name_change):
        yield whole, select(whole)
    yield tables.scan, select(tables.scan).where(SCAN.id.in_(scans))
    yield tables.reading, select(tables.reading).where(tables.reading.c.id.in_(read))
    yield slot, select(slot).where(slot.c.reading_id.in_(read)).order_by(slot.c.id)


def _read_by(one: int, other: int) -> Select[Any]:
    """Return the query for the texts that both runs have read."""
    by_other = select(SCAN.text_id).where(SCAN.run_id == other)
    return select(SCAN.text_id).where(SCAN.run_id == one, SCAN.text_id.in_(by_other))


def _newest_of_both(one: int, other: int) -> Subquery:
    """Return the newest text of each paper in view that both runs have read."""
    return newest_texts(
        TEXT.id.in_(_read_by(one, other)), TEXT.paper_id.not_in(removal.all_removed())
    ).subquery()
