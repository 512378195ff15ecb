"""What a cell of a table that people kept means: one number with its unit, or the problem with it.

Nothing is guessed: two numbers, a word or a sign that may mean several things is a problem.
"""

import math
import re
from typing import NamedTuple

from schema.units import unit_of

NO_VALUE = "no value"
"""The problem with a cell that says that there is nothing: blank, a dash or a question mark."""
IN_WORDS, SEVERAL, TOO_LARGE = "words, no number", "several numbers", "no finite number"
DOUBT = "in doubt: a question mark"
UNCLEAR = "a number with something beside it that is not clear"
INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u2060]")
BLANK = re.compile(r"[\s\-–—−―‐‑*.?/]*|n/?a|none|null|tba|tbd", re.IGNORECASE)
DEVIATION = re.compile(r"\s*(?:\(\s*)?(?:±|\+\s*/?\s*[-−–]|\\pm)\s*")
DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?"
NUMBER = re.compile(rf"[~≈]?\s*([+-]?)\s*({DIGITS})", re.ASCII)
ANY_NUMBER = re.compile(r"\d+(?:[.,]\d+)*", re.ASCII)
MARKS = re.compile(r"[*†‡§¶\s]+$")
"""Signs of footnotes, which say nothing of the number."""
TIMES = {"k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "b": 1e9, "B": 1e9, "T": 1e12}
"""Suffixes that multiply: how tables write the number of parameters."""


class Figure(NamedTuple):
    """A number with its unit as written ("%"), or the problem."""

    number: float | None = None
    unit: str | None = None
    problem: str | None = None


def read(written: str) -> Figure:
    """Say what a cell means.

    A deviation ("± 0.3") and signs of footnotes are left out of the number, "11.2M" is eleven million, and
    "~" is passed over.
    """
    text = INVISIBLE.sub("", written).strip().replace("−", "-")
    if BLANK.fullmatch(text):
        return Figure(problem=NO_VALUE)
    text, *deviation = DEVIATION.split(MARKS.sub("", text), maxsplit=1)
    found = _one(text)
    if found.number is None or not deviation:
        return found
    spread = _one(deviation[0].removesuffix(")").strip())
    if spread.number is None:
        return Figure(problem=UNCLEAR)
    return found._replace(unit=found.unit or spread.unit)


def _one(text: str) -> Figure:
    match = NUMBER.match(text)
    numbers = ANY_NUMBER.findall(text)
    if not numbers:
        return Figure(problem=IN_WORDS)
    tail = text[match.end() :].strip() if match else text
    if match is None or (tail and ANY_NUMBER.search(tail) and unit_of(tail) is None):
        return Figure(problem=SEVERAL if len(numbers) > 1 else UNCLEAR)
    times, unit = 1.0, None
    if tail in TIMES:
        times = TIMES[tail]
    elif tail and (tail == "%" or unit_of(tail) is not None):
        unit = tail
    elif tail:
        return Figure(problem=DOUBT if tail.endswith("?") else UNCLEAR)
    number = float(match[1] + match[2].replace(",", ""))
    number = _times(number, times)
    return Figure(number, unit) if math.isfinite(number) else Figure(problem=TOO_LARGE)


def _times(number: float, times: float) -> float:
    """Multiply as on paper: 1.1 million is 1100000, and not 1100000.0000000002."""
    return float(f"{number * times:.15g}") if times != 1 else number
