"""Score claims of one metric, in one family of units, to a board.

Pure: rows in, a board out. On a board stands the best row of each method in each setting, ties share a rank
(1, 1, 3); every other claim is listed below with its reason, and apart from these what its metric cannot
have, for a person to review. A setting that is not known may be any: such a row stands for itself.
"""

import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from leaderboards.derived import Derived
from leaderboards.eligibility import BETTER_ABOVE, EQUAL_ABOVE, Verdict, flag, judge
from leaderboards.levels import BARE, UNKNOWN, Level, Unit, level, shared_unit, unit_of
from schema.naming import Names
from schema.registry import Metric, fold
from schema.rows import ClaimRow

Facts = Callable[[ClaimRow], Metric | None]
"""What the registry knows of a claim's metric, on its benchmark."""


class Rules(NamedTuple):
    """What is ranked: claims at least this sure, hedged ones too or not, of one role alone or of both."""

    min_confidence: float
    hedged: bool = False
    role: str | None = None


class Row(NamedTuple):
    """A claim in its place: `rank` on a board, or the `reason` why it has none; neither for a change.

    `reported_by` is "own" for what a paper says of its own method, "baseline" for what it says of another
    beside its own on the same board, "third party" for any other. `review`: the value is none that the
    metric can have. `flag` says why a value is not exact. `level` and `level_high` are a score in the
    board's unit. `basis` is what a change is counted in.
    """

    claim: ClaimRow
    reported_by: str
    rank: int | None = None
    reason: str | None = None
    review: bool = False
    flag: str | None = None
    level: float | None = None
    level_high: float | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """One metric on one benchmark with its parts, in one family of units, of which it shows one `unit`.

    `name` is the benchmark's full name, or on a hardware's page the hardware's; then `benchmark` is None.
    `family` is None of bare numbers and of units that are not known. `direction` is which of "up" and "down"
    is better, None where not declared, or where `neither` is declared to be. `derived` are scores that follow
    from a change, unranked.
    """

    name: str
    benchmark: str | None
    version: str | None
    split: str | None
    subset: str | None
    metric: str | None
    unit: str | None
    family: str | None
    direction: str | None
    rows: tuple[Row, ...]
    unranked: tuple[Row, ...]
    review: tuple[Row, ...] = ()
    derived: tuple[Derived, ...] = ()
    neither: bool = False


def facts(names: Names) -> Facts:
    """Return what tells the metric of a claim, which asks the registry once a name."""

    @functools.cache
    def known(metric: str, benchmark: str | None) -> Metric | None:
        return names.metric(metric, benchmark)

    return lambda claim: known(claim.metric, claim.benchmark) if claim.metric else None


def board(
    name: str,
    claims: Sequence[ClaimRow],
    known: Facts,
    rules: Rules,
    slot: str = "benchmark",
    derived: Collection[Derived] = (),
) -> Board:
    """Rank the claims of one metric in one family of units; `slot` is what `name` names."""
    # on a hardware's page only claims without a benchmark are ranked: the metric's facts are theirs
    metric = next((known(claim) for claim in claims if slot == "benchmark" or not claim.benchmark), None)
    direction = metric.direction if metric else None
    levels = {claim: level(claim, known(claim)) for claim in claims}
    reporters = reported(claims)
    ranked: list[Row] = []
    unranked: list[Row] = []
    review: list[Row] = []
    best: dict[tuple[str, ...], float] = {}
    last: float | None = None
    for claim in sorted(claims, key=lambda claim: _best_first(claim, levels[claim], direction)):
        if rules.role not in (None, claim.role):
            continue
        row = Row(claim, reporters[claim], flag=flag(claim))
        reached, entry = _worse_end(levels[claim], direction), _entry(claim)
        verdict = _elsewhere(claim, slot) or judge(
            claim, known(claim), rules.min_confidence, rules.hedged, levels[claim]
        )
        if verdict is None and entry is not None and entry in best:
            verdict = Verdict(EQUAL_ABOVE if best[entry] == reached else BETTER_ABOVE)
        if verdict is not None:
            row = row._replace(reason=verdict.reason, review=verdict.review)
            (review if verdict.review else unranked).append(row)
            continue
        if entry is not None:
            best[entry] = reached
        rank = ranked[-1].rank if ranked and reached == last else len(ranked) + 1
        last = reached
        ranked.append(row._replace(rank=rank))
    first = claims[0]
    family = levels[first].family
    written = Counter(unit_of(claim) for claim in [row.claim for row in ranked] or claims)
    unit = shared_unit(family, written, metric)

    def placed(rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(_in_unit(row, levels[row.claim], unit) for row in rows)

    on_benchmark = slot == "benchmark"
    return Board(
        name=name,
        benchmark=name if on_benchmark else None,
        version=first.version if on_benchmark else None,
        split=first.split if on_benchmark else None,
        subset=first.subset if on_benchmark else None,
        metric=Counter(claim.metric for claim in claims).most_common(1)[0][0],
        unit=unit.name,
        family=None if family == BARE or family.startswith(UNKNOWN) else family,
        direction=direction,
        rows=placed(ranked),
        unranked=placed(unranked),
        review=placed(review),
        derived=tuple(derived),
        neither=metric is not None and metric.neither,
    )


def reported(claims: Iterable[ClaimRow]) -> dict[ClaimRow, str]:
    """Say who reported each claim of one board."""
    claims = list(claims)
    with_own = {claim.paper_key for claim in claims if claim.role == "own"}
    return {
        claim: "own" if claim.role == "own" else "baseline" if claim.paper_key in with_own else "third party"
        for claim in claims
    }


def _in_unit(row: Row, stands: Level, unit: Unit) -> Row:
    claim = row.claim
    if unit_of(claim) == unit:  # as it was written, to the last digit
        return row._replace(level=claim.value, level_high=claim.value_high)
    return row._replace(
        level=unit.of(stands.amount), level_high=None if stands.high is None else unit.of(stands.high)
    )


def _elsewhere(claim: ClaimRow, slot: str) -> Verdict | None:
    if slot == "hardware" and claim.benchmark:
        return Verdict(f"measured on {claim.benchmark}: see that board")
    return None


def _entry(claim: ClaimRow) -> tuple[str, ...] | None:
    """Say who competes, and in which setting; None where that is not known, and equals no other.

    That is a method, or, where the text names none, the paper's own one; on one piece of hardware, if any.
    """
    if claim.setting is None:
        return None
    who = (fold(claim.method),) if claim.method else (claim.paper, claim.role)
    return (*who, fold(claim.setting), fold(claim.hardware or ""))


def _worse_end(stands: Level, direction: str | None) -> float:
    """Return what a level reaches at the least: of a range the worse end."""
    ends = (stands.amount, stands.amount if stands.high is None else stands.high)
    return max(ends) if direction == "down" else min(ends)


def _best_first(claim: ClaimRow, stands: Level, direction: str | None) -> tuple[object, ...]:
    """Sort best first where it is known what is better; then own claims, the earliest, and a stable order."""
    signed = {"up": -1.0, "down": 1.0, None: 0.0}[direction] * _worse_end(stands, direction)
    return (signed, claim.role != "own", claim.date or "9999", claim.paper, claim.start, claim.claim)
