"""What a reviewer may mean by the beginning of a name: words of the text, then names that are known."""

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence

from schema.inert import inert
from schema.registry import fold

LEAST = 80
"""How alike a name must be, of 100 for the same, that does not begin as typed."""
SHORTEST = 3
"""Letters from which on names are looked for that are only alike."""
MOST_WORDS = 4
"""Words of the text that are offered as one name."""

EDGES = ".,;:!?()[]\"'"
BEFORE, BEHIND = "([{", ".,;:!?)]}"
"""With these a word begins that is no part of a name any more, or ends that is the last one."""
LINKS = frozenset({"of", "per", "for", "the", "to", "in", "on", "and", "at"})
"""Words that stand within names, and never at their end."""
WITHIN = LINKS - {"of", "per", "to"}
"""Those that stand within names with capitals alone."""
NO_PART = frozenset(
    {"a", "an", "as", "but", "by", "is", "are", "was", "were", "has", "have", "had", "it", "its", "or", "not"}
    | {"than", "that", "this", "these", "those", "we", "our", "with", "from", "while", "where", "when"}
    | {"which", "who", "whose", "then", "so", "if", "can", "may", "only", "both", "all", "each", "over"}
    | {"under", "after", "before"}
)
"""Words that stand in no name."""
VALUE = re.compile(r"[+\-−~≤≥]?\d+(?:[.,]\d+)*(?:[.,]\d|%|\\%)")
"""How a word begins that is a result, and no part of a name as in "Lantern 7B"."""


class Index:
    """The known names of a slot, ready to be looked up; of several that fit, those first given go first.

    Made once and never changed, so that one thread may make it and another look things up.
    """

    def __init__(self, names: Iterable[str]) -> None:
        found = {fold(name): name for name in reversed([*names])}
        self._rank = {key: place for place, key in enumerate(reversed(found))}
        self._names = found
        self._keys = sorted(found)

    def beginning(self, typed: str) -> list[str]:
        """Return the names that begin so, whatever their case and hyphens."""
        key = fold(typed)
        first = bisect.bisect_left(self._keys, key)
        last = bisect.bisect_left(self._keys, key + chr(0x10FFFF))
        return [self._names[each] for each in sorted(self._keys[first:last], key=self._rank.__getitem__)]

    def alike(self, typed: str, limit: int) -> list[str]:
        """Return the names that look most like what was typed, or like a part of them does."""
        from rapidfuzz import fuzz, process

        found = process.extract(
            fold(typed), self._keys, scorer=fuzz.partial_ratio, limit=4 * limit, score_cutoff=LEAST
        )
        found.sort(key=lambda each: (-each[1], abs(len(each[0]) - len(typed)), self._rank[each[0]]))
        return [self._names[key] for key, _, _ in found[:limit]]


NOTHING = Index(())


def completions(
    typed: str, text: str, mentions: Sequence[str], known: Index = NOTHING, limit: int = 6
) -> list[str]:
    """Return what may be meant, the likeliest first: mentions of the paper, its words, known names.

    What begins as typed goes before what is only alike. With nothing typed the mentions are offered.
    """
    typed = " ".join(typed.split())
    if not typed:
        return _first(mentions, limit)
    key = fold(typed)
    mentioned = [each for each in mentions if fold(each).startswith(key)]
    found = _first([*mentioned, *_words(typed, text), *known.beginning(typed)[:limit]], limit, typed)
    if len(found) < limit and len(typed) >= SHORTEST:
        inside = [each for each in mentions if key in fold(each)]
        found = _first([*found, *inside, *known.alike(typed, limit)], limit, typed)
    return found


def among(typed: str, choices: Sequence[str]) -> list[str]:
    """Return the choices that begin as typed, or else all."""
    return [each for each in choices if each.startswith(typed.strip().lower())] or list(choices)


def _first(names: Iterable[str], limit: int, typed: str = "") -> list[str]:
    """Return the first names, each spelling once, without what stands there already."""
    shown = dict.fromkeys(inert(name) for name in names)
    return [name for name in shown if name != typed][:limit]


def _words(typed: str, text: str) -> Iterator[str]:
    """Yield what stands in the text and begins as typed: to the end of the word, and some words further.

    A name goes on as long as its words have capitals or digits; where no such word follows, words of any kind
    are offered. Nothing goes beyond a sentence, a comma or a bracket.
    """
    low, asked = text.casefold(), typed.casefold()
    if len(low) != len(text):  # a letter that is two in lower case: places would not agree
        return
    shortest = len(typed.split())
    at = low.find(asked)
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            end = at + len(asked)
            words = _together((text[at:end] + text[end:].split("\n", 1)[0]).split(), shortest)
            further = [count for count in range(shortest, len(words) + 1) if _may_end(words[shortest:count])]
            named = [count for count in further if _is_name(words[:count], shortest)]
            plain = [
                count for count in further if WITHIN.isdisjoint(map(str.casefold, words[shortest:count]))
            ]
            for count in named if len(named) > 1 else plain:
                yield " ".join(words[:count]).strip(EDGES)
        at = low.find(asked, at + 1)


def _together(words: Sequence[str], shortest: int) -> list[str]:
    """Return the first words that may be one name: at least `shortest`, no further than a mark or bracket."""
    found: list[str] = []
    for word in words[: shortest - 1 + MOST_WORDS]:
        if len(found) >= shortest and (word[:1] in BEFORE or word.casefold() in NO_PART or VALUE.match(word)):
            break
        found.append(word)
        if len(found) >= shortest and word[-1:] in BEHIND:
            break
    return found


def _may_end(further: Sequence[str]) -> bool:
    """Say whether a name may end with these further words: not with "of"."""
    return not further or further[-1].casefold() not in LINKS


def _is_name(words: Sequence[str], shortest: int) -> bool:
    """Say whether words behind the first ones belong to the same name: capitals, numbers, what links them."""
    further = words[shortest:]
    if further and further[0].casefold() in LINKS and not words[0][:1].isupper():
        return False
    return all(word[:1].isupper() or word[:1].isdigit() or word.casefold() in LINKS for word in further)
