"""What comes next on the screen: items that came back, then those that are fetched; and what is settled."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple, Optional

from leaderboards.review.desk import Action, Said
from leaderboards.review.items import Item
from leaderboards.review.reports import Slip
from schema.records import Claim

Key = tuple[int, str]
MADE: Mapping[Action, str] = {
    "accept": "accepted",
    "edit": "edited",
    "add": "added",
    "reject": "rejected",
}
"""What a claim is by what was said of it."""


class Shown(NamedTuple):
    """What stands on the screen: an item, its claim as the reviewer changed it, step by step.

    `left` is what the reviewer left to add the claim that `item` then is.
    """

    item: Item
    drafts: tuple[Claim, ...] = ()
    left: Optional["Shown"] = None


class Stack:
    """What comes next, and what was said of items by now, whether it is stored already or not.

    `take` gives the next item that was fetched, or None. `decided` is how many decisions were made on claims,
    `closed` how many claims are left no longer that were; `read` are the papers that were marked as
    completely read.
    """

    def __init__(self, take: Callable[[], Item | None]) -> None:
        self.decided = self.closed = 0
        self.read: set[int] = set()
        self._take = take
        self._back: deque[Shown] = deque()
        self._said: dict[Key, list[Said]] = {}
        self._added: dict[int, list[Item]] = {}
        self._left: list[Item] = []

    def next(self) -> Shown | None:
        """Return what comes next, passing over what is settled; None where nothing is there (yet)."""
        while (shown := self._first()) is not None:
            if self.settled(shown.item) is None:
                return shown
        return None

    def put_back(self, shown: Shown) -> None:
        """Let something come next."""
        self.drop(shown.item.key)
        self._back.appendleft(shown)

    def drop(self, key: Key) -> Shown | None:
        """Take something out of what is to come back, and return it."""
        found = next((shown for shown in self._back if shown.item.key == key), None)
        if found is not None:
            self._back.remove(found)
        return found

    @property
    def skipped(self) -> int:
        """How many items were left for later in this sitting."""
        return sum(said[-1].action == "skip" for said in self._said.values() if said)

    def bring_back(self) -> None:
        """Let what was left for later come next, in the order in which it was left."""
        for item in reversed(self._left):
            if self.settled(item) == "skip":
                self._said[item.key].pop()
                self.put_back(Shown(item))
        self._left.clear()

    def settled(self, item: Item) -> Action | None:
        """Return what was said last of an item in this sitting, None where nothing was."""
        said = self._said.get(item.key)
        return said[-1].action if said else None

    def others(self, item: Item) -> list[Item]:
        """Return all claims of an item's paper in the order of its text, each as was said last of it."""
        added = self._added.get(item.sheet.key, [])
        found = {other.id: self._as_said(other) for other in (*item.others, *added)}
        return sorted(found.values(), key=lambda other: (other.claim.value.start, other.id))

    def undecided(self, item: Item) -> list[Item]:
        """Return the claims of an item's paper that nobody has decided."""
        return [other for other in self.others(item) if other.open and self.settled(other) in (None, "skip")]

    def untouched(self, item: Item) -> bool:
        """Say whether a claim of an item's paper is undecided and was not left for later either."""
        return any(self.settled(other) is None for other in self.undecided(item))

    def settle(self, slip: Slip) -> None:
        """Take what a slip says for said."""
        for said in slip.said:
            item = said.item
            if said.action == "read":
                self.read.add(item.sheet.key)
                continue
            self._count(said, 1)
            self._said.setdefault(item.key, []).append(said)
            self.drop(item.key)
            if said.action == "skip":
                self._left.append(item)
            elif said.action == "add":
                self._added.setdefault(item.sheet.key, []).append(item)

    def forget(self, slip: Slip) -> None:
        """Take what a slip says for not said."""
        for said in slip.said:
            item = said.item
            if said.action == "read":
                self.read.discard(item.sheet.key)
                continue
            if said in (mine := self._said.get(item.key, [])):
                mine.remove(said)
            self._count(said, -1)
            if said.action == "add":
                self._added[item.sheet.key].remove(item)

    def _count(self, said: Said, step: int) -> None:
        """Count a decision, or no longer; it leaves one claim less unless that was decided already."""
        if said.action != "skip":
            self.decided += step
            decided = any(each.action != "skip" for each in self._said.get(said.item.key, ()))
            self.closed += step * (said.item.open and not decided)

    def _as_said(self, item: Item) -> Item:
        """Return an item as it stands by what was said last of it in this sitting."""
        said = next((each for each in reversed(self._said.get(item.key, ())) if each.action in MADE), None)
        return replace(item, claim=said.claim or item.claim, status=MADE[said.action]) if said else item

    def _first(self) -> Shown | None:
        if self._back:
            return self._back.popleft()
        item = self._take()
        return None if item is None else Shown(item)
