r"""Texts that come from files, made harmless where they are shown: nothing in them is obeyed.

A terminal obeys escape sequences, and control characters that look like nothing; marks that turn the
direction of writing make one text look like another. What does not print is written out instead (`\x1b`,
`\u202e`).
"""

import json
from collections.abc import Iterator


def inert(text: str) -> str:
    r"""Return the text in one line, evened, with whatever a terminal would obey written out (`\x1b`)."""
    # what prints has no white space but blanks: most texts are even as they are
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return _written_out(" ".join(text.split()))


def inert_line(text: str) -> str:
    """Return the text in one line, blanks and all, but for what a terminal would obey."""
    return inert_lines(text.replace("\n", " "))


def inert_lines(text: str) -> str:
    """Return the text as it stands, line ends and all, but for what a terminal would obey."""
    return "\n".join(
        line if line.isprintable() else _written_out("".join(" " if c.isspace() else c for c in line))
        for line in text.split("\n")
    )


def inert_json(value: object, indent: int | None = None) -> Iterator[str]:
    r"""Yield the pieces of a JSON text that means `value`, and that a terminal shows as it stands.

    What does not print is escaped as JSON does it (`\u202e`): whoever reads it gets the same value.
    """
    whole = [json.dumps(value, ensure_ascii=False)] if indent is None else None  # six times as fast
    for piece in whole or json.JSONEncoder(ensure_ascii=False, indent=indent).iterencode(value):
        if piece.isprintable():
            yield piece
        else:
            yield "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in piece)


def _written_out(line: str) -> str:
    return line if line.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
