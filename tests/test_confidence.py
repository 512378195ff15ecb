"""How sure a claim is, and why."""

import json
from pathlib import Path

import pytest

from extractor import pipeline, rules, weights
from extractor.components import confidence
from extractor.evaluation import evaluate, read
from extractor.interchange import record
from schema.records import Paper

SHARED = Path(__file__).parents[2] / "shared" / "gold"
PHRASES = rules.load("confidence")["phrases"]
TABLE = weights.load(confidence.WEIGHTS)


def claim(**fields):
    found = {
        "rules": {"method": "own in sentence", "benchmark": "behind", "metric": "of"},
        "result_probability": 0.99,
        "kind_probability": 0.99,
        "result_rule": "reach<4",
        "kind": "score",
        "bound": None,
        "role": "own",
        "unit": "%",
        "number_high": None,
        "metric": {"start": 4, "end": 12, "text": "accuracy"},
        "sentence": (0, 60),
    }
    return {**found, **fields}


def judged(*claims):
    return confidence.judge(claims)


def test_a_claim_tied_by_guesses_is_less_sure():
    guess = {"method": "subject", "benchmark": "sentence before", "metric": "nearest"}
    sure, unsure = judged(claim(), claim(rules=guess, result_probability=0.5, kind_probability=0.4))
    assert 0 <= unsure["confidence"] < 0.3 < sure["confidence"] <= 1


def test_every_doubtful_step_before_makes_a_claim_less_sure():
    sure, result, kind = judged(claim(), claim(result_probability=0.55), claim(kind_probability=0.55))
    assert max(result["confidence"], kind["confidence"]) < sure["confidence"]


def test_the_reasons_say_what_filled_each_slot_and_what_is_doubtful():
    (found,) = judged(claim(rules={"method": "none", "benchmark": "none", "metric": "nearest"}))
    assert found["reasons"][:4] == [
        'number: words of the class "reach" stand before it',
        "method: no method is named",
        "benchmark: no benchmark is named",
        "metric: the nearest in the sentence",
    ]
    assert "doubt: the nearest in the sentence" in found["reasons"]


def test_a_crowded_sentence_is_counted_over_its_own_claims_only():
    crowd = [claim(sentence=(100, 200)) for _ in range(confidence.CROWD)]
    assert "crowded sentence" in confidence.features(crowd[0], len(crowd))
    alone, *others = judged(claim(), *crowd)
    assert {other["confidence"] for other in others} == {judged(*crowd)[0]["confidence"]}
    assert alone["confidence"] == judged(claim())[0]["confidence"]


def test_nothing_else_of_a_claim_changes():
    (found,) = judged(claim())
    assert {key: found[key] for key in claim()} == claim()


def test_each_weight_is_of_a_feature_that_a_claim_can_have():
    slots = tuple(f"{slot}: " for slot in confidence.SLOTS)
    steps = {f"{what}: over {step}" for what in ("result", "kind") for step in (0, *confidence.STEPS)}
    plain = {"crowded sentence", "range", "metric in another sentence"}
    plain |= {f"is {kind}" for kind in ("score", "change", "ratio")}
    plain |= {f"bound {bound}" for bound in (None, "at_most", "at_least", "approx")}
    plain |= {f"role {role}" for role in ("own", "other")}
    plain |= {f"unit {unit}" for unit in ("%", "x", "points", None, "other")}
    plain |= {f"metric of {count} words" for count in (1, 2, 3, 4)}
    assert [name for name in TABLE.features if not name.startswith(slots) and name not in plain | steps] == []
    assert [name for name in TABLE.features if name.startswith(slots) and name not in PHRASES] == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the gold abstracts of ../shared are not here")
def test_confidence_is_honest_on_abstracts_that_it_was_not_fitted_to():
    lines = (SHARED / "dev.papers.jsonl").read_text(encoding="utf-8").splitlines()
    papers = [Paper(id=p["id"], title=p["title"], abstract=p["abstract"]) for p in map(json.loads, lines)]
    predicted = {found.paper.id: record(found)["claims"] for found in pipeline.load().pipe(papers)}
    figures = evaluate(predicted, read(str(SHARED / "dev.gold.jsonl")))
    assert figures["ece"] <= 0.15
    assert figures["auroc"] >= 0.55


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("=percent", "it is a percentage"),
        ("faster>1", 'words of the class "faster" stand behind it'),
        ("reduce*cost", 'words of the class "reduce" stand around it'),
        ("=plus", "it has a plus sign"),
    ],
)
def test_the_cue_that_spoke_most_for_a_number_is_said_in_words(rule, said):
    (found,) = judged(claim(result_rule=rule))
    assert found["reasons"][0] == f"number: {said}"
