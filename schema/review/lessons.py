"""What decisions teach: how sure the machine was of each claim that a person decided, and whether rightly."""

from collections.abc import Iterator
from typing import NamedTuple

from schema.current import newest_texts
from schema.database import Database, reading
from schema.resolution import batches
from schema.review import calibration
from schema.review.calibration import Calibration
from schema.review.decisions import TEXT, View, decided_papers, views
from schema.review.judged import Decision, agree


class Lesson(NamedTuple):
    """A claim as the newest run read it, and whether that is right, as a person decided.

    `confidence` is the machine's own, whatever calibration counts. `drawn` and `chance` say how the claim
    came up when it was first decided.
    """

    paper_key: int
    claim_id: str
    run_id: int
    confidence: float
    right: bool
    drawn: str
    chance: float | None


def believed(store: Database) -> Calibration:
    """Return how sure the machine is taken to be now."""
    with reading(store.engine) as connection:
        return calibration.newest(connection)


def lessons(store: Database) -> Iterator[Lesson]:
    """Yield what is taught by all decisions that hold, of the papers in view, in the order of their keys.

    A claim that was rejected, or that a person corrected in any part, was read wrongly. What no run reads
    now, such as a claim that was added, says nothing of a confidence.
    """
    with reading(store.engine) as connection:
        for part in batches(connection.execute(decided_papers()).scalars().all()):
            newest = newest_texts(TEXT.paper_id.in_(part))
            found = views(connection, [row.text_id for row in connection.execute(newest)])
            for view in sorted(found.values(), key=lambda view: view.paper_id):
                yield from _of_paper(view)


def _of_paper(view: View) -> Iterator[Lesson]:
    held = {row.decision.id: row.claim for row in view.judged.held if row.decision is not None}
    log = {each.id: each for each in view.log}
    for read in view.readings:
        decision = view.judged.last(read.claim_id)
        if decision is None or view.run_id is None:
            continue
        said = held.get(decision.id)
        first = _first(decision, log)
        yield Lesson(
            view.paper_id,
            read.claim_id,
            view.run_id,
            read.claim.confidence,
            said is not None and agree(read.claim, said),
            first.drawn,
            first.chance,
        )


def _first(decision: Decision, log: dict[int, Decision]) -> Decision:
    """Return the decision by which a claim was decided for the first time."""
    while (before := log.get(decision.stood or 0)) is not None:
        decision = before
    return decision
