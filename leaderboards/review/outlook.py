"""Who would be first on boards, were claims what somebody says that they are."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from leaderboards import boards, pages
from leaderboards.first_places import firsts, leaders, most_claimed
from leaderboards.review import places
from leaderboards.review.sheet_checking import Act
from schema import queries
from schema.queries import Filters
from schema.resolution import batches
from schema.review.differing import agree
from schema.review.judged import MACHINE
from schema.rows import ClaimRow
from schema.store import Store

Key = tuple[int, str]
"""A claim: its paper's row and its id."""
After = Callable[[str, Iterable[ClaimRow]], Iterable[ClaimRow]]
"""What the claims on a benchmark would be, given those that are there."""


class Outlook(NamedTuple):
    """The benchmarks whose claims change, those of them that were looked at, and who is first there by now.

    `after` says who would be first then, None where that was not asked for.
    """

    benchmarks: tuple[str, ...]
    looked_at: tuple[str, ...]
    before: Mapping[str, str]
    after: Mapping[str, str]

    @property
    def unseen(self) -> int:
        """How many benchmarks were not looked at."""
        return len(self.benchmarks) - len(self.looked_at)


def of_acts(store: Store, acts: Sequence[Act]) -> Outlook:
    """Say who is first now, and who would be by what a sheet says."""
    were = {_key(row): row for row in _now(store, [act.item.key for act in acts])}
    changes: dict[Key, ClaimRow | None] = {}
    for act in acts:
        row = were.get(act.item.key)
        if act.claim is None:
            changes[act.item.key] = None
        elif row is not None and act.item.status == MACHINE and agree(act.item.claim, act.claim):
            changes[act.item.key] = accepted(row)
        else:
            changes[act.item.key] = places.row_of(store, replace(act.item, claim=act.claim))
    new: dict[str | None, list[ClaimRow]] = {}
    for then in changes.values():
        if then is not None:
            new.setdefault(then.benchmark, []).append(then)

    def after(benchmark: str, there: Iterable[ClaimRow]) -> Iterable[ClaimRow]:
        return (*(row for row in there if _key(row) not in changes), *new.get(benchmark, ()))

    return _outlook(store, {*(row.benchmark for row in were.values()), *new}, after)


def of_accepting(store: Store, keys: Collection[Key], benchmarks: Iterable[str]) -> Outlook:
    """Say who is first now, and who would be were some claims accepted, which are on these benchmarks."""

    def after(_: str, there: Iterable[ClaimRow]) -> Iterable[ClaimRow]:
        return (accepted(row) if _key(row) in keys else row for row in there)

    return _outlook(store, benchmarks, after)


def accepted(row: ClaimRow) -> ClaimRow:
    """Return a claim as boards have it once a person accepted it."""
    return row._replace(confidence=places.SURE, status="accepted")


def _outlook(store: Store, benchmarks: Iterable[str | None], after: After) -> Outlook:
    named = tuple(sorted(filter(None, benchmarks)))
    looked_at = most_claimed(store, named)
    then = firsts(_page(store, benchmark, after) for benchmark in looked_at)
    return Outlook(named, looked_at, leaders(store, looked_at), then)


def _key(row: ClaimRow) -> Key:
    return row.paper_key, row.claim


def _now(store: Store, keys: Sequence[Key]) -> Iterator[ClaimRow]:
    """Yield those of some claims that hold now."""
    wanted = set(keys)
    for part in batches(dict.fromkeys(claim for _, claim in keys)):
        rows = queries.claim_rows(store, Filters(claim=tuple(part)))
        yield from (row for row in rows if _key(row) in wanted)


def _page(store: Store, benchmark: str, after: After) -> pages.Page:
    there = queries.claim_rows(store, Filters(benchmark=benchmark))
    rows = sorted(after(benchmark, there), key=lambda row: (row.paper_key, row.start, row.claim))
    return pages.page(benchmark, rows, store.names, boards.default_confidence())
