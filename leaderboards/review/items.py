"""What a reviewer looks at: a claim with its paper, its place on a board, and what people said of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from schema.identity import evened
from schema.inert import inert
from schema.records import SLOTS, Claim

Drawn = Literal["queue", "random", "other"]
"""How an item came up: by what a decision is worth, by chance, or because the reviewer went there."""
PARTS = (*SLOTS, "setting")
DOUBT = "doubt: "
"""How a reason begins that speaks against the claim."""
PERHAPS, NONE = "perhaps ", "none is named"
"""How a doubt begins that names what may belong into a slot, and what it says where nothing may."""


class Sheet(NamedTuple):
    """A paper's text as it lies before the reviewer; `key` and `text` are its rows in the store.

    `read_by` says who has read it completely, None where nobody has.
    """

    key: int
    text_id: int
    id: str
    title: str
    abstract: str
    date: str | None = None
    url: str | None = None
    read_by: str | None = None

    @property
    def text(self) -> str:
        """Title, newline, abstract: what every offset of a claim points into."""
        return f"{self.title}\n{self.abstract}"


class Decided(NamedTuple):
    """The newest decision on a claim that is known: its row in the log, who made it and when, what it was.

    `sheet` is the row of a sheet that said so, if one did.
    """

    id: int
    who: str
    when: str
    action: str
    sheet: str | None = None


class Place(NamedTuple):
    """Where a claim stands on its board, or would, were it sure: `rank` of `of` rows, or why it has none.

    `board` names the benchmark and the metric, as far as the claim does. `now`: it stands there already; what
    keeps it from that is the `reason`, too. `means` are the canonical names of its slots.
    """

    board: str
    rank: int | None = None
    of: int = 0
    now: bool = False
    reason: str = ""
    means: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        if self.rank is None:
            return f"not ranked: {self.reason}"
        placed = f"{ordinal(self.rank)} of {self.of}"
        return (
            f"is {placed}" if self.now else f"would be {placed}" + (f": {self.reason}" if self.reason else "")
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One claim before the reviewer.

    `claim` is what holds now, `status` whose word that is: "machine", "accepted", "edited", "added",
    "rejected", or "waiting" where a newer reading differs from what a person said; "none" where the paper has
    no claim, and `claim` stands for its text. `chance` is the chance
    that it had to be drawn among all that are undecided, None where only some of them could be. `place` is
    None until it is looked up. `others` are all claims of the paper in the order of its text, this one among
    them, each without `others` of its own. `decided` is the newest decision known.
    `seen` is what the machine read under its id, which a decision speaks of, `stood` the decision of the log
    that a new one has to know of. `against` is what a person said and holds, of a reading that waits.
    `draft`: the claim is as a reviewer changed it just now, which the store does not know.
    """

    id: str
    claim: Claim
    sheet: Sheet
    status: str = "machine"
    drawn: Drawn = "queue"
    chance: float | None = None
    place: Place | None = None
    others: tuple["Item", ...] = ()
    decided: Decided | None = None
    seen: Claim | None = None
    stood: int | None = None
    against: Claim | None = None
    draft: bool = False

    @property
    def key(self) -> tuple[int, str]:
        """What tells it from every other claim of the store: its paper's row and its id."""
        return self.sheet.key, self.id

    def following(self, settled: Callable[["Item"], object]) -> "Item":
        """Return the next claim of the paper, the first undecided one behind this, else the next of all.

        `settled` says what was decided of one meanwhile, if anything. Without another it is this item.
        """
        ids = [other.id for other in self.others]
        at = ids.index(self.id) + 1 if self.id in ids else 0
        round_ = [other for other in (*self.others[at:], *self.others[:at]) if other.id != self.id]
        open_ = [other for other in round_ if other.open and settled(other) is None]
        for other in open_ or round_:
            return replace(other, others=self.others, drawn="other", chance=None)
        return self

    @property
    def blank(self) -> bool:
        """Whether there is no claim: the paper alone lies before the reviewer."""
        return self.status == "none"

    @property
    def open(self) -> bool:
        """Whether no person has decided it, or a newer reading asks for another look."""
        return self.status in ("machine", "waiting")


def notes(claim: Claim) -> dict[str, tuple[str, bool]]:
    """Return what the extractor says of each part, by its name, and whether that is a doubt.

    Reasons are written "metric: named earlier in the sentence" and "doubt: metric: perhaps none is named";
    a doubt counts before the other. What is of no part stands under "".
    """
    found: dict[str, tuple[str, bool]] = {}
    for reason in claim.reasons:
        words = reason.removeprefix(DOUBT)
        doubt = words != reason
        part, colon, said = words.partition(": ")
        if not colon or " " in part:
            part, said = "", words
        if doubt or part not in found:
            found[part] = (said, doubt)
    return found


def perhaps(claim: Claim, slot: str) -> str | None:
    """Return what the extractor thinks may fill a slot instead, None where it names nothing."""
    said, doubt = notes(claim).get(slot, ("", False))
    other = said.removeprefix(PERHAPS)
    return other if slot in SLOTS and doubt and other not in (said, NONE) else None


def named(claim: Claim) -> str:
    """Name a claim in a few words: "Lantern on GLUE", "81.3 on GLUE", "Lantern, faster", "Lantern 81.3"."""
    parts = (claim.method, claim.benchmark or claim.hardware, claim.metric, claim.value)
    method, on, metric, value = (inert(evened(each.text)) if each else "" for each in parts)
    first = method or value
    if on:
        return f"{first} on {on}"
    return f"{first}, {metric}" if metric else f"{method} {value}".strip()


def ordinal(number: int) -> str:
    """Write a place: 1st, 2nd, 3rd, 11th."""
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{last}"
