"""One record into the store: its paper, ids, text, what was read in it, and the claims that then hold."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from schema import current, readings, tables, tagging
from schema.identity import Identifier
from schema.lookup import Known, look_up, shown_name
from schema.naming import Names
from schema.readings import slots_of, values_of
from schema.records import Claim, Paper
from schema.resolution import batches
from schema.review import calibration
from schema.review.comparing import compared
from schema.review.judged import Reading, id_of
from schema.spans import Shift

Rows = list[dict[str, Any]]
ADD_PAPER = insert(tables.paper).returning(tables.paper.c.id)
ADD_IDENTIFIER = insert(tables.identifier)
ADD_TEXT = insert(tables.paper_text).returning(tables.paper_text.c.id)
ADD_SCAN = insert(tables.scan).returning(tables.scan.c.id)
ADD_READINGS = insert(tables.reading).returning(tables.reading.c.id, sort_by_parameter_order=True)
ADD_SLOTS = insert(tables.reading_slot)
NAMES = (
    select(tables.identifier.c.scheme, tables.identifier.c.value)
    .where(tables.identifier.c.paper_id == bindparam("paper"))
    .order_by(tables.identifier.c.id)
)
UPDATE_PAPER = update(tables.paper).where(tables.paper.c.id == bindparam("paper"))
STORED = tables.paper_text.c
TEXT = (
    select(STORED.paper_id, STORED.title, STORED.abstract, tables.paper.c.name)
    .join_from(tables.paper_text, tables.paper, tables.paper.c.id == STORED.paper_id)
    .where(STORED.id == bindparam("text"))
)
READ_BY = select(tables.scan.c.id).where(
    tables.scan.c.text_id == bindparam("text"), tables.scan.c.run_id == bindparam("run")
)
NEWEST_READ = (
    select(tables.scan.c.id)
    .where(tables.scan.c.text_id == bindparam("text"))
    .order_by(tables.scan.c.run_id.desc())
    .limit(1)
)
UPDATE_TEXT = update(tables.paper_text).where(tables.paper_text.c.id == bindparam("text"))


class Change(StrEnum):
    """What a record did to the store.

    `OLDER` is a text that was stored beside a newer one of its paper, `REREAD` a known text read by another
    extractor, `JOINED` a known text under another id, `DETAILS` a date, an address, an id, authors or
    categories alone.
    """

    NEW = "new"
    CHANGED = "changed text"
    OLDER = "older text"
    REREAD = "read anew"
    JOINED = "joined"
    DETAILS = "new details"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: the change, the paper as people read it, and the claims stored just now.

    `tagged` says whether the paper got a tag that it lacked, `removed` whether it is removed from view, and
    its claims with it. Of a text that was read again, `differs` counts the claims that are "added", "lost" or
    "changed" since the newest run before.

    Of a conflict or a refusal, where nothing was stored, `reason` is a clause and `hint` the next step, as
    in `Problem`.
    """

    change: Change
    paper: str
    claims: int = 0
    reason: str = ""
    hint: str = ""
    tagged: bool = False
    removed: bool = False
    differs: Mapping[str, int] = field(default_factory=dict)


class RefusedError(Exception):
    """A record that cannot be stored; the message is the reason."""


