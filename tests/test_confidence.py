"""How sure a claim is, and why."""

import json
import math
from pathlib import Path

import pytest

from extractor import pipeline, rules, weights
from extractor.components import confidence
from extractor.evaluation import evaluate, read
from extractor.interchange import record
from extractor.weights import Weights
from schema.records import Paper

SHARED = Path(__file__).parents[2] / "shared" / "gold"
PHRASES = rules.load("confidence")["phrases"]
TABLE = weights.load(confidence.WEIGHTS)
SURE = dict.fromkeys(("number", "kind", "bound", "role", "method", "benchmark", "metric"), 0.97)


def claim(sure=(), **fields):
    """A claim whose parts are sure, but for what `sure` says."""
    found = {
        "rules": {"method": "own in sentence", "benchmark": "behind", "metric": "of"},
        "slot_confidence": SURE | dict(sure),
        "next": {"method": "LoRA", "benchmark": None, "metric": "recall"},
        "kind": "score",
        "bound": None,
        "role": "own",
        "unit": "%",
        "number_high": None,
        "method": {"start": 0, "end": 3, "text": "Elm"},
        "benchmark": {"start": 20, "end": 27, "text": "FooQuiz"},
        "metric": {"start": 4, "end": 12, "text": "accuracy"},
        "sentence": (0, 60),
    }
    return {**found, **fields}


def judged(*claims):
    return confidence.judge(claims, 0.0)


def doubts(found):
    return [reason for reason in found["reasons"] if reason.startswith("doubt: ")]


def test_a_claim_whose_parts_are_doubtful_is_less_sure():
    sure, unsure = judged(claim(), claim(dict.fromkeys(SURE, 0.3)))
    assert 0 <= unsure["confidence"] < sure["confidence"] <= 1


@pytest.mark.parametrize("part", confidence.PARTS)
def test_every_doubtful_part_makes_a_claim_less_sure(part):
    sure, unsure = judged(claim(), claim({part: 0.05}))
    assert unsure["confidence"] < sure["confidence"]


def test_what_is_less_sure_than_asked_for_is_left_out():
    report = rules.load("thresholds")["report"]
    at_report = math.log(report / (1 - report))
    table = Weights(("right",), (at_report - 1.0,), {"kind 0.5": [2.0]})
    several = [claim(kind="ratio"), claim({"kind": 0.3}, kind="change")]
    assert [found["kind"] for found in confidence.judge(several, 0.0, table)] == ["ratio", "change"]
    assert [found["kind"] for found in confidence.judge(several, table=table)] == ["ratio"]
    assert [found["kind"] for found in confidence.judge(several, report, table)] == ["ratio"]
    assert confidence.judge(several, 1.0, table) == []


def test_the_shipped_thresholds_are_probabilities_and_a_board_asks_for_more():
    thresholds = rules.load("thresholds")
    assert thresholds.keys() == {"report", "rank"}
    assert 0 < thresholds["report"] < thresholds["rank"] < 1
    kept = confidence.judge([claim(), claim(dict.fromkeys(SURE, 0.1))])
    assert all(found["confidence"] >= thresholds["report"] - 1e-4 for found in kept)


def test_the_reasons_say_what_filled_each_slot():
    (found,) = judged(claim(rules={"method": "none", "benchmark": "network", "metric": "nearest"}))
    assert found["reasons"] == [
        "method: no method is named",
        "benchmark: the network read it so in context",
        "metric: the nearest in the sentence",
    ]


def test_a_doubt_names_its_slot_and_what_else_it_may_be():
    (found,) = judged(claim({"method": 0.5}))
    assert doubts(found) == ["doubt: method: perhaps LoRA"]
    (found,) = judged(claim({"benchmark": 0.5}))
    assert doubts(found) == ["doubt: benchmark: perhaps none is named"]
    (found,) = judged(claim({"number": 0.5}))
    assert doubts(found) == ["doubt: number: it may be no result"]
    (found,) = judged(claim({"kind": 0.5}))
    assert doubts(found) == ["doubt: kind: it may be another of level, difference and multiple"]


def test_the_greatest_doubts_come_first_and_are_few():
    (found,) = judged(claim({"method": 0.5, "metric": 0.2, "kind": 0.4}))
    assert doubts(found) == [
        "doubt: metric: perhaps recall",
        "doubt: kind: it may be another of level, difference and multiple",
    ]
    assert len(doubts(found)) == confidence.DOUBTS


def test_what_is_sure_has_no_doubt():
    assert doubts(judged(claim())[0]) == []


def test_nothing_else_of_a_claim_changes():
    (found,) = judged(claim())
    assert {key: found[key] for key in claim()} == claim()


NAMES = ("number", "kind", "method", "benchmark", "metric", "all")
FEATURES = {f"{name} {step}" for name in NAMES for step in confidence.STEPS}


def test_each_weight_is_of_a_feature_that_a_claim_can_have():
    assert set(TABLE.features) <= FEATURES


@pytest.mark.parametrize("chance", [0.0, 0.04, 0.5, 0.62, 0.97, 1.0])
def test_a_claim_has_every_step_that_its_parts_reach_and_no_other_feature(chance):
    found = confidence.features(claim(dict.fromkeys(SURE, chance), kind="ratio", method=None))
    reached = dict.fromkeys(confidence.PARTS, chance) | {"all": math.prod(chance for _ in confidence.PARTS)}
    assert set(reached) == set(NAMES)
    assert sorted(found) == sorted(
        f"{name} {step}" for name in NAMES for step in confidence.STEPS if reached[name] >= step
    )
    assert set(found) <= FEATURES


def test_every_rule_that_may_fill_a_slot_is_said_in_words():
    known = {name for name in PHRASES if ": " in name}
    assert all(name.split(": ")[0] in confidence.SLOTS for name in known)
    assert {"network", "doubt number", "doubt kind"} == set(PHRASES) - known


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the gold abstracts in ../shared/gold")
def test_confidence_is_honest_on_abstracts_that_it_was_not_fitted_to():
    lines = (SHARED / "dev.papers.jsonl").read_text(encoding="utf-8").splitlines()
    papers = [Paper(id=p["id"], title=p["title"], abstract=p["abstract"]) for p in map(json.loads, lines)]
    predicted = {found.paper.id: record(found)["claims"] for found in pipeline.load().pipe(papers)}
    figures = evaluate(predicted, read(str(SHARED / "dev.gold.jsonl")))
    assert figures["ece"] <= 0.15
    assert figures["auroc"] >= 0.70
