"""The stretches of a text within which numbers and names are tied: sentences, overlong ones cut at white space."""

from extractor.sentences import sentence_spans

LONGEST = 4000
"""Characters of the longest stretch; no sentence of prose is longer, and work grows faster than its length."""


def stretches(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every stretch, in order. The title is one of its own, unless it is overlong."""
    found: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        while end - start > LONGEST:
            cut = text.rfind(" ", start + 1, start + LONGEST)
            cut = cut if cut > start else start + LONGEST
            found.append((start, cut))
            start = cut + (text[cut] == " ")
        found.append((start, end))
    return found
