"""The level that a score claim states, in the numbers that all rows of its board share.

A share may be written as a percentage or as a fraction of one: which, the metric's declared scale tells.
Other quantities stand in the base unit of their family (`schema.units`), so that 64 ms goes before 0.1 s. A
board shows one unit of its family: what was written in another is converted.
"""

import math
from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from schema.registry import Metric
from schema.rows import ClaimRow

SHARES = ("share", "percent", "fraction")
"""The scales whose numbers are parts of one: their amounts are in percent."""
SHARE, BARE, UNKNOWN = "share", "", "in "
"""The families of shares, of bare numbers, and how those of units begin that are not known."""


IMPLIED = ("decibel",)
"""Families whose one unit a bare number is in: a PSNR of 31.2 is one of 31.2 dB."""


class Level(NamedTuple):
    """A level in shared numbers: `amount` of a unit `family`; `step` is that of its last written digit.

    `family` is "share" (amounts in percent), one of `schema.units` (in its base unit), "" for bare numbers,
    or "in " and the unit as written where that is not known. `high` is the other end of a range.
    """

    family: str
    amount: float
    step: float
    high: float | None = None


class Unit(NamedTuple):
    """What a board shows its levels in: one of it is `scale` of the amounts of `Level`."""

    name: str | None
    scale: float = 1.0

    def of(self, amount: float) -> float:
        """Return an amount in this unit."""
        return amount if self.scale == 1 else divided(amount, self.scale)


def level(claim: ClaimRow, metric: Metric | None) -> Level:
    """Return the level of a claim, whose metric on its benchmark the registry knows as `metric`."""
    known = None if claim.family is None or claim.unit_scale is None else (claim.family, claim.unit_scale)
    return level_of(claim.value, claim.unit, known, metric, claim.value_high)


def level_of(
    value: float,
    unit: str | None,
    known: tuple[str, float] | None,
    metric: Metric | None,
    value_high: float | None = None,
) -> Level:
    """Return the level that a number in a unit as written states; `known` is the unit's family and scale."""
    factor = 1.0
    if unit == "%":
        family = SHARE
    elif unit is None and metric is not None and metric.scale in SHARES:
        family = SHARE
        ends = (value, value_high or 0.0)
        if metric.scale == "fraction" or (metric.scale == "share" and max(map(abs, ends)) <= 1):
            factor = 100.0
    elif known is not None:
        family, factor = known
    elif unit is None and metric is not None and metric.scale in IMPLIED:
        family = metric.scale
    else:
        family = BARE if unit is None else f"{UNKNOWN}{unit}"
    high = None if value_high is None else scaled(value_high, factor)
    return Level(family, scaled(value, factor), scaled(_step(value), factor), high)


def unit_of(claim: ClaimRow) -> Unit | None:
    """Return the unit that a claim is written in; None of a bare number and of one that is not known."""
    if claim.unit_scale is None:
        return None
    return Unit(claim.unit_name or claim.unit, claim.unit_scale)


def shared_unit(family: str, written: Counter[Unit | None], metric: Metric | None) -> Unit:
    """Return the unit that a board shows: the one that is written most often, of several the smallest.

    Shares stand in percent, but for a metric that is written as a fraction.
    """
    if family == SHARE:
        return Unit(None, 100.0) if metric is not None and metric.scale == "fraction" else Unit("%")
    if family == BARE:
        return Unit(None)
    if family.startswith(UNKNOWN):
        return Unit(family.removeprefix(UNKNOWN))
    if family in IMPLIED:
        return Unit("dB")
    return min(
        (unit for unit in written if unit is not None),
        key=lambda unit: (-written[unit], unit.scale, unit.name or ""),
    )


def scaled(value: float, factor: float) -> float:
    """Multiply as on paper: 0.853 times 100 is 85.3, not 85.30000000000001."""
    if factor == 1:
        return value
    product = float(Decimal(repr(value)) * Decimal(repr(factor)))
    return product if math.isfinite(product) else value * factor


def divided(value: float, factor: float) -> float:
    """Divide as on paper: 0.3 by 0.1 is 3, not 2.9999999999999996."""
    return float(Decimal(repr(value)) / Decimal(repr(factor))) if math.isfinite(value) else value


def _step(value: float) -> float:
    """Return one of the last digit that a number is given to: 0.1 of 85.3, 1 of 85."""
    text = repr(value)
    if "e" in text:
        exponent = Decimal(text).normalize().as_tuple().exponent
        return float(Decimal(1).scaleb(min(int(exponent), 0)))
    digits = text.partition(".")[2]
    return 1.0 if digits in ("", "0") else float(f"1e-{len(digits)}")
