"""Papers with Code files as people have them, and the commands that take them in and write them again."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from extractor.curated import read_pwc
from schema.curated.shapes import Table
from schema.errors import InputError, Problem
from tests.curated import dataset, row, tables, task
from tests.running import Run

TASKS = [
    task("Flying", dataset("Moth", row(accuracy="81.5%"), row("Candle", accuracy="?"), row(size="11.2M"))),
    task("Glowing", dataset("Wick", row(accuracy=71))),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "moths.json"
    path.write_text(json.dumps(TASKS, indent=1), encoding="utf-8")
    return path


def test_a_file_is_read_gzipped_or_not(file: Path, tmp_path: Path) -> None:
    zipped = tmp_path / "moths.json.gz"
    zipped.write_bytes(gzip.compress(file.read_bytes()))
    assert list(read_pwc(str(file))) == list(read_pwc(str(zipped))) == tables(*TASKS)


def test_a_problem_says_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "moths.json"
    bad = [*TASKS, 5, task("T", dataset("D", row(), {"model_name": "x"}))]
    path.write_text(json.dumps(bad, indent=1), encoding="utf-8")
    number, row_ = [each for each in read_pwc(str(path)) if isinstance(each, Problem)]
    assert str(number).startswith(f"{path}, line ")
    assert "tasks[2]: a task is a number, not an object" in str(number)
    assert "tasks[3].datasets[0].sota.rows[1]: metrics is missing (the shape is" in str(row_)
    assert row_.line > number.line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "is no file of Papers with Code tables"),
        ("# a page\n\nof text", "malformed JSON"),
        ('[{"title": "x", "abstract": "y"}]', "tasks[0]: task is missing"),
        ("17", "tasks[0]: a task is a number, not an object"),
        ("", "is empty"),
    ],
)
def test_something_else_altogether_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "moths.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        list(read_pwc(str(path)))
    assert said in error.value.message
    assert error.value.hint


@pytest.mark.parametrize("cut", [0.6, 0.9])
def test_what_stands_before_the_damage_is_read(tmp_path: Path, cut: float) -> None:
    many = [task(f"Task {number}", dataset("Moth", row(accuracy=number))) for number in range(2000)]
    text = json.dumps(many)
    for raw in (text.encode()[: int(len(text) * cut)], gzip.compress(text.encode())[: -int(2000 * cut)]):
        path = tmp_path / "moths.json"
        path.write_bytes(raw)
        *found, problem = read_pwc(str(path))
        assert len(found) > 1000
        assert all(isinstance(each, Table) for each in found)
        assert isinstance(problem, Problem)


def test_a_task_longer_than_any_record_of_a_paper_is_read(tmp_path: Path) -> None:
    path = tmp_path / "moths.json"
    path.write_text(json.dumps([task("T", dataset("D", description="x" * 6_000_000))]), encoding="utf-8")
    assert len(list(read_pwc(str(path)))) == 2


def test_importing_says_what_was_kept_and_what_could_not_be_read(
    run: Run, file: Path, tmp_path: Path
) -> None:
    db = tmp_path / "claims.db"
    result = run("import", "pwc", file, "--db", db)
    assert (result.code, result.out) == (0, "")
    assert "4 rows in 2 tables read: 4 new" in result.err
    assert "4 values stored: 3 numbers, 1 empty or a dash, 0 kept as written" in result.err
    again = run("import", "pwc", "-", "--db", db, stdin=gzip.compress(file.read_bytes()))
    assert again.code == 0
    assert again.err == "nothing changed: 4 rows of - were already stored\n"
    assert run("import", "pwc", file, "--db", db, "--quiet").err == ""


def test_exporting_writes_the_file_again(run: Run, file: Path, tmp_path: Path) -> None:
    first, second, out = tmp_path / "claims.db", tmp_path / "other.db", tmp_path / "out.json"
    run("import", "pwc", file, "--db", first)
    assert json.loads(run("export", "pwc", "--db", first).out) == TASKS
    assert run("export", "pwc", "--db", first, "-o", out).code == 0
    assert run("import", "pwc", out, "--db", second).code == 0
    assert run("export", "pwc", "--db", second, "--format", "json").out == out.read_text(encoding="utf-8")
    again = run("import", "pwc", out, "--db", first)
    assert "nothing changed" in again.err


@pytest.mark.parametrize("options", [("--format", "csv"), ("--tag", "night"), ("--min-confidence", "0.5")])
def test_a_file_of_curated_tables_has_one_form(run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    result = run("export", "pwc", "--db", tmp_path / "claims.db", *options)
    assert (result.code, result.out) == (2, "")
    assert "as JSON" in result.err


def test_the_rest_goes_in_and_the_exit_code_is_3(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "moths.json"
    wrong: list[Any] = [*TASKS, task("T", dataset("D", 5))]
    path.write_text(json.dumps(wrong), encoding="utf-8")
    result = run("import", "pwc", path, "--db", tmp_path / "claims.db")
    assert result.code == 3
    assert "tasks[2].datasets[0].sota.rows[0]: a row is a number, not an object" in result.err
    assert "4 rows in 3 tables read: 4 new" in result.err


def test_another_file_makes_no_database(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_text('{"title": "x", "abstract": "y"}\n')
    result = run("import", "pwc", path, "--db", tmp_path / "claims.db")
    assert result.code == 3
    assert "no file of Papers with Code tables" in result.err
    assert not (tmp_path / "claims.db").exists()
