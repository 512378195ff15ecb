"""What people see of curated tables: a section beside the boards, and what an import did."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from leaderboards.columns import COLUMNS
from leaderboards.figures import counted
from leaderboards.levels import SHARE, UNKNOWN, Unit, level_of, shared_unit
from leaderboards.render import Cell, Column, Listing, Record, Section
from schema.curated import pwc
from schema.curated.cells import NO_VALUE
from schema.curated.keeping import Kept
from schema.curated.queries import curated_tables
from schema.curated.shapes import CuratedResult
from schema.naming import Names
from schema.registry import Metric, fold
from schema.store import Store

CURATED = (
    Column("benchmark", "canonical name of the benchmark"),
    Column("metric", "canonical name of the metric"),
    Column("method", "canonical name of the method"),
    Column("value", "what stands in the table, as written there", True),
    Column("problem", "why it is no number"),
    Column("title", "the title of the paper that it is said to be from"),
    Column("url", "that paper's address"),
    Column("date", "that paper's date, as written", True),
)
"""The columns of curated results as people read them."""
EXAMPLES = 3
"""Values shown of those that could not be read for the same reason."""


class Shown(NamedTuple):
    """Curated results in the order in which they are shown, and how many are left out: they name no paper."""

    rows: list[CuratedResult]
    unsourced: int


def shown(results: Iterable[CuratedResult], names: Names) -> Shown:
    """Choose and sort results: metric by metric, the best first where the better direction is declared.

    The metric that a benchmark is known by comes first, then those with such a direction; what else there is
    stands in the table's own order. Cells without a value say nothing and are no results. What means no
    number comes last of its metric.
    """
    places: dict[tuple[str, str, str], Metric | None] = {}
    groups: dict[tuple[str, str, str, str], list[tuple[float, CuratedResult]]] = defaultdict(list)
    unread: dict[tuple[str, str, str], list[CuratedResult]] = defaultdict(list)
    unsourced = 0
    for row in results:
        if row.problem == NO_VALUE:
            continue
        if not row.sourced:
            unsourced += 1
            continue
        place = row.origin, row.benchmark, row.metric
        if place not in places:
            places[place] = names.metric(row.metric, row.benchmark)
        if row.number is None:
            unread[place].append(row)
            continue
        family, amount = _level(row, row.number, places[place])
        groups[*place, family].append((amount, row))
    headlines = {benchmark: fold(names.headline(benchmark) or "") for _, benchmark, _ in places}

    def rank(place: tuple[str, str, str]) -> tuple[object, ...]:
        origin, benchmark, metric = place
        return origin, benchmark, fold(metric) != headlines[benchmark], _direction(places[place]) is None

    found: list[CuratedResult] = []
    for place in sorted(places, key=rank):
        for key in (key for key in groups if key[:3] == place):
            found += [row for _, row in _best_first(groups[key], _direction(places[place]))]
        found += unread[place]
    return Shown(found, unsourced)


def sections(rows: Sequence[CuratedResult], name: str) -> list[Section]:
    """List results as people read them, a section for each kind of file, on the page of a benchmark."""
    origins = dict.fromkeys(row.origin for row in rows)
    return [
        Section(
            f"{name}: curated results ({origin})",
            CURATED,
            [_record(row, name) for row in rows if row.origin == origin],
        )
        for origin in origins
    ]


def with_curated(page: Listing, rows: Sequence[CuratedResult], name: str, names: Names) -> Listing:
    """Return the listing of a benchmark's page with curated results behind it, and under "curated" in JSON.

    They are no claims and stand in no ranking: no sentence proves them. As rows they are of the section
    "curated".
    """
    document = page.document
    if isinstance(document, dict):
        document = {**document, "curated": [row._asdict() for row in rows]}
    return replace(
        page,
        rows=itertools.chain(page.rows, (_row(row, names) for row in rows)),
        sections=[*page.sections, *sections(rows, name)],
        document=document,
    )


def file(store: Store, origin: str) -> Listing:
    """Return what was imported as a file of the same shape: of JSON alone, all at once."""
    return Listing((), (), (), pwc.document(curated_tables(store, origin)))


def describe(kept: Kept, file: str) -> list[str]:
    """Say what an import did, for people, a line each."""
    if not kept.new and not kept.added:
        return [f"nothing changed: {counted(kept.rows, 'row')} of {file} {_were(kept.rows)} already stored"]
    before = kept.rows - kept.new - kept.again
    counts = ((kept.new, "new"), (kept.again, "twice in the file"), (before, "already stored"))
    told = ", ".join(f"{count:,} {words}" for count, words in counts if count) or "no rows"
    lines = [f"{counted(kept.rows, 'row')} in {counted(kept.tables, 'table')} read: {told}"]
    if not kept.new:
        lines.append(f"details added in {counted(kept.added, 'place')}")
    problems = {reason: sum(written.values()) for reason, written in kept.problems.items()}
    numbers = kept.values - sum(problems.values())
    empty = problems.pop(NO_VALUE, 0)
    lines.append(
        f"{counted(kept.values, 'value')} stored: {numbers:,} numbers, {empty:,} empty or a dash, "
        f"{sum(problems.values()):,} kept as written and not compared"
    )
    for reason, count in sorted(problems.items(), key=lambda each: -each[1]):
        lines.append(f"  {reason}: {count:,} ({_examples(kept.problems[reason])})")
    return lines


def _level(row: CuratedResult, number: float, metric: Metric | None) -> tuple[str, float]:
    """Return the family of units and the amount in it, by the same rules as for claims."""
    known = None if row.family is None or row.unit_scale is None else (row.family, row.unit_scale)
    found = level_of(number, row.unit, known, metric)
    return found.family.removeprefix(UNKNOWN), found.amount


def _direction(metric: Metric | None) -> str | None:
    return None if metric is None else metric.direction


def _best_first(
    rows: list[tuple[float, CuratedResult]], direction: str | None
) -> list[tuple[float, CuratedResult]]:
    return rows if direction is None else sorted(rows, key=lambda each: each[0], reverse=direction == "up")


def _row(row: CuratedResult, names: Names) -> Record:
    """Return a result with the keys of `COLUMNS`: its level is in its own unit, but for shares."""
    metric = names.metric(row.metric, row.benchmark)
    level, unit, family = row.number, row.unit, row.family
    if row.number is not None:
        family, amount = _level(row, row.number, metric)
        if family == SHARE:
            shared = shared_unit(SHARE, Counter[Unit | None](), metric)
            level, unit = shared.of(amount), shared.name
    cells: dict[str, Cell] = {
        "section": "curated",
        "reason": row.problem,
        "better": _direction(metric),
        "board_unit": unit,
        "level": level,
        "family": family or None,
        "value": row.number,
        "benchmark_base": row.base,
        **{key: getattr(row, key) for key in ("benchmark", "metric", "method", "unit")},
        **_paper(row),
    }
    return dict.fromkeys(column.name for column in COLUMNS) | cells


def _record(row: CuratedResult, name: str) -> Record:
    cells: dict[str, Cell] = {
        "benchmark": None if row.benchmark == name else row.benchmark,
        "value": row.written,
        **_paper(row),
    }
    return {"metric": row.metric, "method": row.method, "problem": row.problem, **cells}


def _paper(row: CuratedResult) -> dict[str, Cell]:
    title = row.paper_title if row.paper_title != row.paper_url else None
    return {"title": title, "url": row.paper_url, "date": row.paper_date}


def _examples(written: Counter[str]) -> str:
    told = [f"{text[:40]!r}" + (f" {count:,} times" if count > 1 else "") for text, count in
            written.most_common(EXAMPLES)]  # fmt: skip
    return ", ".join(told) + (", …" if len(written) > EXAMPLES else "")


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
