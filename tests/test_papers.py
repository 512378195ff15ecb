"""Reading papers: formats, streams, bad records, damaged files. All texts are our own words."""

import gzip
import io
import itertools
import json
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor import papers as reader
from extractor.papers import read_papers
from extractor.source import LONGEST_LINE
from schema.errors import InputError, Problem, UsageError
from schema.identity import text_id
from schema.records import Paper

TITLE = "Pruning by Moonlight"
ABSTRACT = "We prune at night. Lantern reaches 81.3 on GLUE."
GOOD = {"id": "2409.00001", "title": TITLE, "abstract": ABSTRACT}


def write(folder: Path, content: str | bytes, name: str = "papers.txt") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def jsonl(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def parted(found: Iterator[Paper | Problem]) -> tuple[list[Paper], list[Problem]]:
    records = list(found)
    return [r for r in records if isinstance(r, Paper)], [r for r in records if isinstance(r, Problem)]


def only_paper(found: Iterator[Paper | Problem]) -> Paper:
    (paper,) = found
    assert isinstance(paper, Paper)
    return paper


def only_problem(found: Iterator[Paper | Problem]) -> Problem:
    (problem,) = found
    assert isinstance(problem, Problem)
    return problem


# -- formats ------------------------------------------------------------------------------------


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


# -- fields -------------------------------------------------------------------------------------


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


# -- JSON that is not a line each ---------------------------------------------------------------


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


# -- whole files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "is empty", id="nothing"),
        pytest.param(b"\xef\xbb\xbf \n\n", "is empty", id="white space"),
        pytest.param(gzip.compress(b""), "is empty", id="gzip of nothing"),
        pytest.param(b"%PDF-1.7 and so on", "is a PDF file", id="pdf"),
        pytest.param(b"PK\x03\x04 and so on", "is a zip archive", id="zip"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "is a binary file", id="png"),
        pytest.param(gzip.compress(gzip.compress(b"x")), "is a binary file", id="gzip in gzip"),
        pytest.param(jsonl(GOOD).encode("utf-16"), "is UTF-16 text", id="utf-16"),
        pytest.param(f"Café {TITLE}\n\n{ABSTRACT}".encode("latin-1"), "is not UTF-8", id="latin-1 page"),
        pytest.param(
            json.dumps(GOOD | {"title": "Café"}, ensure_ascii=False).encode("latin-1"),
            "is not UTF-8",
            id="latin-1",
        ),
        pytest.param(b"<!DOCTYPE html>\n<p>Lantern</p>", "is HTML", id="html"),
        pytest.param(b"Subscribe\n\nMar 14\n", "no paper was found", id="only a header"),
        pytest.param(gzip.compress(jsonl(GOOD).encode())[:12], "is cut short", id="gzip cut at once"),
        pytest.param(b"\x1f\x8bnot gzip at all", "is damaged", id="no gzip"),
        pytest.param(gzip.compress(b"x" + b" " * 30_000_000), "more than 300 times its size", id="gzip bomb"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_with_the_next_step(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = write(tmp_path, content)
    with pytest.raises(InputError, match=words) as error:
        list(read_papers(path))
    assert path in error.value.message
    assert error.value.hint
    assert "\n" not in error.value.message


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        list(read_papers(str(tmp_path / "none.jsonl")))
    with pytest.raises(InputError, match="is a folder"):
        list(read_papers(str(tmp_path)))
    with pytest.raises(InputError, match="cannot be opened"):
        list(read_papers("a\0b"))


@pytest.mark.parametrize("keep", [0.5, 0.99])
def test_a_gzip_file_that_is_cut_short_gives_what_stands_before(tmp_path: Path, keep: float) -> None:
    lines = [
        GOOD | {"id": i, "abstract": f"{i * 7919 % 1009} {ABSTRACT} {i * 104729 % 7919}"} for i in range(2000)
    ]
    whole = gzip.compress(jsonl(*lines).encode())
    found, problems = parted(read_papers(write(tmp_path, whole[: int(len(whole) * keep)])))
    assert [paper.id for paper in found] == [str(i) for i in range(len(found))]
    assert keep * 0.8 < len(found) / 2000 < 1
    assert [problem.line for problem in problems] == [len(found) + 1]
    assert "is cut short" in problems[0].reason


def test_a_damaged_gzip_file_gives_what_stands_before(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(jsonl(GOOD, GOOD).encode()) + b"rubbish behind")
    found, problems = parted(read_papers(path))
    assert len(found) == 2
    assert str(problems[0]).startswith(f"{path}, line 3: the file is damaged")


@pytest.mark.parametrize("whole", ["lines", "array"])
def test_a_byte_that_is_not_utf_8_costs_its_record_alone(tmp_path: Path, whole: str) -> None:
    lines = [json.dumps(GOOD | {"title": title}, ensure_ascii=False) for title in ("One", "Café", "Three")]
    content = "\n".join(lines) if whole == "lines" else "[" + ",\n".join(lines) + "]"
    path = write(tmp_path, content.encode("latin-1"))
    assert [isinstance(record, Paper) for record in read_papers(path)] == [True, False, True]
    found, problems = parted(read_papers(path))
    assert [paper.title for paper in found] == ["One", "Three"]
    assert [(problem.line, problem.reason) for problem in problems] == [
        (2, "the title holds bytes that are not UTF-8")
    ]


@pytest.mark.parametrize("form", ["jsonl", "json", "page"])
def test_a_large_file_is_never_held(tmp_path: Path, form: str) -> None:
    count, abstract = 3000, ABSTRACT + " " + "~" * 4000
    path = tmp_path / "large"
    with path.open("w", encoding="utf-8") as file:
        file.write("[" if form == "json" else "")
        for i in range(count):
            if form == "page":
                file.write(f"{TITLE} number {i}\n\n{abstract}\n\n")
            else:
                file.write(json.dumps(GOOD | {"id": i, "abstract": abstract}))
                file.write(",\n" if form == "json" and i < count - 1 else "\n")
        file.write("]" if form == "json" else "")
    size = path.stat().st_size
    tracemalloc.start()
    try:
        assert sum(isinstance(record, Paper) for record in read_papers(str(path))) == count
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 10_000_000
    assert peak < size / 5


def test_of_an_endless_line_no_more_is_held_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "endless.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for _ in range(60):
            file.write("a" * 1_000_000)
        file.write("\n" + jsonl(GOOD))
    tracemalloc.start()
    try:
        problem, paper = read_papers(str(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(paper, Paper)
    assert isinstance(problem, Problem)
    assert peak < 5 * LONGEST_LINE


def test_records_come_as_they_are_read(tmp_path: Path) -> None:
    """The first paper is there before what is behind it has been looked at."""
    path = write(tmp_path, jsonl(*itertools.repeat(GOOD, 500)) + "x" * 300_000)
    first = next(read_papers(path))
    assert isinstance(first, Paper)


def test_every_format_has_a_reader() -> None:
    assert set(reader.FORMATS) == {"auto", *reader.READERS}


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file of any format with a few bytes lost, put in or changed."""
    page = f"Title: {TITLE}\narXiv:2409.00001\n\n{ABSTRACT}\n\nCafé by Night\n5 Sep 2024\n\n{ABSTRACT}\n"
    whole = [
        jsonl(GOOD, GOOD).encode(),
        json.dumps({"papers": [GOOD, GOOD]}, indent=1).encode(),
        page.encode(),
        f'id,title,abstract\n1,{TITLE},"{ABSTRACT}"\n2,"{TITLE}",{ABSTRACT}\n'.encode(),
    ]
    content = draw(st.sampled_from([*whole, gzip.compress(whole[0])]))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(content)))
        put = draw(
            st.binary(max_size=3) | st.sampled_from([b"\\ud800", b"\\u0000", b"{", b"[", b'"', b"NaN", b"\n"])
        )
        content = content[:at] + put + content[at + draw(st.integers(0, 20)) :]
    return content


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | damaged(), format_=st.sampled_from(reader.FORMATS))
def test_whatever_a_file_holds_it_is_papers_problems_or_one_input_error(
    tmp_path: Path, content: bytes, format_: str
) -> None:
    path = write(tmp_path, content)
    try:
        records = list(read_papers(path, format_))
    except InputError:
        return
    for record in records:
        assert record.line >= 1
        if isinstance(record, Paper):
            assert record.title.strip()
            assert record.abstract.strip()
            assert "\0" not in record.text
            assert record.text.encode().decode() == record.text
