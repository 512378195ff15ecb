"""What fills the slots of a claim, among what the network and the rules put forward."""

import pytest

from extractor import features, network, rules
from extractor.components import choice
from extractor.weights import Weights
from tests.asking import claimed, proposed

SLOTS = ("method", "benchmark", "metric", "baseline", "hardware")
TRUSTING = Weights(network.SLOTS, (0.0,) * 4, {f"rank {i}": [-float(i)] * 4 for i in range(4)})
"""Weights that take the network's word."""
OBEYING = Weights(
    network.SLOTS, (0.0,) * 4, {f"rule {name}": [9.0] * 4 for name in ("own", "left", "of", "baseline")}
)
"""Weights that do as the rules say."""
TEXT = (
    "GadgetNet: Parsing With Care\nWe propose GadgetNet, a parser. On FooQuiz, GadgetNet has an accuracy of"
    " 81.2% with Llama-3-8B in a 5-shot setting."
)


def proposal(text, value, rules=("own", "left", "of"), kind="score", **names):
    """What the rules propose for a number: names that stand in the text."""
    quantity = claimed(text, value, kind=kind)
    slots = {
        slot: {"start": text.find(name), "end": text.find(name) + len(name), "text": name}
        for slot, name in names.items()
    }
    return {
        **dict.fromkeys(SLOTS),
        **{
            key: quantity[key]
            for key in ("start", "end", "number", "number_high", "unit", "kind", "direction")
        },
        "bound": None,
        "role": "other",
        "sentence": (text.find("On "), len(text)),
        "setting": [],
        **slots,
        "rules": dict(zip(("method", "benchmark", "metric"), rules, strict=True)),
    }


def chosen(table, quantity, *proposals):
    return choice.choose(TEXT, [quantity], proposals, table)


def test_the_weights_decide_whose_word_counts():
    quantity = claimed(TEXT, "81.2%", method={"Llama-3-8B": 0.8, "GadgetNet": 0.1})
    asked = proposal(TEXT, "81.2%", method="GadgetNet")
    (network_said,) = chosen(TRUSTING, quantity, asked)
    (rules_said,) = chosen(OBEYING, quantity, asked)
    assert (network_said["method"]["text"], network_said["rules"]["method"]) == ("Llama-3-8B", "network")
    assert (rules_said["method"]["text"], rules_said["rules"]["method"]) == ("GadgetNet", "own")


def test_where_both_agree_the_rule_is_named_and_how_sure_it_is():
    quantity = claimed(TEXT, "81.2%", method={"GadgetNet": 0.8})
    (found,) = chosen(TRUSTING, quantity, proposal(TEXT, "81.2%", method="GadgetNet"))
    assert found["rules"]["method"] == "own"
    assert found["slot_confidence"]["method"] == 0.5  # the made-up weights give no more
    assert found["slot_confidence"]["number"] == quantity["answer"]["classes"]["claimed"]["yes"]
    assert found["slot_confidence"].keys() == {
        "number", "kind", "bound", "role", "method", "benchmark", "metric",
    }  # fmt: skip


def test_a_change_has_a_direction_and_a_baseline_to_be_sure_of():
    quantity = claimed(TEXT, "81.2%", kind="change", baseline={"Llama-3-8B": 0.8})
    (found,) = chosen(TRUSTING, quantity, proposal(TEXT, "81.2%", kind="change"))
    assert {"direction", "baseline"} <= found["slot_confidence"].keys()
    assert found["baseline"]["text"] == "Llama-3-8B"


def test_a_score_has_no_baseline():
    quantity = claimed(TEXT, "81.2%", baseline={"Llama-3-8B": 0.9})
    (found,) = chosen(TRUSTING, quantity, proposal(TEXT, "81.2%"))
    assert found["baseline"] is None


def test_nothing_may_be_chosen_over_what_the_rules_propose():
    quantity = claimed(TEXT, "81.2%", benchmark={"FooQuiz": 0.1})
    (found,) = chosen(TRUSTING, quantity, proposal(TEXT, "81.2%", benchmark="FooQuiz"))
    assert (found["benchmark"], found["rules"]["benchmark"]) == (None, "network")
    assert found["next"]["benchmark"] == "FooQuiz"


def test_the_next_best_is_kept_for_the_reasons():
    quantity = claimed(TEXT, "81.2%", method={"GadgetNet": 0.6, "Llama-3-8B": 0.3})
    (found,) = chosen(TRUSTING, quantity, proposal(TEXT, "81.2%"))
    assert (found["method"]["text"], found["next"]["method"]) == ("GadgetNet", "Llama-3-8B")
    assert found["next"]["metric"] is None


