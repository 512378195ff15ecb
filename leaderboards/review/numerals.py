"""Numbers as a reviewer types them and as they stand in an abstract: "≤ 8–24x", "3.67 million"."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from schema.records import Bound, Evidence

SIGNS: Mapping[str, Bound | None] = {
    "": None,
    "≤": Bound.AT_MOST,
    "<=": Bound.AT_MOST,
    "≥": Bound.AT_LEAST,
    ">=": Bound.AT_LEAST,
    "~": Bound.APPROX,
    "≈": Bound.APPROX,
}
TIMES: Mapping[str, float] = {
    "": 1.0,
    "k": 1e3,
    "m": 1e6,
    "b": 1e9,
    "t": 1e12,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
"""What multiplies a number: a letter right behind it ("70K"), or a word."""
DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+"
SIZE = r"(?:\s?(?:thousand|million|billion|trillion)\b|[kKMBT]\b)?"
SHARE = re.compile(r"(?P<of>\d{1,4})/(?P<all>(?!100$)\d{3,6}|[23679]|1[1-9]|[2-9]\d)")
"""So many of so many, which means their ratio, as the extractor has it: 42/54."""
ON_SCALE = re.compile(rf"(?P<of>{DIGITS})\s?/\s?(?:1|3|4|5|7|10|100)(?:\.0{{1,2}})?")
"""So many points of a scale, which means the points: 4.5/5."""
TYPED = re.compile(
    rf"""(?P<sign>≤|<=|≥|>=|~|≈)?\s*(?P<low>[+\-−]?(?:{DIGITS}))(?P<low_size>{SIZE})
    (?:\s?(?:–|-|\bto\b)\s?(?P<high>{DIGITS})(?P<high_size>{SIZE}))?
    \s*(?P<unit>-fold|[^\s\d–-].*)?""",
    re.VERBOSE | re.DOTALL,
)
WRITTEN = re.compile(
    rf"""(?<![\w.,/])(?<!\w-)(?:{DIGITS})/\d{{1,6}}(?![\w/%\\]|[.,]\d)|
    (?<![\w.,])(?<!\w-)[+\-−]?\$?(?:{DIGITS}){SIZE}(?:[–-](?:{DIGITS}){SIZE})?
    (?:\s?(?:\\?%|×|points?\b|percentage\ points?\b)|[xX]\b|[A-Za-zµ]{{1,3}}\b(?!-))?""",
    re.VERBOSE,
)
"""A number in an abstract, with a percent sign, "x", "points", or a unit that is joined to it; or 42/54."""
PER_CENT = ("%", "\\%", "percent", "per cent")
TIMES_OVER = ("x", "X", "×", "times", "-fold", "fold")
POINTS = ("point", "points", "pp", "percentage point", "percentage points")


class Numeral(NamedTuple):
    """What a number says: itself, the second one of a range, its unit, and its hedge, None where exact."""

    number: float
    high: float | None
    unit: str | None
    bound: Bound | None


def read(typed: str) -> Numeral | None:
    """Return what is meant by a number with its hedge and unit ("≤ 8–24x"), or None where it is none."""
    typed = typed.strip()
    if share := SHARE.fullmatch(typed):
        return Numeral(int(share["of"]) / int(share["all"]), None, None, None)
    if points := ON_SCALE.fullmatch(typed):
        typed = points["of"]
    match = TYPED.fullmatch(typed)
    if match is None:
        return None
    low = _value(match["low"], match["low_size"])
    high = None if match["high"] is None else _value(match["high"], match["high_size"])
    if high is not None and not match["low_size"].strip():
        low *= TIMES[match["high_size"].strip().lower()]  # "3 to 5 million"
    return Numeral(low, high, unit(match["unit"]), SIGNS[match["sign"] or ""])


def unit(written: str | None) -> str | None:
    """Return a unit as claims have it: "%", "x", "points", or as written; None where there is none."""
    text = " ".join((written or "").split())
    for same, symbol in ((PER_CENT, "%"), (TIMES_OVER, "x"), (POINTS, "points")):
        if text in same:
            return symbol
    return text or None


def numbers_in(text: str) -> Iterator[Evidence]:
    """Yield the numbers that stand in a text, in its order."""
    for match in WRITTEN.finditer(text):
        yield Evidence(start=match.start(), end=match.end(), text=match[0])


def _value(digits: str, size: str) -> float:
    plain = float(digits.replace(",", "").replace("−", "-"))
    return plain * TIMES[size.strip().lower()]
