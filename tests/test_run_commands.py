"""`reextract`, `runs` and `diff`: the store read again by a newer extractor, and what that made of it."""

import json
from pathlib import Path

import pytest

from extractor import pipeline
from migrations import runner
from schema.records import Evidence
from schema.store import Store
from tests.deciding import decide, paper_of, read, said_of, shown
from tests.running import Run, table
from tests.storing import claims, paper

TOLD = paper_of()
TEXT = TOLD.text
ABSTRACT = (
    "We present Lantern, a sparse tuner. On GLUE, Lantern reaches an accuracy of 8{}.3%, while Candle stays "
    "at 79.0."
)


@pytest.fixture
def url(store_url: str) -> str:
    """A store whose three papers an extractor of no worth has read; one of them is on a list."""
    runner.upgrade(store_url)
    with Store.open(store_url) as store:
        for number in (1, 2, 3):
            of = paper(f"2409.0000{number}", ABSTRACT.format(number))
            value = claims(paper())[0].model_copy(
                update={"value": span_of(of.text, f"8{number}.3%"), "sentence": span_of(of.text, of.text),
                        "benchmark": None, "metric": None, "method": None, "setting": ()}
            )  # fmt: skip
            run = store.run("0.0.1", "of no worth", {})
            store.record(of, [value], run, ["to read"] if number == 2 else [])
    return store_url


def span_of(text: str, part: str) -> Evidence:
    start = text.index(part)
    return Evidence(start=start, end=start + len(part), text=part)


def test_what_is_stored_is_read_again_and_the_difference_is_told(run: Run, url: str) -> None:
    first = run("reextract", "--tag", "TO READ", "--db", url)
    assert (first.code, first.out) == (0, "")
    assert first.err.startswith("1 text read again (")
    whole = run("reextract", "--db", url)
    assert whole.code == 0
    assert whole.err.splitlines()[0].startswith("2 texts read again (")
    assert " claims found: " in whole.err.splitlines()[1]
    again = run("reextract", "--db", url)
    assert (again.code, again.err) == (0, "nothing changed: this extractor has read all of it\n")
    assert run("reextract", "-q", "--db", url).err == ""
    found = table(run("claims", "--db", url).out)
    assert {row["benchmark"] for row in found} == {"GLUE"}

    runs = table(run("runs", "--db", url).out)
    assert [(row["version"], row["fingerprint"], row["texts"]) for row in runs] == [
        ("0.0.1", "of no worth", "3"),
        (runs[1]["version"], pipeline.load().fingerprint[:12], "3"),
    ]
    differs = run("diff", "1", runs[1]["fingerprint"], "--db", url)
    assert differs.code == 0
    rows = table(differs.out)
    assert {row["change"] for row in rows} >= {"changed", "added", "rank"}
    named = [row for row in rows if row["field"] == "benchmark"]
    assert [(row["before"], row["after"]) for row in named] == [("", "GLUE")] * 3
    assert "runs 1 and 2, 3 texts read by both: claims " in differs.err
    assert run("diff", "--db", url).out == differs.out


def test_decisions_hold_on_and_what_differs_from_them_waits(run: Run, url: str) -> None:
    with Store.open(url) as store:
        seen = shown(store, "81.3%").claim
        decide(store, "81.3%", "edit", seen.model_copy(update={"unit": "points"}))
    result = run("reextract", "--db", url)
    assert "1 reading waits for a second look, and what people said holds: claimboard review" in result.err
    mine = table(run("claims", "--status", "reviewed", "--db", url).out)
    assert [(row["unit"], row["paper"]) for row in mine] == [("points", "2409.00001")]


@pytest.fixture
def ranked(store_url: str) -> str:
    """Two papers on one board, on which a second run reads one number otherwise, and misses another."""
    runner.upgrade(store_url)
    other = paper_of(id="2409.00002")
    with Store.open(store_url) as store:
        for run in ("first", "second"):
            number = 81.3 if run == "first" else 71.3
            lantern = said_of(TEXT, "81.3", "GLUE", "accuracy", "Lantern", number, confidence=0.9)
            candle = said_of(TEXT, "79.0", "GLUE", "accuracy", "Candle", 79.0, confidence=0.9)
            read(store, TOLD, lantern, *([said_of(TEXT, "2.5x")] if run == "first" else []), run=run)
            read(store, other, candle, run=run)
    return store_url


def test_ranks_that_moved_are_told_with_their_board(run: Run, ranked: str) -> None:
    rows = table(run("diff", "1", "2", "--db", ranked).out)
    told = [(row["change"], row["value"], row["field"], row["before"], row["after"]) for row in rows]
    assert told == [
        ("changed", "81.3", "number", "81.3", "71.3"),
        ("lost", "2.5x", "", "2.5 (score)", ""),
        ("rank", "79.0", "rank", "2", "1"),
        ("rank", "81.3", "rank", "1", "2"),
    ]
    assert {(row["benchmark"], row["metric"]) for row in rows if row["change"] == "rank"} == {
        ("GLUE", "accuracy")
    }
    document = json.loads(run("diff", "1", "2", "--format", "json", "--db", ranked).out)
    assert [each["fingerprint"] for each in document["runs"]] == ["first", "second"]
    assert [len(document[part]) for part in ("changes", "ranks")] == [2, 2]
    shown = run("diff", "1", "2", "--format", "table", "--db", ranked).out
    assert [title in shown for title in ("claims changed", "claims lost", "ranks moved", "claims added")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_where_nothing_differs_or_is_common_that_is_said(run: Run, ranked: str) -> None:
    same = run("diff", "1", "1", "--db", ranked)
    assert (same.code, same.err.splitlines()[-1]) == (1, "claimboard: nothing differs")
    assert "there is no run '7'" in run("diff", "1", "7", "--db", ranked).err
    assert run("diff", "1", "--db", ranked).code == 2
    with Store.open(ranked) as store:
        read(store, paper_of(id="2409.00009"), run="third")
    apart = run("diff", "1", "3", "--db", ranked)
    assert (apart.code, "no newest text was read by both" in apart.err) == (1, True)


def test_an_older_extractor_is_told_that_newer_readings_hold_on(run: Run, url: str) -> None:
    run("reextract", "-q", "--db", url)
    with Store.open(url) as store:
        read(store, paper_of(), run="of tomorrow")
    assert "what run 3 read holds on, as it is newer" in run("reextract", "--db", url).err


def test_an_empty_or_missing_store_has_nothing_to_read(run: Run, tmp_path: Path, store_url: str) -> None:
    runner.upgrade(store_url)
    for command in (["reextract"], ["runs"]):
        result = run(*command, "--db", store_url)
        assert (result.code, result.err) == (1, "claimboard: nothing is stored yet: claimboard add PAPERS\n")
    assert "nothing to compare: 0 runs" in run("diff", "--db", store_url).err
    missing = tmp_path / "none.db"
    assert run("reextract", "--db", missing).code == 4
    assert not missing.exists()
