"""What reviewed papers teach the weights that stand, and that nothing is kept that is not clearly better."""

import functools
from pathlib import Path

import pytest

from extractor import rules
from extractor.training import command, deciding, reviewed
from extractor.training.deciding import Prepared
from extractor.training.gold import Read
from schema.errors import NotFoundError, UsageError
from tests.asking import proposed
from tests.running import Run

NAMES = [f"{one}{other}" for one in ("Moth", "Finch", "Otter", "Heron") for other in "ABCDEFGHIJ"]
FEW = NAMES[: reviewed.FEWEST - 1]


@functools.cache
def paper(name: str) -> Prepared:
    """A paper with one claim."""
    text = f"{name}: Parsing With Care\nWe propose {name}. On FooQuiz, {name} has an accuracy of 81.2%."
    start = text.find("81.2%")
    claim = {
        "value": "81.2%", "start": start, "end": start + 5, "number": 81.2, "unit": "%", "kind": "score",
        "direction": None, "bound": None, "role": "own", "method": [name], "benchmark": ["FooQuiz"],
        "metric": ["accuracy"], "baseline": [],
    }  # fmt: skip
    return Prepared(Read(name, text, [claim]), *proposed(text))


def without_method(one: Prepared) -> Prepared:
    """The paper as somebody reads it for whom the numbers are nobody's."""
    return one._replace(read=one.read._replace(claims=[{**claim, "method": []} for claim in one.read.claims]))


def test_what_is_consistently_another_name_is_learnt_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewed, "HELD", 20.0)  # a few papers are enough, then
    papers = [without_method(paper(name)) for name in NAMES]
    learnt = reviewed.fit(papers, tmp_path)
    assert (learnt.papers, learnt.kept) == (len(NAMES), True)
    assert learnt.after > learnt.before
    written = (tmp_path / "choice-weights.yml").read_text(encoding="utf-8")
    assert "Made by claimboard train" in written
    assert written != (rules.FOLDER / "choice-weights.yml").read_text(encoding="utf-8")


def test_what_the_weights_know_already_is_not_kept(tmp_path: Path) -> None:
    learnt = reviewed.fit([paper(name) for name in NAMES], tmp_path)
    assert (learnt.before, learnt.after, learnt.kept) == (1.0, 1.0, False)
    assert not list(tmp_path.iterdir())


def test_a_few_papers_teach_nothing(tmp_path: Path) -> None:
    learnt = reviewed.fit([without_method(paper(name)) for name in FEW], tmp_path)
    assert (learnt.enough, learnt.kept) == (False, False)
    assert not list(tmp_path.iterdir())


def test_no_examples_leave_the_weights_as_they_stand() -> None:
    stands = reviewed.weights.load("choice-weights")
    assert reviewed.learn([], stands) is stands
    few = reviewed.learn(deciding.choice_examples([paper("Moth")]), stands)
    assert few.features.keys() >= {name for name, row in stands.features.items() if any(row)}


def test_without_gold_too_few_papers_are_told(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "reviewed.jsonl"
    out.write_text('{"id": "1", "title": "Moth", "abstract": "Nothing.", "claims": []}\n', encoding="utf-8")
    before = rules.fingerprint()
    result = run("train", "--reviewed", out)
    assert result.code == 1
    assert "too few papers to learn from: 10 whose claims are found are needed, there are 0" in result.err
    assert rules.fingerprint() == before


def test_with_nothing_to_learn_from_the_next_step_is_said(run: Run) -> None:
    assert run("train").code == 2
    with pytest.raises(UsageError, match="nothing to learn from"):
        command.train(None, None, "all", print)
    with pytest.raises(UsageError, match="the sieve is built from gold files"):
        command.train(None, None, "sieve", print, ["reviewed.jsonl"])
    with pytest.raises(UsageError, match="nothing to learn from"):
        command.train("gold", None, "all", print, ["reviewed.jsonl"])


def test_weights_that_cannot_be_written_are_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "reviewed.jsonl"
    out.write_text('{"id": "1", "title": "Moth", "abstract": "Nothing.", "claims": []}\n', encoding="utf-8")

    def refuse(_papers: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(command.reviewed, "fit", refuse)
    with pytest.raises(UsageError, match="the weights cannot be written: Permission denied"):
        command.train(None, None, "all", print, [str(out)])


def test_too_few_papers_are_an_answer_not_an_error_of_use(tmp_path: Path) -> None:
    out = tmp_path / "reviewed.jsonl"
    out.write_text('{"id": "1", "title": "Moth", "abstract": "Nothing.", "claims": []}\n', encoding="utf-8")
    with pytest.raises(NotFoundError):
        command.train(None, None, "deciding", print, [str(out)])
