"""Where sentences begin and end, on the raw text. The title, up to the first newline, is one of its own."""

import functools
import re

from extractor import rules

END = re.compile(r"[.!?][\"'”’)\]]*(?=\s)")
STARTS = re.compile(r"\s+(?=[\"'“‘(\[$\\]*[A-Z0-9])|\s*$")
LONGEST_ABBREVIATION = 12


@functools.lru_cache(maxsize=8)  # one component after the other asks for the same text
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of every sentence, without the white space around it, in order.

    A full stop ends a sentence where what follows may start one; abbreviations and initials don't.
    """
    title = text.find("\n")
    first = title if title >= 0 else len(text)
    spans = [(0, first), *_split(text, first)]
    return tuple(span for start, end in spans if (span := _stripped(text, start, end)))


@functools.cache
def _abbreviation() -> re.Pattern[str]:
    known = "|".join(map(re.escape, rules.load("sentences")["abbreviations"]))
    return re.compile(rf"(?:\b(?:{known})|(?<![\w.])[A-Z])\.$")


def _split(text: str, start: int) -> list[tuple[int, int]]:
    spans = []
    for match in END.finditer(text, start):
        if not STARTS.match(text, match.end()):
            continue
        before = text[max(start, match.start() - LONGEST_ABBREVIATION) : match.start() + 1]
        if text[match.start()] == "." and _abbreviation().search(before):
            continue
        spans.append((start, match.end()))
        start = match.end()
    return [*spans, (start, len(text))]


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    return (first, last) if first < last else None
