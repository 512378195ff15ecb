"""Reading papers: which format a file has, and where its records begin and end."""

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from extractor.papers import read_papers
from extractor.source import LONGEST_LINE
from schema.errors import Problem, UsageError
from schema.records import Paper
from tests.paper_files import ABSTRACT, GOOD, TITLE, jsonl, only_paper, only_problem, parted, write


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(jsonl(GOOD, GOOD), "a.txt", id="jsonl"),
        pytest.param(json.dumps([GOOD, GOOD]), "a.txt", id="array"),
        pytest.param(json.dumps([GOOD, GOOD], indent=2), "a.jsonl", id="indented array named jsonl"),
        pytest.param(json.dumps({"papers": [GOOD, GOOD]}), "a.txt", id="object with papers"),
        pytest.param(
            json.dumps({"count": 2, "papers": [GOOD, GOOD], "next": None}, indent=1), "a", id="indented"
        ),
        pytest.param(json.dumps(GOOD, indent=1) + "\n" + json.dumps(GOOD, indent=1), "a", id="two objects"),
        pytest.param(jsonl(GOOD, GOOD), "a.json", id="jsonl named json"),
        pytest.param("\n \n" + jsonl(GOOD) + "\n\n" + jsonl(GOOD), "a", id="blank lines"),
        pytest.param("\ufeff" + jsonl(GOOD, GOOD), "a", id="byte order mark"),
        pytest.param(jsonl(GOOD, GOOD).replace("\n", "\r\n"), "a", id="windows line ends"),
        pytest.param(gzip.compress(jsonl(GOOD, GOOD).encode()), "a.jsonl", id="gzip without its extension"),
        pytest.param(
            gzip.compress(jsonl(GOOD).encode()) + gzip.compress(jsonl(GOOD).encode()),
            "a",
            id="two gzip members",
        ),
    ],
)
def test_the_format_is_recognised_by_its_content(tmp_path: Path, content: str | bytes, name: str) -> None:
    found, problems = parted(read_papers(write(tmp_path, content, name)))
    assert not problems
    assert [(p.id, p.title, p.abstract) for p in found] == [("2409.00001", TITLE, ABSTRACT)] * 2


def test_a_single_object_is_one_paper(tmp_path: Path) -> None:
    assert only_paper(read_papers(write(tmp_path, json.dumps(GOOD, indent=4)))).id == "2409.00001"
    assert only_paper(read_papers(write(tmp_path, json.dumps(GOOD)))).id == "2409.00001"


def test_jsonl_whose_first_line_is_broken_is_still_jsonl(tmp_path: Path) -> None:
    found, problems = parted(read_papers(write(tmp_path, "oh no\n" + jsonl(GOOD, GOOD), "papers.txt")))
    assert len(found) == 2
    assert [problem.line for problem in problems] == [1]
    found, problems = parted(read_papers(write(tmp_path, "oh no\n" + jsonl(GOOD), "papers.jsonl")))
    assert [len(found), len(problems)] == [1, 1]
    found, problems = parted(read_papers(write(tmp_path, '{"id": "1", "title": "cut\n' + jsonl(GOOD, GOOD))))
    assert [len(found), len(problems)] == [2, 1]


def test_a_page_that_begins_with_a_bracket_is_a_page(tmp_path: Path) -> None:
    for title in (
        f"[Draft] {TITLE}",
        f"[1] {TITLE}",
        f'["Quoted"] {TITLE}',
        f"[] {TITLE}",
        f"{{Braced}} {TITLE}",
    ):
        path = write(tmp_path, f"{title}\n\n{ABSTRACT}\n", "page.txt")
        assert only_paper(read_papers(path)).title == title


def test_an_array_that_begins_with_something_else_is_an_array(tmp_path: Path) -> None:
    for first in ("5", "null", '"x"'):
        found, problems = parted(read_papers(write(tmp_path, f"[{first}, {json.dumps(GOOD)}]")))
        assert [len(found), len(problems)] == [1, 1], first


