"""The commands that say what names mean and change it, as a person uses them."""

import csv
import io
import json
import time
from pathlib import Path

import pytest

from migrations import runner
from tests.running import Run
from tests.storing import add, claim, paper


@pytest.fixture
def stored(ready_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with two papers that compare Lantern and Candle on GLUE."""
    monkeypatch.setenv("CLAIMBOARD_DB", ready_url)
    monkeypatch.setenv("CLAIMBOARD_USER", "Ada")
    with runner.open_store(ready_url) as store:
        add(store, paper("2409.00001"), paper("2409.00002"))
    return ready_url


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_names_are_listed_with_what_there_is_of_them(stored: str, run: Run) -> None:
    rows = table(run("names", "list", "method").out)
    assert [(row["name"], row["claims"], row["papers"], row["known"]) for row in rows] == [
        ("Candle", "4", "2", "new"), ("Lantern", "4", "2", "new")
    ]  # fmt: skip
    assert table(run("names", "list", "benchmark").out)[0]["known"] == "known"
    nothing = run("names", "list", "benchmark", "--new")
    assert (nothing.code, "knows every benchmark" in nothing.err) == (1, True)


def test_new_names_come_with_those_that_look_like_them(stored: str, run: Run) -> None:
    run("names", "rename", "method", "Candle", "Lanterns")
    (candle, _) = sorted(lines(run("names", "list", "method", "--new", "--format", "jsonl").out), key=str)[
        ::-1
    ]
    assert candle["name"] == "Lanterns"
    assert str(candle["nearest"]).startswith("Lantern")


def test_a_merge_says_what_differs_and_who_is_first_now_and_can_be_undone(stored: str, run: Run) -> None:
    before = run("claims", "--format", "jsonl").out
    tried = run("names", "merge", "method", "lantern", "CANDLE", "--dry-run")
    assert (tried.code, tried.out) == (0, "")
    assert "4 claims would differ on GLUE" in tried.err
    assert run("claims", "--format", "jsonl").out == before
    made = run("names", "merge", "method", "lantern", "CANDLE")
    assert made.code == 0
    assert "change 1, merge 'Lantern' into 'Candle': 1 wording and 4 claims differ on GLUE" in made.err
    assert "first on GLUE, average score" in made.err
    assert "Candle (before: Lantern)" in made.err
    assert {row["method"] for row in table(run("claims").out)} == {"Candle"}
    assert "claimboard names undo 1" in made.err
    assert run("names", "undo", 1).code == 0
    assert run("claims", "--format", "jsonl").out == before
    log = table(run("names", "log").out)
    assert [(row["id"], row["who"], row["action"], row["undone_by"]) for row in log] == [
        ("2", "Ada", "undo", ""), ("1", "Ada", "merge", "2")
    ]  # fmt: skip
    assert run("names", "log", "--slot", "metric").code == 1


def test_wordings_are_split_off_and_given_to_another_name(stored: str, run: Run) -> None:
    run("names", "merge", "method", "Candle", "Lantern")
    shown = table(run("names", "show", "method", "lantern").out)
    assert {row["name"] for row in shown if row["what"] == "wording"} == {"Candle", "Lantern"}
    assert run("names", "split", "method", "Lantern", "candle", "--as", "Torch", "--by", "Bea").code == 0
    assert {row["name"] for row in table(run("names", "list", "method").out)} == {"Lantern", "Torch"}
    assert run("names", "alias", "method", "Lantern", "candle", "never seen", "--as", "Cy").code == 0
    assert {row["name"] for row in table(run("names", "list", "method").out)} == {"Lantern"}
    assert lines(run("resolve", "method", "Never-Seen", "--format", "jsonl").out)[0]["canonical"] == "Lantern"
    changes = [row for row in table(run("names", "show", "method", "lantern").out) if row["what"] == "change"]
    assert [row["name"] for row in changes] == ["1 merge", "2 split", "3 alias"]
    assert [row["who"] for row in table(run("names", "log").out)] == ["Cy", "Bea", "Ada"]


@pytest.fixture
def named(store_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store in which names are spelled in many ways, and one of two methods that differ in case alone."""
    monkeypatch.setenv("CLAIMBOARD_DB", store_url)
    slots = [
        {"benchmark": "MATH", "metric": "F-score", "method": "WICK"},
        {"benchmark": "MATH dataset", "metric": "F-Scores", "method": "Wick"},
        {"benchmark": "the MATH benchmark", "metric": "F1", "method": "the Wick"},
        {"benchmark": "Hendrycks MATH", "metric": "F1 score", "method": "Candle"},
    ]
    texts = [f"{slot['method']} has {slot['metric']} 71.5 on {slot['benchmark']}." for slot in slots]
    with runner.open_store(store_url) as store:
        run = store.run("0.1.0", "first", {})
        for number, (text, slot) in enumerate(zip(texts, slots, strict=True)):
            of = paper(f"2409.{number:05}", text)
            store.record(of, [claim(of, "71.5", number=71.5, confidence=0.9, unit="%", **slot)], run)
    return store_url


def wordings(result: str) -> set[str]:
    return {row["name"] for row in table(result) if row["what"] == "wording"}


def test_a_split_takes_every_spelling_along_and_says_what_stays(named: str, run: Run) -> None:
    tried = run("names", "split", "metric", "F1", "F-score", "--dry-run")
    made = run("names", "split", "metric", "F1", "F-score")
    for said in (tried.err, made.err):
        assert "2 other wordings of 'F1' stay: 'F1', 'F1 score'" in said
    assert wordings(run("names", "show", "metric", "F-score").out) == {"F-score", "F-Scores"}
    assert wordings(run("names", "show", "metric", "F1").out) == {"F1", "F1 score"}


def test_an_alias_takes_every_spelling_along_and_says_what_stays(named: str, run: Run) -> None:
    made = run("names", "alias", "benchmark", "GSM8K", "MATH")
    assert "1 other wording of 'MATH' stays: 'Hendrycks MATH'" in made.err
    assert wordings(run("names", "show", "benchmark", "GSM8K").out) == {
        "MATH", "MATH dataset", "the MATH benchmark"
    }  # fmt: skip


def test_a_wording_that_is_the_name_but_for_its_case_is_taken_in_its_own_case(named: str, run: Run) -> None:
    refused = run("names", "split", "method", "wick", "Wick")
    assert (refused.code, "differ in case, hyphens or blanks alone are one" in refused.err) == (2, True)
    made = run("names", "split", "method", "WICK", "Wick", "--as", "Wick (candles)")
    assert (made.code, "('Wick' in that case alone)" in made.err) == (0, True)
    assert wordings(run("names", "show", "method", "WICK").out) == {"WICK"}
    assert wordings(run("names", "show", "method", "Wick").out) == {"Wick", "the Wick"}
    shown = table(run("names", "show", "method", "Wick").out)[0]
    assert (shown["what"], shown["name"], shown["value"]) == ("name", "Wick (candles)", "method")


def test_any_wording_is_taken_in_its_own_case_where_that_is_asked_for(named: str, run: Run) -> None:
    wanted = ("names", "split", "metric", "F1", "F-Scores", "--as", "Glow")
    missing = run("names", "split", "metric", "F1", "f-scores", "--exact-case")
    assert (missing.code, "is no wording" in missing.err) == (1, True)
    assert run(*wanted, "--exact-case").code == 0
    assert wordings(run("names", "show", "metric", "Glow").out) == {"F-Scores"}


def test_a_name_is_shown_first_and_with_its_own_wordings_after_a_rename(named: str, run: Run) -> None:
    run("names", "rename", "benchmark", "MATH", "Sums")
    for asked in ("MATH", "sums", "the MATH dataset"):
        shown = run("names", "show", "benchmark", asked)
        assert table(shown.out)[0]["name"] == "Sums"
        assert len(wordings(shown.out)) == 4
    document = json.loads(run("names", "show", "benchmark", "MATH", "--format", "json").out)
    assert list(document.items())[:2] == [("version", 1), ("name", "Sums")]


def test_claims_of_a_metric_are_counted_where_its_facts_hold(named: str, run: Run) -> None:
    run("metric", "set", "F1", "--direction", "down", "--benchmark", "MATH")
    for rows in (table(run("metric", "show", "F1").out), table(run("metric", "list").out)):
        assert [(row["benchmark"], row["claims"]) for row in rows if row["metric"] == "F1"] == [("MATH", "4")]
    (row,) = table(run("metric", "show", "F1", "--benchmark", "MATH").out)
    assert row["claims"] == "4"


def test_a_metric_declared_to_have_no_better_direction_is_not_asked_for_again(named: str, run: Run) -> None:
    run("metric", "set", "F1", "--direction", "none")
    assert run("metric", "list", "--undeclared").code == 1
    assert table(run("metric", "show", "F1").out)[0]["direction"] == "none"
    rows = table(run("show", "MATH").out)
    assert {row["reason"] for row in rows} == {"declared that neither direction is better"}
    assert "declared that neither direction is better" in run("show", "MATH", "--format", "md").out


def test_who_is_first_is_told_of_the_benchmarks_with_most_claims(
    named: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leaderboards.first_places.LEADERS_COMPARED", 1)
    run("names", "split", "benchmark", "MATH", "Hendrycks MATH", "--as", "Sums")
    made = run("metric", "set", "F1", "--direction", "none")
    assert "first on MATH, F1 (%): nobody" in made.err
    assert "first on Sums" not in made.err
    assert "who is first on 1 more benchmark was not looked at" in made.err


@pytest.mark.parametrize("name", ["\x1b[31mred", "GL\x1bUE", "zero\u200bwidth"])
def test_names_that_hold_what_nobody_sees_are_refused(stored: str, run: Run, name: str) -> None:
    for args in (
        ("names", "rename", "benchmark", "GLUE", name),
        ("names", "merge", "benchmark", "GLUE", name),
        ("names", "alias", "benchmark", "GLUE", name),
        ("names", "split", "method", "Lantern", "Lantern", "--as", name),
        ("metric", "set", name, "--direction", "up"),
        ("metric", "set", "glow", "--direction", "up", "--benchmark", name),
    ):
        result = run(*args)
        assert (result.code, "control characters" in result.err) == (2, True)
    assert run("names", "log").code == 1


def test_a_name_that_only_the_store_knows_comes_with_its_nearest(stored: str, run: Run) -> None:
    run("names", "rename", "method", "Candle", "GPT-4oo")
    run("names", "rename", "benchmark", "GLUE", "GLUES")
    (found,) = lines(run("resolve", "method", "gpt-4oo", "--format", "jsonl").out)
    assert (found["canonical"], "GPT-4o" in found["nearest"]) == ("GPT-4oo", True)  # type: ignore[operator]
    assert "GPT-4o" in table(run("resolve", "method", "gpt-4oo").out)[0]["nearest"]
    # what the vocabulary knows under another name needs none
    assert lines(run("resolve", "benchmark", "glues", "--format", "jsonl").out)[0]["nearest"] == []


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("merge", "method", "Lantrn", "Candle"), 1, "the nearest: Lantern"),
        (("merge", "method", "Lantern", "the lantern"), 2, "are one method already"),
        (("merge", "benchmark", "GLUE", ""), 2, "cannot be empty"),
        (("rename", "method", "Lantern", "candle"), 2, "claimboard names merge method Lantern"),
        (("rename", "benchmark", "GLUE", "gsm-8k"), 2, "there is a benchmark 'GSM8K' already"),
        (("rename", "method", "Lantern", "Lantern"), 2, "already"),
        (("rename", "method", "Lantern", "x" * 501), 2, "at most 500 characters"),
        (("rename", "method", "Lantern", "a\udcffb"), 2, "cannot store"),
        (("split", "method", "Lantern", "Moth"), 1, "is no wording of 'Lantern'"),
        (("split", "method", "Lantern", "lantern"), 2, "needs another name"),
        (("alias", "method", "Lantern", "the lantern"), 2, "already"),
        (("show", "method", "Lantrn"), 1, "the nearest: Lantern"),
        (("undo", "9"), 1, "there is no change 9"),
        (("merge", "tool", "a", "b"), 2, ""),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint(
    stored: str, run: Run, args: tuple[str, ...], code: int, says: str
) -> None:
    result = run("names", *args)
    assert (result.code, result.out) == (code, "")
    assert says in result.err
    assert "Traceback" not in result.err
    assert run("names", "log").code == 1


def test_a_metric_nobody_knows_is_ranked_once_its_direction_is_declared(stored: str, run: Run) -> None:
    run("names", "rename", "metric", "average score", "glow")
    run("names", "undo", 1)
    run("names", "split", "metric", "average score", "average score", "--as", "glow rate")
    shown = run("show", "GLUE", "--min-confidence", "0").out
    assert not [row for row in table(shown) if row["rank"]]
    assert "claimboard metric set 'glow rate' --direction up|down" in shown
    assert "glow rate" in run("metric", "list", "--undeclared").out
    made = run("metric", "set", "Glow Rate", "--direction", "down", "--scale", "share", "--range", "0", "90")
    assert (made.code, "4 claims differ on GLUE" in made.err) == (0, True)
    ranked = [row for row in table(run("show", "GLUE", "--min-confidence", "0").out) if row["rank"]]
    assert ranked[0]["method"] == "Candle"
    (known,) = table(run("metric", "show", "glow-rate").out)
    assert (known["direction"], known["scale"], known["high"], known["source"]) == (
        "down",
        "share",
        "90",
        "store",
    )
    assert run("names", "undo", 4).code == 0
    assert not [row for row in table(run("show", "GLUE", "--min-confidence", "0").out) if row["rank"]]


def test_facts_may_be_declared_for_one_benchmark_and_before_any_paper_names_it(stored: str, run: Run) -> None:
    made = run("metric", "set", "shine", "--direction", "up", "--benchmark", "Moth", "--headline")
    assert (made.code, "no claim has a metric 'shine' yet" in made.err) == (0, True)
    (row,) = table(run("metric", "show", "shine").out)
    assert (row["metric"], row["benchmark"], row["direction"]) == ("shine", "Moth", "up")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("accuracy",), "nothing is declared"),
        (("accuracy", "--scale", "furlong"), "the scales: percent"),
        (("accuracy", "--range", "5", "1"), "greater"),
        (("accuracy", "--range", "0", "inf"), "greater"),
        (("accuracy", "--headline"), "--benchmark"),
        (("", "--direction", "up"), "cannot be empty"),
    ],
)
def test_facts_that_cannot_be_are_refused(stored: str, run: Run, args: tuple[str, ...], says: str) -> None:
    result = run("metric", "set", *args)
    assert (result.code, says in result.err) == (2, True)


