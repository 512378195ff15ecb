"""The order in which claims come up for review: by what a decision is worth, every fifth by chance.

A decision is worth much where the extractor is in doubt and the claim stands, or would stand, near the top
of a board. What is drawn by chance, of all that is undecided, shows how often the extractor is right. The
order is the same whenever claims and seed are: it goes on where it stopped, since what was decided is not in
it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from leaderboards.review.items import Drawn

EVERY = 5
"""Of so many items one is drawn at random."""
UNRANKED = 0.02
"""What a claim is worth that cannot be ranked, against one that is first."""
UNSURE = 0.5
"""Below this confidence a slot is doubtful."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that nobody has decided, as far as its order needs it.

    `paper` is the paper's row; `rank` the place that it would take on its board were it sure, None where it
    cannot be ranked; `waiting`: a newer reading differs from what a person said; `skipped`: it was looked at
    and left. `slots` is the extractor's confidence in each part, `reasons` are its own.
    """

    paper: int
    claim: str
    confidence: float
    rank: int | None = None
    waiting: bool = False
    skipped: bool = False
    slots: Mapping[str, float] = field(default_factory=dict)
    reasons: Sequence[str] = ()


class Turn(NamedTuple):
    """A claim whose turn it is, how it was drawn, and with what probability among all that are undecided.

    `chance` is None where only some of those could be drawn: then it speaks for no others.
    """

    paper: int
    claim: str
    drawn: Drawn
    chance: float | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims come up: those of which all that is given holds.

    `slot`: the extractor is in doubt of that slot; `reason`: this text stands in a reason, in any case;
    `least` and `most` are the confidence of the whole claim.
    """

    slot: str | None = None
    reason: str | None = None
    least: float = 0.0
    most: float = 1.0

    @property
    def doubtful(self) -> bool:
        """Whether they are chosen by what the extractor thinks of them: then none is an honest sample."""
        return self != Wanted()

    def takes(self, candidate: Candidate) -> bool:
        """Say whether a claim is one of those."""
        if not self.least <= candidate.confidence <= self.most:
            return False
        if self.slot is not None and candidate.slots.get(self.slot, 1.0) >= UNSURE:
            return False
        asked = (self.reason or "").casefold()
        return not asked or any(asked in reason.casefold() for reason in candidate.reasons)


def worth(candidate: Candidate) -> float:
    """Return what a decision is worth: doubt, times effect on the top of a board."""
    effect = 0.0 if candidate.rank is None else 1 / candidate.rank
    return 4 * candidate.confidence * (1 - candidate.confidence) * (effect + UNRANKED)


def turns(
    candidates: Iterable[Candidate], seed: str, gone: int = 0, drawing: bool = True, whole: bool = True
) -> Iterator[Turn]:
    """Yield every claim once, in the order of review.

    Readings that wait for a second look come first, then what is worth most; what was skipped comes last and
    is never drawn. `gone` is how many items came up before under this seed: each fifth of all is drawn,
    unless `drawing` is off. `whole`: these are all claims of the store that nobody decided.
    """
    found = list(candidates)
    fresh = sorted((one for one in found if not one.skipped), key=_first)
    drawn = sorted(fresh, key=lambda one: _lot(seed, one))
    rest = {(one.paper, one.claim) for one in fresh}
    by_worth, by_lot = iter(fresh), iter(drawn)
    place = gone
    while rest:
        place += 1
        how: Drawn = "random" if drawing and place % EVERY == 0 else "queue"
        one = next(one for one in (by_worth if how == "queue" else by_lot) if (one.paper, one.claim) in rest)
        chance = 1.0 if how == "queue" else 1 / len(rest) if whole else None
        rest.remove((one.paper, one.claim))
        yield Turn(one.paper, one.claim, how, chance)
    for one in sorted((one for one in found if one.skipped), key=_first):
        yield Turn(one.paper, one.claim, "queue", 1.0)


def _first(one: Candidate) -> tuple[object, ...]:
    return (not one.waiting, -worth(one), one.paper, one.claim)


def _lot(seed: str, one: Candidate) -> bytes:
    """Return a number that a claim draws under a seed, whatever else is in the queue."""
    return hashlib.blake2b(f"{seed}\0{one.paper}\0{one.claim}".encode(), digest_size=8).digest()
