"""The command line as a person uses it: what it prints, where, and with which exit code."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import cli
from schema.registry import fold
from tests import nights
from tests.running import Result, Run, table

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
PAGE = SHARED / "seed" / "trending-papers-page.txt"
needs_page = pytest.mark.skipif(
    not PAGE.exists(), reason=f"needs the owner's page, {PAGE.name}, in ../shared"
)

PAPERS = [
    {
        "id": "arXiv:2501.00001v2",
        "title": "Larch: Small Models that Reason",
        "abstract": "We present Larch, a recipe for small models. On GSM8K, Larch reaches an accuracy of "
        "81.5%, while Birch reaches only 74.2%.",
    },
    {
        "id": "2501.00002",
        "title": "Rowan",
        "abstract": "This paper introduces Rowan. Rowan obtains 88.0% accuracy on GSM8K. It is easy to use.",
    },
    {"id": "2501.00003", "title": "A Survey of Trees", "abstract": "We review how trees have been used."},
]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(json.dumps(paper) + "\n" for paper in PAPERS))
    return path


@pytest.fixture
def stored(run: Run, papers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Result:
    """A store that holds the papers above, and what adding them printed."""
    monkeypatch.setenv("CLAIMBOARD_DB", str(tmp_path / "claims.db"))
    return run("add", papers)


def test_adding_says_what_was_read_on_stderr_and_nothing_on_stdout(stored: Result) -> None:
    assert stored.code == 0
    assert stored.out == ""
    assert "3 papers read" in stored.err
    assert "3 claims found and stored" in stored.err


def test_adding_again_changes_nothing_and_says_so(stored: Result, run: Run, papers: Path) -> None:
    before = run("export", "claims").out
    again = run("add", papers)
    assert (again.code, again.out) == (0, "")
    assert "nothing changed: 3 papers were already read" in again.err
    assert run("export", "claims").out == before


def test_papers_come_from_stdin_gzipped_or_not(run: Run, papers: Path, tmp_path: Path) -> None:
    import gzip

    db = tmp_path / "stdin.db"
    raw = papers.read_bytes()
    assert "3 new" in run("add", "-", "--db", db, stdin=gzip.compress(raw)).err
    assert "nothing changed" in run("add", "-", "--db", db, stdin=raw).err


def test_a_bad_record_is_named_the_rest_is_stored_and_the_exit_code_is_3(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mixed.jsonl"
    file.write_text(
        json.dumps(PAPERS[0]) + "\n{not json\n" + json.dumps({"id": "x", "title": "No abstract"}) + "\n"
    )
    db = tmp_path / "claims.db"
    result = run("add", file, "--db", db)
    assert result.code == 3
    assert f"{file}, line 2: " in result.err
    assert f"{file}, line 3: " in result.err
    assert "2 problems" in result.err
    assert len(table(run("papers", "--db", db).out)) == 1


def test_a_file_that_is_not_there_is_one_sentence_and_makes_no_database(run: Run, tmp_path: Path) -> None:
    result = run("add", tmp_path / "none.txt", "--db", tmp_path / "claims.db")
    assert (result.code, result.out) == (3, "")
    assert "none.txt" in result.err
    assert "Traceback" not in result.err
    assert not (tmp_path / "claims.db").exists()


def test_of_several_files_one_that_is_not_there_does_not_keep_the_others_out(
    run: Run, papers: Path, tmp_path: Path
) -> None:
    result = run("add", tmp_path / "none.txt", papers, "--db", tmp_path / "claims.db")
    assert result.code == 3
    assert "none.txt" in result.err
    assert "3 new" in result.err


def test_a_database_that_is_not_there_is_not_made_by_reading(run: Run, tmp_path: Path) -> None:
    result = run("boards", "--db", tmp_path / "none.db")
    assert (result.code, result.out) == (4, "")
    assert "claimboard add PAPERS" in result.err
    assert not (tmp_path / "none.db").exists()


def test_a_board_ranks_scores_and_says_who_reported_them(stored: Result, run: Run) -> None:
    rows = table(run("show", "gsm-8k", "--min-confidence", "0").out)
    ranked = [(row["rank"], row["method"], row["value"], row["reported_by"]) for row in rows if row["rank"]]
    assert ranked == [
        ("1", "Rowan", "88", "own"),
        ("2", "Larch", "81.5", "own"),
        ("3", "Birch", "74.2", "baseline"),
    ]
    assert {row["section"] for row in rows} == {"ranked"}
    assert all(row["paper"] and row["url"] and row["date"] == "2025-01" and row["sentence"] for row in rows)


def test_a_page_as_json_keeps_the_contract_with_scripts(stored: Result, run: Run) -> None:
    page = json.loads(run("show", "GSM8K", "--format", "json", "--min-confidence", "0").out)
    assert {"version", "benchmark", "boards", "changes"} <= set(page)
    assert (page["version"], page["benchmark"]) == (1, "GSM8K")
    board = page["boards"][0]
    assert {"metric", "unit", "direction", "rows", "unranked"} <= set(board)
    promised = (
        "claim method metric value value_high unit kind direction bound role baseline hardware paper url date"
        " confidence status sentence rank"
    )
    assert set(promised.split()) <= set(board["rows"][0])
    assert board["rows"][0]["value"] == 88.0


def test_an_unknown_benchmark_lists_the_nearest_and_exits_1(stored: Result, run: Run) -> None:
    result = run("show", "GSM8")
    assert (result.code, result.out) == (1, "")
    assert "GSM8K" in result.err


def test_filters_add_up_and_nothing_found_exits_1(stored: Result, run: Run) -> None:
    other = table(run("claims", "--benchmark", "gsm8k", "--role", "other").out)
    assert [row["method"] for row in other] == ["Birch"]
    none = run("claims", "--kind", "ratio")
    assert none.code == 1
    assert "no claim fits" in none.err


def test_filters_that_exclude_each_other_are_wrong_use(stored: Result, run: Run) -> None:
    result = run("claims", "--benchmark", "GSM8K", "--no-benchmark")
    assert (result.code, result.out) == (2, "")
    assert "exclude each other" in result.err


@pytest.mark.parametrize(
    "args", [("claims", "--kind", "rumour"), ("export", "gossip"), ("show",), ("nonsense",)]
)
def test_wrong_use_exits_2_with_no_traceback(run: Run, args: tuple[str, ...]) -> None:
    result = run(*args)
    assert (result.code, result.out) == (2, "")
    assert "Traceback" not in result.err


def test_an_explanation_marks_value_and_slots_and_gives_the_reasons(stored: Result, run: Run) -> None:
    claim = next(row for row in table(run("claims").out) if row["method"] == "Rowan")["claim"]
    text = " ".join(run("explain", claim[:8]).out.split())
    assert "obtains [88.0%]{value} [accuracy]{metric} on [GSM8K]{benchmark}" in text
    assert "[Rowan]{method}" in text
    assert "confidence" in text
    (data,) = json.loads(run("explain", claim, "--format", "json").out)["claims"]
    assert data["reasons"]
    value = next(slot for slot in data["slots"] if slot["slot"] == "metric")
    assert data["text"][value["start"] : value["end"]] == "accuracy"
    assert data["text"][data["start"] : data["end"]] == "88.0%"


def test_a_claim_that_is_not_there_says_how_to_find_one(stored: Result, run: Run) -> None:
    result = run("explain", "zzzzzzzzzzzz")
    assert (result.code, result.out) == (1, "")
    assert "claimboard claims" in result.err


def test_exports_are_rfc_4180_with_a_source_for_every_row(stored: Result, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "claims.csv"
    assert run("export", "claims", "-o", target) == Result(0, "", "")
    raw = target.read_bytes().decode()
    assert raw.count("\r\n") == 4
    rows = table(raw, delimiter=",")
    assert len(rows) == 3
    assert all(row["paper"] and row["url"] and row["date"] and row["sentence"] for row in rows)
    assert {row["paper"] for row in rows} == {"2501.00001", "2501.00002"}
    boards = table(run("export", "boards", "--format", "csv", "--min-confidence", "0").out, delimiter=",")
    assert [row["rank"] for row in boards] == ["1", "2", "3"]
    papers = run("export", "papers", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["claims"] for line in papers] == [2, 1, 0]


def test_extracting_needs_no_database_and_keeps_ids_and_order(run: Run, papers: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in run("extract", papers, "--format", "jsonl").out.splitlines()]
    assert [line["id"] for line in lines] == [paper["id"] for paper in PAPERS]
    assert [len(line["claims"]) for line in lines] == [2, 1, 0]
    assert lines[1]["claims"][0]["benchmark"] == "GSM8K"
    assert 0 <= lines[1]["claims"][0]["confidence"] <= 1
    assert not list(tmp_path.glob("data/**/*.db"))


def test_evaluating_prints_the_figures_by_level(run: Run, papers: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    run("extract", papers, "-o", gold)
    lines = []
    for line in gold.read_text().splitlines():
        paper = json.loads(line)
        for claim in paper["claims"]:
            for slot in ("method", "benchmark", "metric", "baseline"):
                claim[slot] = [claim[slot]] if claim[slot] else []
        lines.append(json.dumps(paper))
    gold.write_text("\n".join(lines))
    result = run("evaluate", papers, gold, "--format", "json")
    assert result.code == 0
    assert json.loads(result.out)["claim"]["f1"] == 1.0
    assert "claim" in run("evaluate", papers, gold).out


def test_the_database_goes_up_and_down_and_says_where_it_stands(run: Run, tmp_path: Path) -> None:
    db = tmp_path / "claims.db"
    assert run("db", "status", "--db", db).code == 1
    assert run("db", "upgrade", "--db", db).code == 0
    status = run("db", "status", "--db", db)
    assert status.code == 0
    assert "ready" in status.out
    assert run("db", "downgrade", "base", "--yes", "--db", db).code == 0
    assert run("db", "status", "--db", db).code == 1


def test_the_demo_prints_what_was_read_and_claimed_boards_and_the_evidence_of_a_cell(run: Run) -> None:
    result = run("demo")
    assert result.code == 0
    for part in ("papers read", "claimed: ", "rank", "GSM8K", "]{value}", "confidence"):
        assert part in result.out


@needs_page
def test_the_owners_page_is_87_papers_and_glue_and_h100_are_as_he_expects(run: Run, tmp_path: Path) -> None:
    db = tmp_path / "claims.db"
    added = run("add", PAGE, "--db", db)
    assert added.code == 0
    assert "87 new" in added.err
    shown = table(run("show", "GLUE", "--db", db, "--min-confidence", "0.5").out)
    glue = [row for row in shown if row["rank"]]
    assert [(row["method"], row["value"], row["reported_by"]) for row in glue] == [
        ("GradNormLoRP", "80.65", "own"),
        ("LoRA", "79.23", "baseline"),
    ]
    assert len({row["paper"] for row in glue}) == 1
    h100 = [row for row in table(run("show", "H100", "--db", db).out) if row["section"] == "change"]
    assert any(
        (row["method"], row["value"], row["unit"], row["direction"], fold(row["baseline"]))
        == ("FLASHSIGMOID", "17", "%", "up", fold("FlashAttention-2"))
        and "speed" in row["metric"]
        for row in h100
    )
    again = run("add", PAGE, "--db", db)
    assert (again.code, "nothing changed: 87 papers were already read" in again.err) == (0, True)


def test_a_reader_that_has_all_it_wants_is_no_error(stored: Result, tmp_path: Path) -> None:
    """`claimboard export claims | head -1`, with more to say than a pipe holds."""
    many = tmp_path / "many.jsonl"
    abstract = " ".join(f"Rowan obtains {n / 10}% accuracy on GSM8K." for n in range(100, 500))
    many.write_text(json.dumps({"id": "m", "title": "Rowan", "abstract": abstract}))
    words = [sys.executable, "-m", "cli"]
    subprocess.run([*words, "add", many, "-q"], check=True, cwd=ROOT)
    writer = subprocess.Popen(
        [*words, "export", "claims"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    assert writer.stdout.readline().startswith(b"claim,")
    writer.stdout.close()
    assert writer.stderr.read() == b""
    assert writer.wait() == 0


def test_a_reader_that_leaves_in_the_middle_of_a_table_is_no_error(stored: Result) -> None:
    words = [sys.executable, "-m", "cli", "explain", table_of_claims()[0]["claim"]]
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE, cwd=ROOT)
    os.close(writer)
    assert (result.returncode, result.stderr) == (0, b"")


def table_of_claims() -> list[dict[str, str]]:
    listed = [sys.executable, "-m", "cli", "export", "claims", "--format", "tsv"]
    return table(subprocess.run(listed, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


def test_an_interrupted_add_says_so_and_the_same_command_goes_on(tmp_path: Path, run: Run) -> None:
    many = tmp_path / "many.jsonl"
    text = "Rowan obtains {}% accuracy on GSM8K. It is twice as fast as Birch."
    with many.open("w") as file:
        for n in range(4000):
            file.write(json.dumps({"id": f"p{n}", "title": "Rowan", "abstract": text.format(n)}) + "\n")
    db = tmp_path / "claims.db"
    adding = subprocess.Popen(
        [sys.executable, "-m", "cli", "add", many, "--db", db], stderr=subprocess.PIPE, cwd=ROOT
    )
    while not nights.stored(str(db)):
        assert adding.poll() is None
        time.sleep(0.05)
    adding.send_signal(signal.SIGINT)
    _, said = adding.communicate()
    assert adding.returncode == 130
    assert b"the same command goes on from there" in said
    assert b"Traceback" not in said
    before = nights.stored(str(db))
    assert 0 < before < 4000
    assert run("db", "status", "--db", db).code == 0


def test_a_ctrl_c_that_comes_as_an_object_is_thrown_away_ends_the_command_too(
    papers: Path, tmp_path: Path
) -> None:
    trap = tmp_path / "sitecustomize.py"
    trap.write_text(
        "import signal, yaml\n"
        "class Gone:\n"
        "    def __del__(self): signal.raise_signal(signal.SIGINT)\n"
        "load = yaml.load\n"
        "def loaded(*given):\n"
        "    yaml.load = load\n"
        "    Gone()\n"
        "    return load(*given)\n"
        "yaml.load = loaded\n"
    )
    there = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    command = [sys.executable, "-m", "cli", "add", papers, "--db", tmp_path / "claims.db"]
    adding = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=there, check=False)
    said = "interrupted: what is stored stays, and the same command goes on from there\n"
    assert (adding.returncode, adding.stdout, adding.stderr) == (130, "", said)


def test_a_gold_file_of_other_papers_is_no_score_of_zero(run: Run, papers: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "another", "claims": []}\n')
    result = run("evaluate", papers, gold)
    assert (result.code, result.out) == (1, "")
    assert "name the gold file of these papers" in result.err


def test_a_paper_that_is_not_stored_is_told_apart_from_one_without_claims(stored: Result, run: Run) -> None:
    assert "no paper '2501.99999' is stored" in run("claims", "--paper", "2501.99999").err
    assert "no claim fits" in run("claims", "--paper", "https://arxiv.org/abs/2501.00003").err


def test_a_number_as_an_id_comes_back_as_a_number(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "numbered.jsonl"
    file.write_text(json.dumps(PAPERS[1] | {"id": 42}))
    assert json.loads(run("extract", file).out)["id"] == 42
    db = tmp_path / "claims.db"
    assert run("add", file, "--db", db).code == 0
    assert [row["paper"] for row in table(run("papers", "--db", db).out)] == ["42"]


@pytest.mark.parametrize(
    ("sentence", "factor"),
    [
        ("Rowan needs 10x fewer tokens than Birch.", 0.1),
        ("Rowan has only 0.46x the parameters of Birch.", 0.46),
        ("Rowan cuts the training cost by half.", 0.5),
        ("Rowan is 2.5x faster than Birch.", 2.5),
        ("Rowan retains 83% of the accuracy of Birch on ImageNet.", 0.83),
        ("Rowan speeds up decoding by 3x to 5x.", None),
    ],
)
def test_a_ratio_has_the_factor_that_it_says(
    run: Run, tmp_path: Path, sentence: str, factor: float | None
) -> None:
    file = tmp_path / "ratio.jsonl"
    file.write_text(json.dumps({"id": "r", "title": "Rowan", "abstract": f"We present Rowan. {sentence}"}))
    run("add", file, "--db", tmp_path / "claims.db")
    (claim,) = json.loads(run("claims", "--db", tmp_path / "claims.db", "--format", "json").out)["claims"]
    assert claim["kind"] == "ratio"
    assert claim["factor"] == pytest.approx(factor)


def test_a_claim_that_two_papers_make_in_the_same_words_names_both(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "twice.jsonl"
    file.write_text(
        "".join(json.dumps(PAPERS[1] | {"id": name}) + "\n" for name in ("2501.00002", "2501.00009"))
    )
    db = tmp_path / "claims.db"
    run("add", file, "--db", db)
    claim = table(run("claims", "--db", db).out)[0]["claim"]
    assert "2501.00002, 2501.00009" in run("explain", claim, "--db", db).err


def test_who_stops_listening_does_not_stop_the_work(stored: Result, run: Run) -> None:
    command = [sys.executable, "-m", "cli", "metric", "set", "glow", "--direction", "up"]
    read, written = os.pipe()
    os.close(read)  # nobody reads what is said
    with os.fdopen(written, "w") as deaf:
        done = subprocess.run(command, stderr=deaf, stdout=deaf, check=False, cwd=ROOT)
    assert done.returncode == 0
    assert "glow" in run("names", "log").out


@pytest.mark.parametrize(
    ("closed", "code", "said"), [("<&-", 3, "stdin is empty"), (">&-", 0, ""), ("2>&-", 0, "")]
)
def test_a_closed_stream_is_no_bug_and_gets_no_database(
    tmp_path: Path, closed: str, code: int, said: str
) -> None:
    command = (
        f"{shlex.quote(sys.executable)} -m cli add {'-' if said else 'papers.jsonl'} --db claims.db {closed}"
    )
    (tmp_path / "papers.jsonl").write_text(json.dumps({"title": "Elm", "abstract": "Nothing is measured."}))
    ran = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent)},
    )  # fmt: skip
    assert ran.returncode == code, ran.stderr
    assert said in ran.stderr


def test_an_empty_address_is_not_the_default_database(run: Run) -> None:
    result = run("boards", "--db", "")
    assert result.code == 4
    assert "the database address is empty" in result.err


def test_an_argument_that_is_not_utf_8_is_wrong_use(run: Run) -> None:
    result = run("names", "merge", "method", "\udcff", "Elm")
    assert result.code in (1, 2, 4)
    assert "bug of ours" not in result.err
