"""What speaks for one claim: its text with the spans in it, the reasons, and who read it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import select

from schema import removal, tables
from schema.database import Database, reading
from schema.queries import CURRENT, Filters, begins, claim_rows
from schema.records import Claim
from schema.review.decisions import View, views
from schema.review.differing import Difference
from schema.review.judged import Decision, Held, changed
from schema.rows import ClaimRow


class SlotRow(NamedTuple):
    """What fills one slot of a claim: as written, its span in the text (None where inferred), its name.

    A setting has no name, and of its own a `kind`, where that is known.
    """

    slot: str
    written: str
    start: int | None
    end: int | None
    name: str | None
    kind: str | None


class Extractor(NamedTuple):
    """Who read a claim, and when: the version of Claimboard and the fingerprint of its extractor."""

    version: str
    fingerprint: str
    read_at: str


class Said(NamedTuple):
    """A decision on a claim, and what it made different."""

    decision: Decision
    differs: tuple[Difference, ...]


class ClaimDetail(NamedTuple):
    """A claim with all that speaks for it; spans are offsets into `text`: title, newline, abstract.

    `slots` are in the order of `SLOTS`, settings last; `slot_confidence` is how sure the extractor is of each
    part that it judged, by name, where nobody decided. `extractor` is who read the claim as it holds, None
    where no reading says so. `said` are the decisions on it, that by which it holds first; `waiting` is, of
    each reading that waits for a second look, what is different there.
    """

    row: ClaimRow
    text: str
    sentence_start: int
    sentence_end: int
    slots: tuple[SlotRow, ...]
    reasons: tuple[str, ...]
    slot_confidence: Mapping[str, float]
    extractor: Extractor | None
    said: tuple[Said, ...] = ()
    waiting: tuple[tuple[Difference, ...], ...] = ()


def find_claims(store: Database, prefix: str, limit: int = 20) -> list[str]:
    """Return the ids of the claims that begin so, sorted, no more than `limit`."""
    query = select(CURRENT.claim_id).distinct().where(begins(prefix)).order_by(CURRENT.claim_id).limit(limit)
    with reading(store.engine) as connection:
        return list(connection.execute(query).scalars())


def removed_paper(store: Database, prefix: str) -> str | None:
    """Return the name of a paper that is removed from view and has a claim whose id begins so, or None."""
    text, scan, read = tables.paper_text.c, tables.scan.c, tables.reading.c
    query = (
        select(tables.paper.c.name)
        .join_from(tables.paper, tables.paper_text, text.paper_id == tables.paper.c.id)
        .join(tables.scan, scan.text_id == text.id)
        .join(tables.reading, read.scan_id == scan.id)
        .where(text.paper_id.in_(removal.all_removed()), begins(prefix, read.claim_id))
        .order_by(tables.paper.c.id)
        .limit(1)
    )
    with reading(store.engine) as connection:
        return connection.execute(query).scalar()


def claim_detail(store: Database, claim: str) -> ClaimDetail | None:
    """Return a claim with its evidence, or None; where several papers hold it, of the one stored first."""
    row = next(claim_rows(store, Filters(claim=claim), limit=1), None)
    if row is None or row.claim != claim:
        return None
    run, scan = tables.run.c, tables.scan.c
    with reading(store.engine) as connection:
        key = select(CURRENT.text_id).where(CURRENT.claim_id == claim, CURRENT.paper_id == row.paper_key)
        text_id = connection.execute(key).scalar_one()
        view = views(connection, [text_id])[text_id]
        by = connection.execute(
            select(run.version, run.fingerprint, scan.read_at)
            .join_from(tables.scan, tables.run, run.id == scan.run_id)
            .where(scan.text_id == text_id, scan.run_id == view.run_id)
        ).first()
    held = next(each for each in view.judged.held if each.claim_id == claim)
    read = held.reading and held.reading.claim
    return ClaimDetail(
        row,
        view.text,
        held.claim.sentence.start,
        held.claim.sentence.end,
        tuple(_slots(row, held.claim)),
        read.reasons if read else (),
        read.slot_confidence if read and held.decision is None else {},
        Extractor(*by) if by and read else None,
        tuple(_said(view, held)),
        tuple(tuple(each.differs) for each in view.judged.waiting if each.held.claim_id == claim),
    )


def _slots(row: ClaimRow, claim: Claim) -> Iterator[SlotRow]:
    for slot, mention in claim.slots.items():
        yield SlotRow(slot, mention.text, mention.start, mention.end, getattr(row, slot), None)
    for setting in claim.setting:
        yield SlotRow("setting", setting.text, setting.start, setting.end, None, setting.kind)


def _said(view: View, held: Held) -> Iterator[Said]:
    """Yield the decision that a claim holds by, then those that stood before it."""
    log = {each.id: each for each in view.log}
    at = held.decision
    while at is not None:
        yield Said(at, tuple(changed(at, log)[1]))
        at = log.get(at.stood or 0)
