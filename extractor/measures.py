"""Finds what is measured: metric names, and noun phrases around a number or with a known last word."""

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from extractor import rules
from schema.registry import registry

Mention = dict[str, Any]

WORD = re.compile(r"(?<![\w.])[A-Za-z][\w@^/-]*(?:['’]s(?!\w))?")
NAME = re.compile(r".*[^\W\d_a-z\-]|.*\d")
BRACKETED = re.compile(r"\s*\(([A-Za-z$][\w@.$^{}\\ -]{0,24})\)$")
MODIFIERS = 4
"""Words of a phrase before its last one."""
SIDE = 120
"""Characters to either side of a number that a construction may use."""


class Construction(NamedTuple):
    """One way of saying what a number measures; see `rules/metrics.yml`."""

    name: str
    pattern: re.Pattern[str]
    before: bool
    open: bool
    metric: str | None


@functools.cache
def _words(key: str) -> frozenset[str]:
    return frozenset(rules.load("metrics")[key].split())


@functools.cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{rules.load('metrics')['names']})(?![\w^])")


@functools.cache
def _rivals() -> re.Pattern[str]:
    return re.compile(rules.load("metrics")["rivals"])


@functools.cache
def constructions(key: str = "constructions") -> tuple[Construction, ...]:
    """Return the constructions of a section of the rule file, best first."""
    parts = rules.load("metrics")["parts"]

    def compiled(entry: dict[str, Any]) -> Construction:
        source = entry.get("before") or entry["after"]
        for name, part in parts.items():
            source = source.replace("{" + name + "}", part)
        return Construction(
            entry["name"],
            re.compile(source),
            "before" in entry,
            entry.get("open", False),
            entry.get("metric"),
        )

    return tuple(compiled(entry) for entry in rules.load("metrics")[key])


@functools.lru_cache(maxsize=1 << 13)
def is_metric_name(name: str) -> bool:
    """Say whether a capitalised name is a metric ("BLEU", "mAP@50")."""
    return _named().fullmatch(name) is not None


def is_metric(name: str) -> bool:
    """Say whether a name is a metric's, by itself or by its last word ("Word Error Rate")."""
    return is_metric_name(name) or is_head(name.split()[-1])


@functools.lru_cache(maxsize=1 << 13)
def is_head(word: str) -> bool:
    """Say whether a word can be the last of a metric's name, in singular or plural."""
    word = word.lower()
    singular = f"{word[:-3]}y" if word.endswith("ies") else word[:-1] if word.endswith("s") else word
    return word in _words("heads") or singular in _words("heads")


def phrase_ending(text: str, start: int, end: int, any_head: bool) -> tuple[int, int] | None:
    """Return the span of the noun phrase that ends exactly at `end` and begins after `start`, or None.

    Without `any_head` it must end in a metric's name or in a known measurable quantity.
    """
    left = max(start, end - 100)
    if bracket := BRACKETED.search(text, max(start, end - 32), end):
        if is_metric_name(bracket[1]) or (" " not in bracket[1] and any(c.isupper() for c in bracket[1])):
            return bracket.span(1) if phrase_ending(text, start, bracket.start(), any_head) else None
        end = bracket.start()
    for match in _named().finditer(text, left, end):
        if match.end() == end:
            return match.span()
    words = list(WORD.finditer(text, left, end))
    if not words or words[-1].end() != end:
        return None
    return _phrase(text, words, len(words) - 1, any_head)


def phrase_at(text: str, start: int, end: int, any_head: bool) -> tuple[int, int] | None:
    """Return the span of the noun phrase that begins at `start`, before `end`; see `phrase_ending`."""
    words: list[re.Match[str]] = []
    right = min(end, start + 100)
    named = _named().match(text, start, right)
    if named is not None and named.end() > start:
        follow = WORD.match(text, named.end() + 1, right)
        if follow is None or not is_head(follow[0]):
            return named.span()
    for word in WORD.finditer(text, start, right):
        expected = words[-1].end() + 1 if words else start
        if (
            word.start() != expected
            or (words and text[expected - 1] != " ")
            or word[0].lower() in _words("stops")
        ):
            break
        words.append(word)
        if len(words) > MODIFIERS + 1:
            break
    while words and words[-1][0].lower() in _words("changes"):
        words.pop()
    if not any_head:
        while words and not (is_head(words[-1][0]) or is_metric_name(words[-1][0])):
            words.pop()
    if not words or words[0].start() != start or _is_empty(words):
        return None
    return start, words[-1].end()


