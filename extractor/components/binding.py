"""Ties each claimed quantity to what it measures: method, benchmark, metric, baseline, hardware and role."""

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.tokens import Doc

from extractor import alignment, slots
from extractor.own import own_names
from extractor.scene import Scene, Span
from extractor.stretches import shared_out, stretches
from extractor.tokenizer import text_of

Claim = dict[str, Any]

MANY = 60
"""Claimed numbers of one sentence beyond which it is a table: nothing is tied to anything there."""
CLEAR = ("noun behind", "vocabulary")
"""The rules of mentions that make a benchmark beyond doubt."""
FIRST = 2
"""The index of the first sentence that has one of the abstract before the one before it."""
NUMBER = ("number", "number_high", "unit", "kind", "direction", "bound")


def bind(text: str, quantities: Sequence[Span], mentions: Sequence[Span]) -> list[Claim]:
    """Return one claim for each claimed quantity (more where it is claimed of each of several sets).

    A claim is a dict as `extractor.pipeline.claim_of` reads it, with "rules", the rule that filled each slot.
    """
    spans = stretches(text)
    claimed = shared_out((q for q in quantities if q.get("claimed")), spans)
    if not claimed:
        return []
    own = own_names(text)
    named = shared_out(mentions, spans)
    seen = _Named(named)
    claims: list[Claim] = []
    for index, inside in claimed.items():
        if len(inside) > MANY:
            claims += _table(Scene(text, spans[index], inside, [], own))
            continue
        here = Scene(text, spans[index], inside, named.get(index, []), own)
        before = Scene(text, spans[index - 1], [], named.get(index - 1, []), own) if index else None
        claims += bind_sentence(here, before, seen.only(index))
    return claims


class _Named:
    """What benchmarks a text has named up to a sentence; sentences are asked for in order."""

    def __init__(self, mentions: Mapping[int, list[Span]]) -> None:
        self._mentions = mentions
        self._names: set[str] = set()
        self._read = 1  # the title is no place to name a benchmark in passing

    def only(self, index: int) -> Span | None:
        """Return the one benchmark that was named before a sentence, clearly and not long ago."""
        for i in range(self._read, index):
            self._names |= {m["text"] for m in self._mentions.get(i, ()) if m["slot"] == "benchmark"}
        self._read = max(self._read, index)
        near = [m for m in self._mentions.get(index - 2, ()) if index > FIRST and m["rule"] in CLEAR]
        near = [m for m in near if m["slot"] == "benchmark"]
        return near[-1] if near and len(self._names) == 1 else None


def bind_sentence(here: Scene, before: Scene | None, only: Span | None) -> list[Claim]:
    """Return the claims of one sentence.

    `before` is the sentence before it, `only` the one benchmark that the text named shortly before.
    """
    claims: list[Claim] = []
    for group in alignment.groups(here.text, here.quantities):
        lists = {
            slot: alignment.aligned(here.text, here.end, group, here.runs[slot])
            for slot in ("metric", "benchmark", "method")
        }
        for place, quantity in enumerate(group):
            given = {slot: (names[place], "aligned") for slot, names in lists.items() if names is not None}
            if quantity["kind"] != "score":
                given.pop("method", None)
            last = claims[-1] if claims else None
            metric = given.get("metric") or slots.metric_of(here, group, quantity, last)
            benchmark = given.get("benchmark") or slots.benchmark_of(
                here, before, only, group, quantity, metric[0]
            )
            method = given.get("method") or slots.method_of(here, group, quantity, metric[0])
            claims += [
                _claim(here, quantity, method, (name, benchmark[1]), metric)
                for name in slots.each_of(here, quantity, benchmark[0])
            ]
    return claims


def _table(here: Scene) -> list[Claim]:
    nothing: slots.Choice = (None, slots.NOTHING)
    return [_claim(here, quantity, nothing, nothing, nothing) for quantity in here.quantities]


def _claim(
    here: Scene, quantity: Span, method: slots.Choice, benchmark: slots.Choice, metric: slots.Choice
) -> Claim:
    baseline = None if quantity["kind"] == "score" else slots.baseline_of(here, quantity, method[0])
    hardware = here.mentions["hardware"]
    return {
        "start": quantity["start"],
        "end": quantity["end"],
        **{key: quantity.get(key) for key in NUMBER},
        "method": _mention(method[0]),
        "benchmark": _mention(benchmark[0]),
        "metric": _mention(metric[0]),
        "baseline": _mention(baseline),
        "hardware": _mention(hardware[0]) if hardware else None,
        "setting": [_mention(m) for m in slots.settings_of(here, method[0], baseline)],
        "role": slots.role_of(here, method),
        "sentence": (here.start, here.end),
        "rules": {"method": method[1], "benchmark": benchmark[1], "metric": metric[1]},
    }


def _mention(found: Span | None) -> Span | None:
    return found and {key: found[key] for key in ("start", "end", "text")}


class Binding:
    """Writes the claims of a text to `doc._.claimboard_claims`."""

    def __call__(self, doc: Doc) -> Doc:
        """Bind and write."""
        doc._.claimboard_claims = bind(text_of(doc), doc._.claimboard_quantities, doc._.claimboard_mentions)
        return doc
