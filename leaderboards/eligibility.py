"""Whether a claim may be ranked on the board of its metric, and if not, why.

A wrong first place is the worst that a board can show. So a claim is ranked only where everything that its
place depends on is written or declared: the metric and its direction, an exact level, a unit that the other
rows share, a value that the metric can have. Everything else is listed with its reason; nothing is guessed.
"""

import math

from leaderboards.figures import number
from schema.registry import Metric
from schema.rows import ClaimRow

HEDGES = {"at_most": "at most", "at_least": "at least", "approx": "about"}
RELATIVE = ("%", "x", "points")
"""Units of a comparison, of a metric with no scale: never a level that two papers share."""
BETTER_ABOVE = "a better row of the same method and setting stands above"
EQUAL_ABOVE = "an equal row of the same method and setting stands above"


def board_unit(claim: ClaimRow, metric: Metric | None) -> str | None:
    """Return the unit of the board that a score claim belongs to: a percent scale needs no sign."""
    if claim.unit is None and metric is not None and metric.scale == "percent":
        return "%"
    return claim.unit


def obstacle(claim: ClaimRow, metric: Metric | None, min_confidence: float) -> str | None:
    """Say why a score claim is not ranked, as one clause; None where it may be.

    `metric` is what the registry knows of the claim's metric on its benchmark.
    """
    if claim.metric is None:
        return "names no metric"
    for slot in ("metric", "benchmark"):
        if slot in claim.inferred.split(","):
            return f"its {slot} is inferred, not written"
    if metric is None or metric.direction is None:
        return f"direction of '{claim.metric}' is not declared"
    if claim.method is None and claim.role == "other":
        return "a baseline without a name"
    if claim.value_high is not None:
        return "a range"
    if claim.bound is not None:
        return f"hedged: {HEDGES[claim.bound]}"
    if (misfit := _misfit(claim, metric)) is not None:
        return misfit
    if claim.confidence < min_confidence:
        return f"confidence {claim.confidence:.2f} is below {min_confidence:g}"
    return None


def _misfit(claim: ClaimRow, metric: Metric) -> str | None:
    """Say why the claim's number is no level of its metric that others can be compared with."""
    unit, scale = claim.unit, metric.scale
    if scale in ("percent", "fraction"):
        fits = unit in (None, "%")
    else:
        fits = unit in metric.units if metric.units else unit not in RELATIVE
    if not fits:
        return f"'{metric.name}' is not measured in {unit}" if unit else f"'{metric.name}' without a unit"
    factor = 100 if scale == "fraction" and unit == "%" else 1
    low, high = metric.low * factor, metric.high * factor
    if not low <= claim.value <= high:
        ends = (f"{number(low)} or more", f"{number(high)} or less")
        legal = f"{number(low)} to {number(high)}" if math.isfinite(high - low) else ends[math.isfinite(high)]
        return f"{number(claim.value)}{'%' if unit == '%' else ''} is outside of {legal}"
    if scale == "percent" and unit is None and claim.value <= 1:
        return f"{number(claim.value)} may be a share or a percentage"
    return None
