"""How sure the machine is taken to be, as far as people's decisions taught: one curve over its confidence.

The newest entry of the log of calibrations counts, for what was read by the runs that there were when it was
made: a later extractor has a confidence of its own, and is believed until somebody calibrates again.
"""

import math
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, func, insert, select

from schema import tables
from schema.errors import UsageError
from schema.review import signing

ENTRY = tables.calibration.c
NEWEST = select(ENTRY.run_id, ENTRY.model).order_by(ENTRY.id.desc()).limit(1)
NEAREST = 1e-6
"""How near to 0 and 1 a confidence counts as such: no decision makes a machine quite sure."""


class Calibration(NamedTuple):
    """A probability p becomes sigmoid(intercept + slope · logit(p)).

    `decisions` is how many it was fitted to; it counts for readings of the runs up to `run_id`.
    """

    intercept: float
    slope: float
    decisions: int
    run_id: int = 0

    def of(self, confidence: float, run_id: int) -> float:
        """Return how sure a reading of a run is taken to be."""
        if run_id > self.run_id:
            return confidence
        p = min(max(confidence, NEAREST), 1 - NEAREST)
        return _sigmoid(self.intercept + self.slope * math.log(p / (1 - p)))

    @classmethod
    def of_json(cls, model: dict[str, Any], run_id: int) -> Self:
        """Return the calibration that the log keeps so."""
        return cls(model["intercept"], model["slope"], model["decisions"], run_id)


AS_IT_IS = Calibration(0.0, 1.0, 0)
"""The machine is believed as it is: this counts for no run."""


def newest(connection: Connection) -> Calibration:
    """Return the calibration that counts."""
    found = connection.execute(NEWEST).first()
    return (
        AS_IT_IS if found is None or found.model is None else Calibration.of_json(found.model, found.run_id)
    )


def put(connection: Connection, model: Calibration | None, who: str, time: str) -> Calibration:
    """Enter a calibration in the log, for all runs that there are; None: believe the machine as it is.

    Raises UsageError for one that would turn the order of claims round, and where nothing was read yet.
    """
    run_id = connection.execute(select(func.max(tables.run.c.id))).scalar()
    if run_id is None:
        raise UsageError("nothing was read yet that could be calibrated", "claimboard add PAPERS")
    if model is not None and not (math.isfinite(model.intercept) and 0 < model.slope < math.inf):
        raise UsageError(
            f"a calibration with slope {model.slope:g} would make what is surer less sure",
            "decide on more claims, then calibrate again",
        )
    facts = model and {"intercept": model.intercept, "slope": model.slope, "decisions": model.decisions}
    row = {"recorded_at": time, "who": signing.name(who), "run_id": run_id, "model": facts}
    connection.execute(insert(tables.calibration), row)
    return AS_IT_IS if model is None else model._replace(run_id=run_id)


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))
