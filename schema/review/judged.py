"""What holds of a paper, given what was read in its newest text and what people said of it.

Pure: readings and decisions in, claims out. A claim is known by its id, which stands for the span of its
value and the benchmark as first read there. Whatever a person makes of it, another benchmark even, stays
under that id.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from schema.identity import claim_id
from schema.records import Claim
from schema.review.carrying import carried
from schema.review.differing import Difference, agree, differences

MACHINE = "machine"
"""The status of a claim that nobody has decided."""
STATUS = {"accept": "accepted", "edit": "edited", "add": "added"}
"""The actions that say what a claim is, each with the status that it gives."""
REJECT, READ, SKIP, UNDO = "reject", "read", "skip", "undo"
ACTIONS = (*STATUS, REJECT, READ, SKIP, UNDO)
PAST = {
    **STATUS,
    REJECT: "rejected",
    READ: "marked as completely read",
    SKIP: "left for later",
    UNDO: "undone",
}
"""What was done, in the words in which it is told."""


class State(StrEnum):
    """What became of an entry of the log."""

    HOLDS = "holds"
    UNDONE = "undone"
    REPLACED = "a newer decision stands"
    GONE = "its sentence is gone"
    OLD = "the paper has a newer text"
    HIDDEN = "the paper is removed from view"


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the log of decisions: what `who` said of a claim, in the text that they saw.

    `seen` is the claim that stood under this id for the machine; of one that a person added, the claim as it
    was added. `said` is the claim as the person says it, None where it is none, or where nothing is said of
    it. `stood` is the decision that held before, as far as the person knew. `drawn` and `chance` say how the
    claim came up, and with what probability. `undoes` is the entry that an undo takes back. `sheet` is the
    row of a sheet that said so, by its key, None of what was said on the screen.
    """

    id: int
    recorded_at: str
    who: str
    action: str
    text_id: int
    claim_id: str | None = None
    seen: Claim | None = None
    said: Claim | None = None
    why: str | None = None
    drawn: str = "other"
    chance: float | None = None
    stood: int | None = None
    undoes: int | None = None
    sheet: str | None = None

    @property
    def decides(self) -> bool:
        """Whether it says of a claim what it is, or that it is none."""
        return self.action in STATUS or self.action == REJECT

    @property
    def told(self) -> str:
        """What was done, by whom and when, in words: "edited by Al at 2026-11-26 07:21 UTC"."""
        return f"{PAST[self.action]} by {self.who} at {self.recorded_at[:16].replace('T', ' ')} UTC"


class Reading(NamedTuple):
    """One claim as the newest run read it: its row in the store, its id, and the claim itself."""

    id: int
    claim_id: str
    claim: Claim


class Held(NamedTuple):
    """A claim that holds: by a reading, by a decision, or, where both say the same, by both of them."""

    claim_id: str
    claim: Claim
    status: str
    reading: Reading | None = None
    decision: Decision | None = None


class Waiting(NamedTuple):
    """A reading that waits for a second look: it differs from `held`, what a person said, which holds on."""

    reading: Reading
    held: Held

    @property
    def differs(self) -> list[Difference]:
        """What differs, the human word before."""
        return differences(self.held.claim, self.reading.claim)


class Judged(NamedTuple):
    """What holds of a paper and what waits, in the order of the text, and what became of its decisions.

    `decisions` are those that stand in this text, by the ids that their claims have in it, and `seen` what
    they speak of; `made` are the ids of what people made of claims, each with the claim's own.
    """

    held: list[Held]
    waiting: list[Waiting]
    states: dict[int, State]
    decisions: dict[str, Decision]
    seen: dict[str, Claim]
    made: dict[str, str]

    def last(self, claim: str) -> Decision | None:
        """Return the decision that stands on a claim, which may go by the id of what was made of it."""
        return self.decisions.get(claim) or self.decisions.get(self.made.get(claim, ""))


class _Here(NamedTuple):
    """A decision in the text at hand: its claims moved to it, with their ids there."""

    decision: Decision
    claim_id: str
    seen: Claim
    said: Claim | None
    said_id: str


