"""What holds now: the rows of `current`, made from the newest scan of each paper's newest text.

What people said of claims goes before what was read (`schema.review.judged`). Of papers that are removed from
view nothing holds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, exists, func, insert, select

from schema import columns, removal, resolution, settings, tables, units
from schema.naming import Names
from schema.readings import VALUES, slots_of, values_of
from schema.records import SLOTS
from schema.resolution import Name, Wording
from schema.review import calibration, decisions
from schema.review.calibration import Calibration
from schema.review.judged import MACHINE, Judged

TEXT, SCAN, READING, SLOT = tables.paper_text.c, tables.scan.c, tables.reading.c, tables.reading_slot.c
NEWEST_TEXT = (func.coalesce(TEXT.dated, "").desc(), TEXT.recorded_at.desc(), TEXT.id.desc())
"""The order of a paper's texts, newest first: by their own date, then by when they were recorded here."""

OF_PAPER = (
    select(TEXT.id, SCAN.id, SCAN.run_id)
    .outerjoin_from(tables.paper_text, tables.scan, SCAN.text_id == TEXT.id)
    .where(
        TEXT.id
        == select(TEXT.id)
        .where(TEXT.paper_id == bindparam("paper"))
        .order_by(*NEWEST_TEXT)
        .limit(1)
        .correlate(None)
        .scalar_subquery()
    )
    .order_by(SCAN.run_id.desc())
    .limit(1)
)
READINGS = (
    select(READING.id, READING.scan_id, READING.claim_id, *(READING[name] for name in VALUES))
    .where(READING.scan_id.in_(bindparam("scans", expanding=True)))
    .order_by(READING.id)
)
SLOTS_READ = (
    select(SLOT.reading_id, SLOT.slot, SLOT.surface, SLOT.other_form, SLOT.span_start, SLOT.kind)
    .join_from(tables.reading_slot, tables.reading, READING.id == SLOT.reading_id)
    .where(READING.scan_id.in_(bindparam("scans", expanding=True)))
    .order_by(SLOT.id)
)
MEASURED = tuple(columns.Measured.model_fields)
LAID = (
    *VALUES, "paper_id", "claim_id", "text_id", "reading_id", "decision_id", "inferred", "status", "setting",
    *MEASURED,
)  # fmt: skip
"""The columns of `current` but for its names."""
WITHDRAW = delete(tables.current).where(tables.current.c.paper_id == bindparam("paper"))
PUT = insert(tables.current)


class Standing(NamedTuple):
    """A paper's newest text, and the scan of it by the newest run, both None where no run has read it."""

    paper_id: int
    text_id: int
    scan_id: int | None
    run_id: int | None


class Claimed(NamedTuple):
    """A claim that holds, before its names are resolved: where, by which reading or decision, and whose word.

    `values` are those of `schema.readings.VALUES`, `slots` rows of `reading_slot`.
    """

    paper: Standing
    claim_id: str
    values: Mapping[str, Any]
    slots: Sequence[Mapping[str, Any]]
    reading_id: int | None
    decision_id: int | None = None
    status: str = MACHINE


class Unnamed(NamedTuple):
    """A row of `current` without its names: the values of `LAID`, and what there is to resolve, by slots.

    A decision that is not written yet is called by a number of its own.
    """

    values: tuple[Any, ...]
    names: Mapping[str, Name]

    def named(
        self, ids: Mapping[Name, int], written: Mapping[int, int] | None = None, first: int = 0
    ) -> dict[str, Any]:
        """Return the row, given the ids of names, and of decisions by their places behind the `first`."""
        row = dict(zip(LAID, self.values, strict=True))
        row |= {f"{slot}_id": ids[self.names[slot]] if slot in self.names else None for slot in SLOTS}
        if written is not None and (made := row["decision_id"]) is not None and made >= first:
            row["decision_id"] = written[made - first]
        return row


def newest_texts(*papers: ColumnElement[bool]) -> Select[tuple[int, int]]:
    """Return the query for the newest text of every paper, or of some, as `paper_id` and `text_id`."""
    place = func.row_number().over(partition_by=TEXT.paper_id, order_by=NEWEST_TEXT).label("place")
    ordered = select(TEXT.paper_id, TEXT.id.label("text_id"), place).where(*papers).subquery()
    return select(ordered.c.paper_id, ordered.c.text_id).where(ordered.c.place == 1)


def standing(connection: Connection, paper_id: int) -> Standing:
    """Return what stands of one paper."""
    return Standing(paper_id, *connection.execute(OF_PAPER, {"paper": paper_id}).one())


def rebuild(connection: Connection, names: Names) -> None:
    """Make `current`, and the names that it refers to, anew from the readings and decisions."""
    connection.execute(delete(tables.current))
    resolution.rebuild(connection, names)
    _put_anew(connection, names)


def renew(connection: Connection, names: Names, papers: Iterable[int]) -> None:
    """Make the rows of papers anew."""
    for part in resolution.batches(papers):
        withdraw(connection, part)
        _put_anew(connection, names, TEXT.paper_id.in_(part))


def withdraw(connection: Connection, papers: Iterable[int]) -> None:
    """Take away the rows of papers."""
    for part in resolution.batches(papers):
        connection.execute(delete(tables.current).where(tables.current.c.paper_id.in_(part)))


