"""Whole files of papers: what cannot be read, what is damaged, and how much is held at once."""

import gzip
import itertools
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor import papers as reader
from extractor.papers import read_papers
from extractor.source import LONGEST_LINE
from schema.errors import InputError, Problem
from schema.records import Paper
from tests.paper_files import ABSTRACT, GOOD, TITLE, jsonl, parted, write


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
