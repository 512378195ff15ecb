"""What a reviewer says of the claim on the screen, and the way back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from leaderboards.review import adding, edits, guide
from leaderboards.review.aliases import taught
from leaderboards.review.clerk import Clerk
from leaderboards.review.desk import Said
from leaderboards.review.items import Item, named
from leaderboards.review.lines import cut
from leaderboards.review.reports import Naming, Slip
from leaderboards.review.stack import Key, Shown
from leaderboards.review.state import State
from schema.identity import claim_id, evened
from schema.inert import inert
from schema.records import Claim, Evidence


class Step(NamedTuple):
    """One thing that was done: what stood on the screen, and the slip that says what was said."""

    shown: Shown
    slip: Slip


class Named(NamedTuple):
    """An alias that was made, and what stood on the screen then: which item, changed how often."""

    naming: Naming
    item: Key | None
    drafts: int


class Saying(State):
    """What one key says of what is on the screen; nothing here waits for the database.

    `twin` is the claim that is there already of the number and benchmark of the one that is being added.
    """

    def __init__(self, clerk: Clerk) -> None:
        super().__init__(clerk)
        self._steps: list[Step | Named] = []
        self.twin: Item | None = None

    @property
    def decisions(self) -> list[int]:
        """The ids in the log of what was decided in this sitting and is stored, the oldest first."""
        steps = [step for step in self._steps if isinstance(step, Step)]
        ids = [zip(step.slip.said, step.slip.ids, strict=False) for step in steps]
        return [id for pairs in ids for said, id in pairs if said.action != "skip"]

    def accept(self) -> None:
        """Say that the claim is right as it stands on the screen; add it where it is new."""
        if self.adding:
            self._add()
        elif self.shown is not None and not self._nothing_there():
            self._decide([self._accepted(self.shown)])

    def reject(self) -> None:
        """Say that there is no such claim, or, of a reading that waits, that what was said before stays."""
        if self.adding:
            self.leave_adding()
        elif self.shown is not None and not self._nothing_there():
            item = self.shown.item
            self._decide([Said("keep" if item.status == "waiting" else "reject", item)])

    def skip(self) -> None:
        """Leave the item for later."""
        if self.adding:
            self.leave_adding()
        elif self.shown is None:
            self._stack.bring_back()
            self._go_on()
        elif self.changed and not self._sure("n", "n again leaves this claim without your change"):
            return
        elif self.shown.item.open and self._stack.settled(self.shown.item) is None:
            self._decide([Said("skip", self.shown.item)])
        else:  # decided already: there is nothing to leave for later
            self.unstored.pop(self.shown.item.key, None)
            self._go_on()

    def undo(self) -> None:
        """Take back the last change of this claim, or else the last thing said in this sitting."""
        if self._named_last:
            self._undo_alias()
        elif self.shown is not None and len(self.shown.drafts) > self.adding:
            self.shown = self.shown._replace(drafts=self.shown.drafts[:-1])
            self._tell("the last change is taken back")
            self._look_up()
        elif self.adding:
            self.leave_adding()
        elif not self._steps:
            self._tell("nothing said in this sitting to take back: see claimboard review log", wrong=True)
        elif isinstance(step := self._steps[-1], Named):
            self._undo_alias()
        else:
            self._steps.pop()
            self.offer = None
            self._clerk.undo(step.slip)
            self._stack.forget(step.slip)
            if self.shown is not None and self.shown.item.key != step.shown.item.key:
                self._stack.put_back(self.shown)
            self._show(step.shown)
            self._tell(f"taken back: {guide.done(step.slip.said)}")

    def mark_read(self) -> None:
        """Say that all claims of the paper are there and right, those undecided too."""
        if self.shown is None or self.adding:
            return
        item = self.shown.item
        if item.sheet.read_by or item.sheet.key in self._stack.read:
            who = item.sheet.read_by or "you"
            self._tell(f"the paper is marked as completely read already (by {who})", wrong=True)
            return
        left = self._stack.undecided(item)
        rest = [replace(each, drawn="other", chance=None) for each in left if each.key != item.key]
        if rest:
            others = f"{len(rest)} other claim{'s are' if len(rest) > 1 else ' is'} undecided"
            if not self._sure("c", f"{others}: c again accepts all, p shows the next"):
                return
        said = [Said("accept", each, each.claim) for each in rest]
        if self.changed or len(rest) < len(left):
            said.insert(0, self._accepted(self.shown))
        self._decide([*said, Said("read", item)])

    def change(self, field: str, typed: str) -> None:
        """Change a field of the claim on the screen. Raises `edits.EditError` where that cannot be meant."""
        if self.shown is None or self.claim is None:
            return
        if typed.strip() == edits.written(self.claim, field):
            made = self.claim
        else:
            made = edits.changed(self.claim, self.shown.item.sheet.text, field, typed, self.mentions(field))
        if self.adding and field == "benchmark" and (there := self._find_twin(made)) is not None:
            raise edits.EditError(f"{_claimed(there)}: Esc, then p shows it")
        if made == self.claim:
            return
        is_one = self.adding or made != self.shown.item.claim
        self.shown = self.shown._replace(drafts=(*self.shown.drafts, made) if is_one else ())
        self._look_up()

    def add(self, value: Evidence) -> None:
        """Begin to add a claim of this number, its slots still empty."""
        if self.shown is None:
            return
        self.twin = None
        item = self.shown.item
        claim = adding.added(item.sheet.text, value, [other.claim for other in self.others()])
        new = replace(item, claim=claim, id="", status="added", drawn="other", chance=None, decided=None)
        self._show(Shown(new, (claim,), self.shown.left or self.shown))

    def leave_adding(self) -> None:
        """Add no claim after all."""
        if self.shown is not None and self.shown.left is not None:
            self._show(self.shown.left)
            self._tell("no claim is added")

    def take_offer(self) -> None:
        """Let the name that was corrected last mean the same wherever its wording stands."""
        if self.offer is not None:
            naming = self._clerk.make_alias(self.offer[0])
            shown = self.shown
            self._steps.append(
                Named(naming, shown.item.key if shown else None, len(shown.drafts) if shown else 0)
            )
            self.offer = None
            self._tell("making the alias …")

    def _nothing_there(self) -> bool:
        """Say so where the paper on the screen has no claim to decide on."""
        if blank := self.shown is not None and self.shown.item.blank:
            self._tell(guide.NO_CLAIM, wrong=True)
        return blank

    def _accepted(self, shown: Shown) -> Said:
        return Said("edit" if shown.drafts else "accept", shown.item, self.claim)

    def _add(self) -> None:
        if self.shown is None or self.shown.left is None or self.claim is None:
            return
        item, claim = self.shown.item, self.claim
        if (there := self._find_twin(claim)) is not None:
            self._tell(f"{_claimed(there)}: p shows it", wrong=True)
            return
        made = replace(item, id=self._id(claim), claim=claim, seen=claim)
        self._decide([Said("add", made, claim)], self.shown.left)

    def _id(self, claim: Claim) -> str:
        assert self.shown is not None  # noqa: S101 - only what is shown is added
        benchmark = claim.benchmark.text if claim.benchmark else None
        return claim_id(self.shown.item.sheet.text, claim.value.start, claim.value.end, benchmark)

    def _find_twin(self, claim: Claim) -> Item | None:
        """Return the claim that is there of the number and benchmark of one that is being added."""
        name = self._id(claim)
        there = (each for each in self.others() if each.id == name and each.status != "rejected")
        self.twin = next(there, None)
        return self.twin

    @property
    def _named_last(self) -> bool:
        """Whether an alias was made after the last change of what is on the screen."""
        last, shown = self._steps[-1] if self._steps else None, self.shown
        if not isinstance(last, Named) or shown is None:
            return False
        return shown.item.key == last.item and len(shown.drafts) <= last.drafts

    def _undo_alias(self) -> None:
        step = self._steps.pop()
        assert isinstance(step, Named)  # noqa: S101 - who calls this saw to it
        self._clerk.undo_alias(step.naming)
        self._tell("taking the alias back …")

    def _decide(self, said: Sequence[Said], then: Shown | None = None) -> None:
        if self.shown is None:
            return
        self.offer = None
        slip = self._clerk.send(said)
        first = said[0]
        alias = taught(first.item.claim, first.claim) if first.action == "edit" and first.claim else None
        if alias is not None:
            self._clerk.ask_alias(alias)
        self._steps.append(Step(self.shown, slip))
        self._stack.settle(slip)
        for each in said:
            self.unstored.pop(each.item.key, None)
        here = self.shown.item
        if then is not None:
            self._show(then)
        else:
            self._go_on()
        if not self.wrong:
            elsewhere = self.shown is None or self.shown.item.sheet.key != here.sheet.key
            more = "; P: more of that paper" if elsewhere and self._stack.untouched(here) else ""
            self._tell(f"{guide.done(slip.said)}{more}")


def _claimed(item: Item) -> str:
    return f"{inert(evened(item.claim.value.text))} is claimed already, {cut(named(item.claim), guide.NAMED)}"
