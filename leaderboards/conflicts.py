"""Claims that contradict each other: two scores of one method on one benchmark and metric that differ.

Pure: rows in, conflicts out. A hedged value or a range contradicts nothing, and neither does a claim whose
method, benchmark or metric is not named. Nobody contradicts themselves in one sentence: what it states side
by side, something in it tells apart, be that read as a setting or not.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from leaderboards.levels import Level, level
from schema.naming import Names
from schema.registry import Metric, fold
from schema.rows import ClaimRow

HUNDRED = 100
"""What a fraction and a percentage of one level differ by."""
FINE = 0.05
"""How large the last digit may be beside a level whose hundredth is told: 1 and 60 are no such pair."""
CLOSE = 1e-9
"""Relative size of what counts as equal: numbers are written in decimals and kept in binary."""


class Cause(StrEnum):
    """Why two claims may differ, of which the first that holds counts.

    `ROUNDING`: they are equal at the fewer decimals. `SCALE`: one is a hundred times the other. `SETTING`:
    both settings are known, and differ. `UNRESOLVED`: a setting is not known. `REAL`: none of these.
    """

    ROUNDING = "rounding"
    SCALE = "scale"
    SETTING = "setting"
    UNRESOLVED = "unresolved"
    REAL = "real"


WORST_FIRST = tuple(reversed(Cause))
_Same = tuple[int, float, str | None]


class Conflict(NamedTuple):
    """Two claims that differ, the earlier one first, and why they may; `apart` is by how much.

    `family` is what both are measured in (`leaderboards.levels.Level`), of which `apart` is an amount.
    """

    first: ClaimRow
    second: ClaimRow
    cause: Cause
    apart: float
    family: str


def conflicts(rows: Iterable[ClaimRow], names: Names) -> list[Conflict]:
    """Find the contradictions among claims, the real ones first; of each kind the widest apart first.

    Every two claims of a cell are compared, but of equal ones (same paper, value and setting) only the
    surest, and none that one sentence states beside the other.
    """
    cells: dict[tuple[str, ...], list[tuple[ClaimRow, Level]]] = defaultdict(list)
    metrics: dict[tuple[str, str], Metric | None] = {}
    for row in rows:
        if row.kind != "score" or row.bound is not None or row.value_high is not None:
            continue
        if row.method is None or row.benchmark is None or row.metric is None:
            continue
        named = (row.metric, row.benchmark)
        if named not in metrics:
            metrics[named] = names.metric(*named)
        found = level(row, metrics[named])
        cells[fold(row.method), fold(row.benchmark), fold(row.metric), found.family].append((row, found))
    all_of_them = itertools.chain.from_iterable(map(_within, cells.values()))
    return sorted(all_of_them, key=_worst_first)


def cause(first: tuple[ClaimRow, Level], second: tuple[ClaimRow, Level]) -> Cause | None:
    """Say why two claims of one cell may differ; None where they do not."""
    (one, low), (other, high) = sorted((first, second), key=lambda pair: abs(pair[1].amount))
    if _equal(low.amount, high.amount):
        return None
    step = max(low.step, high.step)
    if abs(high.amount - low.amount) <= step / 2 * (1 + CLOSE):
        return Cause.ROUNDING
    coarse = max(low.step * HUNDRED, high.step)
    if coarse <= FINE * abs(high.amount) and abs(low.amount * HUNDRED - high.amount) <= coarse / 2:
        return Cause.SCALE
    if one.setting is None or other.setting is None:
        return Cause.UNRESOLVED
    return Cause.REAL if fold(one.setting) == fold(other.setting) else Cause.SETTING


def _within(cell: Sequence[tuple[ClaimRow, Level]]) -> Iterator[Conflict]:
    different: dict[_Same, tuple[ClaimRow, Level]] = {}
    sentences: dict[_Same, set[str]] = defaultdict(set)
    for row, found in sorted(cell, key=lambda pair: -pair[0].confidence):
        different.setdefault(_same(row, found), (row, found))
        sentences[_same(row, found)].add(row.sentence)
    for pair in itertools.combinations(sorted(different.values(), key=_earliest_first), 2):
        (one, low), (other, high) = pair
        in_one_breath = one.paper_key == other.paper_key and not sentences[_same(one, low)].isdisjoint(
            sentences[_same(other, high)]
        )
        if not in_one_breath and (why := cause(*pair)) is not None:
            yield Conflict(one, other, why, abs(high.amount - low.amount), low.family)


def _same(row: ClaimRow, found: Level) -> _Same:
    """Return what equal claims share."""
    return row.paper_key, found.amount, row.setting


def _earliest_first(pair: tuple[ClaimRow, Level]) -> tuple[object, ...]:
    row = pair[0]
    return (row.date or END, row.paper, row.start, row.claim)


END = "~"
"""Sorts behind every date: where a claim has none."""


def _worst_first(found: Conflict) -> tuple[object, ...]:
    wide = found.apart / max(abs(found.first.value), abs(found.second.value), CLOSE)
    return (WORST_FIRST.index(found.cause), -wide, found.first.claim, found.second.claim)


def _equal(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=CLOSE)
