"""The thresholds, and what the fits learn from, on made-up claims."""

import pytest
import yaml

from extractor import network
from extractor.training import deciding
from extractor.training.deciding import Prepared
from extractor.training.gold import Read
from tests.asking import proposed

EMPTY = {"method": None, "benchmark": None, "metric": None, "baseline": None}


def predicted(number, sure, right=True):
    """A claim as found; a wrong one has another metric."""
    return {
        **EMPTY,
        "number": float(number),
        "number_high": None,
        "unit": "%",
        "kind": "score",
        "direction": None,
        "bound": None,
        "role": "own",
        "metric": {"text": "accuracy" if right else "recall"},
        "hardware": None,
        "setting": [],
        "confidence": sure,
    }


def gold(number, **fields):
    plain = {
        "kind": "score",
        "direction": None,
        "bound": None,
        "role": "own",
        "unit": "%",
        "number": float(number),
    }
    return {**plain, "method": [], "benchmark": [], "metric": ["accuracy"], "baseline": [], **fields}


def made(*marks, missed=0, optional=0):
    """Claims and papers from (confidence, right) marks, one paper for each.

    Where right is None no gold claim has the number. Beside them stand missed and optional gold claims.
    """
    claims, papers = {}, []
    for i, (sure, right) in enumerate(marks):
        claims[f"p{i}"] = [predicted(i, sure, bool(right))]
        papers.append(Prepared(Read(f"p{i}", "", [gold(i)] if right is not None else []), [], []))
    claims["rest"] = [predicted(1000 + i, 0.99, False) for i in range(optional)]
    others = [gold(500 + i) for i in range(missed)] + [gold(1000 + i, optional=True) for i in range(optional)]
    papers.append(Prepared(Read("rest", "", others), [], []))
    return claims, papers


@pytest.fixture
def exact(monkeypatch):
    """Give up no F1, and take thresholds that few claims reach."""
    monkeypatch.setattr(deciding, "SLACK", 0.0)
    monkeypatch.setattr(deciding, "FEWEST", 2)


def test_the_best_threshold_is_where_f1_is_greatest(exact):
    marks = [(0.9, True), (0.8, True), (0.7, None), (0.6, True), (0.5, None)]
    assert deciding.best(*made(*marks)) == 0.6
    marks = [(0.9, True), (0.8, True), *[(0.7, None)] * 4, (0.6, True)]
    assert deciding.best(*made(*marks)) == 0.8  # 4/5, then 6/10


def test_missed_gold_asks_for_more_claims(exact):
    marks = [(0.9, True), (0.5, None), (0.45, None), (0.44, None), (0.4, True)]
    assert deciding.best(*made(*marks)) == 0.9  # 2/3, then 4/7
    assert deciding.best(*made(*marks, missed=20)) == 0.4  # 2/23, then 4/27


def test_of_thresholds_that_are_about_as_good_the_one_that_reports_more_is_taken(monkeypatch):
    groups = [(0.9, True, 110), (0.5, None, 10), (0.4, None, 50)]  # F1 of 1, 220/230, 220/280
    marks = [(sure - i / 10_000, right) for sure, right, count in groups for i in range(count)]
    assert deciding.SLACK < 0.02
    for slack, expected in ((0.0, 0.9 - 0.0109), (0.044, 0.5 - 0.0009), (0.5, 0.4 - 0.0049)):
        monkeypatch.setattr(deciding, "SLACK", slack)
        assert deciding.best(*made(*marks)) == pytest.approx(expected)


def test_the_best_threshold_counts_all_claims_that_are_as_sure(exact):
    marks = [(0.9, True), (0.5, True), *[(0.5, None)] * 20, (0.4, True)]
    assert deciding.best(*made(*marks)) == 0.9


