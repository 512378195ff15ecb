"""Results that people kept in tables elsewhere, as they come in and go out, whatever file they stand in."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """One cell: the metric that it is of, and what is written; `numeric`: as a number, not as a text."""

    metric: str
    written: str
    numeric: bool = False


class Entry(NamedTuple):
    """One row: a method and the paper that reports it; `facts` is what else the file says."""

    method: str | None
    title: str | None
    url: str | None
    date: str | None
    cells: tuple[Cell, ...]
    facts: Mapping[str, Any]


class Table(NamedTuple):
    """One data set of one task, with its rows.

    `task` and `dataset` are paths, from the outermost to the innermost name; a task without a data set
    stands for itself. `facts` is what else the file says, `metrics` the columns in their order.
    """

    task: tuple[str, ...]
    dataset: tuple[str, ...]
    metrics: tuple[str, ...]
    facts: Mapping[str, Any]
    rows: tuple[Entry, ...] = ()


class Fault(NamedTuple):
    """What cannot be kept: the place in the file, the reason as a clause, and the next step."""

    place: str
    reason: str
    hint: str


class CuratedResult(NamedTuple):
    """One cell as boards read it: flat, with names resolved, beside nothing that proves it but its paper.

    `benchmark`, `metric` and `method` are canonical names; `base` is the benchmark without its parts.
    `written` is the cell as it stands in the file, `number` and `unit` what it means, and `problem` why it
    means no number. `family`, `unit_scale` and `amount` are as in `schema.columns.Measured`.
    """

    origin: str
    file: str
    task: str
    benchmark: str
    base: str
    metric: str
    method: str | None
    written: str
    number: float | None
    unit: str | None
    family: str | None
    unit_scale: float | None
    amount: float | None
    paper_title: str | None
    paper_url: str | None
    paper_date: str | None
    problem: str | None

    @property
    def sourced(self) -> bool:
        """Whether a paper is named, by its title or by its address."""
        return bool((self.paper_title or "").strip() or (self.paper_url or "").strip())
