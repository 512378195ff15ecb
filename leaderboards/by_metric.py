"""The claims that name no benchmark, in a line each metric: how many there are, and the greatest of them.

No board can be made of them, for nothing says that any two were measured alike. They are kept apart by what
they are (a score, a change, a ratio), by direction, and by what they are counted in.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from leaderboards.changes import POINTS, basis, like, size
from leaderboards.eligibility import judge
from leaderboards.levels import Unit, level, shared_unit, unit_of
from leaderboards.ranking import facts
from schema.naming import Names
from schema.registry import Metric, fold
from schema.rows import ClaimRow


class MetricSummary(NamedTuple):
    """Claims of one metric that name no benchmark and could be compared if they did.

    `least` and `greatest` are levels and sizes of changes in `unit`, and factors of ratios; None where none
    is known. A range counts by its first number, and what the metric cannot have does not count. `first` is
    the claim of the greatest, or else the one that came first.
    """

    metric: str | None
    kind: str
    direction: str | None
    basis: str | None
    unit: str | None
    claims: int
    papers: int
    least: float | None
    greatest: float | None
    first: ClaimRow


@dataclass(slots=True)
class _Group:
    """What is kept of the claims of a line: there may be a million of them."""

    family: str
    metric: Metric | None
    first: ClaimRow
    claims: int = 0
    papers: set[int] = field(default_factory=set)
    units: Counter[Unit | None] = field(default_factory=Counter)
    least: float | None = None
    greatest: float | None = None


def summed(rows: Iterable[ClaimRow], names: Names) -> list[MetricSummary]:
    """Sum up claims by metric, those with most claims first, and claims that name no metric last."""
    known = facts(names)
    groups: dict[tuple[object, ...], _Group] = {}
    for claim in rows:
        metric = known(claim)
        family = _family(claim, metric)
        alike = like(claim, metric) if claim.kind != "score" else (claim.kind,)
        group = groups.setdefault(
            (fold(claim.metric or ""), *alike, family), _Group(family, metric, first=claim)
        )
        group.claims += 1
        group.papers.add(claim.paper_key)
        group.units[unit_of(claim)] += 1
        amount = _amount(claim, metric)
        if amount is not None:
            group.least = amount if group.least is None else min(group.least, amount)
            if group.greatest is None or amount > group.greatest:
                group.greatest, group.first = amount, claim
    ordered = sorted(groups.items(), key=lambda item: (not item[0][0], -item[1].claims, *map(str, item[0])))
    return [_summary(group) for _, group in ordered]


def _family(claim: ClaimRow, metric: Metric | None) -> str:
    if claim.kind == "ratio":
        return "in x"
    if claim.kind == "change" and like(claim, metric)[-1] == POINTS:
        return f"in {POINTS}"
    return level(claim, metric).family


def _amount(claim: ClaimRow, metric: Metric | None) -> float | None:
    if claim.kind != "score":
        return size(claim, metric)
    verdict = judge(claim, metric, 0.0)
    return None if verdict is not None and verdict.review else level(claim, metric).amount


def _summary(group: _Group) -> MetricSummary:
    claim = group.first
    # a change of a metric that is written as a fraction is still one in percent
    unit = shared_unit(group.family, group.units, group.metric if claim.kind == "score" else None)
    return MetricSummary(
        claim.metric,
        claim.kind,
        claim.direction,
        basis(claim, group.metric),
        unit.name,
        group.claims,
        len(group.papers),
        None if group.least is None else unit.of(group.least),
        None if group.greatest is None else unit.of(group.greatest),
        claim,
    )
