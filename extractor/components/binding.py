"""Ties each claimed quantity to what it measures: method, benchmark, metric, baseline, hardware and role."""

import functools
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc

from extractor import alignment, measures, rules
from extractor.own import Own, own_names
from extractor.stretches import stretches

Span = dict[str, Any]
Choice = tuple[Span | None, str]
"""A mention or None, and the name of the rule that chose it."""
NOTHING = "none"
NEAR = 80
"""Characters between a number and a metric that no construction ties to it."""


@functools.cache
def _pattern(key: str) -> re.Pattern[str]:
    entry: str = rules.load("binding")[key]
    return re.compile(entry.replace("{hedge}", rules.load("binding")["hedge"]))


@functools.cache
def _links(key: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    hedge = rules.load("binding")["hedge"]
    return tuple(
        (entry["name"], re.compile((entry.get("left") or entry["right"]).replace("{hedge}", hedge)))
        for entry in rules.load("binding")[key]
    )


class Sentence(NamedTuple):
    """A sentence that holds claimed quantities, with the mentions in it by slot, in order."""

    text: str
    start: int
    end: int
    quantities: list[Span]
    mentions: dict[str, list[Span]]
    own: Own

    def between(self, first: int, last: int, metric: Span | None) -> str:
        """The text between two offsets with numbers as #, methods as @ and the metric as *."""
        marks = [(q["start"], q["end"], "#") for q in self.quantities]
        marks += [(m["start"], m["end"], "@") for m in self.mentions["method"]]
        if metric is not None and metric["start"] is not None:
            marks.append((metric["start"], metric["end"], "*"))
        pieces, at = [], first
        for start, end, mark in sorted(marks):
            if start >= at and end <= last:
                pieces += [self.text[at:start], mark]
                at = end
        return "".join((*pieces, self.text[at:last]))


SLOTS = ("method", "benchmark", "metric", "hardware", "setting")


def bind(text: str, quantities: Sequence[Span], mentions: Sequence[Span]) -> list[Span]:
    """Return one claim for each claimed quantity (more where it is claimed of each of several sets).

    A claim is a dict as `extractor.pipeline.claim_of` reads it, with "rules", the rule that filled each slot.
    """
    spans = stretches(text)
    own = own_names(text)
    claims: list[Span] = []
    for index, (start, end) in enumerate(spans):
        inside = [q for q in quantities if q.get("claimed") and start <= q["start"] and q["end"] <= end]
        if not inside:
            continue
        here = _sentence(text, start, end, inside, mentions, own)
        before = _sentence(text, *spans[index - 1], [], mentions, own) if index else None
        claims += bind_sentence(here, before)
    return claims


def _sentence(
    text: str, start: int, end: int, quantities: list[Span], mentions: Sequence[Span], own: Own
) -> Sentence:
    by_slot: dict[str, list[Span]] = {slot: [] for slot in SLOTS}
    for mention in mentions:
        if mention["start"] is not None and start <= mention["start"] < end:
            by_slot[mention["slot"]].append(mention)
    by_slot["metric"].sort(key=lambda mention: mention["start"])
    return Sentence(text, start, end, quantities, by_slot, own)


def bind_sentence(here: Sentence, before: Sentence | None) -> list[Span]:
    """Return the claims of one sentence. `before` is the sentence before it."""
    claims: list[Span] = []
    last: Span | None = None
    for group in alignment.groups(here.text, here.quantities):
        lists = {
            slot: alignment.aligned(here.text, here.end, group, alignment.runs(here.text, here.mentions[slot]))
            for slot in ("metric", "benchmark", "method")
        }
        for place, quantity in enumerate(group):
            given: dict[str, Choice] = {
                slot: (names[place], "aligned") for slot, names in lists.items() if names is not None
            }
            metric = given.get("metric") or metric_of(here, group, quantity, last)
            benchmark = given.get("benchmark") or benchmark_of(here, before, group, quantity, metric[0])
            if quantity["kind"] != "score":
                given.pop("method", None)
            method = given.get("method") or method_of(here, before, group, quantity, metric[0])
            claim = _claim(here, quantity, {"metric": metric, "benchmark": benchmark, "method": method})
            claims.append(claim)
            last = claim
    return claims


def metric_of(here: Sentence, group: Sequence[Span], quantity: Span, last: Span | None) -> Choice:
    """Choose what a number measures: by a construction around it, from the number before, or the nearest."""
    first, end = group[0]["start"], group[-1]["end"]
    start = max((q["end"] for q in here.quantities if q["end"] <= quantity["start"]), default=here.start)
    stop = min((q["start"] for q in here.quantities if q["start"] >= quantity["end"]), default=here.end)
    around = list(measures.measured(here.text, start, stop, quantity["start"], quantity["end"]))
    if not around and len(group) > 1:
        start = max((q["end"] for q in here.quantities if q["end"] <= first), default=here.start)
        stop = min((q["start"] for q in here.quantities if q["start"] >= end), default=here.end)
        around = list(measures.measured(here.text, start, stop, first, end))
    if around:
        return around[0], around[0]["rule"]
    named = here.mentions["metric"]
    left = [m for m in named if start <= m["start"] and m["end"] <= quantity["start"]]
    if left and quantity["start"] - left[-1]["end"] < NEAR:
        return left[-1], "left"
    if last is not None and last["metric"] is not None and last["kind"] == quantity["kind"]:
        return last["metric"], "as before"
    if (unit := _unit_metric(quantity)) is not None:
        return {"start": None, "end": None, "text": unit}, "unit"
    if quantity["kind"] == "score" and named:
        return min(named, key=lambda m: _distance(m, quantity)), "nearest"
    return None, NOTHING


def _unit_metric(quantity: Span) -> str | None:
    """Return what a unit alone says is measured ("time" for seconds), or None."""
    if quantity["kind"] != "score" or not quantity.get("unit"):
        return None
    units: dict[str, str] = rules.load("metrics")["units"]
    return units.get(quantity["unit"].strip().lower().rstrip("s") or "s")


def _distance(mention: Span, quantity: Span) -> int:
    if mention["end"] <= quantity["start"]:
        return int(quantity["start"] - mention["end"])
    return int(mention["start"] - quantity["end"]) + 1


def benchmark_of(
    here: Sentence, before: Sentence | None, group: Sequence[Span], quantity: Span, metric: Span | None
) -> Choice:
    """Choose the benchmark of a number: right behind it, right before it, or named earlier in the sentence."""
    named = here.mentions["benchmark"]
    stop = min((q["start"] for q in here.quantities if q["start"] >= group[-1]["end"]), default=here.end)
    for mention in named:
        if group[-1]["end"] <= mention["start"] < stop:
            gap = here.between(group[-1]["end"], mention["start"], metric)
            for name, pattern in _links("right_benchmark"):
                if pattern.fullmatch(gap):
                    return _joined(here, mention), name
    for mention in reversed(named):
        if mention["end"] <= quantity["start"]:
            gap = here.between(mention["end"], quantity["start"], metric)
            for name, pattern in _links("tight")[:2]:
                if pattern.fullmatch(gap):
                    return mention, name
    left = [m for m in named if m["end"] <= quantity["start"]]
    if left:
        return _joined(here, left[-1]), "left"
    if named:
        return _joined(here, named[0]), "right"
    if _pattern("unnamed").search(here.text, here.start, here.end):
        return None, "unnamed"
    if before is not None and len(before.mentions["benchmark"]) == 1:
        return before.mentions["benchmark"][0], "sentence before"
    if here.own.benchmarks:
        return _first(here, here.own.benchmarks), "own"
    return None, NOTHING


def _joined(here: Sentence, mention: Span) -> Span:
    for names in alignment.runs(here.text, here.mentions["benchmark"]):
        if mention in names and len(names) > 1:
            start, end = names[0]["start"], names[-1]["end"]
            return {**mention, "start": start, "end": end, "text": here.text[start:end]}
    return mention


def method_of(
    here: Sentence, before: Sentence | None, group: Sequence[Span], quantity: Span, metric: Span | None
) -> Choice:
    """Choose who achieved a number: tied to it tightly, the sentence's subject, or the paper's own method."""
    named = here.mentions["method"]
    for mention in reversed(named):
        if mention["end"] <= quantity["start"]:
            gap = here.between(mention["end"], quantity["start"], metric)
            for name, pattern in _links("tight"):
                if pattern.fullmatch(gap) and not (
                    name == "at" and _pattern("against").search(here.text, here.start, mention["start"])
                ):
                    return mention, name
            break
    left = here.text[max(here.start, group[0]["start"] - 30) : group[0]["start"]]
    if quantity["kind"] == "score" and quantity is group[0] and _pattern("from_first").search(left):
        return None, "before a change"
    own = _first(here, here.own.methods) if here.own.methods else None
    subjects = [m for m in named if m["end"] <= quantity["start"] and not _aside(here, m)]
    agents = [
        m
        for m in named
        if m["end"] <= quantity["start"]
        and _pattern("agent").match(here.text, m["end"], here.end)
        and not _pattern("rival").search(here.text[max(here.start, m["start"] - 60) : m["start"]])
    ]
    for mention in subjects:
        if mention["text"] in here.own.methods:
            return mention, "own in sentence"
    ours = _pattern("ours").search(here.text, here.start, quantity["start"]) is not None
    if agents and not (own and ours):
        return agents[-1], "agent"
    if ours:
        return own, "ours" if own else NOTHING
    if own is not None:
        return own, "own"
    clear = [m for m in subjects if m["rule"] != "capitals"]
    return (clear[-1], "subject") if clear else (None, NOTHING)


def _aside(here: Sentence, mention: Span) -> bool:
    """Say whether the words before a name make it a baseline or a circumstance."""
    left = here.text[max(here.start, mention["start"] - 80) : mention["start"]]
    return bool(_pattern("against").search(left) or _pattern("circumstance").search(left))


def _first(here: Sentence, names: Sequence[str]) -> Span:
    start = here.text.find(names[0])
    return {"start": start, "end": start + len(names[0]), "text": names[0]}


def _claim(here: Sentence, quantity: Span, chosen: dict[str, Choice]) -> Span:
    method, rule = chosen["method"]
    baseline = None
    if quantity["kind"] != "score":
        baseline = baseline_of(here, quantity, method)
    names = {slot: _mention(mention) for slot, (mention, _) in chosen.items()}
    hardware = here.mentions["hardware"]
    return {
        "start": quantity["start"],
        "end": quantity["end"],
        **{key: quantity.get(key) for key in ("number", "number_high", "unit", "kind", "direction", "bound")},
        **names,
        "baseline": _mention(baseline),
        "hardware": _mention(hardware[0]) if hardware else None,
        "setting": [],
        "role": role_of(here, quantity, method, rule),
        "sentence": (here.start, here.end),
        "rules": {slot: rule for slot, (_, rule) in chosen.items()},
        **{key: quantity.get(key) for key in ("result_rule", "result_probability", "kind_probability")},
    }


def _mention(found: Span | None) -> Span | None:
    return found and {key: found[key] for key in ("start", "end", "text")}


def baseline_of(here: Sentence, quantity: Span, method: Span | None) -> Span | None:
    """Choose the named thing that a change or ratio is measured against."""
    for mention in here.mentions["method"]:
        left = here.text[max(here.start, mention["start"] - 80) : mention["start"]]
        if _pattern("against").search(left) and (method is None or mention["text"] != method["text"]):
            return mention
    return None


def role_of(here: Sentence, quantity: Span, method: Span | None, rule: str) -> str:
    """Say whether a number is the paper's own or somebody else's."""
    left = here.text[max(here.start, quantity["start"] - 40) : quantity["start"]]
    if quantity["kind"] == "score" and _pattern("from_to").search(left) and "from" in left:
        return "other"
    if method is not None and here.own.methods:
        return "own" if method["text"] in here.own.methods or rule in ("ours", "own") else "other"
    if method is not None or here.own.benchmarks:
        return "other"
    return "other" if _pattern("others").search(here.text, here.start, quantity["start"]) else "own"


class Binding:
    """Writes the claims of a text to `doc._.claimboard_claims`."""

    def __call__(self, doc: Doc) -> Doc:
        """Bind and write."""
        doc._.claimboard_claims = bind(doc.text, doc._.claimboard_quantities, doc._.claimboard_mentions)
        return doc
