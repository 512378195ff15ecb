"""What is on the review screen, and what there is to say of it."""

from collections.abc import Sequence
from dataclasses import replace

from leaderboards.review import edits, guide
from leaderboards.review.aliases import Alias
from leaderboards.review.clerk import Clerk
from leaderboards.review.completion import NOTHING, Index
from leaderboards.review.desk import Progress
from leaderboards.review.items import Item, Place
from leaderboards.review.stack import Key, Shown, Stack
from schema.records import Claim, Mention


class State:
    """What is on the screen, and how the next thing comes there.

    `shown` is on the screen, None where nothing is there (yet: `loading`). `place` is that of the claim as it
    stands there, None while it is looked up. `told` is what there is to say, `wrong` whether it is bad news.
    `unstored` says of items why what was said of them could not be stored. `offer` is an alias that the last
    edit may teach, and how many stored claims it would take along.
    """

    def __init__(self, clerk: Clerk) -> None:
        self.shown: Shown | None = None
        self.place: Place | None = None
        self.told, self.wrong = "", False
        self.unstored: dict[Key, str] = {}
        self.offer: tuple[Alias, int] | None = None
        self._clerk = clerk
        self._stack = Stack(clerk.take)
        self._confirming: str | None = None

    @property
    def item(self) -> Item | None:
        """The item on the screen."""
        return self.shown.item if self.shown else None

    @property
    def claim(self) -> Claim | None:
        """The claim as it stands on the screen, None where there is none, or none yet."""
        if self.shown is None or (self.shown.item.blank and not self.shown.drafts):
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
        left = max(0, start.left - self._stack.closed)
        return Progress(start.decided + self._stack.decided, left)

    @property
    def skipped(self) -> int:
        """How many items were left for later in this sitting."""
        return self._stack.skipped

    def waiting(self) -> Sequence[str]:
        """Return what to say while nothing is on the screen."""
        return guide.waiting(self.loading, self.skipped, self._clerk.elsewhere)

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
        if not self.adding and not shown.item.blank:
            self._clerk.hold(shown.item)
        self._look_up()

    def _look_up(self) -> None:
        """Show the place that is known of what is on the screen; let it be looked up where it may differ."""
        if self.shown is None:
            return
        self.place = None if self.changed else self.shown.item.place
        if self.place is None or self._clerk.outdated(self.shown.item):
            self._ask_place()

    def _ask_place(self) -> None:
        """Let the place be looked up of the claim as it stands on the screen; the old one stays so long."""
        if self.shown is not None and self.claim is not None:
            item = replace(self.shown.item, claim=self.claim, draft=self.changed)
            self._clerk.ask_place(item, urgent=self.place is None)

    def _sure(self, key: str, question: str) -> bool:
        if self._confirming == key:
            self._confirming = None
            return True
        self._confirming = key
        self._tell(question)
        return False

    def _tell(self, words: str, wrong: bool = False) -> None:
        self.told, self.wrong = words, wrong
