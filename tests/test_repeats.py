"""A paper that stands in one file twice: the same text is no fault, another one is told and not stored."""

import tracemalloc

import pytest

from extractor.repeats import Repeats
from schema.errors import Problem
from schema.records import Paper

TITLE, ABSTRACT = "Pruning by Moonlight", "We prune at night."


def paper(
    id: str, abstract: str = ABSTRACT, line: int = 1, file: str = "night.jsonl", **fields: object
) -> Paper:
    return Paper(**{"id": id, "title": TITLE, "abstract": abstract, "line": line, "file": file, **fields})


def told(*papers: Paper) -> list[Problem | None]:
    repeats = Repeats()
    found = [repeats.problem(each) for each in papers]
    repeats.close()
    return found


def test_an_equal_text_is_no_fault_however_it_is_wrapped() -> None:
    assert told(paper("1"), paper("1"), paper("1", ABSTRACT.replace(" ", "\n  "))) == [None] * 3


def test_another_text_names_the_line_of_the_first() -> None:
    *none, problem = told(paper("7"), paper("1", line=3), paper("1", "We sleep.", line=9))
    assert none == [None, None]
    assert problem is not None
    assert (problem.file, problem.line) == ("night.jsonl", 9)
    assert problem.reason == "1 stands in line 3 with another text"
    assert problem.record == {"id": "1", "title": TITLE, "abstract": "We sleep."}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"id": "2409.00001"}, {"id": "https://arxiv.org/abs/2409.00001v2"}),
        ({"id": "a", "url": "https://arxiv.org/abs/2409.00001"}, {"id": "2409.00001"}),
        ({"id": "text:ab", "id_given": False, "url": "https://doi.org/10.1234/X"}, {"id": "10.1234/x"}),
        ({"id": "1", "date": "2024"}, {"id": "1"}),
        ({"id": "1", "date": "2024"}, {"id": "1", "date": "2024"}),
    ],
)
def test_ids_are_compared_in_their_normal_form(one: dict[str, object], other: dict[str, object]) -> None:
    first, second = told(paper(**one), paper(abstract="We sleep.", **other))  # type: ignore[arg-type] # of one test
    assert first is None
    assert second is not None


def test_texts_with_a_date_each_are_versions_and_both_are_kept() -> None:
    versions = [paper("1", f"We prune in {year}.", date=year) for year in ("2022", "2024", "2023")]
    *kept, undated = told(*versions, paper("1", "We sleep."))
    assert kept == [None] * 3
    assert undated is not None


def test_papers_without_an_id_and_in_two_files_are_never_the_same() -> None:
    texts = [paper(f"text:{n}", f"We prune {n} times.", id_given=False) for n in range(3)]
    assert told(*texts) == [None] * 3
    assert told(paper("1"), paper("1", "We sleep.", file="day.jsonl")) == [None, None]
    assert told(paper("1", file=""), paper("1", "We sleep.", file="")) == [None, None]


def test_what_was_refused_is_not_remembered() -> None:
    """A record of two ids is refused for one: the other may still come with its own text."""
    both = paper("b", "We sleep.", line=2, url="https://arxiv.org/abs/2409.00001")
    assert [each is None for each in told(paper("2409.00001"), both, paper("b", line=3))] == [
        True,
        False,
        True,
    ]


def test_many_papers_fill_no_memory() -> None:
    repeats = Repeats()
    tracemalloc.start()
    try:
        assert not any(repeats.problem(paper(f"p{n}", line=n + 1)) for n in range(5_000))
        assert tracemalloc.get_traced_memory()[1] < 200_000
    finally:
        tracemalloc.stop()
        repeats.close()
