"""Claims of the store to pages and to the list of boards."""

import functools
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import yaml

from leaderboards import by_metric
from leaderboards.by_metric import MetricSummary
from leaderboards.pages import Page
from leaderboards.pages import page as composed
from leaderboards.summaries import Summary, summaries
from schema import named, queries
from schema.curated.queries import curated_names
from schema.errors import NotFoundError, UsageError
from schema.queries import Filters
from schema.registry import Resolution, fold
from schema.rows import ClaimRow
from schema.store import Store

SETTINGS = Path(__file__).with_name("settings.yml")
NEAREST = 5
ALIKE = 60
"""How alike a name must be to be taken for what was meant, of 100 for the same."""
ALL = Filters()
YEAR_ZERO = "0000"
"""Every paper with a date was published since then, and none without."""


class Name(NamedTuple):
    """A canonical name that claims have, and its slot.

    `parts` are the names of all that it stands for, where that is more than itself: SWE-bench stands for
    SWE-bench Verified and SWE-bench Lite, too.
    """

    slot: str
    canonical: str
    parts: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names that it stands for, itself among them where claims have it."""
        return self.parts or (self.canonical,)


class Overview(NamedTuple):
    """All boards in a line each, and how many claims there are: all, and those that name no benchmark."""

    summaries: list[Summary]
    claims: int
    without_benchmark: int


@functools.cache
def default_confidence() -> float:
    """Return the confidence that a claim needs to be ranked (`settings.yml`)."""
    found: dict[str, float] = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
    return found["min_confidence"]


def least(min_confidence: float | None) -> float:
    """Return the confidence that is asked for, or the default."""
    return default_confidence() if min_confidence is None else min_confidence


def find(store: Store, name: str, slots: tuple[str, ...] = ("benchmark", "hardware")) -> Name:
    """Find the name that is meant among those that claims have, whatever its case and hyphens.

    Looked for in the order of `slots`, but a slot whose vocabulary knows the name goes first. The name of a
    benchmark or of hardware stands for its parts, too. Raises NotFoundError where none or several are meant;
    it lists what may be meant, or else the nearest. Raises UsageError for a blank name.
    """
    command = "boards" if "benchmark" in slots else f"names list {slots[0]}"
    listed = f"`claimboard {command}` lists what there is"
    _refuse_blank(name, " or ".join(slots), listed)
    possible: list[str] = []
    for slot in sorted(slots, key=lambda slot: not store.names.resolve(slot, name).known):
        meaning = store.names.resolve(slot, name)
        wanted = {fold(name), meaning.key}
        exact = _spelled(store, slot, wanted)
        itself = name if name in exact else exact[0] if len(exact) == 1 else None
        parts = _parts(store, slot, meaning, itself)
        if itself or parts:
            return Name(slot, itself or meaning.canonical, () if parts == (itself,) else parts)
        there = _there(store, slot)
        meant = exact or [
            canonical for canonical, surfaces in there.items() if not wanted.isdisjoint(map(fold, surfaces))
        ]
        if len(meant) == 1:
            return Name(slot, meant[0])
        possible += meant or [canonical for canonical in there if fold(canonical).startswith(fold(name))]
    if possible:
        raise NotFoundError(f"{name!r} may mean {_listed(possible)}", "use the whole name")
    near = nearest(store, name, slots)
    hint = f"the nearest: {_listed(near)}; " if near else ""
    raise NotFoundError(
        f"no claim has a {' or '.join(slots)} named {name!r}",
        f"{hint}{listed}",
    )


def nearest(store: Store, name: str, slots: tuple[str, ...]) -> list[str]:
    """Return the names that claims have that look most like `name`, the likest first."""
    names = dict.fromkeys(itertools.chain.from_iterable(named.names(store, slot) for slot in slots))
    return _likest(name, names, ALIKE)


def of_task(store: Store, task: str) -> tuple[str, ...]:
    """Return the benchmarks that claims name on which a task is done, as the vocabulary says.

    Raises NotFoundError where there is none; it lists the nearest tasks, and says how many there are. Raises
    UsageError for a blank name.
    """
    _refuse_blank(task, "task", 'write one such as "code generation"')
    tasks = {name: store.names.task(name) for name in named.names(store, "benchmark")}
    if found := tuple(name for name, done in tasks.items() if done and fold(done) == fold(task)):
        return found
    there = sorted({done for done in tasks.values() if done})
    raise NotFoundError(
        f"no claim is of a benchmark whose task is {task!r}",
        f"the nearest of {len(there):,}: {_listed(_likest(task, there))}"
        if there
        else "no benchmark here declares its task",
    )


def claims_of(store: Store, name: Name, filters: Filters = ALL) -> Iterator[ClaimRow]:
    """Read the claims of a benchmark or of hardware, with its parts, as `find` gives it."""
    return queries.claim_rows(store, _on(name, filters))


def page(
    store: Store,
    name: Name,
    min_confidence: float | None = None,
    filters: Filters = ALL,
    hedged: bool = False,
) -> Page:
    """Make the page of a benchmark or of a piece of hardware, as `find` gives it.

    `hedged` ranks ranges and what is only about right, too. What `filters` leave out is not on the page, but
    for claims of another role: beside them it is told who reported what.
    """
    rows = claims_of(store, name, replace(filters, role=None))
    return composed(name.canonical, rows, store.names, least(min_confidence), name.slot, hedged, filters.role)


def pages(
    store: Store, min_confidence: float | None = None, filters: Filters = ALL, hedged: bool = False
) -> Iterator[Page]:
    """Make the pages of all benchmarks, by full name, then those of hardware, of claims without a benchmark.

    The claims of one page at a time are held in memory, and each claim stands on one page.
    """
    needed, role, chosen = least(min_confidence), filters.role, replace(filters, role=None)
    rows = queries.claim_rows(store, chosen, order="benchmark")
    for name, group in itertools.groupby(rows, key=lambda row: row.benchmark):
        if name is not None:
            yield composed(name, group, store.names, needed, "benchmark", hedged, role)
    for name in sorted(named.names(store, "hardware")):
        rows = queries.claim_rows(store, replace(chosen, hardware=name, no_benchmark=True))
        if (first := next(rows, None)) is not None:
            group = itertools.chain([first], rows)
            yield composed(name, group, store.names, needed, "hardware", hedged, role)


def overview(
    store: Store, min_confidence: float | None = None, filters: Filters = ALL, hedged: bool = False
) -> Overview:
    """Sum up all boards, the longest rankings first; count claims that name no benchmark."""
    found = [line for page in pages(store, min_confidence, filters, hedged) for line in summaries(page)]
    found.sort(key=lambda line: (-line.ranked, -line.unranked - line.changes, line.benchmark))
    return Overview(
        found, queries.count_claims(store, filters), queries.count_claims(store, _without(filters))
    )


def overview_by_metric(store: Store, filters: Filters = ALL) -> list[MetricSummary]:
    """Sum up the claims that name no benchmark, a line each metric, kind and family of units."""
    return by_metric.summed(queries.claim_rows(store, _without(filters)), store.names)


def undated(store: Store, filters: Filters, name: Name | None = None) -> int:
    """Count the claims of papers without a date, which filters by date leave out; of `name`, if given."""
    timeless = replace(filters if name is None else _on(name, filters), since=None, until=None)
    dated = replace(timeless, since=YEAR_ZERO)
    return queries.count_claims(store, timeless) - queries.count_claims(store, dated)


def _on(name: Name, filters: Filters) -> Filters:
    """Narrow filters to a name; those of a task, which name benchmarks, stay."""
    if name.slot == "hardware":
        return replace(filters, hardware=name.names)
    asked = name.names if filters.benchmark is None else filters.benchmark
    allowed = (asked,) if isinstance(asked, str) else asked
    return replace(filters, benchmark=tuple(part for part in name.names if part in allowed))


def _without(filters: Filters) -> Filters:
    return replace(filters, no_benchmark=True)


def _spelled(store: Store, slot: str, keys: set[str]) -> list[str]:
    """Return the names that claims have in a slot, or curated tables, and that fold to one of these keys."""
    curated = curated_names(store) if slot == "benchmark" else {}
    alike = [name for name in curated if fold(name) in keys]
    return list(dict.fromkeys((*alike, *named.spelled(store, slot, keys))))


def _there(store: Store, slot: str) -> dict[str, set[str]]:
    """Return the names that claims have in a slot, or curated tables, each with the wordings that mean it."""
    curated = curated_names(store) if slot == "benchmark" else {}
    return {name: set() for name in curated} | named.names(store, slot)


def _parts(store: Store, slot: str, meaning: Resolution, itself: str | None) -> tuple[str, ...]:
    """Return all names that a name stands for, itself first: those with its parts and maybe more of them."""
    base = meaning.base if meaning.known else itself
    if slot not in ("benchmark", "hardware") or base is None:
        return ()
    there = named.parts(store, slot, base)
    if slot == "benchmark":
        curated = (name for name, of in curated_names(store).items() if of == base)
        there = {name: _made_of(store.names.resolve(slot, name)) for name in curated} | there
    asked = _made_of(meaning)
    whole = itself or meaning.canonical
    if not asked and whole != base:  # of hardware no parts are kept: what is no base stands for itself
        return (whole,) if whole in there else ()
    found = {whole} & {*there} | {name for name, parts in there.items() if asked <= parts}
    return tuple(sorted(found, key=lambda name: (name != whole, name)))


def _made_of(meaning: Resolution) -> frozenset[tuple[str, str]]:
    """Return the parts of what a name means, each with its kind."""
    parts = ((kind, getattr(meaning, kind)) for kind in ("version", "split", "subset"))
    return frozenset((kind, part) for kind, part in parts if part is not None)


def _refuse_blank(name: str, what: str, hint: str) -> None:
    if not fold(name):
        raise UsageError(f"{name!r} names no {what}: it is blank", hint)


def _likest(name: str, names: Iterable[str], least: float = 0) -> list[str]:
    """Return the names that look most like `name`, the likest first; `least` of 100 is how alike."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        name, list(names), scorer=fuzz.WRatio, processor=fold, limit=NEAREST, score_cutoff=least
    )
    return [match for match, _, _ in found]


def _listed(names: list[str]) -> str:
    return ", ".join(names[:NEAREST])
