"""One reviewer's sitting: what is on the screen, what one key says of it, and the way back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from leaderboards.figures import counted
from leaderboards.review import edits, guide
from leaderboards.review.aliases import taught
from leaderboards.review.clerk import Clerk
from leaderboards.review.desk import Said
from leaderboards.review.recovery import Recovered
from leaderboards.review.reports import (
    Aliased,
    Came,
    Failed,
    Offered,
    Placed,
    Report,
    Slip,
    Trouble,
)
from leaderboards.review.stack import Shown
from leaderboards.review.state import State
from schema.errors import ClaimboardError
from schema.identity import claim_id
from schema.records import Evidence


class Step(NamedTuple):
    """One thing that was done: what stood on the screen, and the slip that says what was said."""

    shown: Shown
    slip: Slip


class Session(State):
    """What one key changes of what is on the screen; nothing here waits for the database."""

    def __init__(self, clerk: Clerk) -> None:
        super().__init__(clerk)
        self._steps: list[Step] = []

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
            self._go_on()

    def undo(self) -> None:
        """Take back the last change of this claim, or else the last thing said in this sitting."""
        if self.shown is not None and len(self.shown.drafts) > self.adding:
            self.shown = self.shown._replace(drafts=self.shown.drafts[:-1])
            self._tell("the last change is taken back")
            self._look_up()
        elif self.adding:
            self.leave_adding()
        elif not self._steps:
            self._tell("nothing said in this sitting to take back: see claimboard review log", wrong=True)
        else:
            step = self._steps.pop()
            self.offer = None
            self._clerk.undo(step.slip)
            self._stack.forget(step.slip)
            if self.shown is not None and self.shown.item.key != step.shown.item.key:
                self._stack.put_back(self.shown)
            self._show(step.shown)
            self._tell(f"taken back: {guide.done(step.slip.said)}")

    def next_of_paper(self) -> None:
        """Go to the next claim of the same paper; the item on the screen comes back after it."""
        if self.shown is None or self.adding:
            return
        if self.changed and not self._sure("p", "p again leaves this claim without your change"):
            return
        here = self.shown.item
        there = replace(here, others=tuple(self.others())).following(self._stack.settled)
        if there.key == here.key:
            self._tell("the paper has no other claim")
            return
        if here.drawn != "other" and self._stack.settled(here) is None:
            self._stack.put_back(Shown(here))
        self._show(self._stack.drop(there.key) or Shown(there))

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
        made = edits.changed(self.claim, self.shown.item.sheet.text, field, typed, self.mentions(field))
        if made == self.claim:
            return
        is_one = self.adding or made != self.shown.item.claim
        self.shown = self.shown._replace(drafts=(*self.shown.drafts, made) if is_one else ())
        self._look_up()

    def add(self, value: Evidence) -> None:
        """Begin to add a claim of this number, its slots still empty."""
        if self.shown is None:
            return
        item = self.shown.item
        claim = edits.added(item.sheet.text, value, [other.claim for other in self.others()])
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
            self._clerk.make_alias(self.offer[0])
            self.offer = None
            self._tell("making the alias …")

    def may_leave(self) -> bool:
        """Say whether nothing would be lost if the reviewer left; a second time it is meant."""
        return not self.changed or self._sure("q", "q again leaves without your change")

    def pressed(self, key: str) -> None:
        """Take note of a key: what was told is read, and only the same key again says "yes, I mean it"."""
        if key != self._confirming:
            self._confirming = None
        self._tell("")

    def came(self, report: Report) -> None:
        """Take in what the clerk reports."""
        match report:
            case Came():
                if self.shown is None:
                    self._go_on()
            case Placed(item, place):
                if self.shown is not None and self.shown.item.key == item.key and self.claim == item.claim:
                    self.place = place
                    if not self.changed:
                        self.shown = self.shown._replace(item=replace(self.shown.item, place=place))
            case Failed():
                self._failed(report)
            case Offered(alias, claims):
                if claims:
                    self.offer = alias, claims
                    self._tell("")  # which is shown instead
            case Aliased(alias, change):
                undo = f"claimboard names undo {change}"
                self._tell(f"{alias.wording!r} means {alias.name} now ({undo})")
            case Trouble(error):
                self._tell(_sentence(error), wrong=True)
            case Recovered(stored, errors):
                if stored:
                    self._tell(f"stored, of a sitting that was cut off: {counted(stored, 'decision')}")
                for error in errors:
                    self._tell(f"of a sitting that was cut off: {_sentence(error)}", wrong=True)

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
        benchmark = claim.benchmark.text if claim.benchmark else None
        name = claim_id(item.sheet.text, claim.value.start, claim.value.end, benchmark)
        if any(each.id == name and self._stack.settled(each) != "reject" for each in self.others()):
            self._tell("that number is claimed on that benchmark already: p shows the claim", wrong=True)
            return
        made = replace(item, id=name, claim=claim, seen=claim)
        self._decide([Said("add", made, claim)], self.shown.left)

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
        self._tell(guide.done(slip.said))
        if then is not None:
            self._show(then)
        else:
            self._go_on()

    def _failed(self, report: Failed) -> None:
        if report.undoing:
            self._tell(f"not taken back: {_sentence(report.error)}", wrong=True)
            return
        step = next((step for step in self._steps if step.slip is report.slip), None)
        if step is not None:  # else it was taken back already
            self._steps.remove(step)
            self._stack.forget(report.slip)
            now = {item.key: item for item in report.now}
            for said in reversed(report.slip.said):
                if (item := now.get(said.item.key)) is None or said.action == "read":
                    continue
                self.unstored[item.key] = _sentence(report.error)
                self._clerk.hold(item)
                if said.action != "add" and item.key != step.shown.item.key:
                    self._stack.put_back(Shown(item))
            item = now.get(step.shown.item.key, step.shown.item)
            self._stack.put_back(step.shown._replace(item=item))
        self._tell(f"not stored: {_sentence(report.error)}", wrong=True)
        if self.shown is None:
            self._go_on()


def _sentence(error: ClaimboardError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message
