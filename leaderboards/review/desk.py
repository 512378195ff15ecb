"""What the screen asks of the store, and what it tells it. Every call may wait for the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from leaderboards.review.aliases import Alias
from leaderboards.review.items import Item, Place
from schema.records import Claim

Action = Literal["accept", "reject", "edit", "add", "keep", "read", "skip"]


class Said(NamedTuple):
    """One thing that a reviewer says: about the claim of `item` as it was seen, or about its paper ("read").

    To "keep" is to leave what was said before, against a reading that waits. `claim` is the claim as the
    reviewer says it, where there is one to keep: of "accept" as it was seen.
    """

    action: Action
    item: Item
    claim: Claim | None = None


class Progress(NamedTuple):
    """How many claims people have decided, and how many are left, of those that are to be reviewed."""

    decided: int
    left: int


class Elsewhere(NamedTuple):
    """Claims that another sitting has before it: whose it is, how many, until when at the latest."""

    who: str
    claims: int
    until: datetime


class Desk(Protocol):
    """Where items come from and decisions go: the store, or for tests a list.

    One thread calls `decide`, `undo`, `look` and what concerns an alias, another all the rest. Anything may
    raise a ClaimboardError: that the database cannot be reached, that a claim was decided meanwhile
    (ConflictError).
    """

    who: str

    def next(self) -> Item | None:
        """Return the item whose turn it is and hold it for this reviewer; None where there is none (now)."""

    def look(self, item: Item) -> Item | None:
        """Return the claim as it stands now, with the newest decision on it; None where it is no more."""

    def place(self, item: Item) -> Place:
        """Return the place that the item's claim has, or would take, on its board."""

    def decide(self, said: Sequence[Said]) -> list[int]:
        """Store what was said, all or nothing; return its ids in the log."""

    def undo(self, ids: Sequence[int]) -> None:
        """Take decisions back, all or nothing."""

    def followers(self, alias: Alias) -> int:
        """Count the stored claims that would have another name, were a wording to mean a name."""

    def make_alias(self, alias: Alias) -> int:
        """Let a wording mean a name; return the id of that change in the log of names."""

    def undo_alias(self, change: int) -> None:
        """Take back that a wording means a name: the change with this id."""

    def progress(self) -> Progress:
        """Count what is decided and what is left."""

    def names(self, slot: str) -> Sequence[str]:
        """Return the names that are known of a slot, those of most claims first."""

    def elsewhere(self) -> Sequence[Elsewhere]:
        """Return who has claims of this queue before them, which may come up here when they are free."""

    def keep(self, items: Iterable[Item]) -> None:
        """Go on holding items, which would else be free for other reviewers after a while."""

    def leave(self, items: Iterable[Item]) -> None:
        """Let other reviewers have these items."""
