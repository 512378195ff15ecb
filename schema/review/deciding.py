"""Decisions into the log: each is checked against the text, and against what others decided meanwhile."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, insert, select

from schema import current, readings, tables
from schema.columns import NAMES_LONGEST
from schema.errors import ConflictError, NotFoundError, UsageError
from schema.identity import evened
from schema.lookup import UNSTORABLE
from schema.naming import Names
from schema.records import Claim
from schema.resolution import batches
from schema.review import signing
from schema.review.decisions import ENTRY, View, entry, views
from schema.review.judged import ACTIONS, READ, SKIP, STATUS, UNDO, Decision, differences, id_of, undone
from schema.review.tables import DRAWN

PUT = insert(tables.decision).returning(ENTRY.id, sort_by_parameter_order=True)
BY_ID = select(tables.decision, tables.paper_text.c.paper_id).join_from(
    tables.decision, tables.paper_text, tables.paper_text.c.id == ENTRY.text_id
)
EVER_READ = (
    select(tables.reading.c.id)
    .join_from(tables.reading, tables.scan, tables.scan.c.id == tables.reading.c.scan_id)
    .where(tables.scan.c.text_id == bindparam("text"), tables.reading.c.claim_id == bindparam("claim"))
    .limit(1)
)


class Judgement(NamedTuple):
    """What a person says of a claim in a text, before it stands in the log (`schema.review.judged.Decision`).

    `action` is "accept", "edit" or "add", with the claim as it is `said`; "reject" or "skip"; or "read",
    which speaks of the whole text and of no claim. `seen` is what stands under the claim's id for the machine
    (`schema.review.sheets.Shown.seen`); of an added claim it is left out, and so is the id. `stood` is the
    decision on it that the person knew of, None where there was none.
    """

    action: str
    text_id: int
    claim_id: str | None = None
    seen: Claim | None = None
    said: Claim | None = None
    stood: int | None = None
    why: str | None = None
    drawn: str = "other"
    chance: float | None = None


def put(
    connection: Connection, names: Names, judgements: Sequence[Judgement], who: str, time: str
) -> list[int]:
    """Enter what a person says in the log, and let it hold; return the ids of the entries.

    Raises NotFoundError for a text that is not stored and a claim that was never there, UsageError for what
    cannot be meant, ConflictError where another decision was made meanwhile.
    """
    found = _Entered(connection)
    who = signing.name(who)
    for part in batches(dict.fromkeys(each.text_id for each in judgements)):
        found.views |= views(connection, part)
    for at, each in enumerate(judgements):
        found.take(at, each)
    if found.conflicts:
        more = len(found.conflicts) - 1
        raise ConflictError(
            found.conflicts[0][1] + (f", and {more:,} more were decided meanwhile" if more else ""),
            "nothing was changed: look at it again, then decide",
            tuple(found.conflicts),
        )
    rows = [{"recorded_at": time, "who": who, **row} for row in found.rows]
    ids = connection.execute(PUT, rows).scalars().all() if rows else []
    # of a claim that holds nowhere just now as well: names are spelled as they first came in
    current.resolved(connection, names, [current.decided(claim) for claim in found.said])
    current.renew(connection, names, {found.views[each.text_id].paper_id for each in judgements})
    return list(ids)


def undo(
    connection: Connection, names: Names, ids: Sequence[int], who: str, why: str | None, time: str
) -> list[int]:
    """Take entries of the log back, each by an entry of its own, whose ids are returned.

    Raises NotFoundError where there is no such entry, UsageError where it is an undo itself, ConflictError
    where it was undone before.
    """
    wanted = list(dict.fromkeys(ids))
    there: dict[int, Any] = {}
    taken_back: dict[int, Decision] = {}
    for part in batches(wanted):
        there |= {row.id: row for row in connection.execute(BY_ID.where(ENTRY.id.in_(part)))}
        undos = map(entry, connection.execute(BY_ID.where(ENTRY.undoes.in_(part))))
        taken_back |= undone(undos)
    for id in wanted:
        if id not in there:
            raise NotFoundError(f"there is no decision {id}", "claimboard review log lists them")
        if there[id].action == UNDO:
            raise UsageError(f"decision {id} is an undo, which cannot be undone", "decide again")
        if by := taken_back.get(id):
            raise ConflictError(f"decision {id} was {by.told}", "claimboard review log lists them")
    row = {
        "recorded_at": time,
        "who": signing.name(who),
        "action": UNDO,
        "why": signing.reason(why),
        "drawn": "other",
    }
    rows = [{**row, "text_id": there[id].text_id, "undoes": id} for id in wanted]
    done = connection.execute(PUT, rows).scalars().all() if rows else []
    current.renew(connection, names, {there[id].paper_id for id in wanted})
    return list(done)


class _Entered:
    """The rows of the log that judgements make, and what stands against them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.views: dict[int, View] = {}
        self.rows: list[dict[str, Any]] = []
        self.said: list[Claim] = []
        self.conflicts: list[tuple[int, str]] = []
        self._made: dict[tuple[int, str], str] = {}
        self._decided: set[tuple[int, str]] = set()

    def take(self, at: int, each: Judgement) -> None:
        """Check a judgement, and keep its row."""
        view = self.views.get(each.text_id)
        if view is None:
            raise NotFoundError(f"there is no text {each.text_id} in the store", "look at the paper again")
        _check_form(each)
        row = {
            **each._asdict(),
            "claim_id": None,
            "seen": None,
            "said": None,
            "stood": None,
            "undoes": None,
            "why": signing.reason(each.why),
        }
        if each.action != READ:
            seen = _checked(each.said if each.action == "add" else each.seen, view.text)
            said = None if each.said is None else _checked(each.said, view.text)
            key = self._key(view, each, seen)
            row |= {"claim_id": key, "seen": readings.to_json(seen)}
            if each.action != SKIP:
                row["stood"] = each.stood
                if reason := self._against(view, each, key, said):
                    self.conflicts.append((at, reason))
            if said is not None:
                row["said"] = readings.to_json(said)
                self.said.append(said)
        self.rows.append(row)

    def _key(self, view: View, each: Judgement, seen: Claim) -> str:
        """Return the id of the claim that is meant, which is there, unless it is added."""
        key = id_of(seen, view.text)
        if each.claim_id not in (None, key):
            raise UsageError(f"what was seen is not claim {each.claim_id}, but {key}", "look at it again")
        if (view.text_id, key) in self._decided:
            raise UsageError(f"claim {key} is decided twice at once", "decide once")
        self._decided.add((view.text_id, key))
        spoken_of = {entry.claim_id for entry in view.log if entry.text_id == view.text_id}
        known = {reading.claim_id for reading in view.readings} | view.judged.decisions.keys()
        if each.action == "add" or key in known or key in spoken_of:
            return key
        if self.connection.execute(EVER_READ, {"text": view.text_id, "claim": key}).first() is None:
            raise NotFoundError(f"there is no claim {key} in this text", "add it, if it is one")
        return key

    def _against(self, view: View, each: Judgement, key: str, said: Claim | None) -> str | None:
        """Return what speaks against a decision: another one, or a claim that says the same. Else None."""
        last = view.judged.last(key)
        if (last and last.id) != each.stood:
            return _decided_meanwhile(view, key, last, each.stood)
        if said is None:
            return None
        made = id_of(said, view.text)
        if each.action == "add":
            there = {row.claim_id for row in view.judged.held}
            if key in there | {waiting.reading.claim_id for waiting in view.judged.waiting}:
                return f"claim {key} is there already, with this value and benchmark"
        for held in view.judged.held:
            mine = held.claim_id == key or (held.decision is not None and held.decision is last)
            if not mine and id_of(held.claim, view.text) == made:
                return f"claim {held.claim_id} is there already, with this value and benchmark"
        other = self._made.setdefault((view.text_id, made), key)
        return None if other == key else f"claims {other} and {key} are said to be one and the same"


