"""What was refused is written out, so that it can be mended and added again."""

import json
from pathlib import Path

from extractor.fields import paper_of, record_of
from extractor.papers import read_papers
from extractor.rejects import line
from schema.errors import Problem
from schema.records import Paper
from tests.running import Run, table

GOOD = {"id": "2409.00001", "title": "Lantern", "abstract": "Lantern reaches 81.3 on GLUE."}
BAD = [
    json.dumps(GOOD | {"id": "1", "title": None}),
    '{"id": "2", "title": "cut',
    json.dumps(GOOD | {"abstract": "Lantern reaches 81.4 on GLUE."}),
    json.dumps(GOOD | {"id": "3", "date": "soon"}),
]


def write(folder: Path, *lines: str) -> Path:
    path = folder / "papers.jsonl"
    path.write_text("".join(f"{each}\n" for each in lines))
    return path


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(each) for each in path.read_text().splitlines()]


def test_refused_records_are_written_with_their_reason(run: Run, tmp_path: Path) -> None:
    papers, rejects, db = (
        write(tmp_path, json.dumps(GOOD), *BAD),
        tmp_path / "rejects.jsonl",
        tmp_path / "c.db",
    )
    result = run("add", papers, "--db", db, "--rejects", rejects)
    assert result.code == 3
    assert f"what was refused is in {rejects}" in result.err
    assert "4 problems" in result.err
    found = lines(rejects)
    assert [each.keys() for each in found] == [{"file", "line", "reason", "hint", "record"}] * 4
    assert {each["line"]: each["record"] for each in found} == {
        2: json.loads(BAD[0]),
        3: BAD[1],
        4: json.loads(BAD[2]),
        5: json.loads(BAD[3]),
    }
    assert all(each["file"] == str(papers) and each["reason"] and each["hint"] for each in found)


def test_mended_they_are_added_as_they_are(run: Run, tmp_path: Path) -> None:
    papers, rejects, db = write(tmp_path, *BAD), tmp_path / "rejects.jsonl", tmp_path / "claims.db"
    run("add", papers, "--db", db, "--rejects", rejects)
    found = lines(rejects)
    mended = [
        found[0] | {"record": GOOD | {"id": "1"}},
        found[1] | {"record": GOOD | {"id": "2"}},
        *found[2:],
    ]
    mended[-1]["record"] = GOOD | {"id": "3", "date": "2024-09-05"}
    rejects.write_text("".join(json.dumps(each) + "\n" for each in mended))
    assert run("add", rejects, "--db", db).code == 0
    assert {row["paper"] for row in table(run("papers", "--db", db).out)} == {"2409.00001", "1", "2", "3"}


def test_where_nothing_was_refused_the_file_is_empty(run: Run, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    result = run("extract", write(tmp_path, json.dumps(GOOD)), "--rejects", rejects)
    assert (result.code, rejects.read_text()) == (0, "")
    assert "refused" not in result.err


def test_what_is_read_and_stdout_are_not_written_over(run: Run, tmp_path: Path) -> None:
    papers = write(tmp_path, json.dumps(GOOD))
    for target, words in ((papers, "would be written over"), ("-", "needs a file")):
        result = run("add", papers, "--db", tmp_path / "claims.db", "--rejects", target)
        assert (result.code, words in result.err) == (2, True)
        assert papers.read_text() == json.dumps(GOOD) + "\n"
    assert not (tmp_path / "claims.db").exists()


def test_a_place_that_cannot_be_written_is_told_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "none" / "rejects.jsonl"
    result = run("add", write(tmp_path, *BAD), "--db", tmp_path / "claims.db", "--rejects", target)
    assert result.code == 3
    assert result.err.splitlines() == [
        f"claimboard: cannot write {target}: No such file or directory",
        "  name another file with --rejects",
    ]
    assert not (tmp_path / "claims.db").exists()


def test_an_old_file_stays_where_the_work_fails(run: Run, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    rejects.write_text("old")
    assert run("add", tmp_path / "none.jsonl", "--db", tmp_path / "claims.db", "--rejects", rejects).code == 3
    assert rejects.read_text() == "old"


def test_what_json_cannot_hold_is_escaped(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    odd = b'{"title": "\xff", "abstract": "\\ud800 \\u0000 \\u001b \\u202e", "n": NaN, "m": -1e999}\n'
    path.write_bytes(odd + json.dumps(GOOD).encode())
    problem = next(each for each in read_papers(str(path), "json") if isinstance(each, Problem))
    written = line(problem)
    assert written.isascii()
    assert written.isprintable()
    assert json.loads(written)["record"] == {
        "title": "\udcff",
        "abstract": "\ud800 \0 \x1b \u202e",
        "n": "NaN",
        "m": "-Infinity",
    }


def test_what_is_nested_too_deeply_to_be_written_is_named_all_the_same() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert json.loads(line(Problem("deep.json", 7, "the title is missing", "", deep))) == {
        "file": "deep.json",
        "line": 7,
        "reason": "the title is missing",
        "hint": "",
        "record": None,
    }


def test_a_record_made_of_a_paper_is_that_paper() -> None:
    whole = {
        "authors": ("Ada Byron",),
        "date": "2024-09-05",
        "published": "2024",
        "categories": ("cs.CL",),
        "url": "https://example.org",
    }
    numbered = {"id": "17", "number_id": True}
    nameless = next(paper_of({"title": "T", "abstract": "A"}, "", 0))
    assert isinstance(nameless, Paper)
    for paper in (Paper(**GOOD, **whole), Paper(**GOOD), Paper(**GOOD | numbered), nameless):
        assert list(paper_of(record_of(paper), "", 0)) == [paper]
