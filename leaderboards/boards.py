"""Claims of the store to pages and to the list of boards."""

import functools
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from leaderboards import ranking
from leaderboards.ranking import Page, Summary
from schema import queries
from schema.errors import NotFoundError
from schema.queries import Filters
from schema.registry import fold
from schema.store import Store

SETTINGS = Path(__file__).with_name("settings.yml")
NEAREST = 5


class Name(NamedTuple):
    """A canonical name that claims have, and its slot."""

    slot: str
    canonical: str


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


def find(store: Store, name: str, slots: tuple[str, ...] = ("benchmark", "hardware")) -> Name:
    """Find the name that is meant among those that claims have, whatever its case and hyphens.

    Looked for in the order of `slots`, but a slot whose vocabulary knows the name goes first. Raises
    NotFoundError where none or several are meant; it lists what may be meant, or else the nearest.
    """
    possible: list[str] = []
    for slot in sorted(slots, key=lambda slot: not store.names.resolve(slot, name).known):
        there = queries.names(store, slot)
        wanted = {fold(name), store.names.resolve(slot, name).key}
        exact = [canonical for canonical in there if fold(canonical) in wanted]
        meant = exact or [
            canonical for canonical, surfaces in there.items() if not wanted.isdisjoint(map(fold, surfaces))
        ]
        if name in there or len(meant) == 1:
            return Name(slot, name if name in there else meant[0])
        possible += meant or [canonical for canonical in there if fold(canonical).startswith(fold(name))]
    if possible:
        raise NotFoundError(f"{name!r} may mean {_listed(possible)}", "use the whole name")
    near = nearest(store, name, slots)
    hint = f"the nearest: {_listed(near)}; " if near else ""
    raise NotFoundError(
        f"no claim has a {' or '.join(slots)} named {name!r}",
        f"{hint}`claimboard boards` lists what there is",
    )


def nearest(store: Store, name: str, slots: tuple[str, ...]) -> list[str]:
    """Return the names that claims have that look most like `name`, the likest first."""
    from rapidfuzz import fuzz, process

    names = dict.fromkeys(itertools.chain.from_iterable(queries.names(store, slot) for slot in slots))
    found = process.extract(
        name, list(names), scorer=fuzz.WRatio, processor=fold, limit=NEAREST, score_cutoff=60
    )
    return [match for match, _, _ in found]


def page(store: Store, name: Name, min_confidence: float | None = None) -> Page:
    """Make the page of a benchmark or of a piece of hardware, as `find` gives it."""
    filters = (
        Filters(hardware=name.canonical) if name.slot == "hardware" else Filters(benchmark=name.canonical)
    )
    rows = queries.claim_rows(store, filters)
    return ranking.page(name.canonical, rows, store.names, _least(min_confidence), name.slot)


def pages(store: Store, min_confidence: float | None = None) -> Iterator[Page]:
    """Make the pages of all benchmarks, by name, then those of hardware, of claims that name no benchmark.

    The claims of one page at a time are held in memory, and each claim stands on one page.
    """
    least = _least(min_confidence)
    rows = queries.claim_rows(store, order="benchmark")
    for name, group in itertools.groupby(rows, key=lambda row: row.benchmark):
        if name is not None:
            yield ranking.page(name, group, store.names, least)
    for name in sorted(queries.names(store, "hardware")):
        rows = queries.claim_rows(store, Filters(hardware=name, no_benchmark=True))
        yield ranking.page(name, rows, store.names, least, "hardware")


def overview(store: Store, min_confidence: float | None = None) -> Overview:
    """Sum up all boards, the longest rankings first; count claims that name no benchmark."""
    found = [line for page in pages(store, min_confidence) for line in ranking.summaries(page)]
    found.sort(key=lambda line: (-line.ranked, -line.unranked - line.changes, line.benchmark))
    return Overview(
        found, queries.count_claims(store), queries.count_claims(store, Filters(no_benchmark=True))
    )


def _least(min_confidence: float | None) -> float:
    return default_confidence() if min_confidence is None else min_confidence


def _listed(names: list[str]) -> str:
    return ", ".join(names[:NEAREST])
