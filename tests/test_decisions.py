"""What a person says of claims in a store: it holds, can be taken back, and is never lost."""

import pytest

from schema.queries import Filters, claim_rows
from schema.records import Mention
from schema.review.deciding import Judgement
from schema.review.sheets import waiting
from schema.store import Store
from tests.deciding import SENTENCES, decide, held, paper_of, read, said_of, sheet, shown
from tests.storing import derived, rows

PAPER = paper_of()
GLUE = said_of(PAPER.text, "81.3", "GLUE", "accuracy", "Lantern", confidence=0.8)
MMLU = said_of(PAPER.text, "79.0", "MMLU", confidence=0.6)
FASTER = said_of(PAPER.text, "2.5x", metric="speed", method="Candle")


@pytest.fixture
def read_paper(store: Store) -> Store:
    """A store in which one paper is read, with two claims."""
    read(store, PAPER, GLUE, MMLU)
    return store


def same_when_rebuilt(store: Store) -> None:
    """Everything that is derived is what it is when it is made anew."""
    before = derived(store)
    store.rebuild()
    assert derived(store) == before


def test_accepted_edited_rejected_and_added_claims_hold(read_paper: Store) -> None:
    store = read_paper
    decide(store, "81.3", "accept")
    right = said_of(PAPER.text, "79.0", "MMLU", "accuracy", "Candle")
    decide(store, "79.0", "edit", right, why="the abstract says so")
    store.decide([Judgement("add", sheet(store).text_id, said=FASTER)], "Bo")
    assert held(store) == [
        ("81.3", "accepted", "GLUE", "accuracy"),
        ("79.0", "edited", "MMLU", "accuracy"),
        ("2.5x", "added", None, "speed"),
    ]
    assert {row.confidence for row in claim_rows(store)} == {1.0}
    decide(store, "79.0", "reject")
    assert [value for value, *_ in held(store)] == ["81.3", "2.5x"]
    assert [row.written for row in claim_rows(store, Filters(status="reviewed"))] == ["81.3", "2.5x"]
    assert list(claim_rows(store, Filters(status="machine"))) == []
    same_when_rebuilt(store)


def test_a_claim_keeps_its_id_whatever_is_made_of_it(read_paper: Store) -> None:
    before = shown(read_paper, "81.3").claim_id
    decide(read_paper, "81.3", "edit", said_of(PAPER.text, "81.3", "MMLU", "accuracy"))
    (row,) = claim_rows(read_paper, Filters(status="reviewed"))
    assert (row.claim, row.benchmark) == (before, "MMLU")
    assert [each.claim_id for each in sheet(read_paper).shown].count(before) == 1


def test_what_was_said_is_taken_back_and_what_held_before_holds_again(read_paper: Store) -> None:
    store = read_paper
    before = derived(store)
    first = decide(store, "81.3", "accept")
    second = decide(store, "81.3", "reject", who="Al")
    assert [value for value, *_ in held(store)] == ["79.0"]
    store.undo([second], "Bo", "it is one")
    assert held(store)[0] == ("81.3", "accepted", "GLUE", "accuracy")
    store.undo([first], "Bo")
    assert derived(store)["current"] == before["current"]
    same_when_rebuilt(store)


def test_the_log_keeps_who_said_what_and_when(read_paper: Store) -> None:
    first = decide(read_paper, "81.3", "accept", who=" Bo\0\n Smith ", why="\0", drawn="random", chance=0.25)
    read_paper.undo([first], "Al", " wrong  paper ")
    kept = rows(read_paper, "SELECT who, action, why, drawn, chance, undoes FROM decision ORDER BY id")
    assert kept == [
        ("Bo Smith", "accept", None, "random", 0.25, None),
        ("Al", "undo", "wrong paper", "other", None, first),
    ]


def test_a_later_reading_that_agrees_keeps_the_decision_and_one_that_differs_waits(read_paper: Store) -> None:
    store = read_paper
    decide(store, "81.3", "accept")
    read(store, PAPER, GLUE.model_copy(update={"confidence": 0.1}), MMLU, run="second")
    assert held(store)[0] == ("81.3", "accepted", "GLUE", "accuracy")
    assert list(waiting(store)) == []
    otherwise = GLUE.model_copy(update={"metric": Mention(text="speed"), "number": 0.813})
    read(store, PAPER, otherwise, run="third")
    assert held(store) == [("81.3", "accepted", "GLUE", "accuracy")]
    ((key, found),) = waiting(store)
    assert (key, found.status, found.claim.number) == (1, "waiting", 0.813)
    assert found.differs == [("number", "81.3", "0.813"), ("metric", "accuracy", "speed")]
    same_when_rebuilt(store)


