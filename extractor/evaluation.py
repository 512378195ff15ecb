"""Precision, recall and F1 of predicted claims against a gold file, by level, and how good the confidence is.

Levels, over all claims of all gold papers: `number` (the number and a range's end agree), `typed` (and the
kind), `triple` (number, benchmark, metric), `claim` (number, kind, method, benchmark, metric: the
headline), `board` (and direction, role, bound). A gold claim with "optional": true is one that readers differ
on: finding it and leaving it out are both right. Of the settings of gold claims that were found with their
kind, the recall is reported.
"""

import itertools
import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.matching import LEVELS, PLAIN, SLOTS, Agreement, Claim, Pair, pair, reaches, same_setting
from schema.errors import InputError

Claims = dict[str, list[dict[str, Any]]]
"""The claims of each paper, by its id."""
Figures = dict[str, Any]
"""Counts, and figures from 0 to 1 (None where there is nothing to judge), by name."""

PRECISION = 0.90
"""The precision at which recall is reported."""
BINS = 10
INTERVAL = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class _Result:
    """One paper: counts of claims, what agrees in each pair, each prediction's confidence and rightness.

    `settings` says of each setting of each gold claim that was found with its kind whether it was read.
    """

    predicted: int
    gold: int
    pairs: list[Agreement]
    confidence: list[tuple[float, bool]]
    settings: list[bool]


def read(path: str) -> Claims:
    """Read a gold file: {"id", "claims"}, one JSON object a line.

    Raises InputError with the line for what breaks the format; an integer id counts as its digits.
    """
    found: Claims = {}
    try:
        with Path(path).open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    name, claims = _read_line(line, f"{path}, line {number}")
                    found.setdefault(name, []).extend(claims)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8", "convert it first") from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}", "check the name of the gold file"
        ) from error
    return found


def _read_line(line: str, where: str) -> tuple[str, list[dict[str, Any]]]:
    hint = 'a line is {"id": ..., "claims": [...]}, as in the gold guidelines'
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: no JSON", hint) from error
    if not isinstance(row, dict) or not isinstance(row.get("id"), str | int):
        raise InputError(f"{where}: no object with an id", hint)
    claims = row.get("claims")
    if not isinstance(claims, list) or not all(isinstance(claim, dict) for claim in claims):
        raise InputError(f"{where}: the claims are no list of objects", hint)
    for claim in claims:
        if fault := _fault(claim):
            raise InputError(f"{where}: {fault} in the claim {claim.get('value')!r}", hint)
    return str(row["id"]), claims


def _fault(claim: Claim) -> str | None:
    """Say what of a gold claim cannot be scored."""
    if not _is_number(claim.get("number")) or not _is_number(claim.get("number_high", 0) or 0):
        return "a number is missing or none"
    if not isinstance(claim.get("kind"), str):
        return "the kind is missing"
    if not isinstance(claim.get("unit"), str | None):
        return "the unit is neither a string nor null"
    for slot in SLOTS:
        if not _are_strings(claim.get(slot)):
            return f"{slot} is no list of strings"
    return None if _are_strings(claim.get("setting", [])) else "setting is no list of strings"


def _are_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def evaluate(
    predicted: Mapping[str, Sequence[Claim]],
    gold: Mapping[str, Sequence[Claim]],
    min_confidence: float = 0.0,
    bootstrap: int = 0,
) -> Figures:
    """Score predictions, a slot of which holds a name or None, against gold, a slot of which holds a list.

    A gold paper without predictions counts as predicted empty; predicted papers that gold lacks are counted
    and left out. `bootstrap` draws the papers anew so many times and adds the 95% interval of claim F1.
    """
    results = [
        _result(
            [claim for claim in predicted.get(paper, ()) if claim.get("confidence", 1.0) >= min_confidence],
            golds,
        )
        for paper, golds in gold.items()
    ]
    figures = _figures(results)
    figures["papers_not_in_gold"] = len(predicted.keys() - gold.keys())
    if bootstrap and results:
        draw = random.Random(0)  # noqa: S311 # resampling needs no secret numbers, and the same ones every time
        f1s = sorted(_claim_f1(draw.choices(results, k=len(results))) for _ in range(bootstrap))
        figures["claim_f1_95"] = [f1s[int(bootstrap * end)] for end in INTERVAL]
    return figures


def _result(predicted: Sequence[Claim], golds: Sequence[Claim]) -> _Result:
    pairs = pair(predicted, golds)
    doubtful = {found.predicted for found in pairs if golds[found.gold].get("optional")}
    judged = [found for found in pairs if found.predicted not in doubtful]
    kept = {found.predicted: found.agreement for found in judged}
    return _Result(
        predicted=len(predicted) - len(doubtful),
        gold=sum(not gold.get("optional") for gold in golds),
        pairs=list(kept.values()),
        confidence=[
            (float(claim.get("confidence", 1.0)), i in kept and reaches(kept[i], "claim"))
            for i, claim in enumerate(predicted)
            if i not in doubtful
        ],
        settings=_settings(predicted, golds, judged),
    )


