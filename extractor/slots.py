"""Chooses what fills each slot of a claim: a mention and the name of the rule that chose it, or nothing."""

import re
from collections.abc import Sequence
from typing import Any

from extractor import measures, rules
from extractor.alignment import pattern
from extractor.names import is_family
from extractor.scene import Scene, Span, links

Choice = tuple[Span | None, str]
"""A mention or None, and the name of the rule that chose it."""
NOTHING = "none"
NEAR = 80
"""Characters between a number and a metric that no construction ties to it."""
SURE = ("of", "by", "noun behind", "verb", "object", "bracket", "sign", "equals")
"""Constructions whose metric a difference stated next to it shares."""
BEHIND = ("in", "change in")
"""Constructions that name at the end of a list what all its numbers measure."""
BESIDE = ("bracket", "colon", "aligned", "contrast")
"""Rules that tie a number to a name which usually stands beside the paper's own."""
FAR = 200
"""Characters between a number and a name that a link may span."""


def metric_of(here: Scene, group: Sequence[Span], quantity: Span, last: dict[str, Any] | None) -> Choice:
    """Choose what a number measures.

    A construction around it or around the list that it stands in (`group`) decides; else what is named before
    it, what the claim before it measures (`last`), or what its unit says.
    """
    start, stop = here.gap_before(quantity), here.gap_behind(quantity)
    around = list(measures.measured(here.text, start, stop, quantity["start"], quantity["end"]))
    if not around and len(group) > 1:
        first, end = here.gap_before(group[0]), here.gap_behind(group[-1])
        around = list(measures.measured(here.text, first, end, group[0]["start"], group[-1]["end"]))
    if around:
        return around[0], around[0]["rule"]
    named = here.mentions["metric"]
    left = [m for m in named if start <= m["start"] and m["end"] <= quantity["start"]]
    unit = _unit_metric(quantity)
    if left and quantity["start"] - left[-1]["end"] < NEAR and (not unit or _timed(left[-1]["text"])):
        return left[-1], "left"
    if unit:
        return {"start": None, "end": None, "text": unit}, "unit"
    if last is not None and last["metric"] is not None and _carries_over(last, quantity):
        return last["metric"], "as before"
    if quantity["kind"] == "score" and named:
        return min(named, key=lambda m: _distance(m, quantity)), "nearest"
    for later in here.quantities:
        if later["start"] > quantity["start"] and later["kind"] == quantity["kind"]:
            behind = measures.measured(
                here.text, later["start"], here.gap_behind(later), later["start"], later["end"]
            )
            if found := next((m for m in behind if m["rule"] in BEHIND), None):
                return found, "as behind"
    return None, NOTHING


def _carries_over(last: dict[str, Any], quantity: Span) -> bool:
    """Say whether a number without a metric of its own shares that of the claim before."""
    return last["kind"] == quantity["kind"] or (
        quantity["kind"] == "change" and last["rules"]["metric"] in SURE
    )


def _unit_metric(quantity: Span) -> str | None:
    if quantity["kind"] != "score" or not quantity.get("unit"):
        return None
    units: dict[str, str] = rules.load("metrics")["units"]
    unit = quantity["unit"].strip().lower()
    return units.get(unit) or units.get(unit.removesuffix("s"))


def _timed(metric: str) -> bool:
    return re.search(rules.load("metrics")["timed"], metric) is not None


def _distance(mention: Span, quantity: Span) -> int:
    if mention["end"] <= quantity["start"]:
        return int(quantity["start"] - mention["end"])
    return int(mention["start"] - quantity["end"]) + 1


def benchmark_of(
    here: Scene,
    before: Scene | None,
    only: Span | None,
    group: Sequence[Span],
    quantity: Span,
    metric: Span | None,
) -> Choice:
    """Choose the benchmark of a number: right behind it, right before it, or named elsewhere in the sentence.

    `before` is the sentence before, `only` the one benchmark that the text named shortly before. A sentence
    that speaks of "three datasets" without names has none.
    """
    named = here.mentions["benchmark"]
    end, stop = group[-1]["end"], here.gap_behind(group[-1])
    for mention in named:
        if end <= mention["start"] < min(stop, end + FAR):
            gap = here.between(end, mention["start"], metric)
            for link in links("right_benchmark"):
                if link.pattern.fullmatch(gap):
                    return _joined(here, mention), link.name
    left = [m for m in named if m["end"] <= quantity["start"]]
    if left and quantity["start"] - left[-1]["end"] < FAR:
        gap = here.between(left[-1]["end"], quantity["start"], metric)
        for link in links("tight_benchmark"):
            if link.pattern.fullmatch(gap):
                return left[-1], link.name
    if left:
        return _joined(here, left[-1]), "left"
    if named:
        return _joined(here, named[0]), "right"
    if here.own.benchmarks and not here.own.methods:
        return _first(here, here.own.benchmarks), "own"
    if here.says("unnamed"):
        return None, "unnamed"
    if before is not None and len(before.runs["benchmark"]) == 1:
        return _joined(before, before.mentions["benchmark"][0]), "sentence before"
    if here.own.benchmarks:
        return _first(here, here.own.benchmarks), "own"
    return (only, "only") if only is not None else (None, NOTHING)


