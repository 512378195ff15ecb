"""What kind of setting a phrase is: every rule with its examples."""

import pytest

from extractor import rules
from extractor.pipeline import claim_of
from extractor.settings import kind_of, kinds
from schema.records import SettingKind

CASES = list(zip(kinds(), rules.load("settings")["rules"], strict=True))


@pytest.mark.parametrize(("rule", "data"), CASES, ids=[rule.name for rule in kinds()])
def test_a_rule_is_found_where_it_should_be_and_nowhere_else(rule, data):
    for text in data["fires"]:
        assert rule.pattern.search(text), text
        assert kind_of(text) is rule.kind, text
    for text in data["silent"]:
        assert not rule.pattern.search(text), text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "out-of-distribution",
        "before filtering",
        "Vietnamese",
        "human evaluation",
        "judged by GPT-4o",
        "LoRA",
        "six languages",
        "test set",
    ],
)
def test_what_is_none_of_the_kinds_has_none(text):
    assert kind_of(text) is None


@pytest.mark.parametrize("unit", ["7B ", "Llama-3-", "GPT-4, ", "the ", "1 a ", "A-", "5% a "])
def test_a_phrase_of_any_length_is_read_in_no_time(unit, within_a_minute):
    kind_of(unit * (4000 // len(unit)))


def test_a_claim_of_the_pipeline_has_the_kinds_of_its_settings_and_the_confidence_of_its_parts():
    text = "T\nWith 5-shot prompts before filtering it reaches 81%."
    found = {
        "start": text.index("81%"), "end": text.index("."), "sentence": (2, len(text)),
        "number": 81.0, "number_high": None, "unit": "%", "kind": "score", "direction": None, "bound": None,
        "role": "own", "confidence": 0.5, "reasons": [],
        "setting": [
            {"start": 7, "end": 13, "text": "5-shot"},
            {"start": 22, "end": 38, "text": "before filtering"},
            {"start": None, "end": None, "text": "H100"},
        ],
    }  # fmt: skip
    claim = claim_of(text, found)
    claim.check_against(text)
    kinds = [(each.text, each.kind, each.inferred) for each in claim.setting]
    assert kinds == [
        ("5-shot", SettingKind.SHOTS, False),
        ("before filtering", None, False),
        ("H100", SettingKind.HARDWARE, True),
    ]
    assert claim.slot_confidence == {}
    assert claim_of(text, {**found, "slot_confidence": {"metric": 0.7}}).slot_confidence == {"metric": 0.7}
