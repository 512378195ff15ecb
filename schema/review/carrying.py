"""Claims carried from one text of a paper to another, where the sentence that proves them stands as well."""

import re
from collections.abc import Iterator
from typing import TypeVar

from schema.records import Claim, Mention
from schema.spans import Shift

One = TypeVar("One", bound=Mention)


def carried(claim: Claim, source: str, target: str) -> Claim | None:
    """Return the claim with its spans in another text, None where its sentence doesn't stand there just once.

    Texts are compared with their white space evened. What fills a slot from outside of the sentence is looked
    for where its wording stands nearest to its old place; where the new text lacks it, it is an inferred one.
    """
    if source == target:
        return claim
    old = claim.sentence
    places = list(_places(old.text, target))
    if len(places) != 1:
        return None
    start, end = places[0]
    shift = Shift(" " * old.start + old.text, " " * start + target[start:end])  # blanks count nothing there

    def moved(one: One) -> One:
        if one.start is None or one.end is None:
            return one
        if old.start <= one.start and one.end <= old.end:
            return shift.mention(one)
        before = one.start + start - old.start
        there = min(_places(one.text, target), key=lambda place: abs(place[0] - before), default=None)
        first, last = there or (None, None)
        text = one.text if there is None else target[first:last]
        return one.model_copy(update={"start": first, "end": last, "text": text})

    return claim.model_copy(
        update={
            **{name: moved(mention) for name, mention in claim.slots.items()},
            "value": shift.evidence(claim.value),
            "sentence": shift.evidence(old),
            "setting": tuple(map(moved, claim.setting)),
        }
    )


def _places(wording: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a wording stands in a text, however that is wrapped; "81" does not stand in "81.5"."""
    words = wording.split()
    if not words:
        return
    first = r"(?<!\w)(?<!\d[.,])" if words[0][0].isalnum() else ""
    last = r"(?!\w|[.,]\d)" if words[-1][-1].isalnum() else ""
    whole = r"\s+".join(map(re.escape, words))
    for match in re.finditer(f"{first}(?=({whole}){last})", text):
        yield match.span(1)
