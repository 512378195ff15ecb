"""`claimboard show` and `claimboard boards`: what their options choose, and what is said beside the data."""

import json
from pathlib import Path

import pytest

from tests.curated import dataset, row, task
from tests.running import Run, table

TEXTS = {
    "2501.00001": "We present Larch. On SWE-bench Verified, Larch reaches a resolve rate of 51.5%, "
    "while Birch reaches a resolve rate of 44.2%.",
    "2502.00002": "We present Rowan. Rowan obtains a resolve rate of 58.0% on SWE-bench Lite.",
    "2503.00003": "We present Aspen. Aspen is 2.5x faster than Birch.",
    "lamps": "We present Alder. Alder obtains a resolve rate of 62.0% on SWE-bench Lite.",
}
ANY = ("--min-confidence", "0")


@pytest.fixture(autouse=True)
def _stored(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMBOARD_DB", str(tmp_path / "claims.db"))
    file = tmp_path / "papers.jsonl"
    lines = [json.dumps({"id": id, "title": "Trees", "abstract": text}) for id, text in TEXTS.items()]
    file.write_text("\n".join(lines))
    assert run("add", file).code == 0


def ranked(text: str) -> list[tuple[str, str]]:
    return [(row["benchmark"], row["method"]) for row in table(text) if row["section"] == "ranked"]


def test_a_base_name_shows_the_boards_of_its_parts(run: Run) -> None:
    assert ranked(run("show", "SWE-bench", *ANY).out) == [
        ("SWE-bench Lite", "Alder"),
        ("SWE-bench Lite", "Rowan"),
        ("SWE-bench Verified", "Larch"),
        ("SWE-bench Verified", "Birch"),
    ]
    assert "### SWE-bench Lite: resolve rate (%)" in run("show", "SWE-bench", *ANY, "--format", "md").out
    page = json.loads(run("show", "SWE-bench Lite", *ANY, "--format", "json").out)
    (board,) = page["boards"]
    told = {key: board[key] for key in ("benchmark", "version", "split", "subset", "unit", "family")}
    assert told == {
        "benchmark": "SWE-bench Lite",
        "version": None,
        "split": None,
        "subset": "Lite",
        "unit": "%",
        "family": "share",
    }


def test_as_of_shows_what_was_published_and_counts_what_has_no_date(run: Run) -> None:
    result = run("show", "SWE-bench", "--as-of", "2025-01", *ANY)
    assert ranked(result.out) == [("SWE-bench Verified", "Larch"), ("SWE-bench Verified", "Birch")]
    assert "left out: 1 claim of papers without a date" in result.err
    boards = run("boards", "--as-of", "2025-01", *ANY)
    assert [row["benchmark"] for row in table(boards.out)] == ["SWE-bench Verified"]
    assert "left out: 1 claim of papers without a date" in boards.err


def test_a_role_keeps_its_rows_and_what_they_are(run: Run) -> None:
    rows = table(run("show", "SWE-bench Verified", "--role", "other", *ANY).out)
    assert [(row["method"], row["rank"], row["reported_by"]) for row in rows] == [("Birch", "1", "baseline")]


def test_filters_that_leave_nothing_exit_1(run: Run) -> None:
    result = run("show", "SWE-bench", "--metric", "resolve rate", "--until", "2024")
    assert result.code == 1
    assert "no claim fits" in result.err
    assert run("boards", "--until", "2024").code == 1
    assert run("boards", "--tag", "none").code == 1


def test_an_unknown_status_is_wrong_use_that_lists_those_there_are(run: Run) -> None:
    result = run("show", "SWE-bench", "--status", "rumoured")
    assert (result.code, result.out) == (2, "")
    assert "machine" in result.err
    assert run("show", "SWE-bench", *ANY, "--status", "machine").out == run("show", "SWE-bench", *ANY).out


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_name_is_wrong_use(run: Run, blank: str) -> None:
    result = run("show", blank)
    assert (result.code, result.out) == (2, "")
    assert "it is blank" in result.err


def test_what_others_curated_is_in_every_format(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "pwc.json"
    file.write_text(json.dumps([task("Answering", dataset("SQuAD", row(accuracy="81.5%")))]))
    assert run("import", "pwc", file).code == 0
    (found,) = table(run("show", "SQuAD").out)
    assert (found["section"], found["method"], found["value"]) == ("curated", "Lantern", "81.5")
    for form in ("table", "md", "csv", "tsv", "json", "jsonl"):
        result = run("show", "SQuAD", "--format", form)
        assert (result.code, result.out.count("Lantern")) == (0, 1)


def test_a_bad_date_is_wrong_use_with_the_next_step(run: Run) -> None:
    result = run("boards", "--since", "last week")
    assert (result.code, result.out) == (2, "")
    assert "2025-08-31" in result.err


def test_claims_that_name_no_benchmark_are_listed_by_metric(run: Run) -> None:
    (row,) = table(run("boards", "--by", "metric").out)
    assert (row["kind"], row["direction"], row["unit"], row["claims"], row["papers"]) == (
        "ratio",
        "up",
        "x",
        "1",
        "1",
    )
    assert (row["greatest"], row["method"], row["paper"]) == ("2.5", "Aspen", "2503.00003")
    assert run("boards", "--by", "metric", "--task", "code generation").code == 2


def test_a_table_shows_the_ids_that_explain_takes(run: Run) -> None:
    text = run("show", "SWE-bench Verified", *ANY, "--format", "md").out
    line = next(line for line in text.splitlines() if "Larch" in line)
    claim = line.rstrip(" |").rpartition("|")[2].strip()
    assert "51.5%" in run("explain", claim).out
