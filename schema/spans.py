"""Spans moved between two copies of one text that differ in white space alone."""

from itertools import accumulate
from typing import TypeVar

from schema.records import Claim, Evidence, Mention

One = TypeVar("One", bound=Mention)


class Shift:
    """The way from one copy of a text to another: the same characters, wrapped differently."""

    def __init__(self, source: str, target: str) -> None:
        self._target = target
        self._rank = [0, *accumulate(not char.isspace() for char in source)]
        self._place = [place for place, char in enumerate(target) if not char.isspace()]

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self._place[self._rank[start]], self._place[self._rank[end] - 1] + 1

    def evidence(self, span: Evidence) -> Evidence:
        """Return the same stretch of the target."""
        start, end = self._span(span.start, span.end)
        return Evidence(start=start, end=end, text=self._target[start:end])

    def mention(self, mention: One) -> One:
        """Return the same mention in the target; an inferred one stays as it is."""
        if mention.start is None or mention.end is None:
            return mention
        start, end = self._span(mention.start, mention.end)
        moved = {"start": start, "end": end, "text": self._target[start:end]}
        return mention.model_copy(update=moved)

    def claim(self, claim: Claim) -> Claim:
        """Return the same claim with every span in the target."""
        slots = {name: self.mention(mention) for name, mention in claim.slots.items()}
        return claim.model_copy(
            update={
                **slots,
                "value": self.evidence(claim.value),
                "sentence": self.evidence(claim.sentence),
                "setting": tuple(map(self.mention, claim.setting)),
            }
        )