def judge(
    readings: Sequence[Reading], decisions: Iterable[Decision], texts: Mapping[int, str], text_id: int
) -> Judged:
    """Say what holds of a paper, in one of its texts.

    `readings` are those of that text's newest scan, `decisions` all entries of the log on any text of the
    paper, `texts` all these texts, by their ids.
    """
    log = {each.id: each for each in decisions}
    states = dict.fromkeys(undone(log.values()), State.UNDONE)
    there = {each.id: here for each in log.values() if (here := _here(each, texts, text_id)) is not None}
    stand = _standing(log.values(), there, states)
    read = {reading.claim_id: reading for reading in readings}
    decided = {key: here.decision for key, here in stand.items()}
    found = Judged([], [], states, decided, {key: here.seen for key, here in stand.items()}, {})
    owned = set(stand)  # the ids of readings that a decision speaks of
    unread: list[Held] = []
    taken: set[str] = set()
    for key, here in stand.items():
        if here.said_id in taken:
            states[here.decision.id] = State.REPLACED
            continue
        taken.add(here.said_id)
        if here.said is None:
            continue
        if here.said_id not in stand:
            found.made[here.said_id] = key
        ids = [key, *(made for made, of in found.made.items() if of == key)]
        own = [read[each] for each in ids if each in read]
        known = list(_known(here, log, there, states))
        same = [each for each in own if any(agree(each.claim, claim) for claim in known)]
        claim = here.said.model_copy(update={"confidence": 1.0})
        row = Held(key, claim, STATUS[here.decision.action], next(iter(same), None), here.decision)
        found.held.append(row)
        found.waiting.extend(Waiting(each, row) for each in own if each not in same)
        owned.update(ids)
        if not own:
            unread.append(row)
    for reading in readings:
        if reading.claim_id in owned:
            continue
        if beside := [row for row in unread if overlap(row.claim, reading.claim)]:
            found.waiting.append(Waiting(reading, beside[0]))
        else:
            found.held.append(Held(reading.claim_id, reading.claim, MACHINE, reading))
    found.held.sort(key=lambda row: (row.claim.value.start, row.claim_id))
    found.waiting.sort(key=lambda each: (each.reading.claim.value.start, each.reading.claim_id))
    return found


def changed(entry: Decision, log: Mapping[int, Decision]) -> tuple[Claim | None, list[Difference]]:
    """Return the claim as it stood before an entry of a log, None of an added one, and what differs since.

    That is nothing where there is no claim before or after it.
    """
    stood = log.get(entry.stood or 0)
    before = stood.said if stood is not None and stood.said is not None else entry.seen
    if entry.action == "add" and stood is None:
        before = None
    if before is None or entry.said is None:
        return before, []
    return before, differences(before, entry.said)


def undone(decisions: Iterable[Decision]) -> dict[int, Decision]:
    """Return the undos of a log by the ids of the entries that they take back."""
    return {each.undoes: each for each in decisions if each.undoes is not None}


def _here(decision: Decision, texts: Mapping[int, str], text_id: int) -> _Here | None:
    """Return a decision with its claims in a text; None where it decides none, or its sentence is gone."""
    seen, said = decision.seen, decision.said
    if seen is None or decision.claim_id is None or not decision.decides:
        return None
    source, target = texts[decision.text_id], texts[text_id]
    key = decision.claim_id
    if source != target:
        seen = carried(seen, source, target)
        carried_too = said and carried(said, source, target)
        if seen is None or (said is not None and carried_too is None):
            return None
        said, key = carried_too, id_of(seen, target)
    return _Here(decision, key, seen, said, id_of(said, target) if said else key)


def _standing(
    log: Iterable[Decision], there: Mapping[int, _Here], states: dict[int, State]
) -> dict[str, _Here]:
    """Return the newest decision on each claim, the newest first; note the states of all."""
    stand: dict[str, _Here] = {}
    decided = set()
    for each in sorted(log, key=lambda each: -each.id):
        if not each.decides or each.id in states:
            continue
        own = each.text_id, each.claim_id
        here = there.get(each.id)
        if own in decided or (here is not None and here.claim_id in stand):
            states[each.id] = State.REPLACED
        elif here is None:
            states[each.id] = State.GONE
        else:
            states[each.id] = State.HOLDS
            stand[here.claim_id] = here
        decided.add(own)
    return stand


def _known(
    here: _Here, log: Mapping[int, Decision], there: Mapping[int, _Here], states: Mapping[int, State]
) -> Iterator[Claim]:
    """Yield what people saw and said of a claim, in the decision that stands and in those before it."""
    at: int | None = here.decision.id
    while at is not None and at in log:
        if at in there and states.get(at) != State.UNDONE:
            yield from (claim for claim in (there[at].seen, there[at].said) if claim is not None)
        at = log[at].stood


def id_of(claim: Claim, text: str) -> str:
    """Return the id of a claim in a text."""
    benchmark = claim.benchmark.text if claim.benchmark else None
    return claim_id(text, claim.value.start, claim.value.end, benchmark)


def overlap(one: Claim, other: Claim) -> bool:
    """Say whether two claims of a text are of the same value, or of a part of it."""
    return one.value.start < other.value.end and other.value.start < one.value.end
