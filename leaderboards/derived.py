"""Scores that no text states, but that follow from a change over a score which the same paper gives.

"LoRA has 79.23 on GLUE, and GradNormLoRP gains 1.42 points over it": then it has 80.65. Derived is only what
follows for sure, and nothing derived is ever ranked. So all of this must hold: the change is counted in
points, says its direction, method and baseline, and is neither hedged nor a range; one paper gives an exact
score of that baseline on the same benchmark, metric and hardware, in the same setting; no other such score of
it differs; none of these names is inferred; the paper states no score of the method there itself; and the
metric can have the outcome. A setting that is not known equals another that is not known in the same sentence
alone: there, both numbers are of one comparison.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from leaderboards.eligibility import PLAIN
from leaderboards.figures import amount_text, number
from leaderboards.levels import BARE, SHARE, Level, level
from schema.registry import Metric, fold
from schema.rows import ClaimRow

SIGNS = {"up": "+", "down": "−"}
Place = tuple[int, str, str]
"""Paper, benchmark and metric."""


class Derived(NamedTuple):
    """A score of a change's method, in percent or as a bare number like `score`, the baseline's."""

    change: ClaimRow
    score: ClaimRow
    level: float

    @property
    def chain(self) -> str:
        """Say what it was made of: "79.23 (LoRA) + 1.42 points"."""
        score, change = self.score, self.change
        stated = f"{amount_text(score.value, score.unit)} ({score.method})"
        return f"{stated} {SIGNS[change.direction or '']} {number(change.value)} points"

    @property
    def confidence(self) -> float:
        """Return how sure the less sure of the two claims is."""
        return min(self.change.confidence, self.score.confidence)


def derive(
    changes: Iterable[ClaimRow],
    scores: Iterable[ClaimRow],
    known: Callable[[ClaimRow], Metric | None],
) -> Iterator[Derived]:
    """Yield what follows from changes over scores; `known` tells the metric of a claim."""
    stated: dict[Place, list[ClaimRow]] | None = None
    for change in changes:
        if not _in_points(change, known(change)):
            continue
        if stated is None:
            stated = defaultdict(list)
            for score in scores:
                if score.benchmark and score.metric:
                    stated[_place(score)].append(score)
        beside = stated.get(_place(change), [])
        if found := _derived(change, beside, known(change)):
            yield found


def _derived(change: ClaimRow, beside: Sequence[ClaimRow], metric: Metric | None) -> Derived | None:
    if any(_is_of(score, change.method, change.role) and _may_meet(score, change) for score in beside):
        return None
    over = [
        score
        for score in beside
        if score.method
        and fold(score.method) == fold(change.baseline or "")
        and _is_exact(score)
        and _meets(score, change)
    ]
    if len({level(score, metric).amount for score in over}) != 1:
        return None
    stands = level(over[0], metric)
    if stands.family not in _families(metric):
        return None
    outcome = _sum(stands, change)
    if metric is not None and not metric.low <= outcome <= metric.high:
        return None
    return Derived(change, min(over, key=lambda score: (-score.confidence, score.start)), outcome)


def _in_points(change: ClaimRow, metric: Metric | None) -> bool:
    """Say whether a change gives a number of points, over a named baseline, for sure."""
    named = change.benchmark and change.metric and change.method and change.baseline
    if change.kind != "change" or not named:
        return False
    in_percent = metric is not None and metric.scale in ("share", "percent")
    absolute = change.unit == "%" and change.basis == "absolute" and in_percent
    counted = (change.unit == "points" and change.basis != "relative") or absolute
    return counted and change.direction in SIGNS and change.value > 0 and _is_exact(change)


def _families(metric: Metric | None) -> tuple[str, ...]:
    """Return the families whose numbers are points: not those of a fraction, whose points are unclear."""
    if metric is None or metric.scale in (None, PLAIN):
        return (BARE,)
    return (SHARE,) if metric.scale in ("share", "percent") else ()


def _is_exact(claim: ClaimRow) -> bool:
    """Say whether a claim gives one number of what the text itself names."""
    return claim.bound is None and claim.value_high is None and not claim.inferred


def _is_of(score: ClaimRow, method: str | None, role: str) -> bool:
    """Say whether a score may be that of a method: a paper's own one often goes without its name."""
    if score.method is None:
        return score.role == "own" == role
    return fold(score.method) == fold(method or "")


def _meets(score: ClaimRow, change: ClaimRow) -> bool:
    """Say whether a score and a change were measured alike, for sure."""
    if fold(score.hardware or "") != fold(change.hardware or ""):
        return False
    if score.setting is None or change.setting is None:
        return score.setting == change.setting and score.sentence == change.sentence
    return fold(score.setting) == fold(change.setting)


def _may_meet(score: ClaimRow, change: ClaimRow) -> bool:
    """Say whether a score and a change may have been measured alike."""
    if score.setting is None or change.setting is None:
        return True
    return fold(score.setting) == fold(change.setting)


def _sum(stands: Level, change: ClaimRow) -> float:
    step = Decimal(repr(change.value))
    return float(Decimal(repr(stands.amount)) + (step if change.direction == "up" else -step))


def _place(claim: ClaimRow) -> Place:
    return (claim.paper_key, fold(claim.benchmark or ""), fold(claim.metric or ""))
