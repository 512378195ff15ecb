"""A spreadsheet that comes back, to rows of cells: whatever delimiter and line ends it was stored with."""

import csv
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from leaderboards.asked import STDIN
from leaderboards.render import FORMULA
from leaderboards.review.sheet import COLUMNS, REQUIRED
from schema.errors import InputError

DELIMITERS = ",;\t"
LONGEST = 10_000_000
"""Characters that a cell may have: a sentence is shorter than any text."""
EXPORT = "claimboard review export FILE.csv writes such a sheet"


class Row(NamedTuple):
    """A row by its number in the spreadsheet, with its cells as they were before they were guarded."""

    number: int
    cells: Mapping[str, str]


class Fault(NamedTuple):
    """What is wrong with a cell; `column` is "" where the whole row is meant."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}{', ' if self.column else ''}{self.column}: {self.reason}"


class Table(NamedTuple):
    """The rows of a sheet, those of its columns that are not ours, and what is wrong with rows."""

    rows: list[Row]
    strange: list[str]
    faults: list[Fault]


def read(file: str) -> Table:
    """Read a sheet; "-" is stdin. Raises InputError where it is none."""
    name = "stdin" if file == STDIN else file
    try:
        blob = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror or error}", "name a sheet") from error
    try:
        text = blob.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not in UTF-8", "store it as “CSV UTF-8”") from error
    lines = text.splitlines()
    head = lines[0] if lines else ""
    delimiter = max(DELIMITERS, key=head.count)
    csv.field_size_limit(LONGEST)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(f"{name} is no CSV: {error}", EXPORT) from error
    heading = [cell.strip().lower() for cell in table[0]] if table else []
    _check_heading(name, heading)
    ours = {column.name for column in COLUMNS}
    faults: list[Fault] = []
    rows = list(_rows(heading, table[1:], faults))
    return Table(rows, [cell for cell in heading if cell and cell not in ours], faults)


def _check_heading(name: str, heading: Sequence[str]) -> None:
    lacking = [column for column in REQUIRED if column not in heading]
    if lacking:
        raise InputError(f"{name} has no column {' and none '.join(map(repr, lacking))}", EXPORT)
    twice = sorted({cell for cell in heading if cell and heading.count(cell) > 1})
    if twice:
        raise InputError(f"{name} has two columns {twice[0]!r}", "leave one of them out")


def _rows(heading: Sequence[str], table: Sequence[Sequence[str]], faults: list[Fault]) -> Iterator[Row]:
    for number, cells in enumerate(table, 2):
        if not any(map(str.strip, cells)):
            continue
        if any(cell.strip() for cell in cells[len(heading) :]):
            faults.append(Fault(number, "", f"it has {len(cells)} cells, and the heading {len(heading)}"))
            continue
        filled = [*cells, *[""] * (len(heading) - len(cells))]
        yield Row(number, {name: _bare(cell) for name, cell in zip(heading, filled, strict=False) if name})


def _bare(cell: str) -> str:
    """Return a cell without the apostrophe that kept a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
