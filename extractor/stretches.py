"""The stretches of a text within which numbers and names are tied: sentences, overlong ones cut."""

import bisect
import functools
from collections.abc import Iterable, Sequence
from typing import Any

from extractor.sentences import sentence_spans

LONGEST = 4000
"""Characters of the longest stretch; no sentence of prose is longer, and work grows with its square."""


@functools.lru_cache(maxsize=8)  # one component after the other asks for the same text
def stretches(text: str) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of every stretch, in order. The title is one of its own, unless it is overlong."""
    found: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        while end - start > LONGEST:
            cut = text.rfind(" ", start + 1, start + LONGEST)
            cut = cut if cut > start else start + LONGEST
            found.append((start, cut))
            start = cut + (text[cut] == " ")
        found.append((start, end))
    return tuple(found)


def shared_out(
    items: Iterable[dict[str, Any]], spans: Sequence[tuple[int, int]]
) -> dict[int, list[dict[str, Any]]]:
    """Return the items (dicts with "start" and "end") in each stretch, by its index, in order of the text.

    Left out are items without a start, and those that reach over the end of their stretch.
    """
    starts = [start for start, _ in spans]
    found: dict[int, list[dict[str, Any]]] = {}
    for item in sorted((i for i in items if i["start"] is not None), key=lambda i: i["start"]):
        index = bisect.bisect_right(starts, item["start"]) - 1
        if index >= 0 and item["end"] <= spans[index][1]:
            found.setdefault(index, []).append(item)
    return found
