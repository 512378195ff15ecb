"""A claim as the store gives it to boards, tables and exports: flat, with names resolved."""

from typing import NamedTuple


class ClaimRow(NamedTuple):
    """One current claim. Tuples, not models: a board may have fifty thousand.

    `benchmark`, `metric`, `method`, `baseline` and `hardware` are canonical names, those ending in
    `_written` the text's own wording (None where the slot is empty; a canonical name stands in for it where
    only that was inferred). `value` and `value_high` are the numbers as written (17% is 17), `factor` is a
    ratio's level after over before. `paper` is the paper's id as people read it, `paper_key` its row in
    this store, `date` when the paper was first published, to the precision that is known. `inferred` names
    the slots whose wording is not the text's own, comma-separated. `setting` is what qualifies the number,
    as `schema.settings` writes it, None where nothing is known of it. `benchmark_base` is the benchmark's
    name without its parts `version`, `split` and `subset`. `basis` says what a change is counted in;
    `family`, `unit_name`, `unit_scale`, `amount` and `amount_high` are the number in the units that its
    board shares (`schema.columns.Measured`).
    """

    claim: str
    paper: str
    paper_key: int
    title: str
    url: str | None
    date: str | None
    benchmark: str | None
    metric: str | None
    method: str | None
    baseline: str | None
    hardware: str | None
    benchmark_written: str | None
    metric_written: str | None
    method_written: str | None
    written: str
    value: float
    value_high: float | None
    unit: str | None
    kind: str
    direction: str | None
    bound: str | None
    role: str
    factor: float | None
    confidence: float
    status: str
    inferred: str
    start: int
    end: int
    sentence: str
    setting: str | None
    benchmark_base: str | None = None
    version: str | None = None
    split: str | None = None
    subset: str | None = None
    basis: str | None = None
    family: str | None = None
    unit_name: str | None = None
    unit_scale: float | None = None
    amount: float | None = None
    amount_high: float | None = None


class PaperRow(NamedTuple):
    """One stored paper with its newest text and how many claims it has now.

    `date` is when it was first published, `text_date` the date of that text, where a record gave one; `tags`
    are the reading lists that it is on.
    """

    paper: str
    paper_key: int
    title: str
    date: str | None
    url: str | None
    recorded: str
    claims: int
    text_date: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    abstract: str = ""


class RemovedRow(NamedTuple):
    """One paper that is removed from view: when, by whom and why, and how many claims would come back."""

    paper: str
    paper_key: int
    title: str
    date: str | None
    url: str | None
    removed: str
    who: str
    why: str | None
    claims: int


class RemovalRow(NamedTuple):
    """One entry of the log of removals: `action` is "remove" or "restore"."""

    time: str
    who: str
    action: str
    paper: str
    title: str
    why: str | None


class TagCount(NamedTuple):
    """A reading list, how many papers are on it, and how many claims these make."""

    tag: str
    papers: int
    claims: int
