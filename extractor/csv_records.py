"""Tables of papers, CSV and TSV, as a stream of records, each with its line; what is malformed is a value.

The first row names the columns (`columns.yml`). Python's csv module takes rows apart; it is strict, so that a
quote that is not closed is found where the next one stands, and what it swallowed is read again.
"""

import csv
import functools
import re
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from extractor.json_records import TOO_LONG
from extractor.source import Source
from schema.errors import InputError, Problem

NAMES = Path(__file__).parent / "columns.yml"
DELIMITERS = {"csv": ",;", "tsv": "\t"}
"""What may stand between cells, by input format. Spreadsheets of half of Europe write semicolons."""
LONGEST_ROW = 1_000_000
"""Characters of a row, at most; of a longer one no more is held."""
LONGEST_HEADER = 10_000
"""Characters of a first row that is looked at to say whether a text is a table."""
GUARDED = re.compile(r"'(?='*[=+\-@\t\r])")
"""The apostrophe that keeps a spreadsheet from running a cell as a formula: our own exports put it there."""
NEEDED = ("title", "abstract")
UNCLOSED = "a quote that is not closed, or one within a cell that is not doubled"

Record = tuple[int, dict[str, str]]
"""The line on which a row begins, and its filled cells by field."""
Columns = dict[str, list[int]]
"""Where the cells of each field stand, the best first."""


def csv_records(source: Source, format_: str = "csv") -> Iterator[Record | Problem]:
    """Yield the filled cells of every row that is not empty, by the fields of a paper.

    A column `text_date` tells dates of texts apart from others, also where its cell is empty.

    Raises InputError where the first row names no title or no abstract. A row that cannot be taken apart
    costs itself alone.
    """
    rows = _Rows(source, _delimiter(source.head, format_) or DELIMITERS[format_][0])
    found = rows.read()
    first = next(found, None)
    columns = _columns(first[1]) if isinstance(first, tuple) else {}
    if missing := [name for name in NEEDED if name not in columns]:
        raise InputError(
            f"{source.label} has no column of {' and '.join(f'{name}s' for name in missing)}",
            f"the first row names the columns: {', '.join(_names())}",
        )
    last_needed = max(columns[name][0] for name in NEEDED)
    for row in found:
        if isinstance(row, Problem):
            yield row
            continue
        line, cells = row
        if not any(map(str.strip, cells)):
            continue
        # some programs leave out empty cells at the end; a row that ends in the abstract may be cut there
        short = len(cells) < rows.width and len(cells) <= last_needed + 1
        if short or any(map(str.strip, cells[rows.width :])):
            yield Problem(
                source.name,
                line,
                f"a row of {len(cells)} cells, where the first row names {rows.width} columns",
                "put cells that hold a comma or a line end in quotes",
                rows.text,
            )
            continue
        filled = {name: cell for name, places in columns.items() if (cell := _cell(cells, places))}
        # that a text has no date of its own is something else than that nobody told such dates apart
        yield line, ({"text_date": ""} if "text_date" in columns else {}) | filled


def table_format(head: str) -> str | None:
    """Say which kind of table of papers a text is, by its first row; None where it is none."""
    return next((format_ for format_ in DELIMITERS if _delimiter(head, format_)), None)


@functools.cache
def _names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    return names


def _delimiter(head: str, format_: str) -> str | None:
    first = head.lstrip()[:LONGEST_HEADER].partition("\n")[0]
    for delimiter in DELIMITERS[format_]:
        try:
            row = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            continue
        if all(name in _columns(row) for name in NEEDED):
            return delimiter
    return None


def _columns(row: Sequence[str]) -> Columns:
    found = [" ".join(cell.replace("_", " ").casefold().split()) for cell in row]
    places = {
        field: [found.index(name) for name in names if name in found] for field, names in _names().items()
    }
    return {field: those for field, those in places.items() if those}


def _cell(cells: Sequence[str], places: Sequence[int]) -> str:
    filled = (cells[place] for place in places if place < len(cells) and cells[place].strip())
    cell = next(filled, "")
    return cell[1:] if GUARDED.match(cell) else cell


class _TooLongError(Exception):
    pass


class _Rows:
    """The rows of a table; the first one says how many cells the others should have (`width`).

    As an iterator it gives the csv module the lines of one row, and holds them until the row is whole.
    """

    def __init__(self, source: Source, delimiter: str) -> None:
        csv.field_size_limit(LONGEST_ROW)  # what a paper may have is said where its fields are read
        self.name = source.name
        self.delimiter = delimiter
        self.width = 0
        self._quoted = source.head.lstrip().startswith('"')
        self._lines = source.lines()
        self._held: list[tuple[int, str]] = []
        self._size = 0
        self._again: deque[tuple[int, str]] = deque()

    @property
    def text(self) -> str:
        """The row that was read last, as it stands in the file."""
        return "\n".join(line for _, line in self._held)

    def read(self) -> Iterator[tuple[int, list[str]] | Problem]:
        """Yield every row with the line on which it begins, but for blank lines."""
        while True:
            self._held, self._size = [], 0
            cells: list[str] | None = None
            try:
                cells = next(csv.reader(self, delimiter=self.delimiter, strict=True))
            except StopIteration:
                return
            except _TooLongError:
                number, text = self._held[0]
                reason = f"a row {TOO_LONG.format(LONGEST_ROW)}"
                yield Problem(self.name, number, reason, "one paper a row", text[:LONGEST_ROW])
                continue
            except csv.Error:
                pass
            if self.delimiter == "\t":
                cells = self._bare(cells)
            number, text = self._held[0]
            if cells is None:
                self._give_back()
                yield Problem(self.name, number, UNCLOSED, "close it, or write it twice", text)
            elif cells:
                self.width = self.width or len(cells)
                yield number, cells

    def __iter__(self) -> "_Rows":
        return self

    def __next__(self) -> str:
        number, line = self._again.popleft() if self._again else next(self._lines)
        if self._held and self._size + len(line) > LONGEST_ROW:
            self._again.appendleft((number, line))
            raise StopIteration
        self._held.append((number, line))
        self._size += len(line)
        if self._size > LONGEST_ROW:
            raise _TooLongError
        return f"{line}\n"

    def _give_back(self) -> None:
        """Read all lines again but the first of those that are held."""
        self._again.extendleft(reversed(self._held[1:]))
        del self._held[1:]

    def _bare(self, cells: list[str] | None) -> list[str] | None:
        """Return a row of a TSV file where its quotes are no marks around cells: many programs write none."""
        plain = self._held[0][1].split("\t")
        swallowed = len(self._held) > 1 and not plain[-1].startswith('"')
        if len(plain) == self.width and (cells is None or swallowed):
            self._give_back()
            return plain
        if cells is None or len(cells) != len(plain) or self._quoted:
            return cells
        # a program that writes them puts none around a cell without a comma: these are the cell's own
        pairs = zip(plain, cells, strict=True)
        return [own if own == f'"{cell}"' and "," not in cell else cell for own, cell in pairs]
