"""Tables of papers: columns, quotes, line numbers, and rows that cannot be taken apart."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.papers import read_papers
from schema.errors import InputError, Problem
from schema.records import Paper

HEADER = "id,title,abstract\n"
GOOD = '2409.00001,Pruning by Moonlight,"We prune at night. Lantern reaches 81.3 on GLUE."\n'


def write(folder: Path, content: str, name: str = "papers.csv") -> str:
    path = folder / name
    path.write_bytes(content.encode())
    return str(path)


def papers(found: Iterator[Paper | Problem]) -> list[Paper]:
    records = list(found)
    assert all(isinstance(record, Paper) for record in records), records
    return [record for record in records if isinstance(record, Paper)]


def told(found: Iterator[Paper | Problem]) -> list[str | tuple[int, str]]:
    """Titles of papers, and line and reason of problems, as they come."""
    return [each.title if isinstance(each, Paper) else (each.line, each.reason) for each in found]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n"])
@pytest.mark.parametrize("name", ["papers.csv", "papers", "papers.txt"])
def test_a_table_is_recognised_by_its_first_row(
    tmp_path: Path, delimiter: str, ends: str, start: str, name: str
) -> None:
    rows = (("Id", "TITLE", "Abstract"), ("7", "Lantern; or, light", "We reach 5%,\tat last."))
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ends).writerows(rows)
    (paper,) = papers(read_papers(write(tmp_path, start + text.getvalue(), name)))
    assert (paper.id, paper.title, paper.abstract) == rows[1]
    assert paper.line == 2 + len(start.strip("\ufeff"))


def test_what_a_reference_manager_exports_is_read(tmp_path: Path) -> None:
    """The column names are Zotero's, of which there are some ninety."""
    names = [
        "Key",
        "Item Type",
        "Publication Year",
        "Author",
        "Title",
        "Publication Title",
        "ISBN",
        "DOI",
        "Url",
    ]
    names += ["Abstract Note", "Date", "Date Added", *(f"Column {n}" for n in range(80)), "Manual Tags"]
    row = ["K7", "preprint", "2024", "Lovelace, Ada; Turing, Alan", "Lantern", "", "", "10.1234/Abc"]
    row += ["https://example.org/7", 'We "reach"\n5%.', "2024-09-05", "2025-01-01", *[""] * 80, "night"]
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([names, row])
    (paper,) = papers(read_papers(write(tmp_path, text.getvalue())))
    assert paper.model_dump(include={"id", "title", "abstract", "authors", "date", "url"}) == {
        "id": "10.1234/Abc",
        "title": "Lantern",
        "abstract": 'We "reach"\n5%.',
        "authors": ("Lovelace, Ada", "Turing, Alan"),
        "date": "2024-09-05",
        "url": "https://example.org/7",
    }


def test_of_columns_that_mean_the_same_the_best_filled_one_counts(tmp_path: Path) -> None:
    content = "title,abstract,year,date\nA,We reach 1%.,2023,2024-05\nB,We reach 2%.,2023,\n"
    assert [paper.date for paper in papers(read_papers(write(tmp_path, content)))] == ["2024-05", "2023"]


def test_line_numbers_are_right_behind_cells_of_many_lines(tmp_path: Path) -> None:
    content = HEADER + '1,A,"We reach\n\n5%."\n\n2,B,We reach 6%.\n,,\n3,,We reach 7%.\n4,D,We reach 8%.\n'
    found = list(read_papers(write(tmp_path, content)))
    assert [record.line for record in found] == [2, 6, 8, 9]
    assert told(iter(found)) == ["A", "B", (8, "the title is missing"), "D"]
    assert isinstance(found[2], Problem)
    assert found[2].record == {"id": "3", "abstract": "We reach 7%."}