def test_names_are_resolved_without_any_database_and_none_is_made(run: Run, tmp_path: Path) -> None:
    result = run("resolve", "benchmark", "AIME'24", "Nonsuch", "GMS8K", "--format", "jsonl")
    assert (result.code, result.err) == (0, "")
    known, new, near = lines(result.out)
    assert known == {
        "name": "AIME'24", "canonical": "AIME 2024", "nearest": [],
        "base": "AIME", "version": "2024", "split": None, "subset": None,
    }  # fmt: skip
    assert (new["canonical"], near["canonical"]) == (None, None)
    assert "GSM8K" in near["nearest"]  # type: ignore[operator]
    assert table(run("resolve", "metric", "acc.").out)[0]["canonical"] == "accuracy"
    assert run("resolve", "method", "Nonsuch", "--db", tmp_path / "none.db").code == 1
    assert not list(tmp_path.rglob("*.db"))


def test_a_store_answers_with_its_own_names(stored: str, run: Run) -> None:
    (found,) = lines(run("resolve", "method", "the LANTERN", "--format", "jsonl").out)
    assert (found["canonical"], found["base"]) == ("Lantern", "Lantern")
    run("names", "merge", "method", "Lantern", "Candle")
    assert table(run("resolve", "method", "lantern").out)[0]["canonical"] == "Candle"
    assert lines(run("resolve", "method", "Candl", "--format", "jsonl").out)[0]["nearest"] == ["Candle"]


