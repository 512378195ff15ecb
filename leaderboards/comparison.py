"""Two methods side by side: what each reached on the boards that both have.

Pure: rows in, pairs out. A hedged value or a range is no level to compare, a claim without a benchmark or a
metric has no board.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from leaderboards.levels import Level, level
from schema.naming import Names
from schema.registry import fold
from schema.rows import ClaimRow


class Pair(NamedTuple):
    """The best claims of two methods on one benchmark part, metric and unit family.

    `direction` is which way is better, None where that is not declared: then each claim is the surest one
    of its method, and `ahead` is None. `ahead` is 1 or 2, which method is better, 0 where they are equal.
    `apart` is by how much the second exceeds the first, in the family's base unit. `same_setting` is None
    where a setting is unknown.
    """

    benchmark: str
    metric: str
    family: str
    direction: str | None
    first: ClaimRow
    second: ClaimRow
    apart: float
    ahead: int | None
    same_setting: bool | None


Cell = tuple[str, str, str]


def compare(first: Iterable[ClaimRow], second: Iterable[ClaimRow], names: Names) -> list[Pair]:
    """Pair the claims of two methods, by benchmark and metric."""
    ones, others = _cells(first, names), _cells(second, names)
    return [_pair(ones[cell], others[cell], names) for cell in sorted(ones.keys() & others.keys())]


def _cells(rows: Iterable[ClaimRow], names: Names) -> dict[Cell, list[tuple[ClaimRow, Level]]]:
    found: dict[Cell, list[tuple[ClaimRow, Level]]] = defaultdict(list)
    for row in rows:
        if row.kind != "score" or row.bound is not None or row.value_high is not None:
            continue
        if row.benchmark is None or row.metric is None:
            continue
        reached = level(row, names.metric(row.metric, row.benchmark))
        found[fold(row.benchmark), fold(row.metric), reached.family].append((row, reached))
    return found


def _pair(ones: list[tuple[ClaimRow, Level]], others: list[tuple[ClaimRow, Level]], names: Names) -> Pair:
    benchmark, metric = str(ones[0][0].benchmark), str(ones[0][0].metric)
    facts = names.metric(metric, benchmark)
    direction = facts.direction if facts else None
    (first, low), (second, high) = _best(ones, direction), _best(others, direction)
    apart = high.amount - low.amount
    ahead = None
    if direction is not None:
        ahead = 0 if apart == 0 else 2 if (apart > 0) == (direction == "up") else 1
    known = first.setting is not None and second.setting is not None
    same = fold(first.setting or "") == fold(second.setting or "") if known else None
    return Pair(benchmark, metric, low.family, direction, first, second, apart, ahead, same)


def _best(pairs: list[tuple[ClaimRow, Level]], direction: str | None) -> tuple[ClaimRow, Level]:
    sign = {"up": -1.0, "down": 1.0, None: 0.0}[direction]
    return min(pairs, key=lambda pair: (sign * pair[1].amount, -pair[0].confidence, pair[0].claim))
