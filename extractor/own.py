"""Finds what a paper names its own: the method that it proposes, the benchmark that it builds."""

import functools
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from extractor import measures
from extractor.names import is_class, is_family, name_runs, pattern, words
from extractor.stretches import stretches

MOST = 40
"""Candidates that are weighed; more are in no abstract."""
OFTEN = 8
"""Occurrences of a name beyond which more say nothing."""
TITLE = 400
"""Characters of a title that are read."""
REACH = 160
"""Characters between the verb of an introduction and the name that it introduces."""
LONGEST_FORM = 100
"""Characters of the longest phrase that an abbreviation stands for."""
HEAD = re.compile(r"[^:]{2,70}?(?=\s?:|\s--?-?\s|\s[–—]\s|\sat\s\w+(?:-20\d\d|\s20\d\d|\s\d|:))")
BRACKETED = re.compile(r"\(\s?(?:\\\w{2,8}\{)?([A-Za-z$][\w$^+*{}\\-]{1,18}?)\}?\s?\)")
NOUN_PHRASE = re.compile(r"\b(?:that|which|to|for|on|using|with|from|by|in|via)\b")


class Own(NamedTuple):
    """What a paper names its own: spellings of its method, and of its benchmark, best first.

    `metrics` are abbreviations that it explains as something measured ("PES" for "page error share").
    """

    methods: tuple[str, ...]
    benchmarks: tuple[str, ...]
    metrics: frozenset[str] = frozenset()


class Candidate(NamedTuple):
    """A name that may be the paper's own, how much speaks for it, and whether it is one of data."""

    name: str
    weight: float
    is_data: bool


@functools.lru_cache(maxsize=8)
def own_names(text: str) -> Own:
    """Return what the paper at hand calls its own method and benchmark.

    A name counts that heads the title before a colon, or that the authors say they propose. Where several
    do, the title and an explicit "called X" weigh more than a name that merely follows the verb.
    """
    title_end = min(text.find("\n") if "\n" in text else len(text), TITLE)
    found = [*_title_heads(text, title_end)]
    for start, end in stretches(text):
        if start >= title_end:
            found += _introduced(text, start, end)
    found += _in_title(text, title_end)
    weights: dict[str, float] = {}
    votes: dict[str, float] = {}
    for name, weight, is_data in found[:MOST]:
        weights[name] = weights.get(name, min(text.count(name), OFTEN) * 0.15) + weight
        votes[name] = votes.get(name, 0) + (weight if is_data else -weight)
    data = {name for name, vote in votes.items() if vote > 0 or pattern("benchmark_name").search(name)}
    ranked = sorted(weights, key=lambda name: -weights[name])
    metrics = {short for short, long in abbreviations(text).items() if measures.is_metric(long)}
    return Own(
        tuple(name for name in ranked if name not in data and name not in metrics),
        tuple(name for name in ranked if name in data),
        frozenset(metrics),
    )


def _fit(name: str) -> bool:
    """Say whether a name can be a paper's own: no class, and none that everybody uses."""
    return (
        len(name) > 1
        and not is_class(name)
        and name not in words("families")
        and not measures.is_metric(name)
    )


def _title_heads(text: str, title_end: int) -> Iterable[Candidate]:
    head = HEAD.match(text[:title_end])
    if head is None:
        return
    rest = text[head.end() : title_end]
    inside = BRACKETED.search(head[0])
    for candidate in filter(None, (inside and inside[1], head[0].split(" (")[0].strip())):
        runs = name_runs(candidate, 0, len(candidate))
        whole = len(runs) == 1 and runs[0].text == candidate
        single = " " not in candidate and candidate[:1].isupper() and candidate not in words("openers")
        if ((whole and (runs[0].strong or text.count(candidate) > 1)) or single) and _fit(candidate):
            data = pattern("benchmark_kind").search(rest) and not pattern("method_kind").search(rest)
            yield Candidate(candidate, 3.0 if text.count(candidate) > 1 else 1.5, bool(data))