def test_the_input_format_overrides_what_would_be_recognised(tmp_path: Path) -> None:
    path = write(tmp_path, f'{{"{TITLE}"}}\n\n{ABSTRACT}\n')
    assert only_paper(read_papers(path, "page")).title == f'{{"{TITLE}"}}'
    assert only_problem(read_papers(write(tmp_path, f"{TITLE}\n"), "jsonl")).reason.startswith(
        "malformed JSON"
    )


def test_an_unknown_format_is_wrong_use_and_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no input format 'xlsx'") as error:
        read_papers(write(tmp_path, jsonl(GOOD)), "xlsx")
    assert "jsonl" in error.value.hint


@pytest.mark.parametrize("zipped", [False, True])
def test_a_dash_is_stdin_gzipped_or_not(monkeypatch: pytest.MonkeyPatch, zipped: bool) -> None:
    content = jsonl(GOOD).encode()
    stdin = io.TextIOWrapper(io.BytesIO(gzip.compress(content) if zipped else content))
    monkeypatch.setattr(sys, "stdin", stdin)
    paper = only_paper(read_papers("-"))
    assert (paper.id, paper.file, paper.line) == ("2409.00001", "-", 1)


def test_records_of_an_array_keep_their_lines(tmp_path: Path) -> None:
    content = "[\n" + json.dumps(GOOD) + ",\n\n{\n" + json.dumps(GOOD)[1:] + ", {},\n 5]"
    found, problems = parted(read_papers(write(tmp_path, content)))
    assert [paper.line for paper in found] == [2, 4]
    assert [(problem.line, problem.reason) for problem in problems] == [
        (5, "the title is missing"),
        (6, "a record is an object, not a number"),
    ]


def test_lines_are_right_far_into_a_large_array(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps([GOOD | {"id": i} for i in range(3000)], indent=1))
    found, problems = parted(read_papers(path))
    assert not problems
    assert [(paper.id, paper.line) for paper in found] == [(str(i), 2 + 5 * i) for i in range(3000)]


@pytest.mark.parametrize(
    ("end", "line", "words"),
    [
        (',\n{"title": "x" "y"}]', 3, "malformed JSON"),
        (",\n{'title': 1}]", 3, "malformed JSON"),
        (',\n{"title": "cut', 3, "malformed JSON"),
        ("\n", 3, "the text ends where , or ] must stand"),
        ("\n;]", 3, "found ';' where , or ] must stand"),
        ("\n] oh no", 3, "malformed JSON"),
        (",\n" + "[" * 200_000, 3, "nested too deeply"),
        (',\n{"title": "' + "a" * LONGEST_LINE * 2 + '"}]', 3, "a record longer than 5,000,000"),
    ],
)
def test_behind_malformed_json_the_papers_so_far_have_gone_through(
    tmp_path: Path, end: str, line: int, words: str
) -> None:
    path = write(tmp_path, "[\n" + json.dumps(GOOD) + end)
    paper, problem = read_papers(path)
    assert isinstance(paper, Paper)
    assert isinstance(problem, Problem)
    assert (problem.line, words in problem.reason) == (line, True), problem.reason
    assert "not read" in problem.hint


def test_numbers_that_no_float_holds_and_constants_that_json_lacks_do_no_harm(tmp_path: Path) -> None:
    odd = '{"n": ' + "9" * 5000 + ', "m": 1e999, "k": -Infinity, '
    found, problems = parted(read_papers(write(tmp_path, "[" + odd + json.dumps(GOOD)[1:] + "]")))
    assert [len(found), len(problems)] == [1, 0]


def test_half_a_surrogate_pair_in_an_array_costs_its_record_alone(tmp_path: Path) -> None:
    path = write(
        tmp_path, json.dumps([GOOD, GOOD | {"abstract": "x\ud83dy"}, GOOD | {"title": "\U0001f319"}])
    )
    found, problems = parted(read_papers(path))
    assert [paper.title for paper in found] == [TITLE, "\U0001f319"]
    assert [problem.reason for problem in problems] == ["the abstract holds half of a surrogate pair"]


def test_an_empty_list_holds_no_paper_and_no_problem(tmp_path: Path) -> None:
    assert list(read_papers(write(tmp_path, "[]"))) == []
    assert list(read_papers(write(tmp_path, '{"papers": []}'))) == []
