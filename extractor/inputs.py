"""Contexts and the numbers asked about in them, as the arrays that the network reads.

C contexts and V numbers; L pieces in the longest context, W = `WIDEST` pieces in the longest name.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.contexts import TITLE, Context

WIDEST = 14
"""Word pieces of the longest name."""
OWN_SENTENCE, VALUE, EARLIER, LATER, IN_TITLE = 1, 2, 3, 4, 6
"""Marks of pieces, seen from the number asked about: its sentence, itself, the numbers before and behind it
in its sentence, the title. Everything else is 0. (5 and 7 are free.)"""
MARKS = 8

Span = tuple[int, int]
"""First piece and the one behind the last."""


class Inputs(NamedTuple):
    """What the network reads.

    `ids` [C, L] pieces, 0 where `present` [C, L] is False; `owner` [V] each number's context; `marks`
    [V, L]; `value` [V, L] the number's own pieces; `allowed` [V, L, W] whether a name may begin at a piece
    and be so many pieces wide (less one).
    """

    ids: NDArray[np.int64]
    present: NDArray[np.bool_]
    owner: NDArray[np.int64]
    marks: NDArray[np.int64]
    value: NDArray[np.bool_]
    allowed: NDArray[np.bool_]


def batch(asked: Sequence[tuple[Context, Sequence[Span]]]) -> Inputs:
    """Return the arrays for contexts, each with the pieces of the numbers of its own sentence."""
    length = max(len(context.ids) for context, _ in asked)
    count = sum(len(values) for _, values in asked)
    made = Inputs(
        np.zeros((len(asked), length), np.int64),
        np.zeros((len(asked), length), np.bool_),
        np.repeat(np.arange(len(asked)), [len(values) for _, values in asked]),
        np.zeros((count, length), np.int64),
        np.zeros((count, length), np.bool_),
        np.zeros((count, length, WIDEST), np.bool_),
    )
    places, widths = np.arange(length)[:, None], np.arange(WIDEST)[None]
    row = 0
    for i, (context, values) in enumerate(asked):
        size = len(context.ids)
        made.ids[i, :size] = context.ids
        made.present[i, :size] = True
        names = _names(context, length)
        for value in values:
            first, last = value
            made.marks[row, :size] = _marks(context, value, values)
            made.value[row, first:last] = True
            made.allowed[row] = names & ~((places < last) & (places + widths >= first))
            row += 1
    return made


def _names(context: Context, length: int) -> NDArray[np.bool_]:
    """Return [L, W]: a name begins and ends where words do, and stands in one sentence."""
    size = len(context.ids)
    starts, ends = np.zeros(length, np.bool_), np.zeros(length + WIDEST, np.bool_)
    sentences = np.full(length + WIDEST, -2)
    starts[:size], ends[:size], sentences[:size] = context.starts, context.ends, context.sentences
    first = np.arange(length)[:, None]
    last = first + np.arange(WIDEST)[None]
    allowed: NDArray[np.bool_] = starts[first] & ends[last] & (sentences[first] == sentences[last])
    return allowed


def _marks(context: Context, value: Span, values: Sequence[Span]) -> NDArray[np.int64]:
    sentences = np.array(context.sentences)
    marks = np.zeros(len(sentences), np.int64)
    marks[sentences == TITLE] = IN_TITLE
    marks[sentences == context.sentence] = OWN_SENTENCE
    for first, last in values:
        marks[first:last] = EARLIER if first < value[0] else LATER
    marks[slice(*value)] = VALUE
    return marks
