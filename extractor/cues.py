"""Reads what stands around a quantity: named cues and where they stand, for the components that decide.

A cue is a class of words of `extractor/rules/results.yml`. Each occurrence in the number's sentence gives a
feature "cue<1" (the word before the number), "cue<4" (up to four words before), "cue<9", "cue<far", and the
same behind with ">". Numbers and list links between do not count as words, so that in "6.9, 8.1 and 8.4% on
A, B and C" all three are equally near to what stands around the list; behind another number that is not of
the same list everything is "far", in another clause "clause". "cue<prev" stands before the number before, if
that has the same unit; "a*b" says that both cues are near. What the number itself looks like, and what sort
of paper it stands in, gives features that begin with "=".
"""

import functools
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from extractor import rules
from extractor.sentences import sentence_spans

TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W_]+|@\w+|\d+)*|\\[a-z]+|\d+(?:[.,]\d+)*[^\W\d_]*|[^\w\s]")
LINKS = frozenset({",", "and", "or", "/", "&", "$", "%", "\\", "~", "*", "{", "}", '"', "“", "”"})
UNCOUNTED = frozenset({"a", "an", "the", "and", "or"})
"""Words that are passed over in counting distance, as all signs are."""
LONGEST = 3
WINDOW = 50
"""How many tokens on either side are looked at: bounds the work on a sentence that is one endless list."""
REACH = ("1", "1", *["4"] * 3, *["9"] * 5, "far")
"""The name of a distance in words."""
DISTANCE = re.compile(r"[<>]")
UNIT_HEAD = re.compile(r"/| per ")
SIZES = ((1, "small"), (12, "few"), (100, "hundred"), (2200, "thousand"))
YEARS = (1950, 2035)
SIGN = re.compile(r"[$\\\s]{0,2}([+\-−–])")
NAME_BEFORE = re.compile(r"\b[A-Z]\w*[\s$~]{1,3}$")
ACRONYM_BEHIND = re.compile(r"\W{0,3}(?=[\w-]*[A-Z][\w-]*[A-Z])")
FAMILIES = {"%": "percent", "x": "times", "points": "points", "$": "money", None: "none"}


class Quantity(NamedTuple):
    """What is read of a quantity's dict."""

    start: int
    end: int
    number: float
    unit: str | None
    rule: str


class Lexicon(NamedTuple):
    """Cue names by phrase (a tuple of words; `openers` begin longer ones) and by beginning of a word."""

    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    openers: frozenset[str]
    stems: Mapping[str, tuple[str, ...]]
    lengths: tuple[int, ...]
    pairs: tuple[frozenset[str], frozenset[str]]
    walls: frozenset[str]
    verbs: frozenset[str]
    topics: re.Pattern[str]


@functools.cache
def lexicon() -> Lexicon:
    """Return the cue words of the rule file, indexed, once."""
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    data = rules.load("results")
    for name, cue in data["cues"].items():
        for word in map(str, cue["words"]):
            if word.endswith("*"):
                stem = word[:-1].casefold()
                stems[stem] = (*stems.get(stem, ()), name)
            else:
                key = tuple(TOKEN.findall(word.casefold()))
                phrases[key] = (*phrases.get(key, ()), name)
    topics = "|".join(f"(?P<{name}>{'|'.join(topic['words'])})" for name, topic in data["topics"].items())
    return Lexicon(
        phrases,
        frozenset(key[0] for key in phrases if len(key) > 1),
        stems,
        tuple(sorted({len(stem) for stem in stems})),
        (frozenset(data["pairs"]["of"]), frozenset(data["pairs"]["with"])),
        frozenset(data["clauses"]["words"]),
        frozenset(data["clauses"]["before"]),
        re.compile(rf"\b(?:{topics})\b"),
    )


@functools.lru_cache(maxsize=1 << 14)
def _of_word(word: str) -> tuple[str, ...]:
    known = lexicon()
    found = set(known.phrases.get((word,), ()))
    for length in known.lengths:
        if length <= len(word):
            found.update(known.stems.get(word[:length], ()))
    return tuple(sorted(found))


