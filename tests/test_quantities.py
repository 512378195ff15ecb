"""Quantities on the raw text: the rules' own examples, and what no single rule shows."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor import rules
from extractor.components import quantities

RULES = rules.load("quantities")["rules"]
FIRES = [(rule["name"], *example) for rule in RULES if not rule.get("skip") for example in rule["fires"]]
SKIPS = [(rule["name"], *example) for rule in RULES if rule.get("skip") for example in rule["fires"]]
SILENT = [(rule["name"], text) for rule in RULES for text in rule["silent"]]


def one(text):
    (found,) = quantities.find(text)
    return found


@pytest.mark.parametrize(("name", "text", "value", "number", "high", "unit"), FIRES)
def test_a_rule_fires_on_its_example(name, text, value, number, high, unit):
    found = {q["rule"]: q for q in quantities.find(text)}
    assert name in found, f"{name} did not fire, but {sorted(found)}"
    quantity = found[name]
    assert text[quantity["start"] : quantity["end"]] == value
    assert quantity["number"] == pytest.approx(number)
    assert quantity["number_high"] == (None if high is None else pytest.approx(high))
    assert quantity["unit"] == unit


@pytest.mark.parametrize(("name", "text", "passed_over"), SKIPS)
def test_what_only_looks_like_a_quantity_is_passed_over(name, text, passed_over):
    start = text.index(passed_over)
    inside = [q for q in quantities.find(text) if q["start"] < start + len(passed_over) and start < q["end"]]
    assert inside == []


@pytest.mark.parametrize(("name", "text"), SILENT)
def test_a_rule_is_silent_on_its_counterexample(name, text):
    assert name not in {q["rule"] for q in quantities.find(text)}
    skipping = {rule["name"] for rule in RULES if rule.get("skip")}
    if name in skipping and any(c.isdigit() for c in text):
        assert quantities.find(text), "the counterexample of a skipping rule is a quantity"


def test_every_rule_has_both_kinds_of_example():
    assert [rule["name"] for rule in RULES if not rule["fires"] or not rule["silent"]] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("recall goes from 36.2% to 40.7% here", [(36.2, None, "%"), (40.7, None, "%")]),
        ("recall ranges from 36.2% to 40.7% here", [(36.2, 40.7, "%")]),
        ("latency falls from 12 to 7 hours", [(12, None, "hours"), (7, None, "hours")]),
        ("quality (from 12.6 to 90 points) grows", [(12.6, None, "points"), (90, None, "points")]),
        ("costs vary by seed.\nIt rose from 12 to 90 points", [(12, None, "points"), (90, None, "points")]),
        ("boosted from \\textbf{0.7} to 0.8 here", [(0.7, None, None), (0.8, None, None)]),
        ("falls from 0.9 at heat 0.1 to 0.8 here", [(0.9, None, None), (0.1, None, None), (0.8, None, None)]),
        (
            "rise by 1.5% and 2.5% to 88.5% and 86.5% here",
            [(1.5, None, "%"), (2.5, None, "%"), (88.5, None, "%"), (86.5, None, "%")],
        ),
        ("cuts of 5% and 10 to 20% and 30% hold", [(5, None, "%"), (10, 20, "%"), (30, None, "%")]),
        (
            "rise from 0.1 to 0.2 on one and 0.3 to 0.4 on the other",
            [(0.1, None, None), (0.2, None, None), (0.3, None, None), (0.4, None, None)],
        ),
        ("from 7. 5\\% to 21. 5\\% of it", [(7.5, None, "%"), (21.5, None, "%")]),
        ("grows from $10^2$ to $10^3$ rows", [(100, None, None), (1000, None, None)]),
        ("runs at 250/110 (token/s/mm2)", [(250, None, "token/s/mm2"), (110, None, "token/s/mm2")]),
        ("is left with 55/13 WER/CER", [(55, None, None), (13, None, None)]),
        ("four to two times as fast", [(2, None, "x")]),
        ("reaches 0.4/0.6 BLEU on both", [(0.4, None, None), (0.6, None, None)]),
        ("wins 6.9%, 8.1 and 8.4% there", [(6.9, None, "%"), (8.1, None, "%"), (8.4, None, "%")]),
        ("degrades between 1.2% and 47.1% of it", [(1.2, 47.1, "%")]),
        ("saves 1,234 dollars", [(1234, None, "dollars")]),
        ("a gain of +6.9% and of -16.67%", [(6.9, None, "%"), (-16.67, None, "%")]),
        ("a change of −3.5% is seen", [(-3.5, None, "%")]),
        ("is $2.5\\times$ quicker, $8.8\\%$ better", [(2.5, None, "x"), (8.8, None, "%")]),
        ("as many as 1.2M rows, 70K calls", [(1.2e6, None, None), (70e3, None, None)]),
        ("50.2$\\pm$0.3 and 61.4 ± 0.2", [(50.2, None, None), (61.4, None, None)]),
        ("kappa of 0.66, 95% CI", [(0.66, None, None), (95, None, "%")]),
        ("0.4/0.6% of the pages", [(0.4, None, "%"), (0.6, None, "%")]),
    ],
)
def test_several_quantities_and_their_units(text, expected):
    found = [(q["number"], q["number_high"], q["unit"]) for q in quantities.find(text)]
    assert found == expected


@pytest.mark.parametrize(
    "text", ["GPT-4 and ResNet-50", "pass@10", "top-5", "WMT14 and F1", "nothing counted"]
)
def test_digits_inside_names_are_no_quantities(text):
    assert quantities.find(text) == []


def test_a_descending_pair_is_no_range():
    assert [q["number"] for q in quantities.find("parameters fall (31M to 2.9M)")] == [31e6, 2.9e6]


def test_offsets_are_code_points_of_the_raw_text():
    text = "Überprüft 😀: genau 89.5\\% erreicht"
    found = one(text)
    assert text[found["start"] : found["end"]] == "89.5\\%"


@pytest.mark.parametrize(
    "text",
    [
        f"an accuracy of 7{',000' * 110}%",
        f"it gains 7{',000' * 110}x, from 5 to 9{',000' * 110}%",
        f"a speed-up of 9{',999' * 102} billion times",
        "400 orders of magnitude",
        "5 to 400 orders of magnitude",
        f"1{'0' * 400} to 2{'0' * 400}",
    ],
)
def test_a_number_too_great_to_be_one_is_none(text):
    for quantity in quantities.find(text):
        numbers = (quantity["number"], quantity["number_high"] or 0)
        assert all(map(math.isfinite, numbers)), quantity


def test_a_text_without_a_number_is_passed_over():
    assert not quantities.may_hold("No figure stands in this text at all.")
    assert quantities.may_hold("It is twice as good.")


SIGNS = [
    "1",
    "(",
    "%",
    "$",
    "1%",
    "1,",
    "1.",
    "1 ",
    "$1",
    "1-",
    "1 to ",
    "\\",
    "\\%",
    "1\\",
    "{1}",
    "one ",
    "~1",
    "a1 ",
    "10^",
    "10^2 to ",
    "1. ",
    "from 1 to 2 and ",
    "1 and 2 to 3 and 4 ",
    "factor of ",
    "factor of 2",
    "zero ",
    "a second",
    "1 (",
]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_long_text_of_one_sign_does_not_hang(sign, within_a_minute):
    text = sign * (100_000 // len(sign))
    for found in quantities.find(text):
        assert 0 <= found["start"] < found["end"] <= len(text)


CHARACTERS = st.sampled_from("0123456789.,%$-+/x×~( )\\{}^e\n٣")
PHRASES = st.sampled_from(
    [
        " to ",
        " and ",
        "from ",
        "between ",
        "half",
        "two ",
        "one third",
        "times",
        "-fold",
        " points",
        "factor of ",
        "zero ",
        " errors",
        "10^",
        "e-",
    ]
)
COMMANDS = st.sampled_from(["\\times", "\\%", "\\pm", " orders of magnitude", "K", " million", "ms", "1/"])


@example("0$%$0")  # a dollar sign that one number takes in is no other's currency
@given(st.lists(CHARACTERS | PHRASES | COMMANDS, max_size=30).map("".join))
def test_whatever_the_text_spans_are_in_order_and_numbers_finite(text):
    end = 0
    for quantity in quantities.find(text):
        assert end <= quantity["start"] < quantity["end"] <= len(text)
        end = quantity["end"]
        assert math.isfinite(quantity["number"])
        assert (
            quantity["number_high"] is None
            or quantity["number_high"] > quantity["number"]
            or quantity["number"] < 0
        )
