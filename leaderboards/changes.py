"""Changes and ratios: what each is counted in, and their order, like beside like.

They compare with something of their own paper and are never ranked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from leaderboards.levels import SHARE, SHARES, level
from leaderboards.ranking import Facts, Row, reported
from schema.records import Basis
from schema.registry import Metric, fold
from schema.rows import ClaimRow

POINTS, RATIO = "points", "ratio"
COUNTED = {Basis.RELATIVE: 0, None: 1, Basis.ABSOLUTE: 2}
"""In which order changes of one metric stand."""


def basis(claim: ClaimRow, metric: Metric | None) -> str | None:
    """Say whether a change is relative to the level before or absolute; None where nothing tells.

    The text may say it. Points are absolute, and so is a change in a unit of the metric itself, "3 ms"; a
    percentage of a metric that is measured in a unit can only be relative.
    """
    if claim.kind != "change":
        return None
    if claim.basis is not None:
        return claim.basis
    if claim.unit == POINTS:
        return Basis.ABSOLUTE.value
    if claim.unit == "%":
        measured = metric is not None and metric.scale not in (None, *SHARES)
        return Basis.RELATIVE.value if measured else None
    return Basis.ABSOLUTE.value if claim.family not in (None, RATIO) else None


def ordered(
    claims: Iterable[ClaimRow], known: Facts, headline: str, role: str | None = None
) -> Iterator[Row]:
    """Sort changes and ratios by metric, and within one like beside like, the greatest effect first."""
    groups: dict[str, list[ClaimRow]] = defaultdict(list)
    for claim in claims:
        groups[fold(claim.metric or "")].append(claim)
    for name in sorted(groups, key=lambda name: (not name, name != headline, -len(groups[name]), name)):
        reporters = reported(groups[name])
        for claim in sorted(groups[name], key=lambda claim: greatest_first(claim, known(claim))):
            if role in (None, claim.role):
                yield Row(claim, reporters[claim], basis=basis(claim, known(claim)))


def like(claim: ClaimRow, metric: Metric | None) -> tuple[object, ...]:
    """Return what comparable changes and ratios have in common: kind, direction, what is counted."""
    if claim.kind == "ratio":
        return (claim.kind, claim.direction or "~")
    counted = basis(claim, metric)
    family = level(claim, metric).family
    if counted == Basis.ABSOLUTE and (claim.unit == POINTS or family == SHARE):
        family = POINTS
    return (claim.kind, claim.direction or "~", COUNTED[Basis(counted) if counted else None], family)


def size(claim: ClaimRow, metric: Metric | None) -> float | None:
    """Return how great a change or ratio is among those that it is `like`; None of a ratio without factor."""
    if claim.kind == "ratio":
        return None if claim.factor is None else max(claim.factor, 1 / claim.factor)
    return level(claim, metric).amount


def greatest_first(claim: ClaimRow, metric: Metric | None) -> tuple[object, ...]:
    """Sort like beside like, and within that the greatest effect first."""
    found = size(claim, metric)
    return (*like(claim, metric), found is None, -(found or 0.0), claim.paper, claim.start, claim.claim)
