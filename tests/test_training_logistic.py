"""Logistic regression: what it learns, and that nothing in it is left to chance."""

import random

import pytest

from extractor import rules, weights
from extractor.training import logistic
from extractor.training.logistic import RARE, Example


def examples(seed=1):
    """Made up: "good" speaks for "right", "bad" against it, "idle" for nothing; "odd" is rare."""
    chance = random.Random(seed)
    made = []
    for i in range(400):
        names = [name for name in ("good", "bad", "idle") if chance.random() < 0.5]
        odds = 0.5 + 0.4 * ("good" in names) - 0.4 * ("bad" in names)
        names += ["odd"] * (i < RARE - 1)
        answers = {"right": chance.random() < odds}
        if i % 2:
            answers["other"] = not answers["right"]
        made.append(Example(names, answers))
    return made


def test_weights_say_what_speaks_for_and_against():
    table = logistic.fit(examples(), ["right"])
    assert table.decisions == ("right",)
    good, bad = table.features["good"][0], table.features["bad"][0]
    assert good > 1 > -1 > bad
    assert abs(table.features.get("idle", [0])[0]) < 0.6
    assert weights.probability(table.logit(["good"], "right")) > 0.8


def test_the_same_examples_make_the_same_weights_in_any_order():
    assert logistic.fit(examples(), ["right", "other"]) == logistic.fit(examples(), ["right", "other"])
    turned = [Example(list(reversed(one.features)), one.answers) for one in reversed(examples())]
    assert logistic.fit(turned, ["right"]) == logistic.fit(examples(), ["right"])


def test_a_rare_feature_is_left_out():
    assert "odd" not in logistic.fit(examples(), ["right"]).features


def test_a_feature_named_twice_counts_once():
    twice = [Example([*one.features, *one.features], one.answers) for one in examples()]
    assert logistic.fit(twice, ["right"]) == logistic.fit(examples(), ["right"])


def test_a_decision_learns_only_from_examples_that_are_about_it():
    table = logistic.fit(examples(), ["right", "other"])
    alone = logistic.fit([one for one in examples() if "other" in one.answers], ["other"])
    both, one = table.features["good"][1], alone.features["good"][0]
    assert both == pytest.approx(one, abs=0.05)
    assert both < 0 < table.features["good"][0]


def test_one_sided_examples_do_not_run_away():
    table = logistic.fit([Example(["good"], {"right": True})] * 50, ["right"])
    assert 0.8 < weights.probability(table.logit(["good"], "right")) <= 1


def test_weights_come_back_from_their_file_as_they_were(tmp_path, monkeypatch):
    table = logistic.fit(examples(), ["right", "other"])
    odd = table._replace(
        features={**table.features, 'rule "x": #1 — é': [0.5, -0.25], "=:behind": [1.0, 0.0]}
    )
    logistic.write(odd, tmp_path / "made-weights.yml", "something made up")
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    again = weights.load.__wrapped__("made-weights")
    assert (again.decisions, again.bias) == (odd.decisions, odd.bias)
    assert {name: list(row) for name, row in again.features.items()} == {
        name: list(row) for name, row in odd.features.items()
    }
    first = (tmp_path / "made-weights.yml").read_bytes()
    logistic.write(odd, tmp_path / "made-weights.yml", "something made up")
    assert (tmp_path / "made-weights.yml").read_bytes() == first
    assert b"something made up" in first
