"""One reviewer's sitting: what is on the screen, what one key says of it, and the way back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from leaderboards.figures import counted
from leaderboards.review import edits
from leaderboards.review.clerk import Came, Clerk, Failed, Placed, Report, Slip, Trouble
from leaderboards.review.completion import NOTHING, Index
from leaderboards.review.desk import Progress, Said
from leaderboards.review.guide import done
from leaderboards.review.items import Item, Place
from leaderboards.review.recovery import Recovered
from leaderboards.review.stack import Key, Shown, Stack
from schema.errors import ClaimboardError
from schema.identity import claim_id
from schema.records import Claim, Evidence, Mention


class Step(NamedTuple):
    """One thing that was done: what stood on the screen, and the slip that says what was said."""

    shown: Shown
    slip: Slip


class Session:
    """What is on the screen and how one key changes it; nothing here waits for the database.

    `shown` is on the screen, None where nothing is there (yet: `loading`). `place` is that of the claim as it
    stands there, None while it is looked up. `told` is what there is to say, `wrong` whether it is bad news.
    `unstored` says of items why what was said of them could not be stored.
    """

    def __init__(self, clerk: Clerk) -> None:
        self.shown: Shown | None = None
        self.place: Place | None = None
        self.told, self.wrong = "", False
        self.unstored: dict[Key, str] = {}
        self._clerk = clerk
        self._stack = Stack(clerk.take)
        self._steps: list[Step] = []
        self._confirming: str | None = None

    @property
    def item(self) -> Item | None:
        """The item on the screen."""
        return self.shown.item if self.shown else None

    @property
    def claim(self) -> Claim | None:
        """The claim as it stands on the screen."""
        if self.shown is None:
            return None
        return self.shown.drafts[-1] if self.shown.drafts else self.shown.item.claim

    @property
    def adding(self) -> bool:
        """Whether the claim on the screen is one that the reviewer adds."""
        return self.shown is not None and self.shown.left is not None

    @property
    def changed(self) -> bool:
        """Whether the claim on the screen differs from what was read, or is new."""
        return self.shown is not None and bool(self.shown.drafts)

    @property
    def loading(self) -> bool:
        """Whether an item may still come."""
        return self.shown is None and not self._clerk.finished

    @property
    def progress(self) -> Progress | None:
        """How much is decided and left by now, None until that is known."""
        if (start := self._clerk.progress) is None:
            return None
        counted = self._stack.counted
        return Progress(start.decided + counted, max(0, start.left - counted))

    @property
    def skipped(self) -> int:
        """How many items were left for later in this sitting."""
        return self._stack.skipped

    @property
    def unwritten(self) -> int:
        """How many keys' decisions are on their way to the store."""
        return self._clerk.unwritten

    def others(self) -> list[Item]:
        """Return all claims of the paper on the screen in the order of its text, those added here too."""
        return self._stack.others(self.shown.item) if self.shown else []

    def known(self, slot: str) -> Index:
        """Return the names that are known of a slot: none until they are loaded."""
        return self._clerk.names.get("method" if slot == "baseline" else slot, NOTHING)

    def mentions(self, slot: str) -> list[Mention]:
        """Return what this claim, then the paper's others, name in a slot."""
        claims = [self.claim, *(other.claim for other in self.others())]
        return edits.mentioned([claim for claim in claims if claim], slot)

    def accept(self) -> None:
        """Say that the claim is right as it stands on the screen; add it where it is new."""
        if self.adding:
            self._add()
        elif self.shown is not None:
            self._decide([self._accepted(self.shown)])

    def reject(self) -> None:
        """Say that there is no such claim, or, of a reading that waits, that what was said before stays."""
        if self.adding:
            self.leave_adding()
        elif self.shown is not None:
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
            self._clerk.undo(step.slip)
            self._stack.forget(step.slip)
            if self.shown is not None and self.shown.item.key != step.shown.item.key:
                self._stack.put_back(self.shown)
            self._show(step.shown)
            self._tell(f"taken back: {done(step.slip.said)}")

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
            case Trouble(error):
                self._tell(_sentence(error), wrong=True)
            case Recovered(stored, errors):
                if stored:
                    self._tell(f"stored, of a sitting that was cut off: {counted(stored, 'decision')}")
                for error in errors:
                    self._tell(f"of a sitting that was cut off: {_sentence(error)}", wrong=True)

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
        slip = self._clerk.send(said)
        self._steps.append(Step(self.shown, slip))
        self._stack.settle(slip)
        for each in said:
            self.unstored.pop(each.item.key, None)
        self._tell(done(slip.said))
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

    def _go_on(self) -> None:
        self._show(self._stack.next())

    def _show(self, shown: Shown | None) -> None:
        self.shown, self.place, self._confirming = shown, None, None
        if shown is None:
            return
        for each in (shown, shown.left):
            if each is not None:
                self._stack.drop(each.item.key)
        if why := self.unstored.get(shown.item.key):
            self._tell(f"not stored: {why}", wrong=True)
        if not self.adding:
            self._clerk.hold(shown.item)
        self._look_up()

    def _look_up(self) -> None:
        """Let the place be looked up of the claim as it stands on the screen."""
        if self.shown is None or self.claim is None:
            return
        self.place = None if self.changed else self.shown.item.place
        if self.place is None:
            self._clerk.ask_place(replace(self.shown.item, claim=self.claim))

    def _sure(self, key: str, question: str) -> bool:
        if self._confirming == key:
            self._confirming = None
            return True
        self._confirming = key
        self._tell(question)
        return False

    def _tell(self, words: str, wrong: bool = False) -> None:
        self.told, self.wrong = words, wrong


def _sentence(error: ClaimboardError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message