def _phrase(text: str, words: Sequence[re.Match[str]], last: int, any_head: bool) -> tuple[int, int] | None:
    joined = last > 0 and text[words[last - 1].end() : words[last].start()] == " "
    if any_head and joined and _is_known(words[last - 1]) and not _is_known(words[last]):
        last -= 1  # "accuracy enhancement", "accuracy climbs": what is measured ends before
    head = words[last][0]
    known = _is_known(words[last])
    if head.lower() in _words("stops") or not (
        known or (any_head and not NAME.match(head) and len(head) > 2)
    ):
        return None
    first = last
    while first > 0 and last - first < MODIFIERS:
        word = words[first - 1]
        gap = text[word.end() : words[first].start()]
        if gap != " " or word[0].lower() in _words("stops") or word[0].endswith(("ly", "'s", "’s")):
            break
        if word.start() > 0 and text[word.start() - 1] in "-_\\":
            break
        first -= 1
    while first < last and registry().resolve("benchmark", words[first][0]).known:
        first += 1
    if _is_empty(words[first : last + 1]) or (
        not known and _rivals().search(text[max(0, words[first].start() - 40) : words[first].start()])
    ):
        return None
    return words[first].start(), words[last].end()


def _is_known(word: re.Match[str]) -> bool:
    return is_head(word[0]) or is_metric_name(word[0])


def _is_empty(words: Sequence[re.Match[str]]) -> bool:
    return all(word[0].lower() in _words("empty") or word[0].lower() in _words("changes") for word in words)


def measured(text: str, start: int, end: int, first: int, last: int) -> Iterable[Mention]:
    """Yield what the constructions around a number say that it measures, best first.

    `start` and `end` are the sentence, `first` and `last` the number, or the list of numbers that it is in.
    """
    left, right = text[max(start, first - SIDE) : first], text[last : min(end, last + SIDE)]
    for rule in constructions():
        span = None
        if rule.before and (match := rule.pattern.search(left)):
            offset = first - len(left)
            if "phrase" in rule.pattern.groupindex:
                span = phrase_at(
                    text, offset + match.start("phrase"), offset + match.end("phrase"), rule.open
                )
            else:
                span = phrase_ending(text, start, offset + match.start(), rule.open)
        elif not rule.before and (match := rule.pattern.match(right)):
            span = phrase_at(text, last + match.end(), end, rule.open)
        if span is not None:
            yield {
                "slot": "metric",
                "start": span[0],
                "end": span[1],
                "text": text[slice(*span)],
                "rule": rule.name,
            }
    for rule in constructions("inferred"):
        if rule.pattern.search(left) if rule.before else rule.pattern.match(right):
            yield {"slot": "metric", "start": None, "end": None, "text": rule.metric, "rule": rule.name}


def find(text: str, start: int, end: int) -> list[Mention]:
    """Return every metric named between two offsets, in order: known names, and phrases by last word."""
    found: list[Mention] = []
    words = list(WORD.finditer(text, start, end))
    for index, word in enumerate(words):
        follows = index + 1 < len(words) and text[word.end() : words[index + 1].start()] == " "
        if follows and is_head(words[index + 1][0]) and words[index + 1][0].lower() not in _words("stops"):
            continue
        span = _phrase(text, words, index, False)
        if span is not None:
            found.append(
                {
                    "slot": "metric",
                    "start": span[0],
                    "end": span[1],
                    "text": text[slice(*span)],
                    "rule": "phrase",
                }
            )
    for match in _named().finditer(text, start, end):
        if all(match.end() <= m["start"] or m["end"] <= match.start() for m in found):
            found.append(
                {
                    "slot": "metric",
                    "start": match.start(),
                    "end": match.end(),
                    "text": match[0],
                    "rule": "metric name",
                }
            )
    return sorted(found, key=lambda m: m["start"])
