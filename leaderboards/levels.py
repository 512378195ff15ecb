"""The level that a score claim states, in the numbers that all rows of its board share.

A share may be written as a percentage or as a fraction of one: which, the metric's declared scale tells.
Other quantities stand in the base unit of their family (`schema.units`), so that 64 ms goes before 0.1 s.
"""

import math
from decimal import Decimal
from typing import NamedTuple

from schema.registry import Metric
from schema.rows import ClaimRow

SHARES = ("share", "percent", "fraction")
"""The scales whose numbers are parts of one: their amounts are in percent."""


class Level(NamedTuple):
    """A level in shared numbers: `amount` of a unit `family`; `step` is that of its last written digit.

    `family` is "share" (amounts in percent), one of `schema.units` (in its base unit), "" for bare numbers,
    or "in " and the unit as written where that is not known.
    """

    family: str
    amount: float
    step: float


def level(claim: ClaimRow, metric: Metric | None) -> Level:
    """Return the level of a claim, whose metric on its benchmark the registry knows as `metric`."""
    factor = 1.0
    if metric is not None and metric.scale in SHARES and claim.unit in (None, "%"):
        if claim.unit is None and (
            metric.scale == "fraction" or (metric.scale == "share" and abs(claim.value) <= 1)
        ):
            factor = 100.0
        family = "share"
    elif claim.family is not None and claim.unit_scale is not None:
        family, factor = claim.family, claim.unit_scale
    else:
        family = "" if claim.unit is None else f"in {claim.unit}"
    return Level(family, scaled(claim.value, factor), scaled(_step(claim.value), factor))


def scaled(value: float, factor: float) -> float:
    """Multiply as on paper: 0.853 times 100 is 85.3, not 85.30000000000001."""
    product = float(Decimal(repr(value)) * Decimal(repr(factor)))
    return product if math.isfinite(product) else value * factor


def _step(value: float) -> float:
    """Return one of the last digit that a number is given to: 0.1 of 85.3, 1 of 85."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return float(Decimal(1).scaleb(min(int(exponent), 0)))