def put(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of papers that have none in `current`."""
    if rows:
        connection.execute(PUT, rows)


def _put_anew(connection: Connection, names: Names, *which: ColumnElement[bool]) -> None:
    for part in resolution.batches(standings(connection, *which)):
        put(connection, effective(connection, names, part))


def standings(connection: Connection, *which: ColumnElement[bool]) -> list[Standing]:
    """Return what stands of the papers in view, or of some of them."""
    newest = newest_texts(TEXT.paper_id.not_in(removal.all_removed()), *which).subquery()
    last = tables.scan.alias("last")
    scans = (
        select(last.c.id).where(last.c.text_id == newest.c.text_id).order_by(last.c.run_id.desc()).limit(1)
    )
    rows = connection.execute(
        select(newest.c.paper_id, newest.c.text_id, SCAN.id, SCAN.run_id)
        .outerjoin_from(newest, tables.scan, SCAN.id == scans.scalar_subquery())
        .order_by(newest.c.paper_id)
    )
    return [Standing(*row) for row in rows]


def unread(connection: Connection, run_id: int, *which: ColumnElement[bool]) -> list[int]:
    """Return the newest texts of papers in view that a run has not read, in the order of the papers."""
    newest = newest_texts(TEXT.paper_id.not_in(removal.all_removed()), *which).subquery()
    read = exists().where(SCAN.text_id == newest.c.text_id, SCAN.run_id == run_id)
    query = select(newest.c.text_id).where(~read).order_by(newest.c.paper_id)
    return list(connection.execute(query).scalars())


def effective(connection: Connection, names: Names, papers: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the rows of `current` that these scans make, and what was said of the papers, names resolved."""
    believed = calibration.newest(connection)
    spoken_of = decisions.spoken_of(connection, [paper.paper_id for paper in papers])
    claimed = _as_read(connection, [each for each in papers if each.paper_id not in spoken_of], believed)
    there = {paper.text_id: paper for paper in papers if paper.paper_id in spoken_of}
    for text, view in decisions.views(connection, there).items():
        claimed += judged(there[text], view.judged, believed)
    return resolved(connection, names, claimed)


def _as_read(connection: Connection, papers: Sequence[Standing], believed: Calibration) -> list[Claimed]:
    """Return the claims of papers of which nobody said anything."""
    of_scan = {paper.scan_id: paper for paper in papers if paper.scan_id is not None}
    if not of_scan:
        return []
    scans = {"scans": list(of_scan)}
    readings = connection.execute(READINGS, scans).all()
    slots: dict[int, list[Mapping[str, Any]]] = {reading.id: [] for reading in readings}
    for slot in connection.execute(SLOTS_READ, scans) if readings else ():
        slots[slot.reading_id].append(slot._asdict())
    return [
        read(of_scan[row.scan_id], row.claim_id, row._asdict(), slots[row.id], row.id, believed)
        for row in readings
    ]


def read(
    paper: Standing,
    claim_id: str,
    values: Mapping[str, Any],
    slots: Sequence[Mapping[str, Any]],
    reading_id: int,
    believed: Calibration,
) -> Claimed:
    """Return a claim that a run read, as sure as the calibration that counts takes it to be."""
    confidence = believed.of(values["confidence"], paper.run_id or 0)
    values = {**{name: values[name] for name in VALUES}, "confidence": confidence}
    return Claimed(paper, claim_id, values, slots, reading_id)


def judged(paper: Standing, found: Judged, believed: Calibration) -> Iterator[Claimed]:
    """Yield the claims that hold of a paper by what was read in it and what people said of it."""
    for held in found.held:
        reading = None if held.reading is None else held.reading.id
        values, slots = values_of(held.claim), slots_of(held.claim)
        if held.decision is None and reading is not None:
            yield read(paper, held.claim_id, values, slots, reading, believed)
        else:
            decision = None if held.decision is None else held.decision.id
            yield Claimed(paper, held.claim_id, values, slots, reading, decision, held.status)


def resolved(connection: Connection, names: Names, claimed: Sequence[Claimed]) -> list[dict[str, Any]]:
    """Return the rows of `current` for claims, their names resolved."""
    rows = [laid_out(names, claim) for claim in claimed]
    ids = resolution.resolve(connection, names, (name for row in rows for name in row.names.values()))
    return [row.named(ids) for row in rows]


def laid_out(names: Names, claim: Claimed) -> Unnamed:
    """Return the row of `current` for a claim, but for its names."""
    filled = [slot for slot in claim.slots if slot["slot"] in SLOTS]
    wordings = {slot["slot"]: Wording(slot["surface"], slot["other_form"]) for slot in filled}
    setting = settings.canonical(
        ((slot["kind"], slot["surface"]) for slot in claim.slots if slot["slot"] not in SLOTS), names.registry
    )
    values = claim.values
    measured = units.measured(values["number"], values["number_high"], values["unit"])
    return Unnamed(
        (
            *(values[name] for name in VALUES),
            claim.paper.paper_id,
            claim.claim_id,
            claim.paper.text_id,
            claim.reading_id,
            claim.decision_id,
            ",".join(slot["slot"] for slot in filled if slot["span_start"] is None),
            claim.status,
            setting,
            *(measured[name] for name in MEASURED),
        ),
        resolution.names_of(names, wordings),
    )
