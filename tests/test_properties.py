"""Whatever comes in, it is read or told: JSON of any shape, tables of any cells, any text."""

import csv
import io
import json
import string
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extractor import pipeline
from extractor.fields import paper_of, record_of
from extractor.papers import read_papers
from extractor.rejects import line
from leaderboards.render import Column, Listing, write
from schema.errors import Problem
from schema.identity import evened
from schema.lookup import unfit
from schema.records import Paper
from schema.spans import Shift
from tests.finders import sound_numbers

FIELDS = [*Paper.model_fields, "paper", "authors_parsed", "text_date", "versions", "doi", "record", "created"]
WORDS = st.sampled_from(
    ["v1", "2024-09-05", "Mon, 2 Apr 2007 19:18:42 GMT", "2409.00001", "cs.CL cs.LG", "Lantern"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    max_leaves=8,
)
NEARLY = st.fixed_dictionaries({"title": WORDS | SCALARS, "abstract": WORDS | SCALARS}).flatmap(
    lambda texts: st.dictionaries(st.sampled_from(FIELDS), VALUES).map(lambda more: {**more, **texts})
)
"""Records that have what a paper needs, or almost."""


@settings(max_examples=200)
@given(VALUES | NEARLY)
@example({"title": "T", "abstract": "A", "versions": [{"created": "Mon, 1 Jan 0 00:00:00 GMT"}]})
@example({"title": "T", "abstract": "A", "date": float("nan"), "id": 10**400})
def test_any_json_value_is_a_paper_that_can_be_stored_or_a_problem_that_can_be_written(value: object) -> None:
    first, *others = paper_of(value, "any.json", 1)
    assert all(isinstance(other, Problem) for other in others)
    for problem in (each for each in (first, *others) if isinstance(each, Problem)):
        assert problem.reason
        assert json.loads(line(problem), parse_constant=pytest.fail)["line"] == 1
    if isinstance(first, Paper):
        assert unfit(first) is None
        again = list(paper_of(record_of(first), "any.json", 1))
        assert again == [first]


def shaped(columns: list[tuple[str, str]], delimiter: str, quoting: Literal[0, 1], ends: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=ends).writerows(
        [("title", "abstract"), *columns]
    )
    return text.getvalue()


SIGNS = st.sampled_from(list('"""\'\'=+-@,;\t\n ') + list(string.ascii_letters) + ["“", "é", "\u3000"])
CELLS = st.lists(SIGNS, min_size=1, max_size=12).map("".join).filter(lambda cell: not cell.isspace())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4),
    st.sampled_from(",;\t"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_cells_that_a_program_writes_are_read_as_they_were(
    tmp_path: Path, rows: list[tuple[str, str]], delimiter: str, quoting: Literal[0, 1], ends: str
) -> None:
    if delimiter == "\t":  # where a cell of tabs and line ends looks like cells that begin with quotes
        rows = [(title.replace("\t", "~"), abstract.replace("\t", "~")) for title, abstract in rows]
    guarded = [(guard(title), guard(abstract)) for title, abstract in rows]
    path = tmp_path / "any.csv"
    path.write_bytes(shaped(guarded, delimiter, quoting, ends).encode())
    found = [each for each in read_papers(str(path)) if isinstance(each, Paper)]
    assert [(paper.title, paper.abstract) for paper in found] == rows


def guard(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(texts=[("T", "'\t\"")], form="csv")  # looks guarded only until its white space is evened out
@example(texts=[("\t5", "\n'=6")], form="csv")
@given(
    st.lists(st.tuples(CELLS.map(str.strip), CELLS.map(str.strip)), min_size=1, max_size=4),
    st.sampled_from(["csv", "tsv", "jsonl", "json"]),
)
def test_what_our_exports_hold_is_read_as_the_same_texts(
    tmp_path: Path, texts: list[tuple[str, str]], form: str
) -> None:
    if form == "tsv":  # which has no quotes: a cell that begins with one may look as if it had
        texts = [(title.lstrip('" ') or "T", abstract.lstrip('" ') or "A") for title, abstract in texts]
    columns = [Column(name, "") for name in ("paper", "title", "abstract")]
    rows = [
        {"paper": str(n), "title": title, "abstract": abstract} for n, (title, abstract) in enumerate(texts)
    ]
    path = tmp_path / f"papers.{form}"
    with path.open("w", encoding="utf-8", newline="") as file:
        write(file, form, Listing(columns, rows, [], what="papers"))
    found = [each for each in read_papers(str(path)) if isinstance(each, Paper)]
    assert [(paper.id, evened(paper.title), evened(paper.abstract)) for paper in found] == [
        (str(n), evened(title), evened(abstract)) for n, (title, abstract) in enumerate(texts)
    ]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.sampled_from(['"', '""', "a", ",", "\t", "\n", "=", "x,y", '"b"', "\0", "\udcff"]), max_size=40
    ),
    st.sampled_from(["csv", "tsv"]),
)
def test_any_table_is_papers_and_problems_with_their_lines(
    tmp_path: Path, pieces: list[str], form: str
) -> None:
    body = "".join(pieces)
    path = tmp_path / "any"
    header, good = (
        ("title", "abstract", "id"),
        ("Lantern", "~" * 5000, "7"),
    )  # long: else NULs make a binary file
    rows = "".join(f"{(',' if form == 'csv' else chr(9)).join(row)}\n" for row in (header, good))
    path.write_bytes(rows.replace("Lantern", f"{body}\nLantern").encode("utf-8", "surrogateescape"))
    *found, last = read_papers(str(path), form)
    assert isinstance(last, Paper)  # what stands behind is not lost
    assert (last.id, last.line) == ("7", 3 + body.count("\n"))
    lines = [each.line for each in found]
    assert lines == sorted(lines)
    assert all(1 < line < last.line for line in lines)


