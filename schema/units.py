r"""Units: from how texts write them to one symbol each, and to the base unit that their family shares.

The units are defined in `vocab/units.txt`, which Pint reads. What is read there and here: "64ms", "tokens per
second", "GPU-hours", "$\mu$W"; a currency stays as it is written.
"""

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from schema.names.vocabulary import UNITS, VOCAB

if TYPE_CHECKING:
    from pint import UnitRegistry

DEFINITIONS = VOCAB / UNITS
LONGEST = 40
"""Characters of the longest unit that is looked at."""
COMPARED = {"%": "percent", "points": "points", "x": "ratio"}
"""What changes and shares are counted in, which no other unit converts into, and the families' names."""
SIGNS = {"$": "dollar", "US$": "dollar", "€": "euro", "£": "pound", "°C": "celsius", "°": "degree"}
"""Signs that Pint reads as something else, or not at all."""
LATEX = (
    (re.compile(r"\$?\\mu\$?\s?"), "µ"),
    (re.compile(r"\$?\^\{?\\circ\}?\$?"), "°"),
)
PER = re.compile(r"\s*(?:\bper\b|/)\s*")
BLANK = re.compile(r"(?<=\w)[ -](?=\w)")
UNIT = re.compile(r"[^\W\d]\w*(?:/[^\W\d]\w*){0,2}")
"""What is given to Pint: names, and how many of one there are for others; no numbers, no other operators."""
LETTERS = 3
"""Longer units are words, whose case says nothing: "Seconds"; of shorter ones it does: mW, MW."""
POSITIVE = (1, 2, 3)
"""Powers of a dimension that stands above the line."""
RENAMED = {"energy per time": "power", "": "ratio"}
"""Dimensions that have a name of their own."""


class Unit(NamedTuple):
    """A unit: its family ("time"), its symbol ("ms"), and how much one of it is in the family's base unit."""

    family: str
    name: str
    scale: float


@functools.lru_cache(maxsize=1 << 12)
def unit_of(written: str | None) -> Unit | None:
    """Return the unit that a text writes so; None for a bare number and for what is no unit that is known."""
    if not written or len(written) > LONGEST:
        return None
    if written in COMPARED:
        return Unit(COMPARED[written], written, 1.0)
    text = written.strip()
    for pattern, plain in LATEX:
        text = pattern.sub(plain, text)
    text = SIGNS.get(text) or BLANK.sub("_", PER.sub("/", text))
    if not UNIT.fullmatch(text) or not all(map(str.isidentifier, text.split("/"))):
        return None
    return _found(text) or (_found(text.lower()) if len(text) > LETTERS else None)


def measured(number: float, number_high: float | None, written: str | None) -> dict[str, str | float | None]:
    """Return the fields of `schema.columns.Measured` for a number and its unit as written."""
    unit = unit_of(written)
    scale = unit.scale if unit else None
    return {
        "family": unit.family if unit else None,
        "unit_name": unit.name if unit else None,
        "unit_scale": scale,
        "amount": None if scale is None else number * scale,
        "amount_high": None if scale is None or number_high is None else number_high * scale,
    }


@functools.cache
def _pint() -> "UnitRegistry[float]":
    from pint import UnitRegistry

    return UnitRegistry(DEFINITIONS)


def _found(text: str) -> Unit | None:
    from pint import PintError

    try:
        unit = _pint().Unit(text)
        scale = float(_pint().Quantity(1, unit).to_base_units().magnitude)
    except (PintError, ValueError):  # "nan" and "inf" are numbers to it
        return None
    names = {name: name.strip("[]").replace("_", " ") for name in unit.dimensionality}
    above = " ".join(sorted(word for name, word in names.items() if unit.dimensionality[name] in POSITIVE))
    below = " ".join(
        sorted(word for name, word in names.items() if unit.dimensionality[name] not in POSITIVE)
    )
    family = f"{above or 'cycles'} per {below}" if below else above
    symbol = f"{unit:~P}".replace("_", " ")
    return Unit(RENAMED.get(family, family), symbol, scale) if symbol else None  # "m/m" is no unit
