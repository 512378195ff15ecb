"""What decisions teach: how sure the machine was of each claim that a person decided, and whether rightly."""

from collections.abc import Iterator
from typing import NamedTuple

from schema.current import newest_texts
from schema.database import Database, reading
from schema.naming import Names
from schema.records import Claim
from schema.resolution import batches, named
from schema.review import calibration
from schema.review.calibration import Calibration
from schema.review.decisions import TEXT, View, decided_papers, views
from schema.review.judged import Decision

MEANT = ("number", "number_high", "kind")
NAMED = ("method", "benchmark", "metric")
"""What confidence speaks of, beside `MEANT`: the gold guidelines' level `claim`."""


class Lesson(NamedTuple):
    """A claim as the newest run read it, and whether that is right, as a person decided.

    `confidence` is the machine's own, whatever calibration counts, and speaks of `MEANT` and `NAMED` alone.
    `drawn` and `chance` say how the claim came up when it was first decided.
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


def lessons(store: Database, names: Names) -> Iterator[Lesson]:
    """Yield what is taught by all decisions that hold, of the papers in view, in the order of their keys.

    A claim that was rejected was read wrongly, and so was one of which a person corrected a part that
    confidence speaks of: another wording of the same name is no correction. What no run reads now, such as a
    claim that was added, says nothing of a confidence.
    """
    with reading(store.engine) as connection:
        for part in batches(connection.execute(decided_papers()).scalars().all()):
            newest = newest_texts(TEXT.paper_id.in_(part))
            found = views(connection, [row.text_id for row in connection.execute(newest)])
            for view in sorted(found.values(), key=lambda view: view.paper_id):
                yield from _of_paper(view, names)


def rightly(read: Claim, said: Claim, names: Names) -> bool:
    """Say whether a claim was read as a person says that it is, in all that confidence speaks of."""
    if any(getattr(read, name) != getattr(said, name) for name in MEANT):
        return False
    return _meanings(read, names) == _meanings(said, names)


def _meanings(claim: Claim, names: Names) -> dict[str, str]:
    """Return the keys of what a claim's names mean, by their slots."""
    asked = named(names, claim)
    return {slot: names.resolve(*asked[slot]).key for slot in NAMED if slot in asked}


def _of_paper(view: View, names: Names) -> Iterator[Lesson]:
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
            said is not None and rightly(read.claim, said, names),
            first.drawn,
            first.chance,
        )


def _first(decision: Decision, log: dict[int, Decision]) -> Decision:
    """Return the decision by which a claim was decided for the first time."""
    while (before := log.get(decision.stood or 0)) is not None:
        decision = before
    return decision
