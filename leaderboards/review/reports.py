"""What the clerk tells the screen, and the slips on which it takes what the screen says."""

from dataclasses import dataclass, field

from leaderboards.review.aliases import Alias
from leaderboards.review.desk import Said
from leaderboards.review.items import Item, Place
from leaderboards.review.recovery import Recovered
from schema.errors import ClaimboardError, ConflictError


@dataclass(eq=False, slots=True)
class Slip:
    """What one key said, on its way to the store. `ids` are its decisions there, once it is stored."""

    number: int
    said: tuple[Said, ...]
    ids: list[int] = field(default_factory=list)
    failed: bool = False


@dataclass(eq=False, slots=True)
class Naming:
    """An alias on its way to the store. `change` is its id in the log of names, once it is made."""

    alias: Alias
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """There is something new to show: an item, how many there are, or that there are none."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of an item is known."""

    item: Item
    place: Place


@dataclass(frozen=True, slots=True)
class Failed:
    """A slip, or its undoing, was not stored. `now` are its items as they stand, where that could be seen."""

    slip: Slip
    error: ClaimboardError
    undoing: bool
    now: tuple[Item, ...] = ()

    @property
    def blamed(self) -> Said:
        """What of all that the slip says could not be stored; the first of it where that is all of it."""
        conflicts = self.error.conflicts if isinstance(self.error, ConflictError) else ()
        return self.slip.said[conflicts[0][0] if conflicts else 0]


@dataclass(frozen=True, slots=True)
class Offered:
    """An alias would take so many stored claims along."""

    alias: Alias
    claims: int


@dataclass(frozen=True, slots=True)
class Aliased:
    """An alias was made, or, with `undone`, taken back."""

    naming: Naming
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """Something was stored that may move claims on their boards."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The database did not answer, or refused; where it did not answer it is asked again."""

    error: ClaimboardError


Report = Came | Placed | Failed | Offered | Aliased | Stored | Trouble | Recovered
