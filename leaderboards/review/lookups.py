"""Which place is to be looked up, and which that are known may be out of date by now."""

from leaderboards.review.items import Item


class Lookups:
    """The one place that the screen asks for, and when others were looked up. Its owner locks it.

    `version` rises with whatever is stored that may move claims on boards. `urgent`: until the place that is
    asked for is known, none stands on the screen.
    """

    def __init__(self) -> None:
        self.version = 0
        self.urgent = False
        self._asked: Item | None = None
        self._looked_up: dict[tuple[int, str], int] = {}

    @property
    def waiting(self) -> bool:
        """Whether a place is asked for."""
        return self._asked is not None

    def ask(self, item: Item, urgent: bool) -> None:
        """Ask for an item's place; what was asked before and is not answered is dropped."""
        self._asked, self.urgent = item, urgent

    def take(self) -> Item | None:
        """Return whose place is asked for."""
        asked, self._asked = self._asked, None
        return asked

    def found(self, item: Item, version: int) -> None:
        """Take note that an item's place was looked up in the store as it was then."""
        if not item.draft:
            self._looked_up[item.key] = version

    def outdated(self, item: Item) -> bool:
        """Say whether something was stored since an item's place was looked up, or it never was."""
        return self._looked_up.get(item.key) != self.version
