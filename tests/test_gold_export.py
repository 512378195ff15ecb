"""Completely read papers go out as gold: what the scorer's check takes, and what training learns from."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.training import command, gold
from migrations import runner
from schema.errors import InputError
from schema.records import Claim, Mention
from schema.review.deciding import Judgement
from schema.store import Store
from tests.deciding import decide, paper_of, read, said_of, sheet
from tests.running import Run

SCORE = Path(__file__).parents[2] / "shared" / "gold" / "score.py"
PAPER = paper_of()
GLUE = said_of(PAPER.text, "81.3", "GLUE", "accuracy", "Lantern")
MMLU = said_of(PAPER.text, "79.0", "MMLU", confidence=0.6)
FASTER = Claim(**said_of(PAPER.text, "2.5x").model_dump() | {
    "kind": "ratio", "direction": "up", "unit": "x", "metric": Mention(text="speed"),
    "method": Mention(text="Wick", start=PAPER.text.index("Wick"), end=PAPER.text.index("Wick") + 4),
})  # fmt: skip


def mark_read(store: Store, key: int = 1) -> None:
    store.decide([Judgement("read", sheet(store, key).text_id)], "Bo")


@pytest.fixture
def url(store_url: str) -> str:
    """A store with one paper that a person read completely, and one that is half decided."""
    runner.upgrade(store_url)
    with Store.open(store_url) as store:
        read(store, PAPER, GLUE, MMLU)
        decide(store, "81.3", "edit", GLUE.model_copy(update={"number_high": 82.0}))
        decide(store, "79.0", "reject")
        store.decide([Judgement("add", sheet(store).text_id, said=FASTER)], "Bo")
        mark_read(store)
        read(store, paper_of(id="2409.00002"), GLUE)
        decide(store, "81.3", "accept", key=2)
    return store_url


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_only_completely_read_papers_go_out_as_people_said_them(run: Run, url: str, tmp_path: Path) -> None:
    out = tmp_path / "reviewed.jsonl"
    result = run("export", "gold", "-o", out, "--db", url)
    assert (result.code, result.err) == (0, "1 paper with 2 claims\n")
    (paper,) = lines(out)
    assert (paper["id"], paper["title"], paper["abstract"]) == (PAPER.id, PAPER.title, PAPER.abstract)
    first, second = paper["claims"]
    assert (first["value"], first["number"], first["number_high"]) == ("81.3", 81.3, 82.0)
    assert (first["method"], first["benchmark"], first["metric"]) == (["Lantern"], ["GLUE"], ["accuracy"])
    assert (second["kind"], second["direction"], second["benchmark"]) == ("ratio", "up", [])
    assert second["metric"] == ["speed", "speed-up", "speedup"]
    assert "number_high" not in second
    assert run("export", "gold", "--db", url).out == out.read_text(encoding="utf-8")


@pytest.mark.skipif(not SCORE.exists(), reason="needs ../shared/gold")
def test_it_passes_the_check_of_gold_files(run: Run, url: str, tmp_path: Path) -> None:
    out = tmp_path / "reviewed.jsonl"
    run("export", "gold", "-o", out, "--db", url)
    checked = subprocess.run(
        [sys.executable, SCORE, "check", out, out], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "no faults\n")
    assert run("evaluate", out, out).code == 0


def test_papers_that_something_was_read_in_since_are_left_out(run: Run, url: str, tmp_path: Path) -> None:
    with Store.open(url) as store:
        mark_read(store, 2)
        read(store, paper_of(id="2409.00002"), GLUE, MMLU, run="newer")
    result = run("export", "gold", "--db", url)
    assert (result.code, len(result.out.splitlines())) == (0, 1)
    assert "left out: 2409.00002: nobody has decided on claim" in result.err
    with Store.open(url) as store:
        decide(store, "79.0", "reject", key=2)
    assert len(run("export", "gold", "--db", url).out.splitlines()) == 2


def test_a_reading_that_waits_leaves_the_human_word(run: Run, url: str) -> None:
    before = run("export", "gold", "--db", url).out
    with Store.open(url) as store:
        read(store, PAPER, GLUE.model_copy(update={"number": 1.0}), run="newer")
    assert run("export", "gold", "--db", url).out == before


def test_a_change_that_says_neither_up_nor_down_is_no_gold(run: Run, url: str) -> None:
    with Store.open(url) as store:
        mark_read(store, 2)
        decide(store, "81.3", "edit", Claim(**GLUE.model_dump() | {"kind": "ratio"}), key=2)
    assert "says neither up nor down" in run("export", "gold", "--db", url).err


def test_without_such_a_paper_nothing_is_written(run: Run, store_url: str, tmp_path: Path) -> None:
    runner.upgrade(store_url)
    result = run("export", "gold", "-o", tmp_path / "none.jsonl", "--db", store_url)
    assert (result.code, "no paper is completely read" in result.err) == (1, True)
    assert not (tmp_path / "none.jsonl").exists()
    assert run("export", "gold", "--format", "csv", "--db", store_url).code == 2


def test_training_reads_them_and_leaves_gold_papers_out(
    run: Run, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, folder = tmp_path / "reviewed.jsonl", tmp_path / "gold"
    with Store.open(url) as store:
        mark_read(store, 2)
    run("export", "gold", "-o", out, "--db", url)
    folder.mkdir()
    known = {"id": "x", "title": "Known to train", "abstract": "It scores 3% on GLUE.", "claims": []}
    same = known | {"id": "2409.00002"}
    for name, paper in (("train", known), ("dev", same)):
        for what in ("papers", "gold"):
            (folder / f"{name}.{what}.jsonl").write_text(json.dumps(paper) + "\n", encoding="utf-8")
    learnt: list[gold.Read] = []
    monkeypatch.setattr(command.sieve, "fit", lambda papers: learnt.extend(papers) or 7)
    result = run("train", folder, out, "--part", "sieve", "--reviewed", out, "--reviewed", out)
    assert result.code == 0, result.err
    assert "reviewed papers: 1, with claims: 2; left out, as gold papers: 1" in result.err
    assert [one.id for one in learnt] == ["x", PAPER.id]
    assert [one["value"] for one in learnt[1].claims] == ["81.3", "2.5x"]
    assert {PAPER.text[one["start"] : one["end"]] for one in learnt[1].claims} == {"81.3", "2.5x"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": None}, "no title or no abstract"),
        ({"claims": "none"}, "no list of objects"),
        ({"abstract": "Another text."}, "does not stand there in the text"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(
    change: dict, said: str, run: Run, url: str, tmp_path: Path
) -> None:
    out = tmp_path / "reviewed.jsonl"
    run("export", "gold", "-o", out, "--db", url)
    out.write_text(json.dumps(lines(out)[0] | change) + "\n\n", encoding="utf-8")
    with pytest.raises(InputError, match=said):
        list(gold.reviewed([str(out)]))
