"""What comes next on the screen: items that came back, then those that are fetched; and what is settled."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple, Optional

from leaderboards.review.desk import Action
from leaderboards.review.items import Item
from leaderboards.review.reports import Slip
from schema.records import Claim

Key = tuple[int, str]


class Shown(NamedTuple):
    """What stands on the screen: an item, its claim as the reviewer changed it, step by step.

    `left` is what the reviewer left to add the claim that `item` then is.
    """

    item: Item
    drafts: tuple[Claim, ...] = ()
    left: Optional["Shown"] = None


class Stack:
    """What comes next, and what was said of items by now, whether it is stored already or not.

    `take` gives the next item that was fetched, or None. `counted` is how many claims were decided; `read`
    are the papers that were marked as completely read.
    """

    def __init__(self, take: Callable[[], Item | None]) -> None:
        self.counted = 0
        self.read: set[int] = set()
        self._take = take
        self._back: deque[Shown] = deque()
        self._settled: dict[Key, Action] = {}
        self._added: dict[int, list[Item]] = {}
        self._left: list[Item] = []

    def next(self) -> Shown | None:
        """Return what comes next, passing over what is settled; None where nothing is there (yet)."""
        while (shown := self._first()) is not None:
            if shown.item.key not in self._settled:
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
        return sum(action == "skip" for action in self._settled.values())

    def bring_back(self) -> None:
        """Let what was left for later come next, in the order in which it was left."""
        for item in reversed(self._left):
            if self._settled.get(item.key) == "skip":
                del self._settled[item.key]
                self.put_back(Shown(item))
        self._left.clear()

    def settled(self, item: Item) -> Action | None:
        """Return what was said of an item in this sitting, None where nothing was."""
        return self._settled.get(item.key)

    def others(self, item: Item) -> list[Item]:
        """Return all claims of an item's paper in the order of its text, those added here too."""
        added = self._added.get(item.sheet.key, [])
        found = {other.id: other for other in (*item.others, *added)}
        return sorted(found.values(), key=lambda other: (other.claim.value.start, other.id))

    def undecided(self, item: Item) -> list[Item]:
        """Return the claims of an item's paper that nobody has decided."""
        return [other for other in self.others(item) if other.open and self.settled(other) in (None, "skip")]

    def settle(self, slip: Slip) -> None:
        """Take what a slip says for said."""
        for said in slip.said:
            if said.action == "read":
                self.read.add(said.item.sheet.key)
                continue
            self._settled[said.item.key] = said.action
            self.drop(said.item.key)
            if said.action == "skip":
                self._left.append(said.item)
            else:
                self.counted += 1
            if said.action == "add":
                self._added.setdefault(said.item.sheet.key, []).append(said.item)

    def forget(self, slip: Slip) -> None:
        """Take what a slip says for not said."""
        for said in slip.said:
            if said.action == "read":
                self.read.discard(said.item.sheet.key)
                continue
            self._settled.pop(said.item.key, None)
            if said.action != "skip":
                self.counted -= 1
            if said.action == "add":
                self._added[said.item.sheet.key].remove(said.item)

    def _first(self) -> Shown | None:
        if self._back:
            return self._back.popleft()
        item = self._take()
        return None if item is None else Shown(item)