@settings(max_examples=200)
@given(st.text() | st.text("0123456789.,%$×x-–/^{}\\ pointsfolde٣²½"))
def test_numbers_of_any_text_stand_where_they_say_and_are_finite(text: str) -> None:
    sound_numbers(text)


@pytest.fixture(scope="module")
def extractor() -> pipeline.Extractor:
    return pipeline.load()


TEXT = (
    "We present Lantern (a long night light), a sparse tuner. On GLUE, Lantern reaches an average score"
    " of 81.3, while Candle stays at 79.0. It is 2.5x faster than Candle on an H100, at 64 ms."
)
BLANKS = st.sampled_from([" ", "\n", "\n  ", "\t", " \u00a0", "\r\n"])


@settings(max_examples=20, deadline=None)
@given(st.lists(BLANKS, min_size=1, max_size=7), BLANKS)
def test_white_space_of_any_kind_says_nothing(
    extractor: pipeline.Extractor, blanks: list[str], before: str
) -> None:
    plain = Paper(id="1", title="Lantern: Light by Night", abstract=TEXT)
    words = TEXT.split(" ")
    abstract = before + "".join(word + blanks[n % len(blanks)] for n, word in enumerate(words))
    paper = Paper(id="1", title=f"{before}Lantern:{blanks[0]}Light by Night", abstract=abstract)
    found = extractor.claims(paper)
    for claim in found:
        claim.check_against(paper.text)
    back = Shift(paper.text, plain.text)
    assert tuple(map(back.claim, found)) == extractor.claims(plain) != ()


@settings(max_examples=25, deadline=None)
@given(st.text(), st.lists(st.text(max_size=9) | st.sampled_from(TEXT.split()), max_size=30).map(" ".join))
def test_any_text_is_read_and_all_that_is_claimed_stands_in_it(
    extractor: pipeline.Extractor, title: str, abstract: str
) -> None:
    paper = Paper(id="1", title=title, abstract=f"{abstract} It reaches 5.5%.")
    for claim in extractor.claims(paper):
        claim.check_against(paper.text)
