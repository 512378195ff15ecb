"""How soon first places are right: decisions in the order of the queue, and in random orders."""

import random
import statistics
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from leaderboards.boards import default_confidence
from leaderboards.pages import page
from leaderboards.review import queue
from schema.rows import ClaimRow
from tests.benchmarks.review_simulation.reviewer import Key, Review

ORDERS = 20
"""Random orders."""
STEPS = (0, 25, 50, 100, 200, 400, 800, 1600, 3200)
"""Decisions after which it is looked, beside the end."""


class Boards:
    """Who leads the boards, page by page; only pages that something changed on are made anew."""

    def __init__(self, review: Review) -> None:
        self.names = review.store.names
        self.pages: dict[str, dict[Key, ClaimRow]] = defaultdict(dict)
        self.leads: dict[str, dict[tuple[str, ...], tuple[Any, ...]]] = {}
        for key, row in review.rows.items():
            self.put(key, None, row)

    def put(self, key: Key, old: ClaimRow | None, new: ClaimRow | None) -> None:
        """Put a claim where it stands now."""
        if old is not None and old.benchmark:
            self.pages[old.benchmark].pop(key, None)
            self.leads.pop(old.benchmark, None)
        if new is not None and new.benchmark:
            self.pages[new.benchmark][key] = new
            self.leads.pop(new.benchmark, None)

    def leaders(self) -> dict[tuple[str, ...], tuple[Any, ...]]:
        """Return who leads each board: the paper, the number's place, and the number."""
        for name, rows in self.pages.items():
            if name not in self.leads:
                made = page(name, rows.values(), self.names, default_confidence())
                self.leads[name] = {
                    (board.name, board.metric or "", board.family or ""): (
                        lead.paper_key, lead.start, lead.value, lead.method
                    )
                    for board in made.boards
                    if board.rows
                    for lead in [board.rows[0].claim]
                }  # fmt: skip
        return {board: lead for leads in self.leads.values() for board, lead in leads.items()}


def show(review: Review) -> None:
    """Print how many first places are wrong after so many decisions, by the queue and by chance."""
    final = Boards(review)
    for key, row in review.rows.items():
        final.put(key, row, review.said.get(key))
    for rows in review.missed.values():
        for row in rows:
            final.put((row.paper_key, row.claim), None, row)
    right = final.leaders()
    ours = [(turn.paper, turn.claim) for turn in queue.turns(review.queue, "simulation")]
    by_queue = wrong_after(review, ours, right)
    total = decisions_of(review)
    by_chance = []
    for seed in range(ORDERS):
        order = list(review.rows)
        random.Random(seed).shuffle(order)
        by_chance.append(wrong_after(review, order, right))
    print(
        f"\nFirst places: {len(review.rows):,} claims of {len(review.papers):,} papers, {total:,} decisions"
    )
    print(f"in all, {len(right):,} boards with a first place when all is decided")
    print(f"decisions  queue  random (mean of {ORDERS}, sd)  least  most   gone by the queue: by chance")
    for i, step in enumerate(_steps(total)):
        several = [each[i] for each in by_chance]
        mean, spread = statistics.mean(several), statistics.stdev(several)
        gone = by_queue[0] - by_queue[i], by_chance[0][0] - mean
        ratio = f"{gone[0] / gone[1]:.1f}" if gone[1] > 0 else "-"
        print(
            f"{step:9,} {by_queue[i]:6} {mean:10.1f} ± {spread:4.1f} {min(several):18} {max(several):5} "
            f"{ratio:>10}"
        )


def decisions_of(review: Review) -> int:
    """Return how many decisions there are in all."""
    return len(review.rows) + sum(map(len, review.missed.values()))


def _steps(total: int) -> list[int]:
    return [*(step for step in STEPS if step < total), total]


def wrong_after(
    review: Review, order: Sequence[Key], right: dict[tuple[str, ...], tuple[Any, ...]]
) -> list[int]:
    """Return how many first places are wrong at each step of `STEPS`, and at the end."""
    boards, counts, done = Boards(review), [], 0
    steps = iter(_steps(decisions_of(review)))
    step = next(steps)

    def look() -> None:
        nonlocal step
        while step is not None and done >= step:
            now = boards.leaders()
            counts.append(sum(now.get(board) != right.get(board) for board in now.keys() | right.keys()))
            step = next(steps, None)

    look()
    open_papers = set(review.papers)
    rest = [(key, "") for key in review.papers]
    for paper, claim in (*order, *rest):
        if claim:
            row = review.rows[paper, claim]
            boards.put((paper, claim), row, review.said.get((paper, claim)))
            done += 1
            look()
        if paper in open_papers:
            open_papers.discard(paper)
            for row in review.missed.get(paper, ()):
                boards.put((paper, row.claim), None, row)
                done += 1
                look()
    return counts
