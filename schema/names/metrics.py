"""What is known of a metric, and the names of metrics, which may hold a number: recall@10, mAP@50:95."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from schema.names.entries import Entry, K, Name, Words
from schema.names.grammar import Grammar, Reading
from schema.names.spelling import fold

SHARE = (0, 100)
LEGAL = {"percent": SHARE, "share": SHARE, "fraction": (0, 1), "plain": (-math.inf, math.inf)}
"""The numbers that a scale has; those of a share are counted in percent."""
NUMBERS = re.compile(r"\d+(?:\.\d+)?(?: \d+(?:\.\d+)?)*")
RANGE_END = "95"
"""Where the usual range of thresholds ends: mAP@50:95."""
SHORT = 4
"""A key of so few letters is an abbreviation, whose s is no plural: "FPs" are no FP and "SRS" no SR."""
PLACE, ANY = "\0", "98765"
"""What stands for the number in a key, and in a text that a key is made of."""


class Metric(NamedTuple):
    """What is known of a metric. `direction` is "up" or "down" where more or less is better, else None.

    `scale` is "percent" (written in percent, with or without the sign), "share" (a part of a whole, written
    as a percentage or as a fraction: a bare number up to 1 is a fraction), "fraction" (a bare number up to
    1 unless written with %), "plain" (no unit at all), a family of units (`schema.units`: "time" means
    nothing without one of its units, "rate" is whatever there is per time), or None: nothing is declared.
    `low` and `high` are its legal range in the numbers of that scale; those of a share are counted in
    percent, 0 to 100. `neither` says that a store's people declared that no direction is better,
    `unless` is a pattern of what a sentence speaks of where the direction does not hold.
    """

    name: str
    direction: str | None = None
    scale: str | None = None
    low: float = -math.inf
    high: float = math.inf
    neither: bool = False
    unless: str | None = None


def metric_of(raw: Mapping[str, Any], general: Metric | None = None) -> Metric:
    """Read the facts of a metric. What is not said is as in `general`, the metric of that name anywhere."""
    general = general or Metric(raw["name"])
    scale = raw.get("scale", general.scale)
    legal = (general.low, general.high) if scale == general.scale else LEGAL.get(scale, (0, math.inf))
    low, high = raw.get("range", legal)
    return Metric(
        raw["name"],
        raw.get("direction", general.direction),
        scale,
        float(low),
        float(high),
        unless=raw.get("unless", general.unless),
    )


class MetricGrammar(Grammar):
    """The names of metrics: with a number where an entry's name has `{k}`, and in the plural.

    A range of thresholds, "0.5:0.95" or "50-95", is such a number too: 50:95.
    """

    def __init__(self, entries: Sequence[Entry], shared: Words) -> None:
        super().__init__([_with_letters(entry) for entry in entries], shared)
        self._templates: dict[str, Entry | None] = {}
        for entry in self.entries:
            for text in _templates(entry):
                key = fold(text.replace(K, ANY)).replace(ANY, PLACE)
                if self._templates.setdefault(key, entry) is not entry:
                    self._templates[key] = None  # a name of two things is none

    def canonical(self, reading: Reading) -> str:
        """Return the name with its number."""
        return reading.entry.name.replace(K, reading.part("k") or "k")

    def whole(self, key: str) -> Reading | None:
        """Return what a key means as it stands, in the singular or the plural."""
        key = re.sub(r"@k(?=\d)", "@", key)  # "recall@k=10"
        without_s = key[:-1] if key.endswith("s") and len(key) > SHORT else ""
        for singular in filter(None, (key, without_s, f"{key[:-3]}y" if key[-3:] == "ies" else "")):
            if found := super().whole(singular) or self._numbered(singular):
                return found
        return None

    def _numbered(self, key: str) -> Reading | None:
        for number in NUMBERS.finditer(key):
            entry = self._templates.get(f"{key[: number.start()]}{PLACE}{key[number.end() :]}")
            if entry is not None and (k := _number(number[0])):
                found = Reading(entry, frozenset({("k", k)}))
                return super().whole(fold(self.canonical(found))) or found  # an entry of that name is meant
        return None


def _number(text: str) -> str | None:
    """Return the number of a name: "10" for 10, "50:95" for a range of thresholds."""
    numbers = text.split()
    if len(numbers) in (2, 3):  # the step between, 0.05, is the usual one
        first, last = (f"{float(n) * 100:g}" if n.startswith("0.") else n for n in (numbers[0], numbers[-1]))
        return f"{first}:{last}" if last == RANGE_END else None
    return numbers[0] if len(numbers) == 1 else None


def _templates(entry: Entry) -> Iterator[str]:
    """Yield the names with a place for a number; "recall@{k}" is also "recall at {k}"."""
    for name in entry.names:
        if K in name.text:
            yield name.text
            yield name.text.replace(f"@{K}", f" at {K}")


def _with_letters(entry: Entry) -> Entry:
    """Return an entry that is known by a letter where its names have a place for a number: "pass@k"."""
    k = frozenset({("k", "k")})
    letters = [Name(text.replace(K, letter), k) for text in _templates(entry) for letter in ("k", "n")]
    return entry._replace(names=(*entry.names, *letters))
