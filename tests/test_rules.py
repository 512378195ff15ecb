"""The rule files: every cue with its examples, and a fingerprint that follows the bytes."""

import pytest

from extractor import cues, rules, weights

DATA = rules.load("results")


def cues_in(text):
    return {name for _, _, name in cues.occurrences([word.casefold() for word in cues.TOKEN.findall(text)])}


@pytest.mark.parametrize("name", DATA["cues"])
def test_a_cue_is_found_in_its_example_and_not_in_its_counterexample(name):
    cue = DATA["cues"][name]
    assert name in cues_in(cue["fires"])
    assert name not in cues_in(cue["silent"])


@pytest.mark.parametrize("name", DATA["topics"])
def test_a_topic_is_found_in_its_example_and_not_in_its_counterexample(name):
    topic = DATA["topics"][name]
    assert name in {m.lastgroup for m in cues.lexicon().topics.finditer(topic["fires"].casefold())}
    assert name not in {m.lastgroup for m in cues.lexicon().topics.finditer(topic["silent"].casefold())}


def test_a_weight_belongs_to_a_cue_that_exists():
    table = weights.load("results-weights")
    parts = {
        part.split("<")[0].split(">")[0]
        for feature in table.features
        if feature[0] != "="
        for part in feature.split("*")
    }
    assert parts <= set(DATA["cues"])
    assert {len(row) for row in table.features.values()} == {len(table.decisions)}


def test_the_fingerprint_follows_names_and_bytes(tmp_path, monkeypatch):
    (tmp_path / "a.yml").write_text("x: 1")
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    first = rules.fingerprint()
    assert rules.fingerprint() == first
    (tmp_path / "a.yml").write_text("x: 2")
    second = rules.fingerprint()
    (tmp_path / "a.yml").rename(tmp_path / "b.yml")
    assert len({first, second, rules.fingerprint()}) == 3


@pytest.mark.parametrize("name", sorted(file.stem for file in rules.FOLDER.glob("*-weights.yml")))
def test_weights_are_a_number_for_each_decision(name):
    table = weights.load(name)
    assert len(table.bias) == len(table.decisions) == len(set(table.decisions)) > 0
    assert {len(row) for row in table.features.values()} == {len(table.decisions)}
    assert all(isinstance(weight, float | int) for row in table.features.values() for weight in row)


def test_no_rule_file_is_left_over():
    known = {"confidence-weights", "choice-weights", "results-weights", "thresholds"}
    written = {"binding", "confidence", "contexts", "mentions", "metrics", "quantities", "results"}
    written |= {"basis", "sentences", "settings", "units"}
    assert {file.stem for file in rules.FOLDER.glob("*.yml")} == known | written
