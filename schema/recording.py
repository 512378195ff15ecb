"""One record into the store: its paper, ids, text, what was read in it, and the claims that then hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from schema import current, tables
from schema.identity import Identifier, claim_id
from schema.lookup import Known, look_up, shown_name
from schema.records import Claim, Paper
from schema.registry import registry
from schema.spans import Shift


class Change(StrEnum):
    """What a record did to the store.

    `OLDER` is a text that was stored beside a newer one of its paper, `REREAD` a known text read by another
    extractor, `JOINED` a known text under another id, `DETAILS` a date, address or id alone.
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

    Of a conflict or a refusal, where nothing was stored, `reason` is a clause and `hint` the next step, as
    in `Problem`.
    """

    change: Change
    paper: str
    claims: int = 0
    reason: str = ""
    hint: str = ""


class RefusedError(Exception):
    """A record that cannot be stored; the message is the reason."""


def now() -> str:
    """Return the time in UTC, as it is stored."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def added(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Write one row and return its key."""
    key: int = connection.execute(insert(table).returning(table.c.id), row).scalar_one()
    return key


def record(connection: Connection, paper: Paper, claims: Sequence[Claim] | None, run_id: int) -> Outcome:
    """Write one record, found fit, and the claims that the run read in it, in the connection's transaction.

    Raises RefusedError where the claims do not fit the text; the transaction is then to be undone.
    """
    (known,) = look_up(connection, [paper], run_id)
    if known.clash:
        names = " and ".join(known.clash)
        return Outcome(
            Change.CONFLICT,
            paper.id,
            reason=f"its ids belong to two stored papers, {names}",
            hint="give the record one id, or correct its url",
        )
    if known.paper_id is not None and known.read and not known.news(paper):
        return Outcome(Change.UNCHANGED, _name(connection, known.paper_id))
    paper_id = _put_paper(connection, known, paper)
    text_id = _put_text(connection, known, paper, paper_id)
    scan_id, rows = None, []
    if not known.read:
        readable = _in_stored_text(connection, text_id, paper, claims)
        scan_id = _put_scan(connection, run_id, text_id, readable)
        rows = current.effective(connection, registry(), [current.Standing(paper_id, text_id, scan_id)])
    stands = current.standing(connection, paper_id)
    if known.paper_id is not None:
        connection.execute(delete(tables.current).where(tables.current.c.paper_id == paper_id))
    in_use = rows if stands.scan_id == scan_id else current.effective(connection, registry(), [stands])
    current.put(connection, in_use)
    change = _change(known, newest=stands.text_id == text_id)
    return Outcome(change, _name(connection, paper_id), len(rows))


def _change(known: Known, newest: bool) -> Change:
    if known.paper_id is None:
        return Change.NEW
    if known.text_id is None:
        return Change.CHANGED if newest else Change.OLDER
    if not known.read:
        return Change.REREAD
    return Change.JOINED if known.joined else Change.DETAILS


def _put_paper(connection: Connection, known: Known, paper: Paper) -> int:
    facts = {
        "published": known.first_published(paper.date),
        "url": known.address(paper.url),
    }
    paper_id = known.paper_id
    if paper_id is None:
        facts |= {"name": shown_name(known.names), "recorded_at": now()}
        paper_id = added(connection, tables.paper, facts)
    identifier = tables.identifier.c
    if known.missing:
        rows = [{"paper_id": paper_id, **name._asdict()} for name in known.missing]
        connection.execute(insert(tables.identifier), rows)
    if known.paper_id is not None:
        names = connection.execute(
            select(identifier.scheme, identifier.value)
            .where(identifier.paper_id == paper_id)
            .order_by(identifier.id)
        )
        facts["name"] = shown_name([Identifier(*row) for row in names])
        connection.execute(update(tables.paper).where(tables.paper.c.id == paper_id), facts)
    return paper_id


def _put_text(connection: Connection, known: Known, paper: Paper, paper_id: int) -> int:
    dated = known.text_dated(paper.date)
    if known.text_id is None:
        return added(
            connection,
            tables.paper_text,
            {
                "paper_id": paper_id,
                "hash": known.hash,
                "title": paper.title,
                "abstract": paper.abstract,
                "authors": list(paper.authors),
                "dated": dated,
                "recorded_at": now(),
            },
        )
    if dated != known.dated:
        mine = tables.paper_text.c.id == known.text_id
        connection.execute(update(tables.paper_text).where(mine), {"dated": dated})
    return known.text_id


def _in_stored_text(
    connection: Connection, text_id: int, paper: Paper, claims: Sequence[Claim] | None
) -> dict[str, Claim]:
    """Return the claims by id, their spans in the text as stored, which may be wrapped differently."""
    if claims is None:
        raise RefusedError("its text has not been read")
    text = tables.paper_text.c
    title, abstract = connection.execute(select(text.title, text.abstract).where(text.id == text_id)).one()
    stored = f"{title}\n{abstract}"
    try:
        for claim in claims:
            claim.check_against(paper.text)
    except ValueError as error:
        raise RefusedError(f"a claim's span does not fit its text: {error}") from error
    if stored != paper.text:
        shift = Shift(paper.text, stored)
        claims = [shift.claim(claim) for claim in claims]
    found: dict[str, Claim] = {}
    for claim in claims:
        benchmark = claim.benchmark.text if claim.benchmark else None
        key = claim_id(stored, claim.value.start, claim.value.end, benchmark)
        if key not in found or claim.confidence > found[key].confidence:
            found[key] = claim  # one value on one benchmark is one claim: the surest reading of it counts
    return found


def _put_scan(connection: Connection, run_id: int, text_id: int, claims: Mapping[str, Claim]) -> int:
    scan_id = added(
        connection,
        tables.scan,
        {"run_id": run_id, "text_id": text_id, "claims": len(claims), "read_at": now()},
    )
    if not claims:
        return scan_id
    keys = connection.execute(
        insert(tables.reading).returning(tables.reading.c.id, sort_by_parameter_order=True),
        [_reading(scan_id, key, claim) for key, claim in claims.items()],
    ).scalars()
    slots = [slot for key, claim in zip(keys, claims.values(), strict=True) for slot in _slots(key, claim)]
    if slots:
        connection.execute(insert(tables.reading_slot), slots)
    return scan_id


def _reading(scan_id: int, key: str, claim: Claim) -> dict[str, Any]:
    return {
        "scan_id": scan_id,
        "claim_id": key,
        "value_start": claim.value.start,
        "value_end": claim.value.end,
        "value_text": claim.value.text,
        "number": claim.number,
        "number_high": claim.number_high,
        "unit": claim.unit,
        "kind": claim.kind,
        "direction": claim.direction,
        "bound": claim.bound,
        "role": claim.role,
        "factor": claim.factor,
        "sentence_start": claim.sentence.start,
        "sentence_end": claim.sentence.end,
        "confidence": claim.confidence,
        "reasons": list(claim.reasons),
    }


def _slots(reading_id: int, claim: Claim) -> list[dict[str, Any]]:
    filled = [(slot, 0, mention) for slot, mention in claim.slots.items()]
    filled += [("setting", position, mention) for position, mention in enumerate(claim.setting)]
    return [
        {
            "reading_id": reading_id,
            "slot": slot,
            "position": position,
            "surface": mention.text,
            "span_start": mention.start,
            "span_end": mention.end,
        }
        for slot, position, mention in filled
    ]


def _name(connection: Connection, paper_id: int) -> str:
    name: str = connection.execute(
        select(tables.paper.c.name).where(tables.paper.c.id == paper_id)
    ).scalar_one()
    return name
