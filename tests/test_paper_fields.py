"""What the fields of a record of a paper mean, and records that cannot be taken."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.papers import read_papers
from extractor.source import LONGEST_LINE
from schema.errors import Problem
from schema.identity import text_id
from schema.records import Paper
from tests.paper_files import ABSTRACT, GOOD, TITLE, jsonl, only_paper, parted, write


def test_all_fields_are_read_and_unknown_ones_passed_over(tmp_path: Path) -> None:
    record = GOOD | {
        "authors": ["Ada Lovelace", " "],
        "date": "5 Sep 2024",
        "url": "https://example.org/1",
        "venue": {"name": "Nightfall"},
        "score": float("nan"),
    }
    path = write(tmp_path, "\n" + jsonl(record))
    assert only_paper(read_papers(path)) == Paper(
        id="2409.00001",
        title=TITLE,
        abstract=ABSTRACT,
        authors=("Ada Lovelace",),
        date="2024-09-05",
        url="https://example.org/1",
        file=path,
        line=2,
    )


def test_texts_and_id_stay_exactly_as_given(tmp_path: Path) -> None:
    record = {
        "id": " arXiv:2409.00001v2 ",
        "title": "  A\ttitle ",
        "abstract": "Two\r\nlines — 2\u2028× \U0001f319 ",
    }
    paper = only_paper(read_papers(write(tmp_path, jsonl(record))))
    assert paper.model_dump(include={"id", "title", "abstract"}) == record


@pytest.mark.parametrize("given", [{}, {"id": None}, {"id": ""}, {"id": "  "}])
def test_a_paper_without_an_id_gets_one_made_of_its_text(tmp_path: Path, given: dict[str, Any]) -> None:
    paper = only_paper(read_papers(write(tmp_path, jsonl({"title": TITLE, "abstract": ABSTRACT} | given))))
    assert paper.id == text_id(f"{TITLE}\n{ABSTRACT}")
    assert not paper.id_given


def test_an_integer_is_an_id(tmp_path: Path) -> None:
    paper = only_paper(read_papers(write(tmp_path, jsonl(GOOD | {"id": 17}))))
    assert (paper.id, paper.id_given) == ("17", True)


def test_authors_may_be_one_string(tmp_path: Path) -> None:
    paper = only_paper(read_papers(write(tmp_path, jsonl(GOOD | {"authors": "Lovelace, Ada"}))))
    assert paper.authors == ("Lovelace, Ada",)
    paper = only_paper(
        read_papers(write(tmp_path, jsonl(GOOD | {"authors": "Lovelace, Ada; Turing, Alan;"})))
    )
    assert paper.authors == ("Lovelace, Ada", "Turing, Alan")


@pytest.mark.parametrize(
    "given", [["cs.CL", "cs.LG"], "cs.CL cs.LG", "cs.CL; cs.LG", ["cs.CL", "cs.LG", "cs.CL"]]
)
def test_categories_are_a_list_or_one_string(tmp_path: Path, given: object) -> None:
    paper = only_paper(read_papers(write(tmp_path, jsonl(GOOD | {"categories": given}))))
    assert paper.categories == ("cs.CL", "cs.LG")


def test_an_export_of_our_own_calls_its_id_paper_and_the_date_of_its_text_text_date(tmp_path: Path) -> None:
    row = {"paper": "2409.00001", "title": TITLE, "abstract": ABSTRACT, "date": "2024-09", "claims": 3}
    paper = only_paper(read_papers(write(tmp_path, jsonl(row | {"text_date": "2025-01-02"}))))
    assert (paper.id, paper.published, paper.date) == ("2409.00001", "2024-09", "2025-01-02")
    paper = only_paper(read_papers(write(tmp_path, jsonl(row | {"text_date": None}))))
    assert (paper.published, paper.date) == ("2024-09", None)


@pytest.mark.parametrize(
    ("given", "id"),
    [
        ({"doi": "https://doi.org/10.1234/ABC"}, "https://doi.org/10.1234/ABC"),
        ({"doi": "10.1234/abc", "id": "mine"}, "mine"),
        ({"doi": "none yet"}, text_id(f"{TITLE}\n{ABSTRACT}")),
        ({"doi": 5}, text_id(f"{TITLE}\n{ABSTRACT}")),
    ],
)
def test_a_doi_stands_for_an_id_that_is_missing(tmp_path: Path, given: dict[str, object], id: str) -> None:
    record = {"title": TITLE, "abstract": ABSTRACT} | given
    assert only_paper(read_papers(write(tmp_path, jsonl(record)))).id == id


@pytest.mark.parametrize(
    ("given", "known"), [(2024, "2024"), ("2024-09", "2024-09"), (None, None), ("", None)]
)
def test_dates_are_read_to_their_precision(tmp_path: Path, given: object, known: str | None) -> None:
    assert only_paper(read_papers(write(tmp_path, jsonl(GOOD | {"date": given})))).date == known


def test_a_day_without_a_year_is_no_date_and_no_fault(tmp_path: Path) -> None:
    assert only_paper(read_papers(write(tmp_path, jsonl(GOOD | {"date": "Mar 14"})))).date is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("date", "soon", "the date 'soon' cannot be read"),
        ("date", "9" * 5000, "cannot be read"),
        ("date", True, "cannot be read"),
        ("date", ["2024"], "cannot be read"),
        ("authors", 3, "no list of strings"),
        ("authors", [{"name": "Ada"}], "no list of strings"),
        ("authors", ["A\0da"], "NUL"),
        ("published", "soon", "the date 'soon' cannot be read"),
        ("categories", [1], "the categories are no list of strings"),
        ("categories", "c" * 501, "a category is longer than 500 characters"),
        ("url", 3, "the url is a number"),
        ("url", "https://\ud800", "half of a surrogate pair"),
    ],
)
def test_a_bad_field_that_is_not_needed_is_left_out_and_told(
    tmp_path: Path, field: str, value: object, words: str
) -> None:
    path = write(tmp_path, jsonl(GOOD, GOOD | {field: value}))
    first, second, problem = read_papers(path)
    assert isinstance(second, Paper)
    assert second == first.model_copy(update={"line": 2}) if isinstance(first, Paper) else False
    assert isinstance(problem, Problem)
    assert words in problem.reason
    assert problem.reason.endswith("the paper goes in without it")
    assert (problem.file, problem.line, bool(problem.hint)) == (path, 2, True)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param('{"id": 1, "title": ', "malformed JSON", id="cut off"),
        pytest.param("{'title': 'x'}", "malformed JSON", id="python quotes"),
        pytest.param(json.dumps(GOOD) + ",", "malformed JSON", id="comma behind"),
        pytest.param("[1]", "an object, not a list", id="list"),
        pytest.param('"text"', "an object, not a string", id="string"),
        pytest.param("null", "an object, not null", id="null"),
        pytest.param("NaN", "an object, not a number", id="nan"),
        pytest.param("[" * 200_000, "nested too deeply", id="deep nesting"),
        pytest.param('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply", id="deep objects"),
        pytest.param("9" * 5000, "an object, not a number", id="endless integer"),
        pytest.param("{}", "the title is missing", id="empty object"),
        pytest.param(json.dumps(GOOD | {"title": None}), "the title is missing", id="null title"),
        pytest.param(json.dumps(GOOD | {"title": " \n"}), "the title is empty", id="blank title"),
        pytest.param(json.dumps(GOOD | {"title": "\u200b\ufeff\u202e"}), "the title is empty", id="no width"),
        pytest.param(json.dumps(GOOD | {"title": 5}), "the title is a number", id="numeric title"),
        pytest.param(json.dumps(GOOD | {"abstract": ""}), "the abstract is empty", id="empty abstract"),
        pytest.param(json.dumps(GOOD | {"abstract": ["a"]}), "the abstract is a list", id="abstract list"),
        pytest.param(json.dumps(GOOD | {"abstract": "a\0b"}), "NUL", id="nul"),
        pytest.param(json.dumps(GOOD | {"title": "a\ud800b"}), "half of a surrogate pair", id="surrogate"),
        pytest.param(json.dumps(GOOD | {"id": "a\0b"}), "the id holds a NUL", id="nul in id"),
        pytest.param(json.dumps(GOOD | {"id": 1.5}), "the id is a number", id="float id"),
        pytest.param(json.dumps(GOOD | {"id": True}), "the id is true or false", id="boolean id"),
        pytest.param(json.dumps(GOOD | {"id": {}}), "the id is an object", id="object id"),
        pytest.param(json.dumps(GOOD | {"id": "x" * 501}), "longer than 500 characters", id="long id"),
        pytest.param(
            json.dumps(GOOD | {"abstract": "a " * 50_001}), "longer than 100,000", id="long abstract"
        ),
        pytest.param(
            '{"title": "' + "a" * LONGEST_LINE + '"}', "a line longer than 5,000,000", id="long line"
        ),
    ],
)
def test_a_bad_record_is_told_with_its_line_and_the_rest_goes_through(
    tmp_path: Path, line: str, words: str
) -> None:
    path = write(tmp_path, jsonl(GOOD) + "\n" + line + "\n" + jsonl(GOOD), "papers.jsonl")
    records = list(read_papers(path))
    found, problems = parted(iter(records))
    assert [paper.line for paper in found] == [1, 4]
    assert isinstance(records[1], Problem)
    assert [(problem.file, problem.line) for problem in problems] == [(path, 3)]
    assert words in problems[0].reason
    assert problems[0].hint


def test_an_abstract_of_the_greatest_length_goes_through(tmp_path: Path) -> None:
    assert only_paper(read_papers(write(tmp_path, jsonl(GOOD | {"abstract": "a" * 100_000})))).title == TITLE


def test_of_two_equal_keys_the_last_counts(tmp_path: Path) -> None:
    line = json.dumps(GOOD)[:-1] + ', "title": "Second thoughts"}'
    assert only_paper(read_papers(write(tmp_path, line))).title == "Second thoughts"
