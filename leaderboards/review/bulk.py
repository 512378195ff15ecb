"""All claims of which the machine is sure, to be accepted at once."""

from collections.abc import Sequence
from dataclasses import replace

from leaderboards.figures import counted
from leaderboards.review import papers
from leaderboards.review.desk import Said
from leaderboards.review.sheet_checking import Act
from schema.queries import Filters, claim_rows
from schema.review.judged import MACHINE
from schema.rows import ClaimRow
from schema.store import Store

AT_ONCE = 100
"""Papers that are read at once."""


def sure(store: Store, filters: Filters, least: float) -> list[ClaimRow]:
    """Return the claims that nobody decided and that are at least so sure, the least sure first."""
    chosen = replace(filters, status=MACHINE, min_confidence=least)
    return sorted(claim_rows(store, chosen), key=lambda row: row.confidence)


def precision(rows: Sequence[ClaimRow]) -> str:
    """Say how many of them are right, as far as the machine can tell."""
    right = sum(row.confidence for row in rows)
    wrong = round(len(rows) - right)
    about = f"about {counted(wrong, 'claim')}" if wrong else "fewer than one claim"
    return f"precision expected: {right / len(rows):.1%}, by the machine's own estimate ({about} wrong)"


def accepting(store: Store, rows: Sequence[ClaimRow], why: str | None) -> list[Act]:
    """Return what accepts claims as they are read now, in the order in which they are given."""
    wanted = {(row.paper_key, row.claim): at for at, row in enumerate(rows)}
    keys = list(dict.fromkeys(row.paper_key for row in rows))
    found: dict[int, Act] = {}
    for start in range(0, len(keys), AT_ONCE):
        for items in papers.items(store, keys[start : start + AT_ONCE]).values():
            for item in items:
                if item.status == MACHINE and item.key in wanted:
                    said = papers.judgement(Said("accept", item, item.claim), item.stood)._replace(why=why)
                    act = Act(0, "accept", replace(item, others=()), item.claim, said)
                    found[wanted[item.key]] = act
    return [found[at] for at in sorted(found)]
