"""How sure the machine is taken to be is what people taught, for all that was read so far; or as it says."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.errors import UsageError
from schema.past import store_at
from schema.queries import claim_rows
from schema.review.calibration import AS_IT_IS, Calibration
from schema.store import Store
from tests.deciding import decide, paper_of, read, said_of, shown
from tests.storing import derived, rows

PAPER = paper_of()
GLUE = said_of(PAPER.text, "81.3", "GLUE", confidence=0.8)
MMLU = said_of(PAPER.text, "79.0", "MMLU", confidence=0.6)
HUMBLE = Calibration(-1.0, 0.5, 40)
"""A machine of 0.8 is right in 0.42 of all cases."""


def sure(store: Store) -> list[float]:
    """How sure the current claims are, rounded, in the order of their papers."""
    return [round(row.confidence, 2) for row in claim_rows(store)]


def test_all_claims_of_the_machine_are_as_sure_as_it_is_taken_to_be(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU)
    decide(store, "79.0", "accept")
    entered = store.calibrate(HUMBLE, " Bo\0 ")
    assert entered == HUMBLE._replace(run_id=1)
    assert sure(store) == [0.42, 1.0]
    read(store, paper_of(id="2409.00002"), GLUE)
    read(store, paper_of(id="2409.00003"), GLUE, run="later")  # another extractor has another confidence
    assert sure(store) == [0.42, 1.0, 0.42, 0.8]
    before = derived(store)
    store.rebuild()
    assert derived(store) == before
    store.calibrate(None, "Bo")
    assert sure(store) == [0.8, 1.0, 0.8, 0.8]
    assert rows(store, "SELECT who FROM calibration") == [("Bo",), ("Bo",)]


def test_a_decision_speaks_of_the_machines_own_confidence(store: Store) -> None:
    read(store, PAPER, GLUE)
    store.calibrate(HUMBLE, "Bo")
    found = shown(store, "81.3")
    assert (round(found.claim.confidence, 2), found.seen.confidence) == (0.42, 0.8)


def test_before_it_was_calibrated_the_machine_was_as_sure_as_it_was(store: Store) -> None:
    read(store, PAPER, GLUE)
    store.calibrate(HUMBLE, "Bo")
    with store_at(store, rows(store, "SELECT read_at FROM scan")[0][0]) as before:
        assert sure(before) == [0.8]
    with store_at(store, "9999") as now:
        assert sure(now) == [0.42]


def test_a_calibration_that_would_turn_claims_round_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="nothing was read"):
        store.calibrate(HUMBLE, "Bo")
    read(store, PAPER, GLUE)
    for model in (
        HUMBLE._replace(slope=0.0),
        HUMBLE._replace(slope=-1.0),
        HUMBLE._replace(intercept=math.nan),
    ):
        with pytest.raises(UsageError, match="less sure"):
            store.calibrate(model, "Bo")
    assert sure(store) == [0.8]


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-50, 50), st.floats(0.01, 50))
def test_what_is_surer_stays_so_and_a_probability_stays_one(
    one: float, other: float, intercept: float, slope: float
) -> None:
    model = Calibration(intercept, slope, 10, 1)
    low, high = sorted((one, other))
    assert 0 <= model.of(low, 1) <= model.of(high, 1) <= 1
    assert AS_IT_IS.of(one, 1) == model.of(one, 2) == one
    assert Calibration(0.0, 1.0, 10, 1).of(0.3, 1) == pytest.approx(0.3)