def now() -> str:
    """Return the time in UTC, as it is stored."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def record(
    connection: Connection,
    names: Names,
    paper: Paper,
    claims: Sequence[Claim] | None,
    run_id: int,
    tags: Sequence[str] = (),
) -> Outcome:
    """Write one record, found fit, and the claims that the run read in it, in the connection's transaction.

    Its paper gets the tags.
    Raises RefusedError where the claims do not fit the text; the transaction is then to be undone.
    """
    (known,) = look_up(connection, [paper], run_id)
    if known.clash:
        reason = f"its ids belong to two stored papers, {' and '.join(known.clash)}"
        return Outcome(Change.CONFLICT, paper.id, 0, reason, "give the record one id, or correct its url")
    if known.paper_id is not None and known.read and not known.news(paper):
        tagged = tagging.put(connection, known.paper_id, tags, now())
        return Outcome(Change.UNCHANGED, known.name, tagged=tagged, removed=known.removed)
    paper_id, name = _put_paper(connection, known, paper)
    tagged = tagging.put(connection, paper_id, tags, now())
    text_id = _put_text(connection, known, paper, paper_id)
    scan_id: int | None = None
    rows: Rows = []
    if not known.read:
        stored = paper.text if known.text_id is None else _stored_text(connection, text_id)
        found = _fitting(claims, paper.text, stored)
        scan_id, rows = _put_scan(connection, names, (paper_id, text_id, run_id), found)
    if known.paper_id is None:
        current.put(connection, rows)
        return Outcome(Change.NEW, name, len(rows), tagged=tagged)
    stands = current.standing(connection, paper_id)
    connection.execute(current.WITHDRAW, {"paper": paper_id})
    if not known.removed:
        as_read = stands.scan_id == scan_id and not known.judged
        current.put(connection, rows if as_read else current.effective(connection, names, [stands]))
    change = _change(known, newest=stands.text_id == text_id)
    return Outcome(change, name, len(rows), tagged=tagged, removed=known.removed)


def reread(
    connection: Connection, names: Names, text_id: int, claims: Sequence[Claim], run_id: int
) -> Outcome:
    """Write the claims that a run read in a stored text, unless it had read it before.

    Raises RefusedError where the claims do not fit the text; the transaction is then to be undone.
    """
    paper_id, title, abstract, name = connection.execute(TEXT, {"text": text_id}).one()
    if connection.execute(READ_BY, {"text": text_id, "run": run_id}).first() is not None:
        return Outcome(Change.UNCHANGED, name)
    text = f"{title}\n{abstract}"
    found = _fitting(claims, text, text)
    last = connection.execute(NEWEST_READ, {"text": text_id}).scalar()
    before = readings.of_scans(connection, {last: text})[last] if last is not None else []
    now_read = [Reading(0, key, claim) for key, claim in found.items()]
    _put_scan(connection, names, (paper_id, text_id, run_id), found)
    current.renew(connection, names, [paper_id])
    differs = Counter(each.how for each in compared(before, now_read))
    return Outcome(Change.REREAD, name, len(found), differs=differs)


def stored_papers(connection: Connection, texts: Iterable[int]) -> dict[int, Paper]:
    """Return texts as records of their papers, by their keys."""
    paper = tables.paper.c
    query = (
        select(STORED.id, paper.name, STORED.title, STORED.abstract, STORED.authors, STORED.dated, paper.url)
        .join_from(tables.paper_text, tables.paper, paper.id == STORED.paper_id)
        .order_by(STORED.id)
    )
    found: dict[int, Paper] = {}
    for part in batches(texts):
        for key, id, title, abstract, authors, date, url in connection.execute(
            query.where(STORED.id.in_(part))
        ):
            found[key] = Paper(id=id, title=title, abstract=abstract, authors=authors, date=date, url=url)
    return found


def _change(known: Known, newest: bool) -> Change:
    if known.text_id is None:
        return Change.CHANGED if newest else Change.OLDER
    if not known.read:
        return Change.REREAD
    return Change.JOINED if known.joined else Change.DETAILS


def _put_paper(connection: Connection, known: Known, paper: Paper) -> tuple[int, str]:
    """Write what the record says of its paper; return the paper's key and name."""
    facts = {
        "published": known.first_published(paper),
        "url": known.address(paper),
        "categories": list(known.all_categories(paper)),
    }
    paper_id = known.paper_id
    name = shown_name(known.names)
    if paper_id is None:
        row = facts | {"name": name, "recorded_at": now()}
        paper_id = connection.execute(ADD_PAPER, row).scalar_one()
    if known.missing:
        rows = [{"paper_id": paper_id, **missing._asdict()} for missing in known.missing]
        connection.execute(ADD_IDENTIFIER, rows)
    if known.paper_id is not None:
        ids = connection.execute(NAMES, {"paper": paper_id})
        name = shown_name([Identifier(*row) for row in ids])
        connection.execute(UPDATE_PAPER, {"paper": paper_id, "name": name, **facts})
    return paper_id, name


def _put_text(connection: Connection, known: Known, paper: Paper, paper_id: int) -> int:
    """Write the record's text where it is new, its date and its authors; return the text's key."""
    facts = {"dated": known.text_dated(paper), "authors": list(known.text_authors(paper))}
    text_id = known.text_id
    if text_id is None:
        text_id = connection.execute(
            ADD_TEXT,
            {
                "paper_id": paper_id,
                "hash": known.hash,
                "title": paper.title,
                "abstract": paper.abstract,
                "recorded_at": now(),
                **facts,
            },
        ).scalar_one()
    else:
        connection.execute(UPDATE_TEXT, {"text": text_id, **facts})
    return text_id


def _stored_text(connection: Connection, text_id: int) -> str:
    _, title, abstract, _ = connection.execute(TEXT, {"text": text_id}).one()
    return f"{title}\n{abstract}"


def _fitting(claims: Sequence[Claim] | None, text: str, stored: str) -> dict[str, Claim]:
    """Return the claims by id, their spans in the text as stored, which may be wrapped differently."""
    if claims is None:
        raise RefusedError("its text has not been read")
    try:
        for claim in claims:
            claim.check_against(text)
    except ValueError as error:
        raise RefusedError(f"a claim's span does not fit its text: {error}") from error
    if stored != text:
        shift = Shift(text, stored)
        claims = [shift.claim(claim) for claim in claims]
    found: dict[str, Claim] = {}
    for claim in claims:
        key = id_of(claim, stored)
        if key not in found or claim.confidence > found[key].confidence:
            found[key] = claim  # one value on one benchmark is one claim: the surest reading of it counts
    return found


def _put_scan(
    connection: Connection, names: Names, key: tuple[int, int, int], claims: Mapping[str, Claim]
) -> tuple[int, Rows]:
    """Write what a run read in a text, given by the keys of paper, text and run.

    Returns the scan's key and the rows of `current` that it makes where nobody has said anything.
    """
    paper_id, text_id, run_id = key
    row = {"run_id": run_id, "text_id": text_id, "claims": len(claims), "read_at": now()}
    scan_id: int = connection.execute(ADD_SCAN, row).scalar_one()
    if not claims:
        return scan_id, []
    values = {key: values_of(claim) for key, claim in claims.items()}
    slots = {key: slots_of(claim) for key, claim in claims.items()}
    readings = [
        {
            "scan_id": scan_id,
            "claim_id": key,
            **values[key],
            "reasons": list(claim.reasons),
            "slot_confidence": dict(claim.slot_confidence),
        }
        for key, claim in claims.items()
    ]
    ids = connection.execute(ADD_READINGS, readings).scalars().all()
    filled = [{"reading_id": id, **slot} for id, key in zip(ids, claims, strict=True) for slot in slots[key]]
    if filled:
        connection.execute(ADD_SLOTS, filled)
    this = current.Standing(paper_id, text_id, scan_id, run_id)
    believed = calibration.newest(connection)
    found = [
        current.read(this, key, values[key], slots[key], id, believed)
        for id, key in zip(ids, claims, strict=True)
    ]
    return scan_id, current.resolved(connection, names, found)
