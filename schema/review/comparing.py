"""In what two readings of one text differ: claims that were added, lost or changed. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from schema.records import Claim
from schema.review.differing import Difference, differences
from schema.review.judged import Reading, overlap


class Changed(NamedTuple):
    """A claim that one run read in a text and the other didn't, or in which they differ.

    `claim_id` is that of the newer claim, if there is one; `before` is None of one that was added, `after` of
    one that was lost; `differs` says in what they differ.
    """

    claim_id: str
    before: Claim | None
    after: Claim | None
    differs: Sequence[Difference] = ()
    paper: str = ""
    paper_key: int = 0

    @property
    def how(self) -> str:
        """What became of the claim: added, lost or changed."""
        return "added" if self.before is None else "lost" if self.after is None else "changed"


def compared(old: Sequence[Reading], new: Sequence[Reading]) -> list[Changed]:
    """Return in what two readings of one text differ, in the order of the text."""
    before = {each.claim_id: each.claim for each in old}
    after = {each.claim_id: each.claim for each in new}
    found = [
        Changed(key, before[key], claim, differences(before[key], claim))
        for key, claim in after.items()
        if key in before
    ]
    lost = {key: claim for key, claim in before.items() if key not in after}
    for key, claim in after.items():
        if key in before:
            continue
        # the same value on another benchmark, or one that is cut otherwise
        beside = {other: differences(lost[other], claim) for other in lost if overlap(lost[other], claim)}
        if beside:
            nearest = min(beside, key=lambda other: len(beside[other]))
            found.append(Changed(key, lost.pop(nearest), claim, beside[nearest]))
        else:
            found.append(Changed(key, None, claim))
    found = [each for each in found if each.before is None or each.differs]
    found += [Changed(key, claim, None) for key, claim in lost.items()]
    return sorted(found, key=_place)


def _place(found: Changed) -> tuple[int, str]:
    claim = found.after or found.before
    return claim.value.start if claim else 0, found.claim_id
