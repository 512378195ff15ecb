"""What a command is asked about: the ids that its arguments give, or another command's output."""

import sys
from collections.abc import Iterable

from leaderboards.render import FORMULA
from schema.errors import NotFoundError

STDIN = "-"


def named(given: Iterable[str], what: str) -> list[str]:
    """Return the ids that arguments name, in their order; "-" stands for those on stdin, one a line.

    A line may be a whole row of a table in TSV, with or without its heading, which is `what`: the id is its
    first cell. Raises NotFoundError where stdin names none.
    """
    found: list[str] = []
    for each in given:
        found += _first_cells(what) if each == STDIN else [each]
    if not found:
        raise NotFoundError(f"stdin names no {what}", f"one id a line, as `claimboard {what}s` lists them")
    return found


def _first_cells(heading: str) -> list[str]:
    text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    cells = [cell for line in text.splitlines() if (cell := line.partition("\t")[0].strip())]
    if cells[:1] == [heading]:
        del cells[0]
    return [cell[1:] if cell[0] == "'" and FORMULA.match(cell) else cell for cell in cells]  # was guarded
