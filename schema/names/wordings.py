"""The shorter wordings that a wording holds: without words of no weight at its ends, or in the singular."""

from collections.abc import Callable, Iterator

from schema.names.spelling import KEPT

LONGEST = 200
"""Characters of a wording. A longer one holds no other."""
WORDS = 3
"""The words of the longest of no weight: "large language model"."""
SHORT = 4
"""A text of so few characters is an abbreviation, whose s is no plural."""


def shorter(text: str, is_light: Callable[[str], bool]) -> Iterator[str]:
    """Yield a text without the first or the last words, each time these are of no weight."""
    words = text.split()
    for count in range(1, min(WORDS, len(words) - 1) + 1):
        if is_light(" ".join(words[-count:])):
            yield " ".join(words[:-count])
        if is_light(" ".join(words[:count])):
            yield " ".join(words[count:])


def singular(text: str) -> str | None:
    """Return what a text would be in the singular, or None where it does not look like a plural."""
    lower = text.casefold()
    if len(text) <= SHORT or not lower.endswith("s") or lower.endswith("ss"):
        return None
    return f"{text[:-3]}y" if lower.endswith("ies") else text[:-1]


def cased(text: str) -> str:
    """Return what two texts with one key are compared by where their case counts."""
    return "".join(c for c in text if c.isalnum() or c in KEPT)
