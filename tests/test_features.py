"""What speaks for and against a candidate: names of features, the same whatever the text is about."""

import re

import pytest

from extractor import features, network, weights
from extractor.components import choice
from extractor.features import View
from tests.asking import claimed, proposed

TEXT = (
    "GadgetNet: Parsing With Care\nWe propose GadgetNet, a parser. On FooQuiz, GadgetNet has an accuracy of"
    " 81.2% and LoRA one of 79.1%. It is 2.5x faster than LoRA."
)
STEP = rf"(?:{'|'.join(re.escape(str(step)) for step in features.STEPS)})"
RULE = r"[a-z][a-z ]*"
KNOWN = re.compile(
    rf"chance {STEP}|rank [0-3]|for (?:score|change|ratio)|alone(?: in the sentence)?"
    rf"|in the (?:text|sentence) {STEP}|in the title|no rule|(?:against )?rule {RULE}|nothing"
    rf"|nothing, best {STEP}|nothing of a comparison|nothing with own (?:method|benchmark)"
    rf"|against nothing {STEP}|as (?:method|benchmark|metric|baseline) {STEP}"
    r"|known (?:method|benchmark|hardware)|own method(?:, first)?|own benchmark|family|class|inferred"
    r"|stands [0-4] times|[1-5] words|title|sentence -?[0-3]|same sentence"
    r"|(?:behind|before), [0-3] between|distance [0-5]|cut (?:before|behind)"
    rf"|in a longer one {STEP}|holds a shorter one {STEP}"
    r"|lower case|acronym|mixed case|capitals?|some capitals"
)


def seen(text, slot, **names):
    """By candidate, the features of the first number's slot; nothing is proposed."""
    several = [claimed(text, value, **names) for value in ("81.2%", "79.1%")]
    view = View(text, several, [])
    found = features.candidates(view.asked[0], slot)
    return {
        one["text"]: set(each)
        for one, each in zip(found, features.of(view, view.asked[0], slot, found), strict=True)
    }


def test_a_feature_is_a_name_that_is_known():
    quantities, proposals = proposed(TEXT)
    view = View(TEXT, quantities, proposals)
    assert len(view.asked) >= 2
    for asked in view.asked:
        for slot in network.SLOTS:
            several = features.candidates(asked, slot)
            found = features.of(view, asked, slot, several)
            assert len(found) == len(several) > 0
            assert [name for each in found for name in each if not KNOWN.fullmatch(name)] == []


def test_every_weight_is_of_a_feature_that_can_be():
    table = weights.load(choice.WEIGHTS)
    assert table.decisions == network.SLOTS
    assert [name for name in table.features if not KNOWN.fullmatch(name)] == []
    assert {len(row) for row in table.features.values()} == {len(network.SLOTS)}


def test_features_do_not_say_what_a_text_is_about():
    other = TEXT.replace("GadgetNet", "WidgetNet").replace("FooQuiz", "BarQuiz")
    one = seen(TEXT, "method", method={"GadgetNet": 0.7, "LoRA": 0.2})
    two = seen(other, "method", method={"WidgetNet": 0.7, "LoRA": 0.2})
    assert one["GadgetNet"] == two["WidgetNet"]
    assert one["LoRA"] == two["LoRA"]
    assert one[None] == two[None]


def test_they_tell_the_own_method_from_a_known_one():
    found = seen(TEXT, "method", method={"GadgetNet": 0.5, "LoRA": 0.4})
    assert {"own method, first", "in the title", "chance 0.5", "rank 0"} <= found["GadgetNet"]
    assert {"known method", "rank 1"} <= found["LoRA"]
    assert {"nothing", "nothing with own method", "nothing, best 0.5"} <= found[None]


def test_they_tell_how_far_a_name_is_and_what_stands_between():
    found = seen(TEXT, "benchmark", benchmark={"FooQuiz": 0.5, "LoRA": 0.3, "Parsing With Care": 0.1})
    assert {"same sentence", "before, 0 between", "stands 1 times"} <= found["FooQuiz"]
    assert "behind, 0 between" in found["LoRA"]
    assert {"title", "3 words"} <= found["Parsing With Care"]


