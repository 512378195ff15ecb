"""Changes of names in a store: made in place, undone, and equal to a store that knew them all along."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from migrations import runner
from schema import tables
from schema.errors import NotFoundError, UsageError
from schema.past import store_at
from schema.records import Claim, Mention, Paper
from schema.renaming import Entry
from schema.store import Store
from tests.storing import add, claim, derived, paper, rows

# spellings of one name, names that the vocabulary knows, one whose metrics are its own, and others
WORDS = {
    "benchmark": (
        "Moth",
        "the moth dataset",
        "GLUE",
        "glue benchmark",
        "SWE-bench Verified",
        "GSM8K",
        "Wick-2",
    ),
    "method": ("Lantern", "LANTERN", "the lantern", "Candle", "GPT-4", "Wick-2"),
    "metric": ("score", "Score", "accuracy", "acc.", "Glow rate", "glow rate", "average score"),
}
NEW = ("Torch", "torch", "Ember 3")


def random_paper(rng: random.Random, number: int) -> tuple[Paper, list[Claim]]:
    """A paper with claims whose names are taken from a few, some with another form."""
    values = ["71.5", "72.5", "73.5"]
    of = paper(f"2409.{number:05}", f"Number {number} has 71.5, 72.5 and 73.5.")

    def some(slot: str) -> Mention | None:
        other = rng.choice(WORDS[slot]) if rng.random() < 0.2 else None
        return Mention(text=rng.choice(WORDS[slot]), other_form=other) if rng.random() < 0.9 else None

    return of, [
        claim(of, value, benchmark=some("benchmark"), method=some("method"), metric=some("metric"),
              baseline=some("method"))
        for value in values[: rng.randrange(1, 4)]
    ]  # fmt: skip


def record(store: Store, *papers: tuple[Paper, list[Claim]]) -> None:
    run = store.run("0.1.0", "first", {})
    for one, found in papers:
        assert store.record(one, found, run).change == "new"


def random_entry(rng: random.Random, made: list[int]) -> Entry:
    """A change of names that may be there or not, or an undo of one of those made."""
    slot = rng.choice(tuple(WORDS))
    names = (*WORDS[slot], *NEW)
    one, other = rng.sample(names, 2)
    if made and rng.random() < 0.25:
        return Entry("undo", slot, {"change": made.pop(rng.randrange(len(made)))})
    match rng.choice(("merge", "rename", "split", "alias", "metric")):
        case "merge":
            return Entry("merge", slot, {"from": one, "into": other})
        case "rename":
            return Entry("rename", slot, {"from": one, "to": rng.choice(NEW)})
        case "split":
            cased = {"cased": [one]} if rng.random() < 0.4 else {}
            return Entry("split", slot, {"name": one, "wordings": [one], "as": rng.choice(NEW), **cased})
        case "alias":
            return Entry("alias", slot, {"name": one, "wordings": [other, rng.choice(names)]})
    on = rng.choice((None, *WORDS["benchmark"]))
    facts = {"direction": rng.choice(("up", "down", None))}
    return Entry("metric", "metric", {"name": rng.choice(WORDS["metric"]), "benchmark": on, **facts})


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """What is derived, whatever the ids of names: claims with their names, and what wordings mean."""
    columns = "slot, scope, surface, other_form, key, canonical, known, base, version, split, subset"
    return {
        "current": derived(store)["current"],
        "resolution": sorted(rows(store, f"SELECT {columns} FROM resolution"), key=repr),
    }


@contextmanager
def in_memory() -> Iterator[Store]:
    """A store of its own, made in no time."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    tables.metadata.create_all(engine)
    store = Store(engine)
    store.rebuild()
    yield store
    store.close()


def facts(store: Store) -> list[object]:
    """What is known of metrics."""
    benchmarks = (None, *WORDS["benchmark"], *NEW)
    return [store.names.metric(name, on) for name in (*WORDS["metric"], *NEW) for on in benchmarks]


def check(store: Store, papers: list[tuple[Paper, list[Claim]]]) -> None:
    """See that a store is as if it were made anew, now or with the changes that stand alone."""
    here, known = content(store), facts(store)
    again = store_at(store, "9999")
    assert content(again) == here
    again.close()
    gone = {change.detail["change"] for change in store.names.changes if change.action == "undo"}
    stand = [
        Entry(each.action, each.slot, each.detail)
        for each in store.names.changes
        if each.action != "undo" and each.id not in gone
    ]
    with in_memory() as first, in_memory() as last:
        record(first, *papers)
        for entry in stand:
            first.change_names(entry, "me")
            last.change_names(entry, "me")
        record(last, *papers)
        assert content(first) == content(last) == here
        assert facts(first) == facts(last) == known


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 1 << 32), st.integers(1, 12))
def test_any_changes_and_undos_leave_what_a_new_store_would_have(seed: int, many: int) -> None:
    rng = random.Random(seed)
    papers = [random_paper(rng, number) for number in range(6)]
    made: list[int] = []
    with in_memory() as store:
        record(store, *papers[:4])
        for step in range(many):
            entry = random_entry(rng, made)
            effect = store.change_names(entry, "me")
            if entry.action != "undo":
                made.append(effect.id)
            if step == many // 2:
                record(store, *papers[4:])
        check(store, papers)


