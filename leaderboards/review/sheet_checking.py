"""The rows of a sheet against the store: what each says, what is wrong with it, what is in its way."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from leaderboards.review import edits, papers
from leaderboards.review.desk import Action, Said
from leaderboards.review.edits import EditError
from leaderboards.review.items import Item
from leaderboards.review.sheet import DECISIONS, EDITABLE, Key, mark, marks, read_key
from leaderboards.review.sheet_rows import Fault, Row
from schema.identity import evened
from schema.records import Claim, Mention
from schema.review.deciding import Judgement
from schema.review.differing import agree, differences
from schema.review.judged import PAST
from schema.store import Store

AT_ONCE = 100
"""Papers that are read at once."""


class Act(NamedTuple):
    """What a row says of a claim, as it goes into the log; `claim` is the claim by that, None where none."""

    row: int
    action: Action
    item: Item
    claim: Claim | None
    judgement: Judgement

    @property
    def changes(self) -> str:
        """What differs from what was shown, in words."""
        return "; ".join(map(str, differences(self.item.claim, self.claim))) if self.claim else ""


class Conflict(NamedTuple):
    """What is in the way of a row: the claim is no longer what was seen."""

    row: int
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"


@dataclass(slots=True)
class Checked:
    """What a sheet says. `same` counts rows that say what holds already, `alone` those that say nothing."""

    acts: list[Act] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    same: int = 0
    alone: int = 0


class _Wish(NamedTuple):
    """What a row asks for: a decision, or "" for what its cells say; the cells that were changed; why.

    Of one that is `wrong`, only the changed cells are looked at.
    """

    row: int
    key: Key
    decision: str
    changed: Mapping[str, str]
    why: str | None
    wrong: bool = False


def check(store: Store, rows: Iterable[Row], who: str) -> Checked:
    """Look at every row, and compare it with what the store holds now.

    What a row of this sheet said before, for the same person, it may say otherwise; what anybody said
    elsewhere since is a conflict.
    """
    found = Checked()
    wishes = list(_wishes(rows, found))
    by_paper = itertools.groupby(sorted(wishes, key=lambda wish: wish.key.paper), lambda wish: wish.key.paper)
    groups = [(paper, list(group)) for paper, group in by_paper]
    for start in range(0, len(groups), AT_ONCE):
        chunk = groups[start : start + AT_ONCE]
        there = papers.items(store, [paper for paper, _ in chunk], rejected=True)
        for paper, group in chunk:
            items = {item.id: item for item in there.get(paper, ())}
            for wish in group:
                _compare(wish, items.get(wish.key.claim), who, found)
    found.acts.sort(key=lambda act: act.row)
    found.faults.sort(key=lambda fault: fault.row)
    found.conflicts.sort()
    return found


def _wishes(rows: Iterable[Row], found: Checked) -> Iterator[_Wish]:
    """Yield what rows ask for that ask for anything; note what is wrong with their cells by themselves."""
    spoken_of: dict[tuple[int, str], int] = {}
    for number, cells in rows:
        faults = []
        key = read_key(cells["seen"])
        decision = evened(cells["decision"]).lower()
        why = evened(cells.get("why", ""))
        if decision and decision not in DECISIONS:
            words = f"{', '.join(DECISIONS[:-1])}, {DECISIONS[-1]}, or nothing"
            faults.append(Fault(number, "decision", f"{decision!r} is no decision: {words}"))
        if not why.isprintable():
            faults.append(Fault(number, "why", "it holds a character that nobody sees"))
        if key is None:
            faults.append(
                Fault(number, "seen", "it is not as it was exported; what was missed is added on the screen")
            )
            found.faults += faults
            continue
        changed = _changed(cells, key)
        faults += [
            Fault(number, name, "it holds a character that nobody sees")
            for name, cell in changed.items()
            if not cell.isprintable()
        ]
        if "sentence" in cells and mark("sentence", cells["sentence"]) != key.marks["sentence"]:
            reason = "it is not that of this claim, and cannot be changed: was a column moved by itself?"
            faults.append(Fault(number, "sentence", reason))
        if decision in ("reject", "keep") and changed:
            reason = f"a claim to {decision} is not changed, too: leave out one of them"
            faults += [Fault(number, name, reason) for name in changed]
        if why and not decision and not changed:
            faults.append(Fault(number, "decision", "it is empty, but a reason is given: accept or reject?"))
        found.faults += faults
        readable = {name: cell for name, cell in changed.items() if cell.isprintable()}
        if faults:
            yield _Wish(number, key, decision, readable, why, wrong=True)
        elif not decision and not changed:
            found.alone += 1
        elif (first := spoken_of.setdefault(key.of, number)) != number:
            found.faults.append(Fault(number, "seen", f"row {first} speaks of this claim, too"))
        else:
            yield _Wish(number, key, decision, changed, why or None)


def _changed(cells: Mapping[str, str], key: Key) -> dict[str, str]:
    """Return the cells that a person changed; of a column that was taken out, none."""
    there = {name: evened(cells[name]) for name in EDITABLE if name in cells}
    return {name: cell for name, cell in there.items() if mark(name, cell) != key.marks[name]}


def _compare(wish: _Wish, item: Item | None, who: str, found: Checked) -> None:
    """Enter a row as what it is to do, or as what is wrong with it or in its way."""
    if item is None:
        if wish.wrong:
            return
        reason = f"claim {wish.key.claim} is read no more: its paper has another text, or was read anew"
        found.conflicts.append(Conflict(wish.row, reason))
        return
    base = _base(wish.key, item)
    faults, claim = _edited(wish, item, base or item.claim)
    if faults or wish.wrong:
        found.faults += faults
        return
    action = _action(wish, base or item.claim, claim)
    if action is None:
        found.alone += 1
    elif item.stood != wish.key.stood:
        if base is not None and _is_so(action, item, base, claim):
            found.same += 1
        elif base is not None and _own(wish, item, who):
            _enter(wish, action, item, base, claim, found)
        else:
            found.conflicts.append(Conflict(wish.row, _decided(item)))
    elif base is not item.claim:
        now = marks(item.claim)
        names = ", ".join(name for name, was in wish.key.marks.items() if now[name] != was)
        reason = f"claim {item.id} was read anew meanwhile, and differs now: {names}"
        found.conflicts.append(Conflict(wish.row, reason))
    else:
        _enter(wish, action, item, item.claim, claim, found)


def _enter(wish: _Wish, action: Action, item: Item, base: Claim, claim: Claim, found: Checked) -> None:
    """Enter what nothing is in the way of; `base` is what stood in the row, `claim` what stands there now."""
    if action == "keep" and item.status != "waiting":
        reason = "there is nothing to keep: only of a claim that waits a person said something before"
        found.faults.append(Fault(wish.row, "decision", reason))
    else:
        said = None if action in ("reject", "keep") else base if action == "accept" else claim
        drawn = replace(item, drawn=wish.key.drawn, chance=wish.key.chance)
        judgement = papers.judgement(Said(action, drawn, said), item.stood)
        judgement = judgement._replace(why=wish.why, sheet=str(wish.key))
        found.acts.append(Act(wish.row, action, replace(item, others=()), judgement.said, judgement))


def _own(wish: _Wish, item: Item, who: str) -> bool:
    """Say whether the decision that stands is what this row said before, for the same person."""
    last = item.decided
    return last is not None and (last.who, last.sheet) == (who, str(wish.key))


def _base(key: Key, item: Item) -> Claim | None:
    """Return the claim that stood in the row when it was written; None where it is there no more."""
    known = (item.claim, item.seen)
    return next((claim for claim in known if claim is not None and marks(claim) == key.marks), None)


def _edited(wish: _Wish, item: Item, claim: Claim) -> tuple[list[Fault], Claim]:
    """Return the claim with what was changed of it, and what of that cannot be meant."""
    faults = []
    for name, cell in wish.changed.items():
        try:
            claim = edits.changed(claim, item.sheet.text, name, cell, _mentions(name, item))
        except EditError as error:
            faults.append(Fault(wish.row, name, str(error)))
    return faults, claim


def _mentions(name: str, item: Item) -> Sequence[Mention]:
    return edits.mentioned([item.claim, *(other.claim for other in item.others)], name)


def _action(wish: _Wish, base: Claim, claim: Claim) -> Action | None:
    """Return what a row does; None where the cells that were changed mean what they meant before."""
    match wish.decision:
        case "reject":
            return "reject"
        case "keep":
            return "keep"
    if not agree(base, claim):
        return "edit"
    return "accept" if wish.decision else None


def _is_so(action: Action, item: Item, base: Claim, claim: Claim) -> bool:
    """Say whether what a row says holds already, whoever said it."""
    if action == "reject" or (action == "keep" and item.status == "rejected"):
        return item.status == "rejected"
    if item.status in ("rejected", "waiting", "machine"):
        return False
    return not agree(base, item.claim) if action == "keep" else agree(claim, item.claim)


def _decided(item: Item) -> str:
    """Say what was decided of a claim since the sheet was written."""
    if item.decided is None:
        return f"the decision on claim {item.id} that the sheet knows was undone meanwhile"
    id, who, when, action, _ = item.decided
    at = when[:16].replace("T", " ")
    return f"claim {item.id} was {PAST[action]} by {who} at {at} UTC (decision {id})"
