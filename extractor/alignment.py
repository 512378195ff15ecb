"""Lists of numbers and of names: which belong together, as in "6.9% and 8.1% on A and B, respectively"."""

import functools
import re
from collections.abc import Sequence
from typing import Any

from extractor import rules

Span = dict[str, Any]

NAME_GAP = re.compile(
    r"(?:\s*\([^()]{1,40}\))?(?:\s(?:datasets?|benchmarks?|metrics?|tasks?|scores?|models?))?"
    r"(?:\s?[,/&+]\s?(?:and |or |& )?|\s(?:and|or|&|as well as)\s)"
    r"(?:the |on |for |in |on the )?(?:average |mean )?[\"'(]?"
)
NEAR = 60
"""Characters between a list of numbers and a list of names that stand side by side."""


@functools.cache
def pattern(key: str) -> re.Pattern[str]:
    """Return a pattern of the rule file `binding`."""
    entry: str = rules.load("binding")["patterns"][key]["pattern"]
    return re.compile(entry.replace("{hedge}", rules.load("binding")["hedge"]))


def groups(text: str, quantities: Sequence[Span]) -> list[list[Span]]:
    """Return the numbers of a sentence as lists of neighbours that only commas, "and" or slashes part."""
    return _neighbours(text, quantities, pattern("list_gap"))


def runs(text: str, mentions: Sequence[Span]) -> list[list[Span]]:
    """Return mentions of one slot, in order, as lists of neighbours that only a list's signs part."""
    return _neighbours(text, mentions, NAME_GAP)


def _neighbours(text: str, spans: Sequence[Span], gap: re.Pattern[str]) -> list[list[Span]]:
    found: list[list[Span]] = []
    for span in spans:
        if found and gap.fullmatch(text, found[-1][-1]["end"], span["start"]):
            found[-1].append(span)
        else:
            found.append([span])
    return found


def aligned(text: str, end: int, group: Sequence[Span], lists: Sequence[list[Span]]) -> list[Span] | None:
    """Return the list of names whose items belong to the numbers of `group` one by one, or None.

    It has as many items, and the sentence (which ends at `end`) says "respectively", or the two lists stand
    side by side. The nearest such list wins, one behind the numbers before one in front of them.
    """
    if len(group) < 2:
        return None
    first, last = group[0]["start"], group[-1]["end"]
    told = pattern("respectively").search(text, first, end) is not None
    best: tuple[float, list[Span]] | None = None
    for names in lists:
        if len(names) != len(group):
            continue
        behind = names[0]["start"] >= last
        distance = names[0]["start"] - last if behind else first - names[-1]["end"]
        if distance < 0 or not (told or distance <= NEAR):
            continue
        rank = distance + (0 if behind else 5)
        if best is None or rank < best[0]:
            best = (rank, names)
    return best[1] if best else None
