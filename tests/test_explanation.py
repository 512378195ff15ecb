"""What a person is told of one claim: what fills each part, how sure that is, and what speaks against it."""

import io
import json
from typing import Any

from leaderboards import explanation
from schema import evidence
from schema.evidence import ClaimDetail
from schema.queries import claim_rows
from schema.store import Store
from tests.storing import claims, paper

OF = paper()


def stored(store: Store, **fields: Any) -> ClaimDetail:
    """The last claim of a paper, stored and read back with these fields in place of its own."""
    found = claims(OF)[-1].model_copy(update=fields)
    store.record(OF, [found], store.run("0.1.0", "first", {}))
    detail = evidence.claim_detail(store, next(claim_rows(store)).claim)
    assert detail is not None
    return detail


def told(detail: ClaimDetail) -> list[str]:
    """The lines above the marked text, blanks evened."""
    file = io.StringIO()
    explanation.write(file, "text", [detail], 100)
    return [" ".join(line.split()) for line in file.getvalue().partition("\n\n")[0].splitlines()]


def test_each_part_shows_how_sure_it_is_where_that_is_known(store: Store) -> None:
    sure = {"number": 0.95, "kind": 0.9, "method": 0.62, "metric": 0.7, "hardware": 1.0, "benchmark": 0.714}
    lines = told(stored(store, slot_confidence=sure | {"direction": 0.88, "role": 0.5, "setting": 0.25}))
    assert lines[1:] == [
        "value 2.5x up (written: 2.5x; 0.95)",
        "kind ratio (0.90)",
        "method Lantern (0.62)",
        "metric tuning speed (inferred; 0.70)",
        "baseline Candle",
        "hardware H100 (1.00)",
        "setting one H100 (hardware; 0.25)",
        "setting fp16 (inferred; 0.25)",
        "benchmark not stated (0.71)",
        "role own: the paper's own method (0.50)",
        "direction up (0.88)",
        "paper 2409.00001 (2024-09) https://arxiv.org/abs/2409.00001",
        "confidence 0.60",
        lines[-1],
    ]


def test_where_no_part_is_judged_the_claim_is_told_all_the_same(store: Store) -> None:
    lines = told(stored(store, baseline=None, setting=()))
    assert "method Lantern" in lines
    assert "benchmark not stated" in lines
    assert not [line for line in lines if line.startswith(("baseline", "setting", "direction"))]


def test_a_baseline_that_is_not_there_is_told_where_the_extractor_judged_that(store: Store) -> None:
    lines = told(stored(store, baseline=None, setting=(), slot_confidence={"baseline": 0.4, "setting": 0.9}))
    assert "baseline not stated (0.40)" in lines
    assert "setting not stated (0.90)" in lines


def test_a_doubt_names_the_slot_whose_reason_it_repeats(store: Store) -> None:
    reasons = (
        "method: a list of names goes with the numbers",
        "benchmark: a list of names goes with the numbers",
        "metric: the nearest in the sentence",
        "doubt: the nearest in the sentence",
        "doubt: a list of names goes with the numbers",
        "doubt: many numbers in one sentence",
    )
    lines = told(stored(store, reasons=reasons))
    assert [line for line in lines if "doubt" in line] == [
        "- doubt: metric: the nearest in the sentence",
        "- doubt: a list of names goes with the numbers",
        "- doubt: many numbers in one sentence",
    ]


def test_the_explanation_as_json_holds_kinds_settings_and_every_confidence(store: Store) -> None:
    file = io.StringIO()
    explanation.write(file, "json", [stored(store, slot_confidence={"metric": 0.7})])
    document = json.loads(file.getvalue())
    (data,) = document["claims"]
    assert document["version"] == 1
    assert (data["confidence"], data["slot_confidence"]) == (0.6, {"metric": 0.7})
    assert data["setting"] == "fp16; hardware: H100"
    settings = [(each["written"], each["kind"]) for each in data["slots"] if each["slot"] == "setting"]
    assert settings == [("one H100", "hardware"), ("fp16", None)]
