"""Records into the store: their papers, ids, texts, what was read in them, and the claims that then hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from schema import current, readings, scans, tables, tagging
from schema.dates import now
from schema.identity import Identifier
from schema.lookup import Known, look_up, shown_name
from schema.naming import Names
from schema.records import Claim, Paper
from schema.review.comparing import compared
from schema.review.judged import Reading, id_of
from schema.spans import Shift

Rows = list[dict[str, Any]]
ADD_PAPERS = insert(tables.paper).returning(tables.paper.c.id, sort_by_parameter_order=True)
ADD_IDENTIFIERS = insert(tables.identifier)
ADD_TEXTS = insert(tables.paper_text).returning(tables.paper_text.c.id, sort_by_parameter_order=True)
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


class _New(NamedTuple):
    """A record of a paper that is not stored, with the claims that were read in it, by id."""

    known: Known
    paper: Paper
    claims: Mapping[str, Claim]


def record_all(
    connection: Connection,
    names: Names,
    given: Sequence[tuple[Paper, Sequence[Claim] | None]],
    run_id: int,
    tags: Sequence[str] = (),
) -> list[Outcome]:
    """Write records, all found fit, with the claims that the run read in each, in this transaction.

    They are written in their order; new papers that follow each other in a few statements together. The
    papers get the tags. Raises RefusedError where the claims of one do not fit its text; the transaction is
    then to be undone.
    """
    outcomes: list[Outcome] = []
    new: list[_New] = []
    touched: set[object] = set()

    def write_new() -> None:
        outcomes.extend(_put_new(connection, names, new, run_id, tags))
        new.clear()

    found = look_up(connection, [paper for paper, _ in given], run_id)
    for known, (paper, claims) in zip(found, given, strict=True):
        if not touched.isdisjoint(known.touches):  # what is written by now says otherwise
            write_new()
            (known,) = look_up(connection, [paper], run_id)
        touched |= known.touches
        if known.paper_id is None and not known.clash:
            new.append(_New(known, paper, _fitting(claims, paper.text, paper.text)))
        else:
            write_new()
            outcomes.append(_put_known(connection, names, known, paper, claims, run_id, tags))
    write_new()
    return outcomes


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
    scans.put(connection, names, run_id, [(paper_id, text_id)], [found])
    current.renew(connection, names, [paper_id])
    differs = Counter(each.how for each in compared(before, now_read))
    return Outcome(Change.REREAD, name, len(found), differs=differs)


def _put_new(
    connection: Connection, names: Names, new: Sequence[_New], run_id: int, tags: Sequence[str]
) -> list[Outcome]:
    """Write papers that are not stored, and share no id and no text."""
    if not new:
        return []
    shown = [shown_name(known.names) for known, _, _ in new]
    papers = [
        {**_facts(known, paper), "name": name, "recorded_at": now()}
        for (known, paper, _), name in zip(new, shown, strict=True)
    ]
    keys = list(connection.execute(ADD_PAPERS, papers).scalars())
    _put_identifiers(connection, {key: known for key, (known, _, _) in zip(keys, new, strict=True)})
    rows = [_text_row(key, known, paper) for key, (known, paper, _) in zip(keys, new, strict=True)]
    texts = list(connection.execute(ADD_TEXTS, rows).scalars())
    tagged = tagging.put(connection, keys, tags, now())
    claims = [found for _, _, found in new]
    current.put(connection, scans.put(connection, names, run_id, [*zip(keys, texts, strict=True)], claims)[1])
    return [
        Outcome(Change.NEW, name, len(found), tagged=key in tagged)
        for key, name, found in zip(keys, shown, claims, strict=True)
    ]


def _put_known(
    connection: Connection,
    names: Names,
    known: Known,
    paper: Paper,
    claims: Sequence[Claim] | None,
    run_id: int,
    tags: Sequence[str],
) -> Outcome:
    """Write a record of a paper that is stored, or say why it cannot be."""
    if known.clash or known.paper_id is None:
        reason = f"its ids belong to two stored papers, {' and '.join(known.clash)}"
        return Outcome(Change.CONFLICT, paper.id, 0, reason, "give the record one id, or correct its url")
    paper_id = known.paper_id
    tagged = bool(tagging.put(connection, [paper_id], tags, now()))
    if known.read and not known.news(paper):
        return Outcome(Change.UNCHANGED, known.name, tagged=tagged, removed=known.removed)
    name = _put_paper(connection, known, paper, paper_id)
    text_id = _put_text(connection, known, paper, paper_id)
    scan_id: int | None = None
    rows: Rows = []
    if not known.read:
        stored = paper.text if known.text_id is None else _stored_text(connection, text_id)
        found = _fitting(claims, paper.text, stored)
        (scan_id,), rows = scans.put(connection, names, run_id, [(paper_id, text_id)], [found])
    stands = current.standing(connection, paper_id)
    connection.execute(current.WITHDRAW, {"paper": paper_id})
    if not known.removed:
        as_read = stands.scan_id == scan_id and not known.judged
        current.put(connection, rows if as_read else current.effective(connection, names, [stands]))
    change = _change(known, newest=stands.text_id == text_id)
    return Outcome(change, name, len(rows), tagged=tagged, removed=known.removed)


def _change(known: Known, newest: bool) -> Change:
    if known.text_id is None:
        return Change.CHANGED if newest else Change.OLDER
    if not known.read:
        return Change.REREAD
    return Change.JOINED if known.joined else Change.DETAILS


def _facts(known: Known, paper: Paper) -> dict[str, Any]:
    return {
        "published": known.first_published(paper),
        "url": known.address(paper),
        "categories": list(known.all_categories(paper)),
    }


def _text_facts(known: Known, paper: Paper) -> dict[str, Any]:
    return {"dated": known.text_dated(paper), "authors": list(known.text_authors(paper))}


def _text_row(paper_id: int, known: Known, paper: Paper) -> dict[str, Any]:
    return {
        "paper_id": paper_id,
        "hash": known.hash,
        "title": paper.title,
        "abstract": paper.abstract,
        "recorded_at": now(),
        **_text_facts(known, paper),
    }


def _put_identifiers(connection: Connection, papers: Mapping[int, Known]) -> None:
    """Write the ids of papers, given by their keys, that are not stored yet."""
    rows = [{"paper_id": key, **name._asdict()} for key, known in papers.items() for name in known.missing]
    if rows:
        connection.execute(ADD_IDENTIFIERS, rows)


def _put_paper(connection: Connection, known: Known, paper: Paper, paper_id: int) -> str:
    """Write what the record says of its paper, which is stored; return the paper's name."""
    _put_identifiers(connection, {paper_id: known})
    name = shown_name([Identifier(*row) for row in connection.execute(NAMES, {"paper": paper_id})])
    connection.execute(UPDATE_PAPER, {"paper": paper_id, "name": name, **_facts(known, paper)})
    return name


def _put_text(connection: Connection, known: Known, paper: Paper, paper_id: int) -> int:
    """Write the record's text where it is new, its date and its authors; return the text's key."""
    if known.text_id is None:
        row = _text_row(paper_id, known, paper)
        return int(connection.execute(ADD_TEXTS, [row]).scalar_one())
    connection.execute(UPDATE_TEXT, {"text": known.text_id, **_text_facts(known, paper)})
    return known.text_id


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