def _in_title(text: str, title_end: int) -> Iterable[Candidate]:
    for run in name_runs(text, 0, title_end):
        if run.strong and not is_family(run.text) and _fit(run.text) and text.count(run.text) > 1:
            behind = pattern("benchmark_after").match(text, run.end, title_end)
            yield Candidate(run.text, 0.4, behind is not None)


def _introduced(text: str, start: int, end: int) -> Iterable[Candidate]:
    for key, worth in (("introduce", 1.0), ("introduce_more", 0.4)):
        for verb in pattern(key).finditer(text, start, end):
            yield from _behind_verb(text, verb.end(), min(end, verb.end() + REACH), worth)
    for run in name_runs(text, start, end):
        if run.strong and _fit(run.text) and pattern("passive").match(text, run.end, end):
            yield Candidate(run.text, 1.5, _names_data(text[run.end : min(end, run.end + 90)]))


def _behind_verb(text: str, start: int, end: int, worth: float) -> Iterable[Candidate]:
    bracket = BRACKETED.search(text, start, end)
    if bracket is not None and not _fit(bracket[1]):
        bracket = None
    if bracket is not None and (first := long_form(text, start, bracket.start(), bracket[1])) is not None:
        gap = text[start:first]
        if pattern("immediate").search(gap) or pattern("called").search(gap):
            after = text[bracket.end() : min(end, bracket.end() + 60)]
            if pattern("metric_kind").search(NOUN_PHRASE.split(after, maxsplit=1)[0]):
                return
            data = _names_data(f"{gap} {after}") or bool(
                pattern("benchmark_kind").search(text, bracket.start() - 12, bracket.start())
            )
            long = text[first : bracket.start()].strip()
            yield Candidate(bracket[1], 3.0 * worth, data)
            yield Candidate(long, 1.0 * worth, data)
            return
    for run in name_runs(text, start - 1, end):  # behind the verb, so that no sentence begins with the name
        gap = text[start : run.start]
        if ";" in gap or not _fit(run.text):
            continue
        called = pattern("called").search(gap)
        if not called and not pattern("immediate" if worth == 1 else "adjacent").search(gap):
            continue
        if text[run.end : run.end + 1] == "-":
            return
        after = text[run.end : min(end, run.end + 90)]
        if pattern("metric_kind").search(NOUN_PHRASE.split(f"{gap} {after}", maxsplit=1)[0]):
            return
        weight = 3.0 if called else 2.2 if run.strong else 1.0
        if not run.strong and worth < 1:
            return
        yield Candidate(run.text, weight * worth, _names_data(f"{gap} {after}"))
        return


def long_form(text: str, start: int, end: int, short: str) -> int | None:
    """Return where the words begin, between two offsets, that the abbreviation `short` stands for, or None.

    Its letters and digits stand in those words in order, the first at the beginning of a word (Schwartz and
    Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", 2003).
    """
    wanted = [c for c in short.lower() if c.isalnum()]
    at = end
    start = max(start, end - LONGEST_FORM)
    while wanted and at > start:
        at -= 1
        if text[at].lower() == wanted[-1] and (len(wanted) > 1 or at == 0 or not text[at - 1].isalnum()):
            wanted.pop()
    return None if wanted else at


def abbreviations(text: str) -> dict[str, str]:
    """Return the abbreviations that a text explains in brackets, with what they stand for."""
    found: dict[str, str] = {}
    for match in BRACKETED.finditer(text):
        if sum(c.isupper() for c in match[1]) > 1:
            first = long_form(text, 0, match.start(), match[1])
            if first is not None and "." not in text[first : match.start()]:
                found.setdefault(match[1], text[first : match.start()].strip())
    return found


@functools.lru_cache(maxsize=8)
def other_forms(text: str) -> Mapping[str, str]:
    """Return what a text says to be one name: of an abbreviation the long form, and the other way round."""
    pairs = abbreviations(text)
    return {long: short for short, long in pairs.items()} | pairs


def _names_data(near: str) -> bool:
    clause = NOUN_PHRASE.split(near, maxsplit=1)[0]
    return bool(pattern("benchmark_kind").search(clause)) and not pattern("method_kind").search(clause)
