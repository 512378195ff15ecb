"""Decisions are worked out before they are written: others write meanwhile, and nothing of that is lost."""

from collections.abc import Iterator

import pytest

from schema.database import reading, writing
from schema.errors import ConflictError
from schema.recording import now
from schema.records import Mention
from schema.renaming import Entry
from schema.review import deciding
from schema.review.deciding import Judgement
from schema.review.drafts import Draft
from schema.store import Store
from tests.deciding import SENTENCES, decide, held, paper_of, read, said_of, sheet, shown
from tests.storing import derived, rows

PAPER, OTHER = paper_of(), paper_of(id="2409.00002")
GLUE = said_of(PAPER.text, "81.3", "GLUE", "accuracy", "Lantern", confidence=0.8)
MMLU = said_of(PAPER.text, "79.0", "MMLU", confidence=0.6)


def judgements(store: Store, value: str = "81.3") -> list[Judgement]:
    """What accepts the claims with a value of both papers."""
    return [sheet(store, key).judgement(shown(store, value, key), "accept") for key in (1, 2)]


def drafted(store: Store, value: str = "81.3") -> Draft:
    said = judgements(store, value)
    with reading(store.engine) as connection:
        return deciding.drafted(connection, store.names, said)


def put(store: Store, draft: Draft) -> list[int]:
    with writing(store.engine) as connection:
        return deciding.put(connection, store._newest_names(connection), draft, "Bo", now())


@pytest.fixture(autouse=True)
def _filled(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU)
    read(store, OTHER, GLUE, MMLU)


def is_whole(store: Store) -> bool:
    """Say whether what holds is what the logs say."""
    before = {name: sorted(rows, key=str) for name, rows in derived(store).items()}
    store.rebuild()
    return {name: sorted(rows, key=str) for name, rows in derived(store).items()} == before


def test_while_much_is_said_others_write(store: Store, ready_url: str) -> None:
    def slowly() -> Iterator[Judgement]:
        for at, each in enumerate(judgements(store)):
            with Store.open(ready_url) as other:
                other.tag(["2409.00001"], f"list {at}")
            yield each

    assert len(store.decide(slowly(), "Bo")) == 2
    assert [row[1] for row in held(store)] == ["accepted", "machine"]
    assert is_whole(store)


def test_what_was_decided_meanwhile_is_a_conflict_and_nothing_is_entered(store: Store) -> None:
    draft = drafted(store)
    decide(store, "81.3", "reject", who="Al", key=2)
    with pytest.raises(ConflictError, match="rejected by Al") as refused:
        put(store, draft)
    assert [at for at, _ in refused.value.conflicts] == [1]
    assert rows(store, "SELECT count(*) FROM decision") == [(1,)]
    assert held(store)[0][1] == "machine"


def test_what_else_changed_meanwhile_is_seen(store: Store) -> None:
    draft = drafted(store)
    decide(store, "79.0", "reject", who="Al")
    read(store, OTHER, GLUE, said_of(PAPER.text, "79.0", "GLUE"), run="second")
    store.change_names(Entry("merge", "benchmark", {"from": "GLUE", "into": "SuperGLUE"}), "Al")
    assert len(put(store, draft)) == 2
    assert [(row[0], row[1]) for row in held(store)] == [("81.3", "accepted")]
    assert [(row[0], row[1], row[2]) for row in held(store, 2)] == [
        ("81.3", "accepted", "GLUE"), ("79.0", "machine", "GLUE"),
    ]  # fmt: skip
    assert is_whole(store)


def test_a_text_that_came_meanwhile_counts(store: Store) -> None:
    draft = drafted(store)
    read(store, paper_of(*SENTENCES, "More was added.", date="2026"))
    store.remove(["2409.00002"], "Al")
    put(store, draft)
    assert [(row[0], row[1]) for row in held(store)] == [("81.3", "accepted")]
    assert held(store, 2) == []
    assert is_whole(store)


def test_two_texts_of_a_paper_are_spoken_of_at_once(store: Store) -> None:
    (old, _) = judgements(store)
    read(store, paper_of(*SENTENCES, "More was added.", date="2026"), MMLU)
    right = MMLU.model_copy(update={"method": Mention(text="Candle")})
    new = sheet(store).judgement(shown(store, "79.0"), "edit", right)
    assert store.decide([new, old], "Bo") == [1, 2]
    assert [(row[0], row[1]) for row in held(store)] == [("81.3", "accepted"), ("79.0", "edited")]
    assert rows(store, "SELECT id, action FROM decision ORDER BY id") == [(1, "edit"), (2, "accept")]
    assert is_whole(store)


def test_what_was_undone_meanwhile_is_a_conflict(store: Store) -> None:
    ids = store.decide(judgements(store), "Bo")
    with reading(store.engine) as connection:
        draft = deciding.drafted_undo(connection, store.names, ids, "a slip")
    store.undo(ids[:1], "Al")
    with pytest.raises(ConflictError, match="was undone by Al"):
        put(store, draft)
    assert rows(store, "SELECT count(*) FROM decision WHERE action = 'undo'") == [(1,)]
    assert [row[1] for row in (*held(store)[:1], *held(store, 2)[:1])] == ["machine", "accepted"]
    assert is_whole(store)


def test_trying_writes_nothing(store: Store) -> None:
    before = derived(store)
    assert store.decide(judgements(store), "Bo", dry_run=True) == []
    assert rows(store, "SELECT count(*) FROM decision") == [(0,)]
    assert derived(store) == before
