"""What speaks for one claim: its text with the spans in it, the reasons, and who read it."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select

from schema import removal, tables
from schema.database import Database, reading
from schema.queries import CURRENT, TEXT, Filters, begins, claim_rows
from schema.records import SLOTS
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


class ClaimDetail(NamedTuple):
    """A claim with all that speaks for it; spans are offsets into `text`: title, newline, abstract.

    `slots` are in the order of `SLOTS`, settings last; `slot_confidence` is how sure the extractor is of each
    part that it judged, by name; `version` and `fingerprint` are those of the extractor that read the claim,
    `read_at` is when.
    """

    row: ClaimRow
    text: str
    sentence_start: int
    sentence_end: int
    slots: tuple[SlotRow, ...]
    reasons: tuple[str, ...]
    slot_confidence: Mapping[str, float]
    version: str
    fingerprint: str
    read_at: str


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
    slot, read, run, scan = tables.reading_slot.c, tables.reading.c, tables.run.c, tables.scan.c
    with reading(store.engine) as connection:
        found = connection.execute(
            select(
                TEXT.title, TEXT.abstract, CURRENT.sentence_start, CURRENT.sentence_end,
                read.id, read.reasons, read.slot_confidence, run.version, run.fingerprint, scan.read_at,
            )
            .join_from(tables.current, tables.paper_text, TEXT.id == CURRENT.text_id)
            .join(tables.reading, read.id == CURRENT.reading_id)
            .join(tables.scan, scan.id == read.scan_id)
            .join(tables.run, run.id == scan.run_id)
            .where(CURRENT.claim_id == claim, CURRENT.paper_id == row.paper_key)
        ).one()  # fmt: skip
        slots = connection.execute(
            select(
                slot.slot,
                slot.surface.label("written"),
                slot.span_start.label("start"),
                slot.span_end.label("end"),
                slot.kind,
            )
            .where(slot.reading_id == found.id)
            .order_by(slot.id)
        ).all()
    return ClaimDetail(
        row,
        f"{found.title}\n{found.abstract}",
        found.sentence_start,
        found.sentence_end,
        tuple(
            SlotRow(**each._asdict(), name=getattr(row, each.slot) if each.slot in SLOTS else None)
            for each in slots
        ),
        tuple(found.reasons),
        found.slot_confidence,
        found.version,
        found.fingerprint,
        found.read_at,
    )
