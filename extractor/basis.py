"""Whether a change in percent is relative or absolute, where its sentence says so."""

import functools
import re

from extractor import rules
from schema.records import Basis

REACH = 120
"""Characters to either side of a number that are looked at."""
BASES = {"relative": Basis.RELATIVE, "absolut": Basis.ABSOLUTE}


def basis_of(text: str, value: tuple[int, int], sentence: tuple[int, int], unit: str | None) -> Basis | None:
    """Return what a change is counted in, or None where the text does not say.

    `value` and `sentence` are spans of `text`. Points are absolute; a percentage is what a word beside it
    says ("a relative gain of 5%", "5% absolute"), the one behind it before the one in front.
    """
    if unit == "points":
        return Basis.ABSOLUTE
    if unit != "%":
        return None
    behind = text[value[1] : min(sentence[1], value[1] + REACH)]
    before = text[max(sentence[0], value[0] - REACH) : value[0]]
    for pattern in _patterns("after"):
        if match := pattern.match(behind):
            return BASES[match["basis"].lower()]
    for pattern in _patterns("before"):
        if match := pattern.search(before):
            return BASES[match["basis"].lower()]
    return None


@functools.cache
def _patterns(side: str) -> tuple[re.Pattern[str], ...]:
    data = rules.load("basis")
    found = []
    for rule in data[side]:
        source = rule["pattern"]
        for name, part in data["parts"].items():
            source = source.replace("{" + name + "}", part)
        found.append(re.compile(source, re.IGNORECASE))
    return tuple(found)