def test_the_role_is_the_networks():
    (found,) = chosen(TRUSTING, claimed(TEXT, "81.2%", role="own"), proposal(TEXT, "81.2%"))
    assert found["role"] == "own"


def test_one_number_of_each_of_several_benchmarks_stays_so():
    quantity = claimed(TEXT, "81.2%", benchmark={"FooQuiz": 0.9}, method={"GadgetNet": 0.9})
    several = [proposal(TEXT, "81.2%", benchmark=name) for name in ("FooQuiz", "Llama-3-8B")]
    found = chosen(TRUSTING, quantity, *several)
    assert [claim["benchmark"]["text"] for claim in found] == ["FooQuiz", "Llama-3-8B"]
    assert [claim["method"]["text"] for claim in found] == ["GadgetNet", "GadgetNet"]
    assert found[1]["slot_confidence"]["benchmark"] < found[0]["slot_confidence"]["benchmark"]


def test_each_of_several_sets_is_claimed_of_each_by_the_real_parts():
    text = "GadgetNet: Parsing With Care\nGadgetNet reaches an accuracy of 81.2% on FooQuiz and BarQuiz each."
    found = choice.choose(text, *proposed(text))
    assert [(text[c["start"] : c["end"]], c["benchmark"]["text"]) for c in found] == [
        ("81.2%", "FooQuiz"),
        ("81.2%", "BarQuiz"),
    ]


def test_what_fills_a_slot_is_no_setting_of_the_number():
    quantity = claimed(
        TEXT, "81.2%", settings=["Llama-3-8B", "5-shot", "GadgetNet"], method={"GadgetNet": 0.9}
    )
    (found,) = chosen(TRUSTING, quantity, proposal(TEXT, "81.2%"))
    assert [setting["text"] for setting in found["setting"]] == ["Llama-3-8B", "5-shot"]
    for setting in found["setting"]:
        assert TEXT[setting["start"] : setting["end"]] == setting["text"]


def test_a_proposal_for_a_number_that_is_not_claimed_is_dropped():
    quantity = {**claimed(TEXT, "81.2%"), "claimed": False}
    assert chosen(TRUSTING, quantity, proposal(TEXT, "81.2%")) == []


METRICS = rules.load("metrics")
INFERRED = {"speed", *METRICS["units"].values(), *(each["metric"] for each in METRICS["inferred"])}
TEXTS = [
    TEXT,
    "GadgetNet: Parsing\nGadgetNet raises accuracy from 36.2\\% to 40.7\\% on FooQuiz, is 2.5$\\times$ faster"
    " than LoRA, and gains 4.9, 5.2 and 12.9 points on BarQuiz, BazQuiz and $\\tau$-bench, respectively.",
    "Parsing With Care 😀\nOur naïve approach halves the memory of Łódź-Net on 4 H100 GPUs, at 64 ms.",
    "FooBench: A Benchmark\nThe best of 20 models has an accuracy of only 12% on FooBench (humans: 97%).",
]


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_invented(text):
    found = choice.choose(text, *proposed(text))
    assert found
    for claim in found:
        first, last = claim["sentence"]
        assert first <= claim["start"] < claim["end"] <= last
        mentions = [claim[slot] for slot in SLOTS if claim[slot]]
        for one in [*mentions, *claim["setting"]]:
            if one["start"] is None:
                assert one["text"] in INFERRED
            else:
                assert text[one["start"] : one["end"]] == one["text"]
        assert all(0 <= each <= 1 for each in claim["slot_confidence"].values())
        assert set(claim["rules"]) >= {"method", "benchmark", "metric"}


@pytest.mark.parametrize("text", TEXTS)
def test_claims_keep_the_order_and_the_numbers_of_the_proposals(text):
    quantities, proposals = proposed(text)
    found = choice.choose(text, quantities, proposals)
    for key in ("start", "end", "number", "number_high", "unit", "kind", "direction", "bound", "sentence"):
        assert [claim[key] for claim in found] == [claim[key] for claim in proposals]
    assert choice.choose(text, quantities, proposals) == found


def test_of_candidates_that_are_equally_good_the_more_probable_is_taken():
    quantity = claimed(TEXT, "81.2%", method={"GadgetNet": 0.5, "Llama-3-8B": 0.4})
    view = features.View(TEXT, [quantity], [])
    indifferent = Weights(network.SLOTS, (0.0,) * 4, {})
    assert choice.pick(view, view.asked[0], "method", indifferent).chosen["text"] == "GadgetNet"
