"""Finds named methods, benchmarks and hardware, and what is measured, near the quantities of a text."""

import functools
import re
from collections.abc import Sequence
from typing import Any

from spacy.tokens import Doc

from extractor import measures
from extractor.names import Name, is_class, is_family, name_runs, pattern
from extractor.own import Own, own_names
from extractor.stretches import shared_out, stretches
from extractor.tokenizer import text_of
from schema.registry import Surface, registry

Mention = dict[str, Any]

NAMED = ("hardware", "benchmark", "method")
SHORT = 4
"""Shorter spellings of the vocabularies count in their own case only."""
FIRST = re.compile(r"[^\W_]+")
LIST_GAP = re.compile(
    r"(?:\s?\([^()]{1,24}\))?(?:\s?[,/&]\s?(?:and |or |& )?|\s(?:and|or|&|vs\.?)\s(?:the )?|\)?, (?:and )?)"
)


@functools.cache
def _lexicon() -> dict[str, list[tuple[str, Surface]]]:
    """Return the vocabulary's spellings, with their slots, by first word in lower case, longest first."""
    surfaces = [(slot, surface) for slot in NAMED for surface in registry().lexicon(slot)]
    found: dict[str, list[tuple[str, Surface]]] = {}
    for slot, surface in sorted(surfaces, key=lambda pair: -len(pair[1].text)):
        if (first := FIRST.match(surface.text)) is not None:
            found.setdefault(first[0].lower(), []).append((slot, surface))
    return found