def test_what_waits_is_decided_one_way_or_the_other(read_paper: Store) -> None:
    store = read_paper
    decide(store, "81.3", "accept")
    read(store, PAPER, GLUE.model_copy(update={"metric": Mention(text="speed")}), run="second")
    (_, found), page = next(iter(waiting(store))), sheet(store)
    kept = store.decide([page.keeping(found)], "Bo")
    assert held(store) == [("81.3", "accepted", "GLUE", "accuracy")]
    assert list(waiting(store)) == []
    store.undo(kept, "Bo")
    decide(store, "81.3", "accept", status="waiting")
    assert held(store) == [("81.3", "accepted", "GLUE", "speed")]
    assert list(waiting(store)) == []
    same_when_rebuilt(store)


def test_another_benchmark_that_waits_is_kept_off_or_taken_beside(read_paper: Store) -> None:
    store = read_paper
    decide(store, "81.3", "accept")
    read(store, PAPER, said_of(PAPER.text, "81.3", "MMLU", "accuracy"), run="second")
    (_, found), page = next(iter(waiting(store))), sheet(store)
    kept = store.decide([page.keeping(found)], "Bo")
    assert held(store) == [("81.3", "accepted", "GLUE", "accuracy")]
    store.undo(kept, "Bo")
    decide(store, "81.3", "accept", status="waiting")
    assert {(status, benchmark) for _, status, benchmark, _ in held(store)} == {
        ("accepted", "GLUE"),
        ("accepted", "MMLU"),
    }
    same_when_rebuilt(store)


def test_a_corrected_benchmark_that_is_read_in_another_way_is_kept_or_taken(read_paper: Store) -> None:
    store = read_paper
    decide(store, "81.3", "edit", said_of(PAPER.text, "81.3", "MMLU", "accuracy"))
    read(store, PAPER, said_of(PAPER.text, "81.3", "MMLU", "speed"), run="second")
    (_, found), page = next(iter(waiting(store))), sheet(store)
    kept = store.decide([page.keeping(found)], "Bo")
    assert held(store) == [("81.3", "edited", "MMLU", "accuracy")]
    assert list(waiting(store)) == []
    store.undo(kept, "Bo")
    assert held(store) == [("81.3", "edited", "MMLU", "accuracy")]
    assert len(list(waiting(store))) == 1
    decide(store, "81.3", "accept", status="waiting")
    assert held(store) == [("81.3", "accepted", "MMLU", "speed")]
    same_when_rebuilt(store)


def test_decisions_go_along_to_a_changed_text_and_come_back_with_the_old_one(read_paper: Store) -> None:
    store = read_paper
    decide(store, "81.3", "accept")
    decide(store, "79.0", "reject")
    changed = paper_of(SENTENCES[1], "Something new.", SENTENCES[1].replace("79.0", "80.0"), date="2025")
    read(store, changed, said_of(changed.text, "79.0", "MMLU"))
    assert held(store) == []
    assert [entry.action for entry in sheet(store).gone] == ["accept"]
    same_when_rebuilt(store)
    back = PAPER.model_copy(update={"date": "2026"})
    read(store, back)
    assert held(store) == [("81.3", "accepted", "GLUE", "accuracy")]
    assert sheet(store).gone == ()
    same_when_rebuilt(store)


def test_a_decision_on_a_text_that_was_replaced_meanwhile_goes_along(read_paper: Store) -> None:
    store = read_paper
    page = sheet(store)
    changed = paper_of(*SENTENCES, "More was added.", date="2025")
    read(store, changed, said_of(changed.text, "81.3", "GLUE", "accuracy", "Lantern"))
    store.decide([page.judgement(page.shown[0], "reject")], "Bo")
    assert held(store) == []
    same_when_rebuilt(store)


def test_decided_claims_of_a_removed_paper_are_hidden_and_come_back(read_paper: Store) -> None:
    store = read_paper
    decide(store, "81.3", "accept")
    page = sheet(store)
    store.remove(["2409.00001"], "Bo")
    assert held(store) == []
    other = next(each for each in page.shown if each.status == "machine")
    store.decide([page.judgement(other, "edit", said_of(PAPER.text, "79.0", "MMLU", "Night School"))], "Bo")
    read(store, PAPER, GLUE, run="second")
    assert held(store) == []
    assert list(waiting(store)) == []
    store.restore(["2409.00001"], "Bo")
    assert [status for _, status, _, _ in held(store)] == ["accepted", "edited"]
    same_when_rebuilt(store)


def test_names_are_as_they_first_came_in_from_readings_and_decisions(store: Store) -> None:
    one, two, three = (paper_of(id=f"2409.0000{number}") for number in (1, 2, 3))
    read(store, one, GLUE)
    decide(store, "81.3", "edit", GLUE.model_copy(update={"method": Mention(text="night OWL")}))
    read(store, two, GLUE.model_copy(update={"method": Mention(text="Night Owl")}))
    read(store, three, GLUE)
    entry = decide(
        store, "81.3", "edit", GLUE.model_copy(update={"method": Mention(text="NIGHT-OWL")}), key=3
    )
    store.undo([entry], "Bo")
    named = [row.method for row in claim_rows(store)]
    assert named == ["night OWL", "night OWL", "Lantern"]
    same_when_rebuilt(store)
