"""Kind, direction and bound, in our own words."""

import pytest

from extractor import rules
from extractor.components import comparison, quantities


def readings(sentence):
    text = f"A Plain Title\nWe propose a method for hard cases. {sentence}"
    found = quantities.find(text)
    return [(r.kind, r.direction, r.bound) for r in comparison.read(text, found)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Our method reaches an accuracy of 91.3% on ImageNet.", ("score", None, None)),
        ("It achieves a BLEU score of 31.4.", ("score", None, None)),
        ("It reduces memory by 89.5%.", ("change", "down", None)),
        ("It improves accuracy by 6.9% over the baseline.", ("change", "up", None)),
        ("It improves accuracy by 2.1 points over the baseline.", ("change", "up", None)),
        ("Inference is 2.5x faster than the baseline.", ("ratio", "up", None)),
        ("It needs 10x fewer parameters than the baseline.", ("ratio", "down", None)),
        ("It uses only 10% of the compute.", ("ratio", "down", None)),
        ("It retains 98% of the accuracy of the full model.", ("ratio", "down", None)),
        ("It is twice as fast as the baseline.", ("ratio", "up", None)),
        ("It cuts the training cost by half.", ("ratio", "down", None)),
        ("It achieves a latency improvement of over 40%.", ("change", "down", "at_least")),
        ("It shows a relative improvement of 12% in WER.", ("change", "down", None)),
        ("It reduces memory by up to 89.5%.", ("change", "down", "at_most")),
        ("It reaches an accuracy of more than 91%.", ("score", None, "at_least")),
        ("It reaches an accuracy of about 91%.", ("score", None, "approx")),
        ("It gets a gain of up to a 23% in recall.", ("change", "up", "at_most")),
    ],
)
def test_kind_direction_and_bound(sentence, expected):
    assert readings(sentence) == [expected]


def test_a_from_to_pair_is_two_scores():
    assert readings("It raises the accuracy from 36.2% to 40.7%.") == [("score", None, None)] * 2


def test_numbers_of_a_list_are_read_alike():
    found = readings("It improves accuracy by 6.9%, 8.1% and 8.4% on A, B and C, respectively.")
    assert found == [("change", "up", None)] * 3


def test_each_clause_has_its_own_direction():
    found = readings("It improves accuracy by 5.2% while reducing latency by 40%.")
    assert found == [("change", "up", None), ("change", "down", None)]


def test_a_reading_names_its_cues():
    text = "T\nIt reduces memory by up to 89.5% on all tasks."
    (reading,) = comparison.read(text, quantities.find(text))
    assert [rule.split(":")[0] for rule in reading.rules] == ["change", "down", "at_most"]
    assert "up-to<1" in reading.rules[2]


CONSTRUCTIONS = rules.load("comparison")["constructions"]
FIRES = [(one["name"], *example) for one in CONSTRUCTIONS for example in one["fires"]]
SILENT = [(one["name"], *example) for one in CONSTRUCTIONS for example in one["silent"]]


def names(text, value):
    (found,) = [q for q in quantities.find(text) if text[q["start"] : q["end"]] == value]
    return [one.name for one in comparison.constructed(text, found)]


@pytest.mark.parametrize(("name", "text", "value"), FIRES)
def test_a_construction_is_found_in_its_example(name, text, value):
    assert name in names(text, value)


@pytest.mark.parametrize(("name", "text", "value"), SILENT)
def test_a_construction_is_not_found_in_its_counterexample(name, text, value):
    assert name not in names(text, value)
