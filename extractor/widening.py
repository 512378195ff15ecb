"""Benchmarks with the parts that stand beside their names: "ImageNet 256x256", "BIRD dev set".

What is read as a benchmark is often its name alone; boards of different parts stay apart, so a part beside
it counts.
"""

import re

from schema.registry import Resolution, registry

WORDS = 4
"""Words behind a name, at most, that may say which part of the benchmark is meant."""
REACH = 30
"""Characters in front of a name that are looked at."""
BEHIND = re.compile(r"[ (\[,-]{0,2}[^\s,;()\[\]]{1,24}[)\]]?")
BEFORE = re.compile(r"(?<![^\s(])[^\s,;()\[\]]*\d[^\s,;()\[\]]* $")
"""A word with a number in front of a name: "256x256 ImageNet", "2024 AIME"."""
SET = re.compile(r"\b(?:sets?|splits?|dev)\b", re.IGNORECASE)
WORDS_TOO = ("training", "validation")
"""Splits whose names may belong to what follows ("validation accuracy"): they need a word of `SET`."""
ENDS = re.compile(r"[.!?:]\s*$")


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a benchmark's name with the part beside it, or the same span where there is none.

    Only what the vocabulary knows as a part of that benchmark is taken in.
    """
    alone = registry().resolve("benchmark", text[start:end])
    if not alone.known or " + " in alone.canonical:
        return start, end
    found, best, last = (start, end), alone, end
    for _ in range(WORDS):
        if ENDS.search(text[start:last]) or (word := BEHIND.match(text, last)) is None:
            break
        last = word.end()
        stop = last - (text[last - 1] in ".:!?")
        wider = registry().resolve("benchmark", text[start:stop])
        if _is_part(best, wider, text[start:stop]):
            found, best = (start, stop), wider
    word = BEFORE.search(text, max(0, start - REACH), start) if best is alone else None
    if word and _is_part(alone, registry().resolve("benchmark", text[word.start() : end]), ""):
        return word.start(), end
    return found


def _is_part(whole: Resolution, part: Resolution, wording: str) -> bool:
    if not part.known or part.canonical == whole.canonical or " + " in part.canonical:
        return False
    if part.split != whole.split and part.split in WORDS_TOO and not SET.search(wording):
        return False
    return part.base == whole.base or part.canonical.startswith(f"{whole.canonical} ")