@pytest.mark.parametrize("cell", ["=1+1", "+5", "-5%", "@home", "\tx", "'=x", "''+x"])
def test_the_apostrophe_that_guards_a_formula_is_taken_away_again(tmp_path: Path, cell: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(
        [("title", "abstract"), (f"'{cell}", "'tis night"), ("'n roll", "We reach 5%.")]
    )
    first, second = papers(read_papers(write(tmp_path, text.getvalue())))
    assert (first.title, first.abstract, second.title) == (cell, "'tis night", "'n roll")


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ('1,"A,We reach 5%.\n2,"B","We reach 6%."\n3,C,We reach 7%.\n', [(2, "a quote"), "B", "C"]),
        ('1,"A,We reach 5%.\n2,B,We reach 6%.\n', [(2, "a quote"), "B"]),
        ('1,A,"We "reach" 5%."\n2,B,We reach 6%.\n', [(2, "a quote"), "B"]),
        ("1,A,We reach 5%, at last.\n2,B,We reach 6%.\n", [(2, "a row of 4 cells, where"), "B"]),
        ("1,A,We reach 5%.,,\n", ["A"]),
        ("1,A\n2,B,We reach 6%.\n", [(2, "a row of 2 cells, where"), "B"]),
        (f"1,A,We reach\0 5%.{'~' * 99}\n2,B,We reach 6%.\n", [(2, "the abstract holds a NUL"), "B"]),
        ("1,A,We \udcff reach 5%.\n2,B,We reach 6%.\n", [(2, "the abstract holds bytes"), "B"]),
        (f"1,A,{'a' * 100_001}\n2,B,We reach 6%.\n", [(2, "the abstract is longer than 100,000"), "B"]),
        (
            f'1,A,"{"a" * 99_999}\nb\nc"\n2,B,We reach 6%.\n',
            [(2, "the abstract is longer than 100,000"), "B"],
        ),
        (f"1,A,{'a' * 1_000_001}\n2,B,We reach 6%.\n", [(2, "a row longer than 1,000,000"), "B"]),
        (f'1,"A,x\n2,B,We reach 6%.\n3,C,{"c" * 1_000_001}\n', [(2, "a quote"), "B", (4, "a row longer")]),
    ],
)
def test_a_row_that_cannot_be_read_costs_itself_alone(
    tmp_path: Path, rows: str, wanted: list[str | tuple[int, str]]
) -> None:
    path = tmp_path / "papers.csv"
    path.write_bytes((HEADER + rows).encode("utf-8", "surrogateescape"))
    found = told(read_papers(str(path)))
    assert len(found) == len(wanted)
    for each, words in zip(found, wanted, strict=True):
        if isinstance(each, str) or isinstance(words, str):
            assert each == words
        else:
            assert (each[0], each[1].startswith(words[1])) == (words[0], True), each


def test_a_row_that_may_be_cut_in_its_abstract_is_told_and_one_that_lacks_empty_cells_is_read(
    tmp_path: Path,
) -> None:
    content = "title,abstract,date,url\nA,We reach 5%.,2024\nB,We reach\n6%.,2024\n"
    assert told(read_papers(write(tmp_path, content))) == [
        "A",
        (3, "a row of 2 cells, where the first row names 4 columns"),
        (4, "a row of 2 cells, where the first row names 4 columns"),
    ]


def test_what_is_refused_is_kept_as_it_stands(tmp_path: Path) -> None:
    bad = '1,A,"We reach\n5%.", at last\n'
    problem, _ = read_papers(write(tmp_path, HEADER + bad + GOOD))
    assert isinstance(problem, Problem)
    assert problem.record == bad.strip()


@pytest.mark.parametrize("header", ["id,title,summary", "id,name,abstract", "1,Lantern,We reach 5%."])
def test_a_table_without_the_columns_that_are_needed_is_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(InputError, match=r"has no column of (titles|abstracts)") as error:
        list(read_papers(write(tmp_path, f"{header}\n{GOOD}")))
    assert "title, abstract, authors" in error.value.hint


def test_a_table_with_no_rows_holds_no_paper_and_no_problem(tmp_path: Path) -> None:
    assert list(read_papers(write(tmp_path, HEADER))) == []


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('"Why trust you?" A look', '"Why trust you?" A look'),  # as programs write it that quote nothing
        ('"Why trust you?"', '"Why trust you?"'),
        ('"Why trust', '"Why trust'),
        ('"Trust, in part"', "Trust, in part"),  # as spreadsheets write it
        ('"Why ""trust"" you"', 'Why "trust" you'),
        ('"Why\ttrust"', "Why\ttrust"),
        ('"Why\ntrust"', "Why\ntrust"),
        ('5" disks', '5" disks'),
    ],
)
def test_quotes_in_tsv_are_marks_only_where_a_program_would_have_put_them(
    tmp_path: Path, cell: str, read: str
) -> None:
    content = f'title\tabstract\n{cell}\tWe reach 5%.\nB\tWe reach 6%.\nC 7"\tWe reach 7%.\n'
    found = papers(read_papers(write(tmp_path, content, "papers.tsv")))
    assert [paper.title for paper in found] == [read, "B", 'C 7"']


@pytest.mark.parametrize("start", ["", '0,Lantern,"a quote that nothing closes\n'])
def test_a_large_table_is_never_held(tmp_path: Path, start: str) -> None:
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + start)
        for n in range(4000):
            file.write(f"{n},Lantern {n},We reach {n / 100}% {'~' * 4000}\n")
    tracemalloc.start()
    try:
        count = sum(isinstance(record, Paper) for record in read_papers(str(path)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 4000
    assert path.stat().st_size > 16_000_000
    assert peak < (15_000_000 if start else 1_000_000)  # of a row no more than a million characters
