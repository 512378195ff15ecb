"""What a person said is shown as such: in explanations, in listings by whose word it is, and on boards."""

import io
import json
from pathlib import Path

import pytest

from leaderboards import explanation
from leaderboards.eligibility import judge
from migrations import runner
from schema import evidence
from schema.queries import claim_rows
from schema.records import Mention
from schema.review.judged import STATUS
from schema.store import Store
from tests.claim_rows import FACTS, row
from tests.deciding import SENTENCES, decide, paper_of, read, said_of
from tests.running import Run, table

PAPER = paper_of()
GLUE = said_of(PAPER.text, "81.3", "GLUE", "accuracy", "Lantern").model_copy(update={"reasons": ("near",)})
RIGHT = said_of(PAPER.text, "81.3", "MMLU", "accuracy", "Lantern")


def explained(store: Store) -> list[str]:
    """The lines of the one claim's explanation above its text, blanks evened."""
    (claim,) = {each.claim for each in claim_rows(store)}
    detail = evidence.claim_detail(store, claim)
    assert detail is not None
    file = io.StringIO()
    explanation.write(file, "text", [detail], 200)
    return [" ".join(line.split()) for line in file.getvalue().partition("\n\n")[0].splitlines()]


def test_a_decided_claim_says_who_decided_when_what_and_why(store: Store) -> None:
    read(store, PAPER, GLUE)
    decide(store, "81.3", "accept", who="Al")
    decide(store, "81.3", "edit", RIGHT, who="Bo", why="the other column")
    lines = explained(store)
    (decided,) = (line for line in lines if line.startswith("decided"))
    assert decided.startswith("decided edited by Bo at ")
    assert decided.endswith(" UTC: benchmark GLUE → MMLU (the other column)")
    (before,) = (line for line in lines if line.startswith("before"))
    assert before.startswith("before accepted by Al at ")
    assert "benchmark MMLU" in lines
    assert "confidence 1.00" in lines
    assert "- near" in lines
    assert any(line.startswith("read by claimboard 0.1.0, extractor first") for line in lines)


def test_a_claim_that_no_extractor_reads_says_whose_word_it_is_and_what_waits(store: Store) -> None:
    read(store, PAPER, GLUE)
    decide(store, "81.3", "accept")
    read(store, PAPER, GLUE.model_copy(update={"metric": Mention(text="speed"), "unit": "%"}), run="second")
    lines = explained(store)
    assert "waiting a newer reading differs: unit nothing → %; metric accuracy → speed" in lines
    assert "read by no extractor now: a person's word" in lines
    assert "metric accuracy" in lines


def test_the_spans_of_a_claim_that_went_along_to_a_changed_text_are_marked_there(store: Store) -> None:
    read(store, PAPER, GLUE)
    decide(store, "81.3", "edit", RIGHT)
    read(store, paper_of("Something was put before it.", SENTENCES[0], date="2026"))
    (claim,) = claim_rows(store)
    detail = evidence.claim_detail(store, claim.claim)
    assert detail is not None
    file = io.StringIO()
    explanation.write(file, "text", [detail], 200)
    assert (
        "before it. On GLUE and [MMLU]{benchmark}, [Lantern]{method} scores [81.3]{value}" in file.getvalue()
    )
    file = io.StringIO()
    explanation.write(file, "json", [detail])
    (data,) = json.loads(file.getvalue())["claims"]
    assert (data["status"], data["extractor"]) == ("edited", None)
    assert [(each["action"], each["who"]) for each in data["decisions"]] == [("edit", "Bo")]
    assert data["decisions"][0]["differs"] == [{"field": "benchmark", "before": "GLUE", "after": "MMLU"}]


@pytest.mark.parametrize("status", STATUS.values())
def test_what_a_person_decided_is_not_held_back_as_unsure_or_inferred(status: str) -> None:
    (accuracy,) = (metric for metric in FACTS if metric.name == "accuracy")
    unsure = row(80.0, confidence=0.1, inferred="metric,benchmark")
    assert judge(unsure, accuracy, 0.5) is not None
    assert judge(unsure._replace(status=status), accuracy, 0.5) is None
    impossible = unsure._replace(status=status, value=180.0)
    assert judge(impossible, accuracy, 0.5) is not None


def test_claims_are_listed_by_whose_word_they_are_and_rejected_ones_told(run: Run, tmp_path: Path) -> None:
    db = str(tmp_path / "claims.db")
    with runner.open_store(db) as store:
        read(store, PAPER, GLUE, said_of(PAPER.text, "79.0", "MMLU"), said_of(PAPER.text, "2.5x", "GLUE"))
        decide(store, "81.3", "accept", who="Al")
        gone = {each.written: each.claim for each in claim_rows(store)}["79.0"]
        decide(store, "79.0", "reject", who="Al")
    by_status = {
        status: [each["value"] for each in table(run("claims", "--status", status, "--db", db).out)]
        for status in ("machine", "reviewed")
    }
    assert by_status == {"machine": ["2.5"], "reviewed": ["81.3"]}
    told = run("explain", gone[:8], "--db", db)
    assert told.code == 1
    assert f"claim {gone} was rejected by Al at " in told.err