@pytest.mark.parametrize("seed", range(2))
def test_the_same_holds_on_every_database(store: Store, seed: int) -> None:
    rng = random.Random(seed)
    papers = [random_paper(rng, number) for number in range(8)]
    record(store, *papers)
    made: list[int] = []
    for _ in range(15):
        entry = random_entry(rng, made)
        effect = store.change_names(entry, "me")
        if entry.action != "undo":
            made.append(effect.id)
    check(store, papers)


def merge(source: str, into: str, slot: str = "method") -> Entry:
    return Entry("merge", slot, {"from": source, "into": into})


def test_a_change_says_what_differs_and_leaves_every_claim_its_rows(store: Store) -> None:
    add(store, paper())
    before = rows(store, "SELECT id, slot, surface FROM resolution ORDER BY id")
    readings = rows(store, "SELECT * FROM reading_slot ORDER BY id")
    effect = store.change_names(merge("Candle", "Lantern"), "Ada")
    assert (effect.wordings, effect.claims, effect.benchmarks) == (1, 2, ("GLUE",))
    assert rows(store, "SELECT id, slot, surface FROM resolution ORDER BY id") == before
    assert rows(store, "SELECT * FROM reading_slot ORDER BY id") == readings
    assert rows(store, "SELECT who, action FROM name_change") == [("Ada", "merge")]
    assert rows(store, "SELECT value FROM meta") == [(store.names.fingerprint,)]
    undone = store.change_names(Entry("undo", "method", {"change": effect.id}), "Ada")
    assert (undone.wordings, undone.claims) == (1, 2)


def test_a_dry_run_says_the_same_and_changes_nothing(store: Store) -> None:
    add(store, paper())
    before, names = content(store), store.names.fingerprint
    tried = store.change_names(merge("Candle", "Lantern"), "Ada", dry_run=True)
    assert (tried.wordings, tried.claims) == (1, 2)
    assert (content(store), store.names.fingerprint) == (before, names)
    assert rows(store, "SELECT count(*) FROM name_change") == [(0,)]


def test_what_cannot_be_undone_is_refused(store: Store) -> None:
    add(store, paper())
    made = store.change_names(merge("Candle", "Lantern"), "Ada")
    undo = Entry("undo", "method", {"change": made.id})
    with pytest.raises(NotFoundError, match="there is no change 77"):
        store.change_names(Entry("undo", "method", {"change": 77}), "Ada")
    again = store.change_names(undo, "Ada")
    with pytest.raises(UsageError, match="undone already"):
        store.change_names(undo, "Ada")
    with pytest.raises(UsageError, match="is an undo"):
        store.change_names(Entry("undo", "method", {"change": again.id}), "Ada")
    assert len(store.names.changes) == 2


def test_a_store_is_opened_with_its_changes_and_need_not_be_made_anew(store_url: str) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper())
        store.change_names(merge("Candle", "Lantern"), "Ada")
        ids = rows(store, "SELECT id, canonical FROM resolution ORDER BY id")
    with Store.open(store_url) as store:
        assert rows(store, "SELECT id, canonical FROM resolution ORDER BY id") == ids
        assert store.names.resolve("method", "candle").canonical == "Lantern"


def test_a_process_that_adds_papers_takes_up_changes_made_meanwhile(store_url: str) -> None:
    with runner.open_store(store_url) as adding, Store.open(store_url) as other:
        add(adding, paper("2409.00001"))
        other.change_names(merge("Candle", "Lantern"), "Ada")
        add(adding, paper("2409.00002"))
        assert adding.names.fingerprint == other.names.fingerprint
        named = "SELECT canonical FROM current JOIN resolution ON resolution.id = method_id"
        assert set(rows(adding, named)) == {("Lantern",)}
        other.change_names(Entry("undo", "method", {"change": 1}), "Ada")
        add(adding, paper("2409.00003"))
        assert rows(adding, f"{named} WHERE paper_id = 3 ORDER BY value_start") == [
            ("Lantern",), ("Candle",), ("Lantern",)
        ]  # fmt: skip


def test_claims_get_the_metrics_of_the_benchmark_that_theirs_becomes(store: Store) -> None:
    of = paper("2409.00009", "Moth has 71.5.")
    record(store, (of, [claim(of, "71.5", benchmark="Moth", metric="score")]))
    metric = "SELECT canonical FROM current JOIN resolution ON resolution.id = metric_id"
    assert rows(store, metric) == [("score",)]
    made = store.change_names(merge("Moth", "GLUE", "benchmark"), "Ada")
    assert rows(store, metric) == [("average score",)]
    assert rows(store, "SELECT count(*) FROM resolution WHERE slot = 'metric'") == [(1,)]
    store.change_names(Entry("undo", "benchmark", {"change": made.id}), "Ada")
    assert rows(store, metric) == [("score",)]