def _check_form(each: Judgement) -> None:
    if each.action not in ACTIONS or each.action == UNDO:
        raise UsageError(
            f"{each.action!r} is no decision",
            f"say one of {', '.join(each for each in ACTIONS if each != UNDO)}",
        )
    if (each.said is not None) != (each.action in STATUS):
        raise UsageError(
            f"to {each.action} a claim says {'what' if each.said is None else 'nothing of what'} it is"
        )
    if each.seen is None and each.action not in ("add", READ):
        raise UsageError(f"to {each.action} a claim one has to have seen it")
    if each.drawn not in DRAWN or not (each.chance is None or 0 < each.chance <= 1):
        raise UsageError(f"no claim is drawn {each.drawn!r} with a chance of {each.chance}")


def _checked(claim: Claim | None, text: str) -> Claim:
    """Return a claim as the log keeps it. Raises UsageError where it is not fit for that."""
    assert claim is not None  # noqa: S101 - `_check_form` saw to it
    try:
        kept = readings.from_json(readings.to_json(claim))
        kept.check_against(text)
    except ValidationError as error:
        reason = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise UsageError(f"this cannot be a claim: {reason}") from error
    except ValueError as error:
        raise UsageError(
            f"a claim's span does not fit its text: {error}", "look at the text again"
        ) from error
    for string in readings.strings(kept):
        if UNSTORABLE.search(string) or not evened(string):
            raise UsageError(
                f"{string!r} is nothing that a database can keep", "write it in letters and digits"
            )
        if len(string) > NAMES_LONGEST:
            raise UsageError(f"{string[:40]!r}… is longer than {NAMES_LONGEST} characters", "name it shorter")
    return kept


def _decided_meanwhile(view: View, key: str, last: Decision | None, stood: int | None) -> str:
    if last is not None:
        what = [] if last.seen is None or last.said is None else differences(last.seen, last.said)
        return f"claim {key} was {last.told}{': ' if what else ''}{'; '.join(map(str, what))}"
    if stood is not None and (by := undone(view.log).get(stood)):
        return f"the decision on claim {key} was {by.told}"
    return f"the decision on claim {key} that you saw does not stand in this text"
