"""Who would be first on boards, were claims what somebody says that they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from leaderboards import boards, pages
from leaderboards.first_places import firsts, leaders, most_claimed
from leaderboards.review import places
from leaderboards.review.sheet_checking import Act
from schema import queries
from schema.queries import Filters
from schema.review.judged import MACHINE, agree
from schema.rows import ClaimRow
from schema.store import Store

Key = tuple[int, str]
"""A claim: its paper's row and its id."""


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


def outlook(store: Store, changes: Mapping[Key, ClaimRow | None], were: Iterable[ClaimRow]) -> Outlook:
    """Say who is first now, and who would be with some claims changed: each to a row, or to none at all.

    `were` are those of the claims that hold now.
    """
    rows = [row for row in changes.values() if row is not None]
    named = tuple(sorted({row.benchmark for row in (*were, *rows) if row.benchmark}))
    looked_at = most_claimed(store, named)
    then = firsts(_page(store, benchmark, changes, rows) for benchmark in looked_at)
    return Outlook(named, looked_at, leaders(store, looked_at), then)


def of_acts(store: Store, acts: Sequence[Act]) -> Outlook:
    """Say who is first now, and who would be by what a sheet says."""
    were = {key: row for act in acts if (row := _now(store, key := act.item.key)) is not None}
    changes: dict[Key, ClaimRow | None] = {}
    for act in acts:
        row = were.get(act.item.key)
        if act.claim is None:
            changes[act.item.key] = None
        elif row is not None and act.item.status == MACHINE and agree(act.item.claim, act.claim):
            changes[act.item.key] = accepted(row)
        else:
            changes[act.item.key] = places.row_of(store, replace(act.item, claim=act.claim))
    return outlook(store, changes, were.values())


def of_rows(store: Store, rows: Sequence[ClaimRow]) -> Outlook:
    """Say who is first now, and who would be were these claims accepted."""
    return outlook(store, {(row.paper_key, row.claim): accepted(row) for row in rows}, rows)


def accepted(row: ClaimRow) -> ClaimRow:
    """Return a claim as boards have it once a person accepted it."""
    return row._replace(confidence=places.SURE, status="accepted")


def _now(store: Store, key: Key) -> ClaimRow | None:
    paper, claim = key
    return next(
        (row for row in queries.claim_rows(store, Filters(claim=claim)) if row.paper_key == paper), None
    )


def _page(
    store: Store, benchmark: str, changes: Mapping[Key, ClaimRow | None], rows: Sequence[ClaimRow]
) -> pages.Page:
    there = queries.claim_rows(store, Filters(benchmark=benchmark))
    stay = [row for row in there if (row.paper_key, row.claim) not in changes]
    new = [row for row in rows if row.benchmark == benchmark]
    both = sorted((*stay, *new), key=lambda row: (row.paper_key, row.start, row.claim))
    return pages.page(benchmark, both, store.names, boards.default_confidence())