def _joined(here: Scene, mention: Span) -> Span:
    for names in here.runs["benchmark"]:
        if mention in names and len(names) > 1:
            start, end = names[0]["start"], names[-1]["end"]
            return {**mention, "start": start, "end": end, "text": here.text[start:end]}
    return mention


def each_of(here: Scene, quantity: Span, benchmark: Span | None) -> list[Span | None]:
    """Return the benchmarks that a number is claimed of: several only if the text says "each" or "both"."""
    for names in here.runs["benchmark"]:
        if benchmark is not None and len(names) > 1 and benchmark["start"] == names[0]["start"]:
            first, last = sorted((quantity["end"], benchmark["start"]))
            after = here.text[names[-1]["end"] : names[-1]["end"] + 20]
            if benchmark["end"] == names[-1]["end"] and (
                (first < last and pattern("each").search(here.text[first:last][-12:]))
                or pattern("each").match(after)
            ):
                return list(names)
    return [benchmark]


def method_of(here: Scene, group: Sequence[Span], quantity: Span, metric: Span | None) -> Choice:
    """Choose who achieved a number: tied to it tightly, the sentence's subject, or the paper's own method."""
    left = [m for m in here.mentions["method"] if m["end"] <= quantity["start"]]
    if left and quantity["start"] - left[-1]["end"] < FAR:
        gap = here.between(left[-1]["end"], quantity["start"], metric)
        for link in links("tight_method"):
            if link.pattern.fullmatch(gap) and not (link.name == "at" and left[-1] in here.rivals):
                return left[-1], link.name
    words = here.text[max(here.start, group[0]["start"] - 30) : group[0]["start"]]
    if quantity["kind"] == "score" and quantity is group[0] and pattern("from_first").search(words):
        return None, "before a change"
    own = _first(here, here.own.methods) if here.own.methods else None
    subjects = [m for m in left if m not in here.asides]
    agents = [m for m in left if m in here.agents]
    for mention in subjects:
        if mention["text"] in here.own.methods:
            other = agents[-1] if agents and agents[-1]["text"] not in here.own.methods else None
            if other and here.says("contrast", mention["end"], max(mention["end"], other["start"])):
                return other, "contrast"
            return mention, "own in sentence"
    ours = here.says("ours", end=quantity["start"])
    if agents and not (own and ours):
        return agents[-1], "agent"
    if ours:
        return own, "ours" if own else NOTHING
    if own is not None:
        return own, "own"
    clear = [m for m in subjects if m["rule"] != "capitals"]
    return (clear[-1], "subject") if clear else (None, NOTHING)


def _first(here: Scene, names: Sequence[str]) -> Span:
    start = here.text.find(names[0])
    return {"start": start, "end": start + len(names[0]), "text": names[0]}


def baseline_of(here: Scene, quantity: Span, method: Span | None) -> Span | None:
    """Choose the named thing that a change or ratio is measured against: the next, or else the last."""
    others = [m for m in here.compared if method is None or m["text"] != method["text"]]
    behind = [m for m in others if m["start"] >= quantity["end"]]
    before = [m for m in others if m["end"] <= quantity["start"]]
    if behind and (behind[0]["start"] < here.gap_behind(quantity) or not before):
        return behind[0]
    return before[-1] if before else None


def settings_of(here: Scene, method: Span | None, baseline: Span | None) -> list[Span]:
    """Return what qualifies the numbers of a sentence: shots and regimes, and known models."""
    models = [
        m for m in here.asides if m not in here.rivals and (is_family(m["text"]) or m["rule"] == "vocabulary")
    ]
    taken = {m["text"] for m in (method, baseline) if m is not None}
    return [m for m in (*here.mentions["setting"], *models) if m["text"] not in taken]


def role_of(here: Scene, method: Choice) -> str:
    """Say whether a number is of what the paper proposes ("own") or of something else ("other").

    Well-known models, and what stands in brackets or lists beside others, are somebody else's unless their
    name is one of the paper's own; in a paper that proposes a benchmark and no method, all numbers are.
    """
    name, rule = method
    if rule == "before a change" or (here.own.benchmarks and not here.own.methods):
        return "other"
    if name is None or rule in ("ours", "own") or any(_akin(name["text"], own) for own in here.own.methods):
        return "own"
    return "other" if rule in BESIDE or is_family(name["text"]) or name["rule"] == "vocabulary" else "own"


def _akin(one: str, other: str) -> bool:
    one, other = one.casefold(), other.casefold()
    return one in other or other in one
