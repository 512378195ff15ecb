"""A text as word pieces with their offsets, for the network.

The vocabulary is that of the encoder that the network was made from (`extractor/model/README.md`).
"""

import functools
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

FILE = Path(__file__).parent / "model" / "tokenizer.json"
OPENING = frozenset("$\\(")
"""Signs that a name may begin with."""
CLOSING = frozenset("+)}$*%")
"""Signs that a name may end with."""


class Pieces(NamedTuple):
    """Word pieces of a stretch of text.

    Vocabulary numbers, (start, end) in the text, and for each piece whether a name may start and end with it
    (at a word's beginning and end, and at no punctuation).
    """

    ids: list[int]
    offsets: list[tuple[int, int]]
    starts: list[bool]
    ends: list[bool]


@functools.cache
def tokenizer() -> Tokenizer:
    """Return the tokenizer, read once."""
    made: Tokenizer = Tokenizer.from_file(str(FILE))
    made.no_padding()
    made.no_truncation()
    return made


@functools.cache
def start_id() -> int:
    """Return the vocabulary number of the piece that begins every input."""
    return tokenizer().encode("").ids[0]


def read(text: str, start: int, end: int) -> Pieces:
    """Return the pieces of a text between two offsets."""
    encoded = tokenizer().encode(text[start:end], add_special_tokens=False)
    offsets = [(start + first, start + last) for first, last in encoded.offsets]
    inner = [token.startswith("##") for token in encoded.tokens]
    last_of_word = [not following for following in (*inner[1:], False)][: len(inner)]
    return Pieces(
        list(encoded.ids),
        offsets,
        [
            not inside and (text[first].isalnum() or text[first] in OPENING)
            for inside, (first, _) in zip(inner, offsets, strict=True)
        ],
        [
            at_end and (text[last - 1].isalnum() or text[last - 1] in CLOSING)
            for at_end, (_, last) in zip(last_of_word, offsets, strict=True)
        ],
    )
