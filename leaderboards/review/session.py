"""One reviewer's sitting: what comes on the screen, by a key or by itself, and what is told of it."""

from collections.abc import Mapping
from dataclasses import replace

from leaderboards.figures import counted
from leaderboards.review.clerk import Clerk
from leaderboards.review.failures import sentence, why
from leaderboards.review.items import Item
from leaderboards.review.recovery import Recovered
from leaderboards.review.reports import (
    Aliased,
    Came,
    Failed,
    Naming,
    Offered,
    Placed,
    Report,
    Stored,
    Trouble,
)
from leaderboards.review.saying import Saying, Step
from leaderboards.review.stack import Key, Shown

GOES_ON = "; any key goes on"
"""What is told, last, where something came up by itself."""


class Session(Saying):
    """What one key changes of what is on the screen; nothing here waits for the database.

    `typing`: the reviewer is typing in a field, so nothing else may come up (`typed` ends it).
    """

    def __init__(self, clerk: Clerk) -> None:
        super().__init__(clerk)
        self.typing = False
        self._failures: list[Failed] = []
        self._unseen = False

    def next_of_paper(self) -> None:
        """Go to the next claim of the same paper; the item on the screen comes back after it."""
        if self.shown is None:
            return
        if not self.adding:
            self._go_beside(self.shown.item, "p")
        elif self.twin is None:
            self._tell("a adds the claim, r adds none: p goes on then")
        else:
            there, left = self.twin, self.shown.left
            self.shown = left
            self._leave_for(there)

    def back_to_paper(self) -> None:
        """Go to a claim of the paper that was decided last, an undecided one if there is one."""
        last = next((step for step in reversed(self._steps) if isinstance(step, Step)), None)
        if last is None:
            self._tell("P leads back to the paper of your last decision: there is none yet")
        elif self.adding:
            self._tell("a adds the claim, r adds none: P goes on then")
        elif self.shown is not None and self.shown.item.sheet.key == last.shown.item.sheet.key:
            self._go_beside(self.shown.item, "P")
        else:
            self._go_beside(last.shown.item, "P")

    def _go_beside(self, item: Item, key: str) -> None:
        """Go to the next claim of an item's paper."""
        if self.changed and not self._sure(key, f"{key} again leaves this claim without your change"):
            return
        there = replace(item, others=tuple(self._stack.others(item))).following(self._stack.settled)
        if there.key == item.key:
            self._tell("the paper has no other claim")
        else:
            self._leave_for(there)

    def _leave_for(self, there: Item) -> None:
        """Show an item beside its turn; what is on the screen comes back after it."""
        here = self.shown
        if here is not None and here.item.key == there.key:
            return
        if here is not None and here.item.drawn != "other" and self._stack.settled(here.item) is None:
            self._stack.put_back(Shown(here.item))
        self._show(self._stack.drop(there.key) or Shown(there))

    def may_leave(self, key: str = "q") -> bool:
        """Say whether nothing would be lost if the reviewer left; a second time it is meant."""
        if self.typing:
            return self._sure(key, f"{key} again leaves the review; Esc leaves the field")
        return not self.changed or self._sure(key, f"{key} again leaves without your change")

    def pressed(self, key: str) -> bool:
        """Take note of a key, and say whether it is to do something.

        What was told is read by then, and only the same key again says "yes, I mean it". Where another claim
        came up by itself, the key may have been meant for the one before: it does nothing.
        """
        if key != self._confirming:
            self._confirming = None
        if self._unseen:
            self._unseen = False
            self._tell(self.told.removesuffix(GOES_ON), wrong=True)
            return False
        self._tell("")
        return True

    def typed(self) -> None:
        """Take note that the reviewer types no longer: what waited for that comes up."""
        self.typing = False
        while self._failures and not self.typing:
            self._failed(self._failures.pop(0))

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
            case Aliased(Naming(alias), undone):
                now = "no longer means" if undone else "means"
                self._tell(f"{alias.wording!r} {now} {alias.name}{'' if undone else ': u takes that back'}")
            case Stored():
                self._ask_place()
            case Trouble(error):
                self._tell(sentence(error), wrong=True)
            case Recovered(stored, errors):
                if stored:
                    self._tell(f"stored, of a sitting that was cut off: {counted(stored, 'decision')}")
                for error in errors:
                    self._tell(f"of a sitting that was cut off: {sentence(error)}", wrong=True)

    def _failed(self, report: Failed) -> None:
        if report.undoing:
            self._tell(f"not taken back: {sentence(report.error)}", wrong=True)
            return
        if self.typing:
            self._failures.append(report)
            self._tell("not stored: what you said before; it comes up after this field", wrong=True)
            return
        steps = [step for step in self._steps if isinstance(step, Step)]
        step = next((step for step in steps if step.slip is report.slip), None)
        now = {item.key: item for item in report.now}
        reason = why(report.blamed, now.get(report.blamed.item.key), report.error)
        if step is None:  # it was taken back already
            self._tell(f"not stored: {reason}", wrong=True)
            return
        self._steps.remove(step)
        self._stack.forget(report.slip)
        if not self._unseen and self.shown is not None:
            self._stack.put_back(self.shown)
        self._bring_back(step, now, reason)
        if not self._unseen:
            self._unseen = True
            self._go_on()
            self._tell(f"not stored: {reason}{GOES_ON}", wrong=True)

    def _bring_back(self, step: Step, now: Mapping[Key, Item], reason: str) -> None:
        """Let what could not be said come next, as it stands now, with what was changed of it."""
        for said in reversed(step.slip.said):
            if (item := now.get(said.item.key)) is None or said.action == "read":
                continue
            self.unstored[item.key] = reason
            self._clerk.hold(item)
            if said.action != "add" and item.key != step.shown.item.key:
                self._stack.put_back(Shown(item))
        item = now.get(step.shown.item.key, step.shown.item)
        self._stack.put_back(step.shown._replace(item=item))