@functools.lru_cache(maxsize=1 << 14)
def _spellings(first: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the patterns of the spellings that begin with a word, with their slots, longest first.

    They are compiled as texts ask for them: most names of the vocabulary stand in few texts.
    """
    found = []
    for slot, surface in _lexicon().get(first, ()):
        inner = re.escape(surface.text).replace(r"\ ", r"[\s-]").replace(r"\-", r"[\s-]?")
        exact = surface.exact or len(surface.text) < SHORT
        found.append((slot, re.compile(rf"{inner}(?!\w)", 0 if exact else re.IGNORECASE)))
    return tuple(found)


def known_names(text: str, start: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
    """Return slot and span of what spells a name of the vocabularies between two offsets, in order."""
    end = len(text) if end is None else end
    found: list[tuple[str, int, int]] = []
    for word in FIRST.finditer(text, start, end):
        if found and word.start() < found[-1][2]:
            continue
        for slot, spelling in _spellings(word[0].lower()):
            if match := spelling.match(text, word.start(), end):
                found.append((slot, *match.span()))
                break
    return found


def find_names(text: str, start: int, end: int, own: Own) -> list[Mention]:
    """Return the methods, benchmarks and hardware named between two offsets (one sentence), in order.

    A name is a benchmark if the vocabulary knows it as one, if a noun behind it says so ("X dataset"), if it
    follows "on" or "benchmarks such as" and is no known model, or if it stands in a list with one that is.
    """
    runs = name_runs(text, start, end)
    slots = [_slot(text, start, end, run, own) for run in runs]
    _spread(text, runs, slots)
    found: list[Mention] = [
        {"slot": slot, "start": run.start, "end": run.end, "text": run.text, "rule": rule}
        for run, (slot, rule) in zip(runs, slots, strict=True)
        if slot is not None
    ]
    taken = [(m["start"], m["end"]) for m in found]
    for slot, first, last in known_names(text, start, end):
        if _free(taken, first, last):
            found.append(
                {"slot": slot, "start": first, "end": last, "text": text[first:last], "rule": "vocabulary"}
            )
            taken.append((first, last))
    for name in own.methods[:2]:
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?!\w)", text[start:end]):
            first, last = start + match.start(), start + match.end()
            if _free(taken, first, last):
                found.append({"slot": "method", "start": first, "end": last, "text": name, "rule": "own"})
                taken.append((first, last))
    return sorted(found, key=lambda m: m["start"])


def _free(taken: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    return all(last <= start or end <= first for start, end in taken)


def _slot(text: str, start: int, end: int, run: Name, own: Own) -> tuple[str | None, str]:
    if run.text in own.benchmarks:
        return "benchmark", "own benchmark"
    if run.text in own.methods:
        return "method", "own"
    for slot, first, last in known_names(text, run.start, run.end):
        if slot == "hardware" or (first, last) == (run.start, run.end):
            return slot, "vocabulary"
    if pattern("hardware_shape").match(run.text):
        return "hardware", "shape"
    if measures.is_metric(run.text) or run.text in own.metrics:
        return "metric", "name"
    before = text[max(start, run.start - 60) : run.start]
    after = text[run.end : min(end, run.end + 60)]
    if pattern("benchmark_after").match(after) and not is_class(run.text):
        return "benchmark", "noun behind"
    if is_class(run.text):
        return None, "class"
    if is_family(run.text):
        return "method", "family"
    if pattern("number_behind").match(after):
        return "metric", "number behind"
    if (head := re.match(r"\s(\w[\w-]*)", after)) and measures.is_head(head[1]):
        return None, "in a phrase"
    if pattern("metric_before").search(before) and run.strong:
        return "metric", "cue before"
    if pattern("benchmark_before").search(before) and not pattern("benchmark_not").search(before):
        if run.strong or pattern("benchmark_end").match(after):
            return "benchmark", "cue before"
        return None, "adjective"
    if pattern("benchmark_weak").search(before) and not run.strong:
        return None, "lone capital"
    return "method", "strong shape" if run.strong else "capitals"


def _spread(text: str, runs: Sequence[Name], slots: list[tuple[str | None, str]]) -> None:
    """Make benchmarks (or metrics) of the names that stand in a list with one."""
    guess = ("strong shape", "capitals", "lone capital")
    order = list(range(1, len(runs)))
    for step, indices in ((-1, order), (1, [i - 1 for i in reversed(order)])):
        for i in indices:
            j = i + step
            left, right = sorted((runs[i], runs[j]))
            if (
                (slots[j][0] == "benchmark" or slots[j][1] == "cue before")
                and slots[i][1] in guess
                and LIST_GAP.fullmatch(text, left.end, right.start)
                and not (step < 0 and pattern("begins_clause").match(text, right.end))
            ):
                slots[i] = (slots[j][0], "list" if slots[j][0] == "benchmark" else "cue before")


class Mentions:
    """Writes the mentions of a text to `doc._.claimboard_mentions`."""

    def __call__(self, doc: Doc) -> Doc:
        """Find and write."""
        doc._.claimboard_mentions = find(text_of(doc), doc._.claimboard_quantities)
        return doc


def find(text: str, quantities: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of the title and of each sentence that holds a claimed quantity or precedes one."""
    spans = stretches(text)
    claimed = [q for q in quantities if q.get("claimed")]
    if not claimed:
        return []
    own = own_names(text)
    with_value = shared_out(claimed, spans).keys()
    found: list[Mention] = []
    for i, (start, end) in enumerate(spans[: max(with_value, default=-1) + 1]):
        names = find_names(text, start, end, own)
        found += names if i else [m for m in names if m["rule"] != "capitals"]  # a title may capitalise all
        if i in with_value or i + 1 in with_value:
            found += measures.find(text, start, end)
        if i in with_value:
            found += [
                {"slot": "setting", "start": m.start(), "end": m.end(), "text": m[0], "rule": "setting"}
                for m in pattern("setting").finditer(text, start, end)
            ]
    _agree(found)
    return found


def _agree(mentions: list[Mention]) -> None:
    """Make benchmarks of names that only their shape made methods, where the text elsewhere shows one."""
    shown = {m["text"] for m in mentions if m["slot"] == "benchmark" and m["rule"] != "list"}
    for mention in mentions:
        if mention["rule"] in ("strong shape", "capitals") and mention["text"] in shown:
            mention.update(slot="benchmark", rule="elsewhere")
