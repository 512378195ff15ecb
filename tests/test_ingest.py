"""Papers through the real extractor into SQLite and PostgreSQL. All texts are our own words."""

from collections.abc import Iterator
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from extractor.engines.local import Local
from extractor.ingest import PROBLEMS_KEPT, Summary, add, describe
from extractor.pipeline import load
from schema.errors import Problem
from schema.records import Paper
from schema.store import Change, Store

ABSTRACT = "We present Lantern, a sparse tuner. Lantern reaches an accuracy of {}% on GLUE."
STUMBLE = "stumbling"
READ: list[str] = []
"""Every text that the watched pipeline has been through, in order."""


@Language.component("tests_watched")
def watched(doc: Doc) -> Doc:
    """A last component that keeps what was read, and fails where the text asks for it."""
    if STUMBLE in doc.text:
        raise ValueError("stumbled")
    READ.append(doc.text)
    for claim in doc._.claimboard_claims:
        claim |= {"confidence": 0.5, "reasons": ["watched"]}
    return doc


@pytest.fixture(scope="module")
def engine() -> Local:
    return Local(load({"claimboard_confidence": {"factory": "tests_watched"}}))


@pytest.fixture(autouse=True)
def _nothing_read() -> Iterator[None]:
    READ.clear()
    yield
    READ.clear()


def paper(number: int, **fields: Any) -> Paper:
    defaults = {
        "id": f"2409.{number:05}",
        "title": f"Lantern number {number}",
        "abstract": ABSTRACT.format(number),
    }
    return Paper(**{**defaults, "file": "night.jsonl", "line": number, **fields})


PAPERS = [paper(number) for number in range(11, 16)]


def test_new_papers_are_stored_with_their_claims(store: Store, engine: Local) -> None:
    summary = add(PAPERS, engine, store)
    assert (summary.papers, summary.changes, summary.problem_count) == (5, {Change.NEW: 5}, 0)
    assert summary.claims >= 5
    assert [text.partition("\n")[0] for text in READ] == [each.title for each in PAPERS]
    first, second = describe(summary)
    assert first.startswith("5 papers read (")
    assert first.endswith(": 5 new")
    assert second == f"{summary.claims} claims found and stored"


def test_the_same_papers_again_change_nothing_and_are_not_read(store: Store, engine: Local) -> None:
    add(PAPERS, engine, store)
    READ.clear()
    again = add(PAPERS, engine, store)
    assert (again.papers, again.changes, again.claims) == (5, {Change.UNCHANGED: 5}, 0)
    assert describe(again) == ["nothing changed: 5 papers were already read"]
    assert describe(add(PAPERS[:1], engine, store)) == ["nothing changed: the paper was already read"]
    assert READ == []


def test_only_what_is_new_is_read_and_each_change_is_counted(store: Store, engine: Local) -> None:
    add(PAPERS, engine, store)
    READ.clear()
    changed = paper(11, abstract=ABSTRACT.format(99))
    details = paper(12, date="2024-09-05")
    summary = add([changed, details, paper(13), paper(20), paper(20)], engine, store)
    assert summary.changes == {Change.CHANGED: 1, Change.DETAILS: 1, Change.UNCHANGED: 2, Change.NEW: 1}
    assert {text.partition("\n")[0] for text in READ} == {"Lantern number 11", "Lantern number 20"}
    assert describe(summary)[0].endswith("1 new, 1 with a changed text, 1 with new details, 2 unchanged")


def test_another_extractor_reads_all_anew(store: Store, engine: Local) -> None:
    add(PAPERS, engine, store)
    assert add(PAPERS, Local(load()), store).changes == {Change.REREAD: 5}


def test_papers_go_in_batch_by_batch_as_they_come(store: Store, engine: Local) -> None:
    told: list[tuple[int, int]] = []
    taken = 0

    def stream() -> Iterator[Paper]:
        nonlocal taken
        for each in PAPERS:
            taken += 1
            yield each

    add(stream(), engine, store, progress=lambda done: told.append((done, taken)), batch=2)
    assert told == [(2, 2), (4, 4), (5, 5)]


def test_what_was_stored_stays_when_it_is_interrupted(store: Store, engine: Local) -> None:
    def interrupt(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add(PAPERS, engine, store, progress=interrupt, batch=2)
    assert add(PAPERS, engine, store).changes == {Change.UNCHANGED: 2, Change.NEW: 3}


def test_a_paper_on_which_the_extractor_fails_costs_no_other(store: Store, engine: Local) -> None:
    bad = paper(16, abstract=f"A {STUMBLE} text reaches 5.5% on GLUE.")
    summary = add([*PAPERS[:2], bad, *PAPERS[2:]], engine, store)
    assert (summary.papers, summary.changes) == (6, {Change.NEW: 5})
    (problem,) = summary.problems
    assert (problem.file, problem.line) == ("night.jsonl", 16)
    assert problem.reason == "the extractor failed on 2409.00016: ValueError: stumbled"
    assert problem.hint
    assert describe(summary)[-1] == "1 problem"
    # it is tried again the next time, and goes in once the extractor can read it
    assert add([bad], engine, store).problem_count == 1
    assert add([bad], Local(load()), store).changes == {Change.NEW: 1}


def test_what_the_store_will_not_take_is_a_problem(store: Store, engine: Local) -> None:
    add(PAPERS, engine, store)
    two_ids = paper(11, url="https://arxiv.org/abs/2409.00012")
    summary = add([two_ids, paper(17)], engine, store)
    assert summary.changes == {Change.NEW: 1}
    (problem,) = summary.problems
    assert (problem.file, problem.line) == ("night.jsonl", 11)
    assert problem.reason.startswith("2409.00011 was not stored: its ids belong to two stored papers")
    assert problem.hint


def test_problems_are_all_counted_and_told_but_only_the_first_are_kept(store: Store, engine: Local) -> None:
    problems = [Problem("night.jsonl", line, "the title is missing") for line in range(1000)]
    told: list[Problem] = []
    summary = add([*problems[:500], PAPERS[0], *problems[500:]], engine, store, on_problem=told.append)
    assert (summary.papers, summary.changes) == (1, {Change.NEW: 1})
    assert summary.problem_count == 1000
    assert list(summary.problems) == problems[:PROBLEMS_KEPT]
    assert told == problems
    assert describe(summary)[-1] == "1,000 problems"


def test_nothing_to_read_is_told() -> None:
    assert describe(Summary()) == ["no papers were read"]
    assert describe(Summary(problem_count=2)) == ["no papers were read", "2 problems"]
    assert (
        describe(Summary(papers=1, problem_count=1, elapsed=0.5))[0]
        == "1 paper read (0.5 s, 2 a second): none stored"
    )
