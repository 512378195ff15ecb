"""Which claims may come up for review, as far as their order needs it, and in which order."""

from collections.abc import Iterator

from leaderboards.review import places
from leaderboards.review.queue import Candidate, Turn, Wanted, turns
from schema import queries
from schema.queries import Filters
from schema.review import sheets
from schema.review.tally import tally
from schema.store import Store

FEW = 500
"""Benchmarks whose boards are made one by one; of more, all boards are made."""


def queue(
    store: Store, who: str, day: str, filters: Filters, wanted: Wanted, seed: str | None = None
) -> tuple[list[Candidate], Iterator[Turn]]:
    """Return the claims that may come up for `who` on that day, and their order.

    Without a `seed`, these two are what is drawn by.
    """
    found = list(candidates(store, filters, wanted, who))
    gone = tally(store, who, day).drawn
    drawing, whole = not wanted.doubtful, filters == Filters()
    return found, turns(found, f"{who}:{day}" if seed is None else seed, gone, drawing, whole)


def candidates(store: Store, filters: Filters, wanted: Wanted, who: str) -> Iterator[Candidate]:
    """Yield the claims that nobody decided and those that wait, of which all holds that is asked for."""
    return (one for one in _candidates(store, filters, wanted.doubtful, who) if wanted.takes(one))


def _candidates(store: Store, filters: Filters, doubtful: bool, who: str) -> Iterator[Candidate]:
    chosen: set[tuple[int, str]] | None = None
    benchmarks: set[str] | None = None
    if filters != Filters():
        rows = list(queries.claim_rows(store, filters))
        chosen = {(row.paper_key, row.claim) for row in rows}
        named = {row.benchmark for row in rows if row.benchmark}
        benchmarks = named if len(named) <= FEW else None
    ranks = places.ranks(store, benchmarks)
    for one in sheets.candidates(store, filters):
        key = (one.paper_key, one.claim_id)
        skipped = who in one.skipped
        rank = ranks.get(key)
        slots, reasons = (one.slot_confidence, one.reasons) if doubtful else ({}, ())
        yield Candidate(*key, one.confidence, rank, False, skipped, slots, reasons)
    for paper, shown in sheets.waiting(store):
        claim = shown.claim
        held = shown.decision.claim_id if shown.decision else None
        if chosen is not None and not {(paper, shown.claim_id), (paper, held or "")} & chosen:
            continue
        slots, reasons = claim.slot_confidence, claim.reasons
        yield Candidate(paper, shown.claim_id, claim.confidence, None, True, False, slots, reasons)
