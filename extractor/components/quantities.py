"""Finds every quantity on the raw text: the number as written, what it means, and its unit.

The rules are `extractor/rules/quantities.yml` and `units.yml`. Where a number may begin they are tried in
order, so a text is read once, whatever it holds.
"""

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from spacy.tokens import Doc

from extractor import rules
from extractor.tokenizer import text_of

SIGN = re.compile(r"(?<![\w)}\]%])(?:\\?[+\-−–]\$?\s?|\$[+\-−]\$\s?)$")
PLAIN_MATH = re.compile(r"(?:\\[A-Za-z]+|[^$A-Za-z\n]){0,40}\$")
LIST_LINK = re.compile(r"[\s$}]{0,3}(?:,\s*and|,|/|and|or|to|vs\.?|versus)[\s$+~]{0,3}$")
SENTENCE_END = re.compile(r"\.\s")
UNFIT_STARTS = frozenset({"a", "an", "single", "third", "quarter", "fourth", "fifth", "tenth"})
NO_LIST_UNITS = frozenset({"$", "orders of magnitude"})

BEFORE = 32
"""How far a rule's `before` may look back: bounds the work."""


class Rule(NamedTuple):
    """One way to write a quantity: a compiled pattern of `quantities.yml` and what it says."""

    name: str
    pattern: re.Pattern[str]
    unit: str | None
    skip: bool
    power: bool
    before: re.Pattern[str] | None
    not_latex: bool


class Grammar(NamedTuple):
    """The rule files, compiled: where a number may begin, and the rules by kind of beginning."""

    site: re.Pattern[str]
    digits: tuple[Rule, ...]
    letters: tuple[Rule, ...]
    pair: re.Pattern[str]
    ranging: re.Pattern[str]
    crossed: tuple[re.Pattern[str], re.Pattern[str]]
    words: Mapping[str, float]
    multipliers: Mapping[str, float]


def may_hold(text: str) -> bool:
    """Say quickly whether a text may hold a quantity; False is certain."""
    return grammar().site.search(text) is not None


def find(text: str) -> list[dict[str, Any]]:
    """Return every quantity as {"start", "end", "number", "number_high", "unit", "rule"}, in order.

    Whether one is a claimed result is not asked here. Takes time linear in the length of the text.
    """
    found = list(_scan(text))
    _share_units(text, found)
    return found


class Quantities:
    """Writes the quantities of a text to `doc._.claimboard_quantities`."""

    def __call__(self, doc: Doc) -> Doc:
        """Find and write."""
        doc._.claimboard_quantities = find(text_of(doc))
        return doc


@functools.cache
def grammar() -> Grammar:
    """Return the rule files compiled, once."""
    data = rules.load("quantities")
    units = rules.load("units")
    parts = dict(data["parts"])
    names = sorted({name for family in units["units"].values() for name in family}, key=len, reverse=True)
    spelled = "|".join(re.escape(name).replace(r"\ ", r"[\s~]") for name in names)
    parts["unit"] = rf"(?:(?:{spelled}){units['per']}(?![A-Za-z\d]))"
    compiled = [_rule(entry, parts) for entry in data["rules"]]
    starts = f"{data['starts']}|{_any_of(data['words'].keys() - UNFIT_STARTS)}"
    latex = "".join(rf"|(?<={re.escape(command)})" for command in data["glued"])
    site = re.compile(
        rf"(?:(?<![\w.@#^]){latex})(?:\.?\d|[x×](?=[\s$]?\d)|\\times(?=[\s$]{{0,2}}\d)|(?:{starts}))",
        re.IGNORECASE,
    )
    letters = tuple(
        rule for rule in compiled if "<word" in rule.pattern.pattern or "<thirds" in rule.pattern.pattern
    )
    digits = tuple(rule for rule in compiled if rule not in letters or rule.power)
    pair, ranging = re.compile(data["pair"], re.IGNORECASE), re.compile(data["ranging"], re.IGNORECASE)
    crossed = re.compile(data["crossed"][0]), re.compile(data["crossed"][1])
    return Grammar(site, digits, letters, pair, ranging, crossed, data["words"], data["multipliers"])


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for some words, sorted by their initials: most of a text fails at the first letter."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    initials = sorted({word[0] for word in longest})
    return "|".join(
        f"{initial}(?:{'|'.join(word[1:] for word in longest if word[0] == initial)})" for initial in initials
    )


def _rule(entry: Mapping[str, Any], parts: Mapping[str, str]) -> Rule:
    before = entry.get("before")
    return Rule(
        entry["name"],
        re.compile(_expanded(entry["pattern"], parts), 0 if "<word" not in entry["pattern"] else re.I),
        entry.get("unit"),
        entry.get("skip", False),
        entry.get("power", False),
        re.compile(_expanded(before, parts)) if before else None,
        entry.get("not_latex", False),
    )


def _expanded(pattern: str, parts: Mapping[str, str]) -> str:
    while True:
        wider = re.sub(r"\{([a-z]+\d*)\}", lambda m: f"(?:{parts[m[1]]})" if m[1] in parts else m[0], pattern)
        if wider == pattern:
            return pattern
        pattern = wider


def _scan(text: str) -> Iterator[dict[str, Any]]:
    known = grammar()
    position = taken = 0
    while site := known.site.search(text, position):
        start, position = site.start(), site.end()
        if _inside_name(text, start):
            continue
        candidates = known.letters if site[0][0].isalpha() and site[0] != "x" else known.digits
        for rule in candidates:
            match = rule.pattern.match(text, start)
            if match is None or not _fits(rule, text, match):
                continue
            made = None if rule.skip else _made(rule, match, known, text)
            if made and made["number_high"] is not None and _is_pair(text, made, match, known):
                continue  # the two are found one by one
            if made and made["start"] < taken:
                continue  # its sign belongs to the number before
            position = match.end()
            if made:
                taken = made["end"]
                yield made
            break


