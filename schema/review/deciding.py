"""Decisions into the log: each is checked against the text, and against what others decided meanwhile."""

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, select

from schema import readings, resolution, tables
from schema.columns import NAMES_LONGEST
from schema.errors import ConflictError, NotFoundError, UsageError
from schema.identity import evened
from schema.lookup import UNSTORABLE
from schema.naming import Names
from schema.records import Claim
from schema.resolution import batches
from schema.review import calibration, signing
from schema.review.decisions import ENTRY, TEXT, View, entry, views
from schema.review.differing import differences
from schema.review.drafts import FIRST, Draft, Entry
from schema.review.judged import ACTIONS, READ, SKIP, STATUS, UNDO, Decision, id_of, undone
from schema.review.tables import DRAWN

BY_ID = select(ENTRY.id, ENTRY.action, ENTRY.text_id, TEXT.paper_id).join_from(
    tables.decision, tables.paper_text, TEXT.id == ENTRY.text_id
)
UNDOS = select(tables.decision)
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
    decision on it that the person knew of, None where there was none; `sheet` is the row of a sheet that says
    so.
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
    sheet: str | None = None


def drafted(connection: Connection, names: Names, judgements: Iterable[Judgement]) -> Draft:
    """Work out what a person says; nothing is written. What comes one by one, comes text by text.

    Raises NotFoundError for a text that is not stored and a claim that was never there, UsageError for what
    cannot be meant, ConflictError where another decision was made meanwhile.
    """
    numbered: Iterable[tuple[int, Judgement]] = enumerate(judgements)
    if isinstance(judgements, Sequence):
        numbered = sorted(numbered, key=lambda each: each[1].text_id)
    made = Draft(names.fingerprint, calibration.newest(connection))
    conflicts: list[tuple[int, str]] = []
    by_text = itertools.groupby(numbered, key=lambda each: each[1].text_id)
    for part in batches(list(group) for _, group in by_text):
        conflicts += _judge(connection, names, made, [each for group in part for each in group])
    _refuse(conflicts)
    return made


def drafted_undo(connection: Connection, names: Names, ids: Iterable[int], why: str | None) -> Draft:
    """Work out what it is to take entries of the log back, each by an entry of its own.

    Raises NotFoundError where there is no such entry, UsageError where it is an undo itself, ConflictError
    where it was undone before.
    """
    made = Draft(names.fingerprint, calibration.newest(connection))
    for part in batches(enumerate(dict.fromkeys(ids))):
        _undo(connection, names, made, part, signing.reason(why))
    return made


def put(connection: Connection, names: Names, draft: Draft, who: str, time: str) -> list[int]:
    """Enter what was drafted in the log, and let it hold; return the ids of the entries.

    Raises what `drafted` and `drafted_undo` do, where something changed meanwhile.
    """
    conflicts: list[tuple[int, str]] = []
    for part in batches(draft.stale(connection, names)):
        entries = [(at, draft.entries[at]) for at in part]
        said = [(at, _judgement(each)) for at, each in entries if each.undoes is None]
        conflicts += _judge(connection, names, draft, said)
        undos = [(at, each.undoes) for at, each in entries if each.undoes is not None]
        _undo(connection, names, draft, undos, entries[0][1].why)
    _refuse(conflicts)
    return draft.put(connection, names, who, time)


def _judge(
    connection: Connection, names: Names, draft: Draft, judgements: Sequence[tuple[int, Judgement]]
) -> list[tuple[int, str]]:
    """Enter judgements on whole texts in a draft, by their places; return what speaks against them."""
    there = views(connection, {each.text_id for _, each in judgements})
    found = _Entered(connection, names, draft, there)
    for at, each in judgements:
        found.take(at, each)
    draft.hold(connection, names, found.new, there)
    return found.conflicts


def _undo(
    connection: Connection, names: Names, draft: Draft, undos: Sequence[tuple[int, int]], why: str | None
) -> None:
    """Enter undos in a draft, each by its place and the entry that it takes back."""
    if not undos:
        return
    ids = [id for _, id in undos]
    there = {row.id: row for row in connection.execute(BY_ID.where(ENTRY.id.in_(ids)))}
    taken_back = undone(entry(row) for row in connection.execute(UNDOS.where(ENTRY.undoes.in_(ids))))
    new: dict[int, dict[int, Decision]] = {}
    for at, id in undos:
        if id not in there:
            raise NotFoundError(f"there is no decision {id}", "claimboard review log lists them")
        if there[id].action == UNDO:
            raise UsageError(f"decision {id} is an undo, which cannot be undone", "decide again")
        if by := taken_back.get(id):
            raise ConflictError(f"decision {id} was {by.told}", "claimboard review log lists them")
        text = there[id].text_id
        draft.entries[at] = Entry(UNDO, text, why=why, undoes=id)
        new.setdefault(there[id].paper_id, {})[at] = draft.entry(at)
    draft.hold(connection, names, new, {})


def _refuse(conflicts: Sequence[tuple[int, str]]) -> None:
    if conflicts:
        more = len(conflicts) - 1
        raise ConflictError(
            conflicts[0][1] + (f", and {more:,} more were decided meanwhile" if more else ""),
            "nothing was changed: look at it again, then decide",
            tuple(sorted(conflicts)),
        )


def _judgement(each: Entry) -> Judgement:
    """Return the judgement of which an entry was made."""
    seen = None if each.action == "add" else readings.loaded(each.seen)
    return Judgement(
        each.action, each.text_id, each.claim_id, seen, readings.loaded(each.said), each.stood, each.why,
        each.drawn, each.chance, each.sheet,
    )  # fmt: skip


class _Entered:
    """Judgements on their way into a draft: their entries by papers (`new`), and what is against them."""

    def __init__(self, connection: Connection, names: Names, draft: Draft, there: dict[int, View]) -> None:
        self.connection, self.names, self.draft, self.views = connection, names, draft, there
        self.new: dict[int, dict[int, Decision]] = {}
        self.conflicts: list[tuple[int, str]] = []
        self._made: dict[tuple[int, str], str] = {}
        self._decided: set[tuple[int, str]] = set()

    def take(self, at: int, each: Judgement) -> None:
        """Check a judgement, and enter it at a place."""
        view = self.views.get(each.text_id)
        if view is None:
            raise NotFoundError(f"there is no text {each.text_id} in the store", "look at the paper again")
        _check_form(each)
        seen = said = key = stood = None
        if each.action != READ:
            seen = _checked(each.said if each.action == "add" else each.seen, view.text)
            if each.said is not None:
                alike = each.action == "add" or each.said == each.seen
                said = seen if alike else _checked(each.said, view.text)
            key = self._key(view, each, seen)
            if each.action != SKIP:
                stood = each.stood
                if reason := self._against(view, each, key, said):
                    self.conflicts.append((at, reason))
        why = signing.reason(each.why)
        kept = readings.dumped(seen)
        self.draft.entries[at] = Entry(
            each.action, each.text_id, key, kept, kept if said is seen else readings.dumped(said), why,
            each.drawn, each.chance, stood, sheet=each.sheet,
        )  # fmt: skip
        if said is not None:
            self.draft.said[at] = tuple(resolution.named(self.names, said).values())
        new = Decision(FIRST + at, "", "", each.action, each.text_id, key, seen, said, why, stood=stood)
        self.new.setdefault(view.paper_id, {})[at] = new

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
