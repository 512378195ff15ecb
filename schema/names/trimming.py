"""Which words around a name are no part of it, and which words are written in two ways (`vocab/trim.yml`)."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from schema.names.spelling import fold
from schema.names.vocabulary import SLOTS

COUNT = re.compile(r"^\d+\s*[x×*]\s*(?=[^\W\d_])", re.IGNORECASE)
"""How many there are of a thing: "8x A100", "8×A100"."""


class Trim:
    """The words of one slot: `leading` and `trailing` ones are dropped, those in `words` are replaced.

    The `loose` ones are trailing, but not where a plain word would be left that is a name in another case:
    "math benchmarks" are not MATH.
    """

    def __init__(
        self,
        leading: Iterable[str],
        trailing: Iterable[str],
        loose: Iterable[str],
        words: Mapping[str, str],
        counted: bool = False,
    ) -> None:
        # a hyphen before a name is its own ("A-OKVQA"), one before "dataset" is none
        self._leading = [_pattern(leading, r"^(?:%s)\s+"), *([COUNT] if counted else [])]
        self._trailing = _pattern(trailing, r"[\s_-]+(?:%s)$")
        self._loose = _pattern(loose, r"[\s_-]+(?:%s)$")
        self._words = words

    def word(self, atom: str) -> str:
        """Return the word that an atom of a name stands for."""
        return self._words.get(atom, atom)

    def shorter(self, text: str, is_plain: Callable[[str, str], bool]) -> str | None:
        """Return the text without one of the words around it, or None where none stands there.

        `is_plain` says of a name's key, and of a text, whether the name may be a plain word in it.
        """
        for pattern in (*self._leading, self._trailing, self._loose):
            found = pattern.sub("", text)
            if found not in ("", text) and not (pattern is self._loose and is_plain(fold(found), text)):
                return found
        return None


def trims(document: Mapping[str, Mapping[str, Any]]) -> dict[str, Trim]:
    """Read the words of each slot."""
    return {
        slot: Trim(
            document["leading"].get(slot, ()),
            document["trailing"].get(slot, ()),
            document.get("trailing_loose", {}).get(slot, ()),
            document.get("words", {}).get(slot, {}),
            counted=slot == "hardware",
        )
        for slot in SLOTS
    }


def _pattern(words: Iterable[str], pattern: str) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    inner = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) or "(?!)"
    return re.compile(pattern % inner, re.IGNORECASE)