def test_a_threshold_for_a_precision_is_the_lowest_that_has_it(exact):
    marks = [(0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.5, True), (0.4, False), (0.3, False)]
    found = deciding.threshold(*made(*marks), 0.8)
    assert (found.confidence, found.claims) == (0.5, 5)
    assert found.precision == pytest.approx(0.8)
    assert found.recall == pytest.approx(4 / 7)
    assert deciding.threshold(*made(*marks), 0.9).confidence == 0.8


def test_a_threshold_counts_all_claims_that_are_as_sure(exact):
    marks = [(0.9, True), (0.8, True), (0.7, True), *[(0.7, False)] * 5]
    assert deciding.threshold(*made(*marks), 0.9).confidence == 0.8


def test_a_precision_that_few_claims_have_is_no_threshold():
    assert deciding.FEWEST > 10
    found = deciding.threshold(*made(*[(0.9, True)] * 10), 0.9)
    assert (found.confidence, found.claims) == (1.0, 0)


def test_optional_gold_counts_neither_for_nor_against(exact):
    marks = [(0.9, True), (0.8, False)]
    assert deciding.best(*made(*marks, optional=30)) == deciding.best(*made(*marks)) == 0.9


def test_a_paper_stays_in_its_fold():
    ids = [f"2501.{i:05}" for i in range(500)]
    folds = [deciding.fold_of(i) for i in ids]
    assert folds == [deciding.fold_of(i) for i in ids]
    assert set(folds) == set(range(deciding.FOLDS))
    assert min(folds.count(fold) for fold in range(deciding.FOLDS)) > 50


TEXT = "GadgetNet: Parsing With Care\nWe propose GadgetNet. On FooQuiz, GadgetNet has an accuracy of 81.2%."


def prepared(name="1", **fields):
    start = TEXT.find("81.2%")
    names = {"method": ["GadgetNet"], "benchmark": ["FooQuiz"]}
    claim = gold(81.2, value="81.2%", start=start, end=start + 5, **names, **fields)
    return Prepared(Read(name, TEXT, [claim]), *proposed(TEXT))


def test_every_candidate_of_a_gold_claim_is_an_example_of_its_slot():
    found = deciding.choice_examples([prepared()])
    for slot in network.SLOTS:
        about = [one.answers[slot] for one in found if slot in one.answers]
        assert about
        assert sum(about) >= 1
    assert all(len(one.answers) == 1 for one in found)
    assert sum(one.answers.get("method", False) for one in found) == 1


def test_optional_claims_and_numbers_that_are_no_claims_are_no_examples():
    assert deciding.choice_examples([prepared(optional=True)]) == []
    assert deciding.choice_examples([prepared()._replace(read=Read("1", TEXT, []))]) == []


def test_papers_are_prepared_as_the_pipeline_reads_them():
    (one,) = deciding.prepare([Read("1", TEXT, [])])
    assert (one.quantities, one.proposals) == proposed(TEXT)


def test_out_of_fold_claims_are_of_every_paper_and_the_same_again():
    papers = [prepared(f"p{i}") for i in range(20)]
    found = deciding.out_of_fold(papers)
    assert found.keys() == {one.read.id for one in papers}
    assert all(0 <= claim["confidence"] <= 1 for several in found.values() for claim in several)
    assert deciding.out_of_fold(papers) == found


def test_a_fit_writes_weights_and_thresholds_and_says_the_figures_out_of_fold(tmp_path):
    papers = [prepared(f"p{i}") for i in range(60)]
    said = deciding.fit(papers, tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {
        "choice-weights.yml", "confidence-weights.yml", "thresholds.yml",
    }  # fmt: skip
    assert "60 papers, 60 gold claims" in said
    assert "precision 0.90" in said
    first = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    deciding.fit(papers, tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == first


def test_written_thresholds_keep_the_claims_that_they_were_chosen_for(tmp_path):
    papers = [prepared(f"p{i}") for i in range(24)]
    deciding.fit(papers, tmp_path)
    thresholds = yaml.safe_load((tmp_path / "thresholds.yml").read_text())
    claims = deciding.out_of_fold(papers)
    assert thresholds["report"] <= deciding.best(claims, papers)
