"""What a reviewer needs to know: papers with all that was read in them and said of them, and what to look at.

A sheet is one paper's newest text; a candidate is a claim as far as the order of review needs it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, exists, select

from schema import readings, removal, tables
from schema.current import newest_texts
from schema.database import Database, reading
from schema.queries import CHUNK, Filters, conditions
from schema.records import Claim
from schema.resolution import batches
from schema.review import calibration
from schema.review.calibration import Calibration
from schema.review.carrying import carried
from schema.review.deciding import Judgement
from schema.review.decisions import View, decided_papers, views
from schema.review.differing import Difference
from schema.review.judged import MACHINE, READ, REJECT, SKIP, Decision, State, id_of

CURRENT, PAPER, TEXT, READING = tables.current.c, tables.paper.c, tables.paper_text.c, tables.reading.c
ENTRY = tables.decision.c
UNDO = tables.decision.alias("undo")
NOT_UNDONE = ~exists().where(UNDO.c.undoes == ENTRY.id)
WAITING = "waiting"
"""The status of a reading that differs from what a person said."""


class Shown(NamedTuple):
    """A claim as a reviewer is to see it.

    `claim` is what holds, or of a reading that waits, what was read now, with the confidence that counts.
    `seen` is what a judgement has to say was seen: the reading under the claim's id, as sure as the machine
    itself was, with its reasons; where nothing is read there, what the decision spoke of. `stood` is the
    decision that a judgement has to know of. `decision` is the one that made this claim, or that this reading
    differs from; `against` is the claim that holds while this one waits, `differs` what is different, the
    human word before.
    """

    claim_id: str
    claim: Claim
    status: str
    seen: Claim
    stood: int | None = None
    decision: Decision | None = None
    against: Claim | None = None
    differs: Sequence[Difference] = ()


class Sheet(NamedTuple):
    """A paper's newest text before a reviewer; `paper_key` and `text_id` are its rows in the store.

    `shown` are the claims in the order of the text, those that wait behind the others. `read` is the entry of
    the log that says that the text is completely read. `rejected` are the decisions that a claim is none,
    `gone` those that do not apply to this text.
    """

    paper_key: int
    text_id: int
    paper: str
    title: str
    abstract: str
    date: str | None
    url: str | None
    shown: tuple[Shown, ...]
    read: Decision | None
    rejected: tuple[Decision, ...]
    gone: tuple[Decision, ...]

    @property
    def text(self) -> str:
        """Title, newline, abstract: what every offset points into."""
        return f"{self.title}\n{self.abstract}"

    def judgement(self, shown: Shown, action: str, said: Claim | None = None, **how: Any) -> Judgement:
        """Return what a reviewer says who has this sheet before them; `how` are the other fields.

        To accept a claim is to say it as it is shown.
        """
        if action == "accept" and said is None:
            said = shown.claim
        return Judgement(action, self.text_id, shown.claim_id, shown.seen, said, shown.stood, **how)

    def keeping(self, shown: Shown, **how: Any) -> Judgement:
        """Return the judgement by which a reading no longer waits, and the human word stays as it is."""
        if shown.against is None or shown.stood is None:  # the same value on another benchmark
            return self.judgement(shown, REJECT, **how)
        accepted = shown.decision is not None and shown.decision.action == "accept"
        return self.judgement(shown, "accept" if accepted else "edit", shown.against, **how)


class Candidate(NamedTuple):
    """A claim that nobody decided, as far as the order of review needs it.

    `skipped` are those who looked at it and left it.
    """

    paper_key: int
    claim_id: str
    confidence: float
    reasons: Sequence[str]
    slot_confidence: Mapping[str, float]
    skipped: frozenset[str]


def sheets(store: Database, papers: Iterable[int]) -> dict[int, Sheet]:
    """Return the sheets of papers, by their keys; papers that are not stored are left out."""
    found: dict[int, Sheet] = {}
    with reading(store.engine) as connection:
        believed = calibration.newest(connection)
        for part in batches(papers):
            newest = newest_texts(TEXT.paper_id.in_(part)).subquery()
            query = (
                select(
                    PAPER.id, PAPER.name, PAPER.published, PAPER.url, TEXT.id.label("text_id"), TEXT.title,
                    TEXT.abstract,
                )
                .join_from(newest, tables.paper, PAPER.id == newest.c.paper_id)
                .join(tables.paper_text, TEXT.id == newest.c.text_id)
            )  # fmt: skip
            rows = connection.execute(query).all()
            seen = views(connection, [row.text_id for row in rows])
            for row in rows:
                found[row.id] = _sheet(row, seen[row.text_id], believed)
    return found


def candidates(store: Database, filters: Filters | None = None) -> Iterator[Candidate]:
    """Read the claims that nobody decided, in the order of their papers."""
    query = (
        select(
            CURRENT.paper_id, CURRENT.claim_id, CURRENT.confidence, READING.reasons, READING.slot_confidence
        )
        .join_from(tables.current, tables.reading, READING.id == CURRENT.reading_id)
        .join(tables.paper, PAPER.id == CURRENT.paper_id)
        .join(tables.paper_text, TEXT.id == CURRENT.text_id)
        .where(CURRENT.status == MACHINE, *conditions(filters or Filters()))
        .order_by(CURRENT.paper_id, CURRENT.value_start, CURRENT.claim_id)
    )
    with reading(store.engine) as connection:
        left = _skipped(connection)
        for row in connection.execution_options(yield_per=CHUNK).execute(query):
            yield Candidate(*row, left.get((row.paper_id, row.claim_id), frozenset()))


def waiting(store: Database) -> Iterator[tuple[int, Shown]]:
    """Read the readings that wait for a second look, each with the key of its paper."""
    with reading(store.engine) as connection:
        papers = connection.execute(decided_papers()).scalars().all()
    for sheet in sheets(store, papers).values():
        yield from ((sheet.paper_key, shown) for shown in sheet.shown if shown.status == WAITING)


def completely_read(store: Database) -> list[int]:
    """Return the keys of the papers in view whose newest text a person read completely, in their order."""
    newest = newest_texts(TEXT.paper_id.not_in(removal.all_removed())).subquery()
    query = (
        select(newest.c.paper_id)
        .distinct()
        .join_from(newest, tables.decision, ENTRY.text_id == newest.c.text_id)
        .where(ENTRY.action == READ, NOT_UNDONE)
        .order_by(newest.c.paper_id)
    )
    with reading(store.engine) as connection:
        return list(connection.execute(query).scalars())


def _skipped(connection: Connection) -> dict[tuple[int, str], frozenset[str]]:
    """Return who left which claim for later; also on an older text that has its sentence just so."""
    query = (
        select(TEXT.paper_id, ENTRY.text_id, ENTRY.claim_id, ENTRY.who, ENTRY.seen)
        .join_from(tables.decision, tables.paper_text, TEXT.id == ENTRY.text_id)
        .where(ENTRY.action == SKIP, NOT_UNDONE)
    )
    found: dict[tuple[int, str], frozenset[str]] = {}
    for part in batches(connection.execute(query).all()):
        newest = connection.execute(newest_texts(TEXT.paper_id.in_({row.paper_id for row in part})))
        here = {row.paper_id: row.text_id for row in newest}
        moved = [row for row in part if here[row.paper_id] != row.text_id]
        texts = {each for row in moved for each in (row.text_id, here[row.paper_id])}
        there = {key: view.text for key, view in views(connection, texts).items()}
        for paper, text, claim, who, seen in part:
            if text in there and text != here[paper]:
                target = there[here[paper]]
                now = carried(readings.from_json(seen), there[text], target)
                claim = claim if now is None else id_of(now, target)
            found[paper, claim] = found.get((paper, claim), frozenset()) | {who}
    return found


def _sheet(row: Any, view: View, believed: Calibration) -> Sheet:
    states = view.judged.states
    read = [
        entry
        for entry in view.log
        if entry.action == READ and entry.text_id == view.text_id and entry.id not in states
    ]
    return Sheet(
        row.id,
        view.text_id,
        row.name,
        row.title,
        row.abstract,
        row.published,
        row.url,
        tuple(_shown(view, believed)),
        read[-1] if read else None,
        tuple(entry for entry in view.log if entry.action == REJECT and states.get(entry.id) == State.HOLDS),
        tuple(entry for entry in view.log if states.get(entry.id) == State.GONE),
    )


def _shown(view: View, believed: Calibration) -> Iterator[Shown]:
    def as_sure(claim: Claim) -> Claim:
        sure = believed.of(claim.confidence, view.run_id or 0)
        return claim if sure == claim.confidence else claim.model_copy(update={"confidence": sure})

    for row in view.judged.held:
        if row.decision is None:
            yield Shown(row.claim_id, as_sure(row.claim), row.status, row.claim)
        else:
            as_read = row.reading is not None and row.reading.claim_id == row.claim_id
            seen = row.reading.claim if as_read and row.reading else view.judged.seen[row.claim_id]
            yield Shown(row.claim_id, row.claim, row.status, seen, row.decision.id, row.decision)
    for each in view.judged.waiting:
        key, claim = each.reading.claim_id, each.reading.claim
        last = view.judged.last(key)
        yield Shown(
            key,
            as_sure(claim),
            WAITING,
            claim,
            None if last is None else last.id,
            each.held.decision,
            each.held.claim,
            each.differs,
        )