def test_they_tell_what_the_other_numbers_and_slots_say():
    found = seen(TEXT, "method", method={"GadgetNet": 0.85, "LoRA": 0.05}, baseline={"LoRA": 0.85})
    assert {"in the text 0.8", "in the sentence 0.8"} <= found["GadgetNet"]
    assert not {"in the text 0.9", "in the sentence 0.9"} & found["GadgetNet"]
    assert not any(name.startswith("as baseline") for name in found["LoRA"])  # a score has no baseline
    found = seen(TEXT, "method", kind="ratio", method={"LoRA": 0.05}, baseline={"LoRA": 0.85})
    assert "as baseline 0.8" in found["LoRA"]


def test_they_tell_a_name_that_is_part_of_another():
    found = seen(TEXT, "method", method={"Parsing With Care": 0.35, "Parsing": 0.25})
    assert {"in a longer one 0.3", "capital"} <= found["Parsing"]
    assert {"holds a shorter one 0.2", "capitals"} <= found["Parsing With Care"]


def test_a_number_alone_has_nothing_to_be_compared_with():
    view = View(TEXT, [claimed(TEXT, "81.2%", method={"GadgetNet": 0.9})], [])
    (asked,) = view.asked
    for each in features.of(view, asked, "method", features.candidates(asked, "method")):
        assert "alone" in each


def test_where_the_rules_propose_nothing_the_features_say_so():
    (asked, *_) = View(TEXT, [claimed(TEXT, "81.2%", method={"GadgetNet": 0.9})], []).asked
    assert asked.proposal is None
    for each in seen(TEXT, "method", method={"GadgetNet": 0.9}).values():
        assert "no rule" in each


def proposal(text, value, **slots):
    quantity = claimed(text, value)
    empty = dict.fromkeys(("method", "benchmark", "metric", "baseline"))
    rules = {"method": "own", "benchmark": "left", "metric": "of"}
    return {"start": quantity["start"], "end": quantity["end"], **empty, **slots, "rules": rules}


def test_what_the_rules_propose_is_a_candidate_even_where_the_network_does_not_see_it():
    start = TEXT.find("LoRA")
    mention = {"start": start, "end": start + 4, "text": "LoRA"}
    quantity = claimed(TEXT, "81.2%", method={"GadgetNet": 0.9})
    view = View(TEXT, [quantity], [proposal(TEXT, "81.2%", method=mention)])
    (asked,) = view.asked
    several = features.candidates(asked, "method")
    assert [one["text"] for one in several] == ["GadgetNet", None, "LoRA"]
    assert several[2] | mention | {"chance": 0.0} == several[2]
    found = features.of(view, asked, "method", several)
    assert ["rule own" in each for each in found] == [False, False, True]
    assert ["against rule own" in each for each in found] == [True, True, False]


def test_what_both_propose_is_one_candidate():
    start = TEXT.find("GadgetNet has")
    mention = {"start": start, "end": start + 9, "text": "GadgetNet"}
    quantity = claimed(TEXT, "81.2%", method={"GadgetNet": 0.9})
    (asked,) = View(TEXT, [quantity], [proposal(TEXT, "81.2%", method=mention)]).asked
    assert [one["text"] for one in features.candidates(asked, "method")] == ["GadgetNet", None]


@pytest.mark.parametrize(
    ("chance", "count"),
    [(0.0, 0), (features.STEPS[0] - 1e-6, 0), (features.STEPS[0], 1), (1.0, len(features.STEPS))],
)
def test_a_probability_is_told_by_every_step_that_it_reaches(chance, count):
    assert features.reached("chance", chance) == [f"chance {step}" for step in features.STEPS[:count]]


def test_a_number_that_is_not_claimed_is_not_asked_about():
    quantity = {**claimed(TEXT, "81.2%"), "claimed": False}
    assert View(TEXT, [quantity], []).asked == []
    assert View("", [], []).asked == []


def test_the_sentence_of_an_offset():
    view = View(TEXT, [], [])
    assert [view.sentence_of(TEXT.find(word)) for word in ("Parsing", "We", "FooQuiz", "faster")] == [
        0,
        1,
        2,
        3,
    ]
    assert view.sentence_of(len(TEXT)) == -1
    assert view.sentence_of(TEXT.find("\n")) == -1
