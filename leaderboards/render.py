"""Listings of rows to text: a terminal table, Markdown, TSV, CSV, JSON or JSON lines.

Nothing is printed here: every function writes to the text file that it is given. Texts come from papers and
may hold anything; what reaches a terminal, a spreadsheet or a Markdown page is made inert first.
"""

import csv
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO

from leaderboards.figures import number
from schema.identity import identifier
from schema.inert import inert, inert_json

if TYPE_CHECKING:
    from _csv import Writer

Cell = str | int | float | None
Record = Mapping[str, Cell]
UNKNOWN = "–"
FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would run (owasp.org/www-community/attacks/CSV_Injection).

Or that looks like one which is guarded already: with one apostrophe more, taking one away gives the text.
"""
SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
ADDRESS = 34
"""Characters of an address on a terminal, at most: two lines of a narrow column."""
SPECIAL = frozenset(" '=+-@\t\r")
"""What a cell begins with that is a formula, looks like a guarded one, or has a blank before it."""
MARKUP = re.compile(r"[\\`*_\[\]|~$&<>]")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
"""What has no backslash before it: not every reader of Markdown honours that before HTML."""
VERSION = 1
"""Of the shape of JSON: keys may be added, never taken away."""


class Column(NamedTuple):
    """A column by its key in the rows, and what it means.

    `right`: numbers, set right and never wrapped. `heading` is what people read above it, if not the key.
    """

    name: str
    meaning: str
    right: bool = False
    heading: str | None = None


class Section(NamedTuple):
    """A part of a listing that people read as one table; `notes` are lines below it.

    `spare` are the columns that are left out first where a terminal is too narrow for all.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Record]
    notes: Sequence[str] = ()
    spare: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What a command has to show, in the shapes that the formats need.

    `rows` has one record a line for TSV, CSV and JSON lines, with the keys of `columns`; `sections` are
    the tables that people read; `document` is what JSON holds, None for an object with all rows under the
    name of `what` they are. Iterables are gone through once, when and if their format is written.
    """

    columns: Sequence[Column]
    rows: Iterable[Record]
    sections: Iterable[Section]
    document: object = None
    what: str = "rows"


def write(file: TextIO, form: str, listing: Listing, width: int | None = None) -> None:
    r"""Write a listing to `file` in one of `FORMATS`.

    Rows are written as they come. CSV is that of RFC 4180 and ends its lines with `\r\n`, so `file` must
    not translate line ends. `width`, in characters, is that of terminal tables; None asks the terminal.
    """
    WRITERS[form](file, listing, width)


def _tsv(file: TextIO, listing: Listing, width: int | None) -> None:
    # cells hold no tab and no line end any more: nothing to quote
    _lines(
        csv.writer(file, "excel-tab", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n"), listing
    )


def _csv(file: TextIO, listing: Listing, width: int | None) -> None:
    _lines(csv.writer(file, lineterminator="\r\n"), listing)


def _lines(writer: "Writer", listing: Listing) -> None:
    names = [column.name for column in listing.columns]
    writer.writerow(names)
    writer.writerows([_data(row[name]) for name in names] for row in listing.rows)


def _json(file: TextIO, listing: Listing, width: int | None) -> None:
    if listing.document is not None:
        file.writelines(inert_json(listing.document, indent=1))
        file.write("\n")
        return
    write_json(file, listing.what, (_object(listing, row) for row in listing.rows))


def write_json(file: TextIO, what: str, records: Iterable[object]) -> None:
    """Write records as they come, a line each, as a JSON object that says its version and what they are."""
    before = f'{{"version": {VERSION}, "{what}": [\n'
    end = "]}\n"
    for record in records:
        file.writelines(itertools.chain([before], inert_json(record)))
        before, end = ",\n", "\n]}\n"
    file.write(end if before == ",\n" else before.rstrip("\n") + end)


def _jsonl(file: TextIO, listing: Listing, width: int | None) -> None:
    for row in listing.rows:
        file.writelines(itertools.chain(inert_json(_object(listing, row)), ["\n"]))


def _object(listing: Listing, row: Record) -> Record:
    return {column.name: row[column.name] for column in listing.columns}


def _markdown(file: TextIO, listing: Listing, width: int | None) -> None:
    for section in _filled(listing):
        if section.title:
            file.write(f"### {_escaped(section.title)}\n\n")
        file.write(_pipes(_escaped(_heading(column)) for column in section.columns))
        file.write(_pipes("--:" if column.right else "---" for column in section.columns))
        for row in section.rows:
            file.write(_pipes(_escaped(_shown(row[column.name])) for column in section.columns))
        file.write("\n")
        for note in section.notes:
            file.write(f"{_escaped(note)}\n\n")


def _table(file: TextIO, listing: Listing, width: int | None) -> None:
    from rich.table import Table
    from rich.text import Text

    from leaderboards.terminal import Terminal
    from leaderboards.widths import GAP, widths

    console = Terminal(file=file, width=width, highlight=False)
    room = console.width
    for section in _filled(listing):
        columns = {column.name: column for column in section.columns}
        cells = {
            name: [_heading(column), *(_brief(name, row[name]) for row in section.rows)]
            for name, column in columns.items()
        }
        rigid = {name for name, column in columns.items() if column.right}
        fitted = widths(cells, rigid, room, section.spare)
        table = Table(box=None, pad_edge=False, title_justify="left")
        table.title = Text(inert(section.title)) if section.title else None
        for name, wide in fitted.items():
            right = columns[name].right
            justify: Literal["right", "left"] = "right" if right else "left"
            table.add_column(
                Text(cells[name][0]), justify=justify, no_wrap=right, overflow="fold", width=wide
            )
        for row in zip(*(cells[name][1:] for name in fitted), strict=True):
            table.add_row(*map(Text, row))
        # still too wide: the terminal wraps whole lines, where rich would cut words and numbers
        console.width = max(room, sum(fitted.values()) + GAP * (len(fitted) - 1))
        console.print(table)
        console.width = room
        if left_out := [_heading(columns[name]) for name in columns if name not in fitted]:
            console.print(Text(f"(no room for {', '.join(left_out)}: a wider terminal, or --format tsv)"))
        for note in section.notes:
            console.print(Text(inert(note)), soft_wrap=True)
        console.print()


WRITERS: Mapping[str, Callable[[TextIO, Listing, int | None], None]] = {
    "table": _table,
    "md": _markdown,
    "tsv": _tsv,
    "csv": _csv,
    "json": _json,
    "jsonl": _jsonl,
}
FORMATS = tuple(WRITERS)


def _filled(listing: Listing) -> Iterator[Section]:
    """Yield the sections that have rows, with the columns that have cells."""
    for section in listing.sections:
        if rows := list(section.rows):
            columns = [c for c in section.columns if any(row[c.name] not in (None, "") for row in rows)]
            yield section._replace(columns=columns, rows=rows)


def _heading(column: Column) -> str:
    return column.name.replace("_", " ") if column.heading is None else inert(column.heading)


def _shown(cell: Cell) -> str:
    if cell is None or cell == "":
        return UNKNOWN
    return inert(cell) if isinstance(cell, str) else number(float(cell))


def _brief(name: str, cell: Cell) -> str:
    """Return a cell as a terminal shows it: of an address what a person needs to know it by."""
    text = _shown(cell)
    if name != "url":
        return text
    known = identifier(text)
    bare = known.value if known.scheme in ("arxiv", "doi") else SCHEME.sub("", text).rstrip("/")
    return bare if len(bare) <= ADDRESS else f"{bare[: ADDRESS - 1]}…"


def _data(cell: Cell) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return number(float(cell))
    if cell.isprintable() and cell[:1] not in SPECIAL and cell[-1:] != " " and "  " not in cell:
        return cell  # most are, and to see that takes a third of the time of what follows
    shown = inert(cell)  # without blanks before it, which would hide a formula from us alone
    return f"'{shown}" if FORMULA.match(shown) else shown


def _escaped(text: str) -> str:
    return MARKUP.sub(lambda mark: ENTITIES.get(mark[0], f"\\{mark[0]}"), inert(text))


def _pipes(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
