"""One sentence with all that stands in it, as the choice of a claim's slots needs it."""

import functools
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from extractor import alignment, rules
from extractor.alignment import pattern
from extractor.own import Own

Span = dict[str, Any]
"""A quantity or mention: a dict with "start", "end" and more."""
SLOTS = ("method", "benchmark", "metric", "hardware", "setting")
BEFORE = 80
"""Characters before a name that say what part it plays."""


class Link(NamedTuple):
    """A rule by which the text between a name and a number ties them."""

    name: str
    pattern: re.Pattern[str]


@functools.cache
def links(key: str) -> tuple[Link, ...]:
    """Return the links of a section of the rule file `binding`, best first."""
    hedge = rules.load("binding")["hedge"]
    return tuple(
        Link(entry["name"], re.compile((entry.get("left") or entry["right"]).replace("{hedge}", hedge)))
        for entry in rules.load("binding")[key]
    )


class Scene:
    """A sentence, its claimed quantities in order, and its mentions by slot, in order.

    `runs` are the mentions of each slot in lists of neighbours ("A, B and C"); `asides` and `agents` are the
    methods that stand as a baseline or circumstance, and those that a verb makes act; `compared` are those
    that a difference is measured against.
    """

    def __init__(
        self,
        text: str,
        span: tuple[int, int],
        quantities: Sequence[Span],
        mentions: Sequence[Span],
        own: Own,
    ) -> None:
        self.text = text
        self.start, self.end = span
        self.quantities = list(quantities)
        self.own = own
        self.mentions = {slot: [m for m in mentions if m["slot"] == slot] for slot in SLOTS}
        self.runs = {slot: alignment.runs(text, self.mentions[slot]) for slot in SLOTS}
        methods = self.mentions["method"]
        self.rivals = [m for m in methods if self._led_by("against", m)]
        foreign = [m for m in methods if m["text"] not in own.methods]
        self.compared = [m for m in foreign if self._led_by("compared", m)]
        self.asides = [m for m in methods if m in self.rivals or self._led_by("circumstance", m)]
        self.agents = [
            m
            for m in methods
            if pattern("agent").match(text, m["end"], self.end) and not self._led_by("rival", m)
        ]

    def _led_by(self, key: str, mention: Span) -> bool:
        left = self.text[max(self.start, mention["start"] - BEFORE) : mention["start"]]
        return pattern(key).search(left) is not None

    def says(self, key: str, start: int | None = None, end: int | None = None) -> bool:
        """Say whether a pattern of the rule file is found in the sentence, or between two offsets of it."""
        start = self.start if start is None else start
        return pattern(key).search(self.text, start, self.end if end is None else end) is not None

    def between(self, first: int, last: int, metric: Span | None) -> str:
        """Return the text between two offsets with numbers as #, methods as @ and the metric as *."""
        marks = [(q["start"], q["end"], "#") for q in self.quantities]
        marks += [(m["start"], m["end"], "@") for m in self.mentions["method"]]
        if metric is not None and metric["start"] is not None:
            marks.append((metric["start"], metric["end"], "*"))
        pieces, at = [], first
        for start, end, mark in sorted(marks):
            if start >= at and end <= last:
                pieces += [self.text[at:start], mark]
                at = end
        return "".join((*pieces, self.text[at:last]))

    def gap_before(self, quantity: Span) -> int:
        """Return where the number before `quantity` ends, or the sentence begins."""
        return max((q["end"] for q in self.quantities if q["end"] <= quantity["start"]), default=self.start)

    def gap_behind(self, quantity: Span) -> int:
        """Return where the number behind `quantity` begins, or the sentence ends."""
        return min((q["start"] for q in self.quantities if q["start"] >= quantity["end"]), default=self.end)
