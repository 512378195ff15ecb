"""The pipeline's tokenizer: runs of word characters, single other signs, and white space.

spaCy's English tokenizer peels punctuation off one sign at a time and takes half a minute for ten thousand
dollar signs; this one is linear. No component relies on tokens: offsets into the raw text are the truth.
"""

import re
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from spacy.vocab import Vocab

TOKEN = re.compile(r"(\w+|[^\w\s]| (?=\s|$)|[^\S ]+)( (?!\s|$))?|( )")

RAW = "claimboard_text"


def text_of(doc: Doc) -> str:
    """Return a document's text: as it was given, since `doc.text` puts it together anew at every call."""
    text: str | None = doc.user_data.get(RAW)
    return doc.text if text is None else text


class Words:
    """Turns a text into a Doc whose text is the same. It has no state to save."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the Doc of a text."""
        words: list[str] = []
        spaces: list[bool] = []
        for word, space, lone in TOKEN.findall(text):
            words.append(word or lone)
            spaces.append(bool(space))
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc.user_data[RAW] = text
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        """Return nothing: spaCy asks every tokenizer."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> "Words":
        """Read nothing back."""
        return self

    def to_disk(self, _path: Path | str, **_: Any) -> None:
        """Write nothing."""

    def from_disk(self, _path: Path | str, **_: Any) -> "Words":
        """Read nothing back."""
        return self
