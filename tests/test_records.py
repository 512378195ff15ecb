"""Records say what they are, or cannot be made."""

import math

import pytest
from pydantic import ValidationError

from schema.records import Evidence, Mention, Setting
from tests.storing import claim, paper

OF = paper(abstract="Lantern reaches 81.3 here, 2.5x as fast as Candle.")


@pytest.mark.parametrize(
    ("fields", "factor"),
    [
        ({"number": 2.5, "unit": "x", "kind": "ratio", "direction": "up"}, 2.5),
        ({"number": 10, "unit": "x", "kind": "ratio", "direction": "down"}, 0.1),
        ({"number": 0.46, "unit": "x", "kind": "ratio", "direction": "down"}, 0.46),
        ({"number": 0.5, "kind": "ratio", "direction": "down"}, 0.5),
        ({"number": 83, "unit": "%", "kind": "ratio", "direction": "down"}, 0.83),
        ({"number": 100, "unit": "%", "kind": "ratio", "direction": "down"}, 1.0),
        ({"number": 150, "unit": "%", "kind": "ratio", "direction": "up"}, 1.5),
        ({"number": -2, "unit": "x", "kind": "ratio", "direction": "up"}, 2.0),
        ({"number": 0.5, "unit": "x", "kind": "ratio", "direction": "up"}, None),
        ({"number": 2.5, "kind": "ratio"}, None),
        ({"number": 0, "kind": "ratio", "direction": "down"}, None),
        ({"number": 2, "number_high": 3, "kind": "ratio", "direction": "up"}, None),
        ({"number": 2.5, "kind": "change", "direction": "up"}, None),
        ({"number": 2.5, "kind": "score"}, None),
    ],
)
def test_a_ratios_factor_is_after_over_before(fields: dict[str, object], factor: float | None) -> None:
    found = claim(OF, "2.5x", **fields).factor
    assert found == (None if factor is None else pytest.approx(factor))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "score", "direction": "up"},
        {"number": math.nan},
        {"number": math.inf},
        {"number_high": -math.inf},
        {"number_high": math.nan},
        {"confidence": 1.1},
        {"confidence": -0.1},
        {"confidence": math.nan},
        {"slot_confidence": {"metric": 1.1}},
        {"slot_confidence": {"metric": math.nan}},
        {"setting": ({"text": "fp16", "kind": "weather"},)},
        {"kind": "rank"},
        {"task": "question answering"},
        {"sentence": Evidence(start=0, end=4, text="Prun")},
    ],
)
def test_a_claim_that_contradicts_itself_cannot_be_made(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        claim(OF, "81.3", **fields)


@pytest.mark.parametrize(("start", "end", "text"), [(0, 3, "ab"), (-1, 1, "ab"), (2, 2, "")])
def test_evidence_whose_span_cannot_hold_its_text_cannot_be_made(start: int, end: int, text: str) -> None:
    with pytest.raises(ValidationError):
        Evidence(start=start, end=end, text=text)


@pytest.mark.parametrize(("start", "end"), [(None, 2), (0, None), (0, 3), (3, 1)])
def test_a_mention_has_both_offsets_that_fit_or_none(start: int | None, end: int | None) -> None:
    with pytest.raises(ValidationError):
        Mention(text="ab", start=start, end=end)


def test_inferred_slots_are_listed() -> None:
    found = claim(OF, "2.5x", kind="ratio", method="Lantern", metric="speed", hardware="H100")
    assert list(found.slots) == ["method", "metric", "hardware"]
    assert found.inferred == ["metric", "hardware"]


@pytest.mark.parametrize(
    "fields",
    [
        {"value": Evidence(start=0, end=4, text="81.3")},
        {"method": Mention(start=0, end=7, text="Lantern")},
        {"setting": (Setting(start=1, end=5, text="fp16"),)},
        {"baseline": Mention(start=900, end=906, text="Candle")},
    ],
)
def test_a_span_that_is_not_the_texts_is_found(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is not"):
        claim(OF, "81.3").model_copy(update=fields).check_against(OF.text)
    claim(OF, "81.3", method="Lantern", metric="accuracy").check_against(OF.text)


def test_a_papers_text_is_title_newline_abstract() -> None:
    assert paper(abstract="b", title="a").text == "a\nb"


def test_records_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        OF.title = "another"
