"""All claims of which the machine is sure, to be accepted at once, however many there are."""

import itertools
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import NamedTuple

from leaderboards.figures import counted
from leaderboards.review import papers
from leaderboards.review.desk import Said
from schema.queries import Filters, claim_rows
from schema.resolution import batches
from schema.review.deciding import Judgement
from schema.review.judged import MACHINE
from schema.rows import ClaimRow
from schema.store import Store


class Sure(NamedTuple):
    """Claims of which the machine is sure, by paper and id, and how many of them are right as it says."""

    keys: Collection[tuple[int, str]]
    right: float
    benchmarks: Collection[str]

    @property
    def precision(self) -> str:
        """Say how many of them are right, as far as the machine can tell."""
        wrong = round(len(self.keys) - self.right)
        about = f"about {counted(wrong, 'claim')}" if wrong else "fewer than one claim"
        share = self.right / len(self.keys)
        return f"precision expected: {share:.1%}, by the machine's own estimate ({about} wrong)"


def undecided(filters: Filters, least: float) -> Filters:
    """Narrow filters to the claims that nobody decided and that are at least so sure."""
    return replace(filters, status=MACHINE, min_confidence=least)


def sure(store: Store, chosen: Filters) -> Sure:
    """Sum up some claims."""
    keys: dict[tuple[int, str], None] = {}
    benchmarks: dict[str, None] = {}
    right = 0.0
    for row in claim_rows(store, chosen):
        keys[row.paper_key, row.claim] = None
        right += row.confidence
        if row.benchmark is not None:
            benchmarks[row.benchmark] = None
    return Sure(keys.keys(), right, benchmarks.keys())


def least_sure_first(store: Store, chosen: Filters) -> Iterator[ClaimRow]:
    """Read some claims, the least sure first."""
    return claim_rows(store, chosen, sort=[("confidence", False)])


def judgements(
    store: Store, keys: Collection[tuple[int, str]], least: float, why: str | None
) -> Iterator[Judgement]:
    """Yield what accepts claims as they are read now, paper by paper.

    Those are left out that somebody decided meanwhile, or that were read anew and are less sure now.
    """
    wanted = itertools.groupby(sorted(keys), key=lambda key: key[0])
    for part in batches(paper for paper, _ in wanted):
        for items in papers.items(store, part).values():
            for item in items:
                if item.key in keys and item.status == MACHINE and item.claim.confidence >= least:
                    said = Said("accept", item, item.claim)
                    yield papers.judgement(said, item.stood)._replace(why=why)