def _settings(predicted: Sequence[Claim], golds: Sequence[Claim], pairs: Sequence[Pair]) -> list[bool]:
    return [
        any(same_setting(named, setting) for named in predicted[found.predicted].get("setting", ()))
        for found in pairs
        if found.agreement["kind"]
        for setting in golds[found.gold].get("setting", ())
    ]


def _figures(results: Sequence[_Result]) -> Figures:
    pairs = [found for result in results for found in result.pairs]
    n_predicted, n_gold = sum(r.predicted for r in results), sum(r.gold for r in results)
    figures: Figures = {"papers": len(results), "gold_claims": n_gold, "predicted_claims": n_predicted}
    for level in LEVELS:
        figures[level] = _prf(sum(reaches(found, level) for found in pairs), n_predicted, n_gold)
    slots = {name: _share([found[name] for found in pairs]) for name in SLOTS + PLAIN}
    # judged where the kind is right
    slots["direction"] = _share([found["direction"] for found in pairs if found["kind"]])
    figures["slots_of_paired"] = slots
    settings = [flag for result in results for flag in result.settings]
    figures["setting_recall"] = _share(settings) if settings else None
    points = sorted((point for result in results for point in result.confidence), key=lambda point: -point[0])
    figures["ece"] = _calibration_error(points)
    figures["auroc"] = _auroc(points)
    figures[f"recall_at_precision_{PRECISION:.2f}"] = _recall_at(points, n_gold, PRECISION)
    return figures


def _claim_f1(results: Sequence[_Result]) -> float:
    hits = sum(reaches(found, "claim") for result in results for found in result.pairs)
    return _prf(hits, sum(r.predicted for r in results), sum(r.gold for r in results))["f1"]


def _prf(hits: int, n_predicted: int, n_gold: int) -> dict[str, float]:
    p = hits / n_predicted if n_predicted else 0.0
    r = hits / n_gold if n_gold else 0.0
    return {"precision": p, "recall": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _calibration_error(points: Sequence[tuple[float, bool]]) -> float | None:
    """Return the expected calibration error over bins of equal mass."""
    if not points:
        return None
    total = 0.0
    for b in range(BINS):
        inside = points[b * len(points) // BINS : (b + 1) * len(points) // BINS]
        total += abs(sum(confidence for confidence, _ in inside) - sum(right for _, right in inside))
    return total / len(points)


def _auroc(points: Sequence[tuple[float, bool]]) -> float | None:
    """Return the chance that a right claim has more confidence than a wrong one; ties count half.

    `points` come by falling confidence, here and below.
    """
    right = sum(flag for _, flag in points)
    wrong = len(points) - right
    if not right or not wrong:
        return None
    below, won = float(wrong), 0.0
    for _, group in itertools.groupby(points, key=lambda point: point[0]):
        flags = [flag for _, flag in group]
        bad = len(flags) - sum(flags)
        below -= bad
        won += sum(flags) * (below + bad / 2)
    return won / (right * wrong)


def _recall_at(points: Sequence[tuple[float, bool]], n_gold: int, precision: float) -> float | None:
    """Return the recall at the lowest confidence that keeps the precision."""
    best = hits = 0
    for n, (confidence, right) in enumerate(points, 1):
        hits += right
        last_of_its_confidence = n == len(points) or points[n][0] < confidence
        if last_of_its_confidence and hits / n >= precision:
            best = hits
    return best / n_gold if n_gold else None


def render(figures: Figures) -> str:
    """Return the figures as text, a few lines."""
    counts = "{papers} papers, {gold_claims} gold claims, {predicted_claims} predicted; "
    lines = [(counts + "{papers_not_in_gold} papers not in gold").format_map(figures)]
    lines += [f"{level:7}" + _named(figures[level]) for level in LEVELS]
    lines.append("of paired claims: " + _named(figures["slots_of_paired"]))
    lines.append("settings of claims of the right kind: " + _named({"recall": figures["setting_recall"]}))
    confidence = {"ece": figures["ece"], "auroc": figures["auroc"]}
    confidence |= {"recall at precision 0.90": figures["recall_at_precision_0.90"]}
    lines.append("confidence: " + _named(confidence))
    if "claim_f1_95" in figures:
        low, high = figures["claim_f1_95"]
        lines.append(f"claim f1, 95% of resampled papers: {low:.3f} to {high:.3f}")
    return "\n".join(lines)


def _named(figures: Mapping[str, float | None]) -> str:
    return "  ".join(f"{name} {'-' if value is None else f'{value:.3f}'}" for name, value in figures.items())