def test_names_from_stdin_are_answered_line_by_line_whatever_they_hold(run: Run) -> None:
    odd = [b"GSM8K\r", b"", b"  ", b"\x00\x1b[31m", b"\xff\xfe", b"\xed\xa0\x80", b"x" * 10_000, b"{" * 3000]
    result = run("resolve", "benchmark", "-", "--format", "jsonl", stdin=b"\n".join(odd) + b"\n")
    assert result.code == 0
    answers = lines(result.out)
    assert len(answers) == len(odd)
    assert [answer["canonical"] for answer in answers] == ["GSM8K", *[None] * (len(odd) - 1)]
    for form in ("tsv", "csv", "json", "table", "md"):
        assert run("resolve", "benchmark", "-", "--format", form, stdin=b"\n".join(odd)).code == 0
    assert run("resolve", "benchmark", "a\udcffb", "--format", "jsonl").code == 1
    assert run("resolve", "benchmark", "-").code == 1


def test_ten_thousand_new_names_take_seconds(run: Run) -> None:
    names = "\n".join(f"Moth Board {number} of {number % 97}" for number in range(10_000)).encode()
    start = time.monotonic()
    result = run("resolve", "benchmark", "-", stdin=names)
    assert len(result.out.splitlines()) == 10_001
    assert time.monotonic() - start < 30
