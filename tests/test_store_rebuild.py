"""What is derived can be made anew from the readings, and is then what it was."""

import random
from pathlib import Path

import pytest
from sqlalchemy import text

from migrations import runner
from schema.database import writing
from schema.records import Claim, Mention, Paper
from schema.registry import registry
from schema.store import Store
from tests.running import Run
from tests.storing import add, claim, derived, paper, rows

WORDS = (
    "Lantern",
    "lantern",
    "Candle",
    "CANDLE",
    "Wick-2",
    "wick 2",
    "GLUE",
    "glue",
    "Moth",
    "score",
    "accuracy",
)


def random_paper(rng: random.Random) -> Paper:
    """One of a few papers, in one of a few versions, dated or not."""
    number, version = rng.randrange(6), rng.randrange(3)
    abstract = f"Version {version} of {number} has 71.5 and 72.5 and 73.5 with " + " ".join(WORDS)
    return paper(f"2409.0000{number}", abstract, date=rng.choice([None, "2024", "2024-09", "2024-10-01"]))


def random_claims(rng: random.Random, of: Paper) -> list[Claim]:
    """Up to three claims with names from a few."""

    def some(names: tuple[str, ...]) -> Mention | str | None:
        return rng.choice(
            [None, Mention(text="inferred " + rng.choice(names)), rng.choice(names), rng.choice(names)]
        )

    return [
        claim(of, value, method=some(WORDS), baseline=some(WORDS), benchmark=some(("GLUE", "glue", "Moth")),
              metric=some(("score", "accuracy")), confidence=rng.random())
        for value in rng.sample(["71.5", "72.5", "73.5"], rng.randrange(4))
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_rebuilt_is_what_came_about_by_and_by(store: Store, seed: int) -> None:
    rng = random.Random(seed)
    runs = [store.run("0.1.0", f"run {number}", {}) for number in range(3)]
    for _ in range(40):
        one = random_paper(rng)
        store.record(one, random_claims(rng, one), rng.choice(runs))
    before = derived(store)
    assert before["current"]
    store.rebuild()
    assert derived(store) == before


def test_what_was_lost_or_garbled_comes_back(store: Store) -> None:
    add(store, paper("2409.00001"), paper("2409.00002"))
    before = derived(store)
    with writing(store.engine) as connection:
        connection.execute(text("DELETE FROM current WHERE paper_id = 1"))
        connection.execute(text("UPDATE current SET number = 0, benchmark_id = NULL"))
        connection.execute(text("UPDATE resolution SET canonical = 'nonsense'"))
    assert derived(store) != before
    store.rebuild()
    assert derived(store) == before


def test_names_are_resolved_anew_when_the_vocabulary_has_changed(store_url: str) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper())
        before = derived(store)
        with writing(store.engine) as connection:  # as an older vocabulary would have left it
            connection.execute(text("UPDATE meta SET value = 'older' WHERE name = 'vocabulary'"))
            connection.execute(
                text("UPDATE resolution SET canonical = 'GLUE benchmark' WHERE surface = 'GLUE'")
            )
        assert derived(store) != before
    with Store.open(store_url) as store:
        assert derived(store) == before
        assert rows(store, "SELECT value FROM meta WHERE name = 'vocabulary'") == [(registry().fingerprint,)]


def test_a_command_says_that_many_names_are_resolved_anew(
    run: Run, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper())
    none = tmp_path / "none.jsonl"
    none.write_text('{"title": "Candles", "abstract": "They burn."}\n', encoding="utf-8")
    for words in (["boards"], ["add", none]):
        said = []
        for many in (3, 4, 3):
            monkeypatch.setattr("leaderboards.talk.MANY", many)
            if len(said) < 2:
                with Store.open(store_url) as store, writing(store.engine) as connection:
                    connection.execute(text("UPDATE meta SET value = 'older' WHERE name = 'vocabulary'"))
            said.append("resolving the names of 3 claims anew" in run(*words, "--db", store_url).err)
        assert said == [True, False, False]
