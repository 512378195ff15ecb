"""Listings in the order that somebody asks for: by which columns, and what of that is shown."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from leaderboards.render import Cell, Column, Record
from schema.errors import UsageError

HEADED = {"sure": "confidence", "from": "chain"}
"""Columns of data that stand on a terminal under another heading."""
T = TypeVar("T")


class Key(NamedTuple):
    """A column to sort by; `down`: the greatest first."""

    column: str
    down: bool


class Order(NamedTuple):
    """Which columns to sort by, the first one first, and how many rows to show then (None: all)."""

    keys: tuple[Key, ...] = ()
    limit: int | None = None

    def of(self, items: Iterable[T], cells: Callable[[T], Record]) -> list[T]:
        """Return the items to show, in this order, by the cells of each; what is unknown comes last.

        What is equal stays in the order in which it came.
        """
        if not self.keys:
            return list(items)[: self.limit]
        pairs = [(item, cells(item)) for item in items]
        for column, down in reversed(self.keys):
            filled = [pair for pair in pairs if not _unknown(pair[1][column])]
            filled.sort(key=lambda pair: _value(pair[1][column]), reverse=down)
            pairs = filled + [pair for pair in pairs if _unknown(pair[1][column])]
        return [item for item, _ in pairs[: self.limit]]


AS_IT_COMES = Order()


def order(asked: str | None, columns: Sequence[Column], limit: int | None = None) -> Order:
    """Read what `--sort` asks for: columns with commas between them, each with - before it for downwards.

    Raises UsageError for a column that is not there; it lists those that are.
    """
    there = {column.name for column in columns}
    found = []
    for word in asked.split(",") if asked is not None else ():
        name = word.strip().removeprefix("-").strip().replace(" ", "_")
        column = name if name in there else HEADED.get(name)
        if column not in there:
            listed = ", ".join(each.name for each in columns)
            raise UsageError(f"there is no column {name!r} to sort by", f"the columns are: {listed}")
        found.append(Key(column, word.strip().startswith("-")))
    return Order(tuple(found), limit)


def _unknown(cell: Cell) -> bool:
    return cell is None or cell == ""


def _value(cell: Cell) -> tuple[bool, str | int | float | None]:
    """Return what a cell is sorted by: numbers, then texts whatever their case."""
    return isinstance(cell, str), cell.casefold() if isinstance(cell, str) else cell