def _inside_name(text: str, start: int) -> bool:
    """Say whether a number is part of a name, behind "word-" (GPT-4, top-5), or of an address, behind "/"."""
    before = text[max(0, start - 5) : start]
    if before.endswith(("-", "‑")) and len(before) > 1 and before[-2].isalpha():
        return not before.casefold().endswith("sub-")
    return before.endswith("/") and len(before) > 1 and not (before[-2].isdigit() or before[-2] in "%}$sxX")


def _fits(rule: Rule, text: str, match: re.Match[str]) -> bool:
    start = match.start()
    if rule.before and not rule.before.search(text[max(0, start - BEFORE) : start]):
        return False
    return not (
        rule.not_latex and text[max(0, start - 2) : start] != "\\$" and PLAIN_MATH.match(text, match.end())
    )


def _made(rule: Rule, match: re.Match[str], known: Grammar, text: str) -> dict[str, Any] | None:
    group = match.groupdict()
    number, high = _numbers(rule, group, known)
    if number is None or (high is None and (group.get("b") or group.get("word2"))):
        return None
    unit = rule.unit or (group.get("u") or group.get("au"))
    if group.get("p"):
        unit = "%"
    elif group.get("t"):
        unit = "x"
    start, end = match.start(), match.end()
    if rule.name == "money":
        start -= 2 if text[start - 2 : start] == "\\$" else 1
    elif not group.get("word") and (sign := SIGN.search(text[max(0, start - 4) : start])):
        start -= len(sign[0].lstrip())
        if any(minus in sign[0] for minus in "-−–"):
            number, high = -number, high
    if rule.unit != "$":
        start, end = _closed(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    return {
        "start": start,
        "end": end,
        "number": number,
        "number_high": high,
        "unit": " ".join(unit.split()) if unit else None,
        "rule": rule.name,
    }


def _closed(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in a dollar sign of LaTeX that stands right before or behind, where its partner is inside."""
    if text[start - 1 : start] == "$" and text[end : end + 1] == "$" and text.count("$", start, end) % 2 == 0:
        return start - 1, end + 1
    if text.count("$", start, end) % 2:
        if text[end : end + 1] == "$":
            return start, end + 1
        if text[start - 1 : start] == "$":
            return start - 1, end
    return start, end


def _numbers(
    rule: Rule, group: Mapping[str, str | None], known: Grammar
) -> tuple[float | None, float | None]:
    if group.get("word"):
        low, high = _worded(group["word"], known), _worded(group.get("word2"), known)
        return (_power(low), _power(high)) if rule.power else (low, high)
    if group.get("thirds") or group.get("quarters"):
        return known.words["two-thirds" if group.get("thirds") else "three-quarters"], None
    written = f"{group['whole']}.{group['part']}" if group.get("whole") else group.get("a")
    number = _parsed(written, group.get("am"), known)
    exponent = group.get("exp") or group.get("exp2") or group.get("exp3")
    if number is not None and exponent:
        number = _finite(float(f"{number:.15f}e{exponent.replace('−', '-')}"))
    if number is not None and group.get("den"):
        below = float(group["den"] or 0)
        number = number / below if below > number else None
    high = _parsed(group.get("b"), group.get("bm"), known)
    if number is not None and high is not None and group.get("bm") and not group.get("am"):
        number = _parsed(written, group["bm"], known)
    return number, high


def _worded(word: str | None, known: Grammar) -> float | None:
    if not word:
        return None
    word = word.casefold().split()[-1]
    return _finite(float(known.words.get(word, word)))


def _power(exponent: float | None) -> float | None:
    try:
        return None if exponent is None else 10.0**exponent
    except OverflowError:
        return None


def _finite(number: float) -> float | None:
    """Return a number, None where it is too great to be one: a wall of digits."""
    return number if math.isfinite(number) else None


def _parsed(written: str | None, multiplier: str | None, known: Grammar) -> float | None:
    if not written:
        return None
    number = float(written.replace(",", ""))
    return _finite(number * known.multipliers[multiplier.strip().casefold()] if multiplier else number)


def _is_pair(text: str, made: Mapping[str, Any], match: re.Match[str], known: Grammar) -> bool:
    """Whether "A to B" is two levels and no range.

    So are "from A to B", "(A% to B%)", "A and B to C and D", and any where B is not above A.
    """
    if abs(made["number_high"]) <= abs(made["number"]):
        return True
    if " to " not in match[0] or made["rule"] == "range-between":
        return False
    if match.groupdict().get("a") is None and made["rule"] != "range-power":
        return False
    before = SENTENCE_END.split(text[max(0, made["start"] - 160) : made["start"]])[-1]
    first, second = known.crossed
    if match[0].count("%") != 1 and first.search(before) and second.match(text, match.end()):
        return True
    if before.endswith("("):
        return match[0].count("%") == 2
    return known.pair.search(before) is not None and known.ranging.search(before) is None


def _share_units(text: str, found: list[dict[str, Any]]) -> None:
    """In "3.1, 4.2 and 5.3%" each number has the unit of the last; so in "12 to 7 hours" and "0.4/0.6".

    In "0.66, 95% CI" it has not: a fraction in front of a percentage is another kind of number.
    """
    for one, other in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        if one["unit"] is None and other["unit"] not in (None, *NO_LIST_UNITS) and one["rule"] == "bare":
            between = text[one["end"] : other["start"]]
            fraction = other["unit"] == "%" and 0 < abs(one["number"]) < 1 <= abs(other["number"])
            if len(between) < 12 and LIST_LINK.fullmatch(between) and not fraction:
                one["unit"] = other["unit"]
