"""What the network reads a number with: the sentences of a text that are most likely to say what it means.

A whole abstract would cost twice the time; the number's sentence, the title, the sentence before, the one
that introduces the method and the nearest that speaks of data hold 97% of what gold claims need.
"""

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor import pieces, rules
from extractor.pieces import Pieces
from extractor.stretches import stretches

BUDGET = 176
"""Word pieces of a context; its own sentence is taken whole up to `LONGEST`."""
LONGEST = 300
"""Word pieces of a sentence beyond which it is not read: a table, or no prose."""
LEAST = 4
"""Word pieces of room below which no more sentences are looked at."""
AROUND = 12
"""Sentences on either side that are looked at: more fit into no context, and the work stays bounded."""
TITLE = 0
"""Index of the title among the stretches of a text."""


class Context(NamedTuple):
    """Sentences of a text as one input of the network; all lists run over its pieces.

    `sentence` is the index of the number's own sentence, `sentences` each piece's (-1 for the opening piece,
    which stands for no text).
    """

    sentence: int
    ids: list[int]
    offsets: list[tuple[int, int]]
    sentences: list[int]
    starts: list[bool]
    ends: list[bool]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the first piece and the one behind the last that touch an offset span, or None."""
        touched = [i for i, (a, b) in enumerate(self.offsets) if a < end and start < b]
        return (touched[0], touched[-1] + 1) if touched else None


class Contexts:
    """Makes the contexts of one text. `spans` are its sentences, each cut into pieces when first needed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = stretches(text)
        self._known: dict[int, Pieces] = {}
        sentences = [text[start:end].lower() for start, end in self.spans]
        self._introducing = [i for i, s in enumerate(sentences) if i and _pattern("introduces").search(s)]
        self._evaluating = [i for i, s in enumerate(sentences) if i and _pattern("evaluates").search(s)]

    def of(self, sentence: int) -> Context | None:
        """Return the context of the numbers of a sentence (by index), None where it is overlong."""
        if len(self._pieces(sentence).ids) > LONGEST:
            return None
        ids, offsets, owners, starts, ends = [pieces.start_id()], [(0, 0)], [-1], [False], [False]
        for i in self._chosen(sentence):
            here = self._pieces(i)
            ids += here.ids
            offsets += here.offsets
            owners += [i] * len(here.ids)
            starts += here.starts
            ends += here.ends
        return Context(sentence, ids, offsets, owners, starts, ends)

    def _pieces(self, sentence: int) -> Pieces:
        if sentence not in self._known:
            self._known[sentence] = pieces.read(self.text, *self.spans[sentence])
        return self._known[sentence]

    def _chosen(self, own: int) -> list[int]:
        chosen: set[int] = set()
        room = BUDGET - 1
        for i in self._order(own):
            if room < LEAST:
                break
            size = len(self._pieces(i).ids)
            if i not in chosen and (size <= room or i == own):
                chosen.add(i)
                room -= size
        return sorted(chosen)

    def _order(self, own: int) -> Sequence[int]:
        """Return the indices of all sentences, the most telling first."""
        count = len(self.spans)
        nearest = sorted(self._evaluating, key=lambda i: abs(i - own))
        order = [own, TITLE, own - 1, *self._introducing[:1], *nearest[:1], own + 1, own - 2]
        order += [*self._introducing[1:2], own - 3, own + 2]
        around = range(max(1, own - AROUND), own + AROUND + 1)
        order += sorted(around, key=lambda i: abs(i - own))
        return [i for i in order if 0 <= i < count]


@functools.cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(rules.load("contexts")[key]["pattern"])
