"""What one run of an extractor reads otherwise than another, and what holds as each alone would have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.errors import NotFoundError
from schema.queries import claim_rows
from schema.records import Mention
from schema.review.comparing import Changed, compared
from schema.review.differing import agree
from schema.runs import difference, find_run, runs, store_of_run
from schema.store import Store
from tests.deciding import TEXTS, decide, held, paper_of, read, readings_of, said_of

PAPER = paper_of()
TEXT = PAPER.text
GLUE = said_of(TEXT, "81.3", "GLUE", "accuracy", "Lantern")
MMLU = said_of(TEXT, "79.0", "MMLU")
FASTER = said_of(TEXT, "2.5x", metric="speed")
OTHER = paper_of(id="2409.00002")


def told(changes: list[Changed]) -> list[tuple[str, str, list[str]]]:
    """Of each change: what it is, the value, and the fields that differ."""
    found = []
    for each in changes:
        kind = "added" if each.before is None else "lost" if each.after is None else "changed"
        claim = each.after or each.before
        assert claim is not None
        found.append((kind, claim.value.text, [differs.field for differs in each.differs]))
    return found


@pytest.fixture
def twice(store: Store) -> Store:
    """A store in which two runs have read one paper, the first another one, and the second a third."""
    read(store, PAPER, GLUE, MMLU, run="first")
    read(store, OTHER, GLUE, run="first")
    read(store, paper_of(id="2409.00003"), GLUE, run="second")
    surer = GLUE.model_copy(update={"confidence": 0.99, "metric": Mention(text="speed")})
    read(store, PAPER, surer, FASTER, run="second")
    return store


def test_claims_added_lost_and_changed_are_told_over_what_both_have_read(twice: Store) -> None:
    first, second = (run.id for run in runs(twice))
    changes = list(difference(twice, first, second))
    assert told(changes) == [("changed", "81.3", ["metric"]), ("lost", "79.0", []), ("added", "2.5x", [])]
    assert {(each.paper, each.paper_key) for each in changes} == {("2409.00001", 1)}
    back = told(list(difference(twice, second, first)))
    assert back == [("changed", "81.3", ["metric"]), ("added", "79.0", []), ("lost", "2.5x", [])]
    assert list(difference(twice, first, first)) == []


def test_a_value_that_is_read_on_another_benchmark_is_one_claim_that_changed(store: Store) -> None:
    read(store, PAPER, GLUE, run="first")
    read(store, PAPER, said_of(TEXT, "81.3", "MMLU", "accuracy", "Lantern"), run="second")
    (change,) = difference(store, 1, 2)
    assert change.differs == [("benchmark", "GLUE", "MMLU")]


def test_decisions_and_removed_papers_are_no_difference_between_runs(twice: Store) -> None:
    decide(twice, "81.3", "reject")
    assert len(list(difference(twice, 1, 2))) == 3
    twice.remove(["2409.00001"], "Bo")
    assert list(difference(twice, 1, 2)) == []


def test_runs_tell_what_they_have_read_and_are_found_by_number_or_fingerprint(twice: Store) -> None:
    twice.run("0.2.0", "secret", {})
    told = [(run.fingerprint, run.version, run.texts, run.claims) for run in runs(twice)]
    assert told == [("first", "0.1.0", 2, 3), ("second", "0.1.0", 2, 3), ("secret", "0.2.0", 0, 0)]
    assert [run.last is None for run in runs(twice)] == [False, False, True]
    assert find_run(twice, "2") == find_run(twice, " SECO") == runs(twice)[1]
    with pytest.raises(NotFoundError, match="several runs are 'sec'"):
        find_run(twice, "sec")
    with pytest.raises(NotFoundError, match="there is no run '9'") as raised:
        find_run(twice, "9")
    assert "1 (first), 2 (second)" in raised.value.hint


def test_a_store_as_if_one_run_alone_had_read_keeps_what_people_said(twice: Store) -> None:
    decide(twice, "2.5x", "accept", who="Al")
    with store_of_run(twice, 1, beside=2) as before, store_of_run(twice, 2, beside=1) as after:
        assert held(before) == [
            ("81.3", "machine", "GLUE", "accuracy"),
            ("79.0", "machine", "MMLU", None),
            ("2.5x", "accepted", None, "speed"),
        ]
        assert held(after) == [("81.3", "machine", "GLUE", "speed"), ("2.5x", "accepted", None, "speed")]
        assert (
            {row.paper_key for row in claim_rows(before)}
            == {row.paper_key for row in claim_rows(after)}
            == {1}
        )


@given(st.data())
def test_nothing_that_differs_is_left_out(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    old, new = data.draw(readings_of(text)), data.draw(readings_of(text))
    changes = compared(old, new)
    before, after = ({each.claim_id: each.claim for each in readings} for readings in (old, new))
    gone = [each.before for each in changes if each.before is not None]
    come = [each.after for each in changes if each.after is not None]
    for key in before.keys() | after.keys():
        same = key in before and key in after and agree(before[key], after[key])
        assert (key in before and before[key] in gone) == (key in before and not same)
        assert (key in after and after[key] in come) == (key in after and not same)
    assert len(gone) <= len(before)
    assert len(come) <= len(after)
