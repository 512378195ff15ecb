"""Whether a claim may be ranked on the board of its metric, and if not, why.

A wrong first place is the worst that a board can show. So a claim is ranked only where everything that its
place depends on is written or declared: the metric and its direction, an exact level, a unit of the metric's
own kind, a value that the metric can have. Everything else is listed with its reason; nothing is guessed.
A value that the metric cannot have is likely misread: a person should look at it. What a person decided is
neither unsure nor inferred.
"""

import math
import re
import shlex
from typing import NamedTuple

from leaderboards.figures import amount_text, number
from leaderboards.levels import BARE, SHARE, SHARES, UNKNOWN, Level, level, scaled
from schema.registry import Metric
from schema.review.judged import MACHINE
from schema.rows import ClaimRow

HEDGES = {"at_most": "at most", "at_least": "at least", "approx": "about"}
RELATIVE = ("%", "x", "points")
"""Units of a comparison, of a metric with no scale: never a level that two papers share."""
PLAIN = "plain"
"""The scale of metrics that have no unit."""
AMOUNTS = ("operations", "multiplications", "parameters", "tokens", "memory", "GPU time", "ratio", "points")
"""Families of what a result costs, or is compared by: no levels of a metric that doesn't declare them."""
UNDECLARED = "direction not declared"
NEITHER = "declared that neither direction is better"
BETTER_ABOVE = "a better row of the same method and setting stands above"
EQUAL_ABOVE = "an equal row of the same method and setting stands above"


class Verdict(NamedTuple):
    """Why a claim is not ranked, as one clause. `review`: its value can't be, so a person should look."""

    reason: str
    review: bool = False


def judge(
    claim: ClaimRow,
    metric: Metric | None,
    min_confidence: float,
    hedged: bool = False,
    stands: Level | None = None,
) -> Verdict | None:
    """Say why a score claim is not ranked; None where it may be.

    `metric` is what the registry knows of the claim's metric on its benchmark, `stands` the claim's level,
    where that is known already. With `hedged`, ranges and what is only about right are ranked too.
    """
    stands = stands or level(claim, metric)
    if metric is not None and _fits(claim, metric, stands) and (reason := _beyond(claim, metric, stands)):
        return Verdict(reason, review=True)
    found = _obstacle(claim, metric, stands) or (None if hedged else flag(claim))
    if found is None and claim.confidence < min_confidence and claim.status == MACHINE:
        found = f"confidence {claim.confidence:.2f} is below {min_confidence:g}"
    return Verdict(found) if found else None


def flag(claim: ClaimRow) -> str | None:
    """Say what keeps a claim's value from being exact: a range, or a hedge; None where it is."""
    if claim.value_high is not None:
        return "a range"
    return f"hedged: {HEDGES[claim.bound]}" if claim.bound is not None else None


def undeclared(metric: str, known: Metric | None = None) -> str:
    """Say that nothing is ranked by a metric whose better direction nobody declared, and how to do that.

    Of a metric that is known to have none, only that is said.
    """
    if known is not None and known.neither:
        return NEITHER
    return f"{UNDECLARED}: claimboard metric set {shlex.quote(metric)} --direction up|down"


def _obstacle(claim: ClaimRow, metric: Metric | None, stands: Level) -> str | None:
    if claim.metric is None:
        return "names no metric"
    for slot in ("metric", "benchmark"):
        if slot in claim.inferred.split(",") and claim.status == MACHINE:
            return f"its {slot} is inferred, not written"
    if metric is None or metric.direction is None:
        return undeclared(claim.metric, metric)
    if metric.unless and re.search(metric.unless, f"{claim.title} {claim.sentence}", re.IGNORECASE):
        return f"what speaks of attacks may want little '{claim.metric}'"
    if claim.method is None and claim.role == "other":
        return "a baseline without a name"
    if not _fits(claim, metric, stands):
        return _misfit(claim, metric, stands)
    if metric.scale == "percent" and claim.unit is None and claim.value <= 1:
        return f"{number(claim.value)} may be a share or a percentage"
    return None


def _fits(claim: ClaimRow, metric: Metric, stands: Level) -> bool:
    """Say whether a claim's unit is of the kind that its metric is measured in."""
    if metric.scale in SHARES:
        return stands.family == SHARE
    if metric.scale == PLAIN:
        return claim.unit is None
    if metric.scale is None:
        return claim.unit not in RELATIVE and not stands.family.startswith(("money", *AMOUNTS))
    if metric.scale == "rate":
        return stands.family.endswith(" per time")
    if metric.scale == "money":
        return stands.family == "money" or stands.family.startswith("money ")
    return stands.family == metric.scale


def _misfit(claim: ClaimRow, metric: Metric, stands: Level) -> str:
    if stands.family == BARE:
        return f"'{metric.name}' without a unit"
    if stands.family.startswith(UNKNOWN) and metric.scale not in SHARES and claim.unit not in RELATIVE:
        return f"'{claim.unit}' is a unit that is not known"
    return f"'{metric.name}' is not measured in {claim.unit}"


def _beyond(claim: ClaimRow, metric: Metric, stands: Level) -> str | None:
    """Say that a level is none that its metric can have, or hardly so; None where it is one."""
    if metric.scale == "share" and metric.direction == "up" and claim.unit == "%" and 0 < claim.value < 1:
        return f"{amount_text(claim.value, '%')} may be a fraction: the sign may be another number's"
    # amounts of shares are in percent, and so is the range of one that is written with the sign
    written = 100 if metric.scale == "fraction" and claim.unit == "%" else 1
    shared = 100 if metric.scale == "fraction" else 1
    low, high = metric.low, metric.high
    for value, amount in ((claim.value, stands.amount), (claim.value_high, stands.high)):
        if value is None or amount is None or scaled(low, shared) <= amount <= scaled(high, shared):
            continue
        low, high = scaled(low, written), scaled(high, written)
        ends = (f"{number(low)} or more", f"{number(high)} or less")
        legal = f"{number(low)} to {number(high)}" if math.isfinite(high - low) else ends[math.isfinite(high)]
        return f"{amount_text(value, claim.unit)} is outside of {legal}"
    return None