def occurrences(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return (first word, behind the last word, cue) for every cue in a sequence of lower-case words."""
    phrases, openers = lexicon().phrases, lexicon().openers
    found = []
    for i, word in enumerate(words):
        found += [(i, i + 1, name) for name in _of_word(word)]
        if word not in openers:
            continue
        for length in range(2, LONGEST + 2):
            names = phrases.get(tuple(words[i : i + length])) if i + length <= len(words) else None
            found += [(i, i + length, name) for name in names or ()]
    return found


def read(text: str, quantities: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], ...]:
    """Return the features of each quantity of a text, in the order given."""
    return _read(
        text, tuple(Quantity(*(quantity[field] for field in Quantity._fields)) for quantity in quantities)
    )


@functools.lru_cache(maxsize=2)  # one component after the other asks for the same text
def _read(text: str, quantities: tuple[Quantity, ...]) -> tuple[tuple[str, ...], ...]:
    sentences = sentence_spans(text)
    starts = [start for start, _ in sentences]
    groups: dict[int, list[int]] = {}
    for i, quantity in enumerate(quantities):
        groups.setdefault(max(0, bisect_right(starts, quantity.start) - 1), []).append(i)
    out: list[list[str]] = [[] for _ in quantities]
    topics = (
        sorted({f"={match.lastgroup}-paper" for match in lexicon().topics.finditer(text.casefold())})
        if quantities
        else []
    )
    for sentence, members in groups.items():
        _read_sentence(text, sentences[sentence], [quantities[i] for i in members], [out[i] for i in members])
        where = "title" if sentence == 0 else "first" if sentence == 1 else "middle"
        where = "late" if sentence > 1 and sentence >= len(sentences) - 3 else where
        for i in members:
            out[i] += [*_shape(text, quantities[i]), f"={where}", f"=with-{min(len(members), 4)}", *topics]
    return tuple(map(tuple, out))


def _read_sentence(
    text: str, span: tuple[int, int], quantities: Sequence[Quantity], out: Sequence[list[str]]
) -> None:
    words: list[str] = []
    place: list[int] = []  # how many counting words stand before this one
    owner: list[int] = []  # which quantity the token is part of, or -1
    counted = 0
    current = 0
    first = [0] * len(quantities)
    last = [0] * len(quantities)
    for match in TOKEN.finditer(text, span[0], max(span[1], max(q.end for q in quantities))):
        while current < len(quantities) and quantities[current].end <= match.start():
            current += 1
        inside = current < len(quantities) and quantities[current].start < match.end()
        word = match[0].casefold()
        words.append("#" if inside else word)
        place.append(counted)
        owner.append(current if inside else -1)
        if inside:
            last[current] = len(words)
            if len(words) < 2 or owner[-2] != current:
                first[current] = len(words) - 1
        elif word[0].isalnum() and word not in UNCOUNTED:
            counted += 1
    known = lexicon()
    found = occurrences(words)
    begins = [begin for begin, _, _ in found]
    left, right = _list_ends(words, first, last)
    walls = _walls(words, found)
    for i, features in enumerate(out):
        here = place[first[i]]
        wall_left = last[left[i] - 1] if left[i] else 0
        wall_right = first[right[i] + 1] if right[i] + 1 < len(first) else len(words)
        clause_left = walls[bisect_right(walls, first[i]) - 1]
        clause_right = walls[bisect_right(walls, first[i])]
        seen = set()
        low = bisect_left(begins, first[i] - WINDOW)
        for begin, end, name in found[low : bisect_left(begins, last[i] + WINDOW)]:
            if end <= first[i]:
                reach = _reach(here - place[end - 1]) if begin >= wall_left else "far"
                seen.add(f"{name}<{reach if begin >= clause_left else 'clause'}")
            elif begin >= last[i]:
                reach = _reach(place[begin] - here + 1) if end <= wall_right else "far"
                seen.add(f"{name}>{reach if begin < clause_right else 'clause'}")
        near = {DISTANCE.split(name)[0] for name in seen if name[-1].isdigit()}
        seen.update(f"{one}*{other}" for one in near & known.pairs[0] for other in near & known.pairs[1])
        if i and quantities[i - 1].unit == quantities[i].unit:
            seen.update(f"{name[:-1]}prev" for name in out[i - 1] if name.endswith("<1"))
        features += sorted(seen)
        features.append("=list" if left[i] < i or right[i] > i else "=alone")
        before = words[first[i] - 1] if first[i] else ""
        behind = words[last[i]] if last[i] < len(words) else ""
        if before in ("(", "[", "=", ":", "-", "@", "#", "~", "$", "+"):
            features.append(f"={before}before")
        if behind in (")", "(", "-", "]", "/", ":", "+"):
            features.append(f"={behind}behind")


def _reach(distance: int) -> str:
    return REACH[min(distance, len(REACH) - 1)]


def _walls(words: Sequence[str], found: Sequence[tuple[int, int, str]]) -> list[int]:
    """Where clauses begin: at a conjunction of clauses, and at an "and" before a verb of change."""
    known = lexicon()
    verbs = {begin for begin, _, name in found if name in known.verbs}
    inner = [i for i, w in enumerate(words) if w in known.walls or (w == "and" and i + 1 in verbs)]
    return [0, *inner, len(words) + 1]


def _list_ends(
    words: Sequence[str], first: Sequence[int], last: Sequence[int]
) -> tuple[list[int], list[int]]:
    """For each quantity the first and last member of the list that it stands in."""
    left = list(range(len(first)))
    right = list(range(len(first)))
    for i in range(1, len(first)):
        between = words[last[i - 1] : first[i]]
        if len(between) <= 4 and all(
            word in LINKS or word in ("to", "vs", ".", "from", "+") for word in between
        ):
            left[i] = left[i - 1]
    for i in range(len(first) - 2, -1, -1):
        if left[i + 1] == left[i]:
            right[i] = right[i + 1]
    return left, right


@functools.cache
def _unit_families() -> dict[str, str]:
    families = rules.load("units")["units"].items()
    return {name.strip(): family for family, names in families for name in names}


def _shape(text: str, quantity: Quantity) -> list[str]:
    start, end, number = quantity.start, quantity.end, abs(quantity.number)
    written = text[start:end]
    whole = number == math.floor(number) and "." not in written
    family = FAMILIES.get(quantity.unit, "unit")
    shape = f"{family}-{'whole' if whole else 'decimal'}"
    size = next((name for limit, name in SIZES if number <= limit), "huge")
    features = [f"={quantity.rule}", f"={family}", f"={shape}", f"={shape}-{size}"]
    if sign := SIGN.match(written):
        features.append("=plus" if sign[1] == "+" else "=minus")
    if whole and YEARS[0] <= number <= YEARS[1] and quantity.unit is None:
        features.append("=year")
    if quantity.unit is not None and family == "unit":
        features.append(f"=unit-{_unit_families().get(UNIT_HEAD.split(quantity.unit)[0], 'other')}")
        features += ["=unit-per"] if UNIT_HEAD.search(quantity.unit) else []
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha():
        features.append("=compound")
    if NAME_BEFORE.search(text[max(0, start - 20) : start]):
        features.append("=name-before")
    if ACRONYM_BEHIND.match(text[end : end + 24]):
        features.append("=acronym-behind")
    return features
