"""Records that are written together leave what they leave one by one; a refused one is refused alone."""

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import schema.store
from schema import tables
from schema.database import reading
from schema.identity import text_id
from schema.records import Claim, Paper
from schema.store import Change, Outcome, Store
from tests.storing import ABSTRACT, TITLE, claims, derived, paper, rows

OTHER = ABSTRACT.replace("Lantern", "Beacon")
TABLES = (
    tables.paper,
    tables.identifier,
    tables.paper_text,
    tables.scan,
    tables.reading,
    tables.reading_slot,
    tables.resolution,
    tables.current,
    tables.tag,
)
TIMES = ("recorded_at", "read_at")


def nameless(abstract: str, **fields: Any) -> Paper:
    """A record without an id, as the readers make it."""
    return paper(text_id(f"{TITLE}\n{abstract}"), abstract, id_given=False, **fields)


POOL = [
    paper("2409.00001"),
    paper("2409.00001", OTHER, date="2024-09-05"),
    paper("2409.00001v2", categories=("cs.CL",)),
    paper("10.5555/abc", url="https://arxiv.org/abs/2409.00001", authors=("A. Lamp",)),
    paper("10.5555/def", OTHER),
    paper("10.5555/abc", OTHER, url="https://doi.org/10.5555/def"),
    paper("2409.00002"),
    paper("2409.00002", "Nothing is claimed here.", date="2024-08"),
    nameless(ABSTRACT),
    nameless(OTHER, date="2024-07-01"),
    nameless(OTHER, url="https://arxiv.org/abs/2409.00002"),
    paper(text_id(f"{TITLE}\n{OTHER}")),
    *(paper(f"lamp-{i}", ABSTRACT.replace("Lantern", f"Lamp{i % 3}")) for i in range(9)),
    paper("lamp-\0"),
]
"""Records of few papers: of any two, one may be new, the same, a text, an id or a detail of the other's."""


def read(of: Paper) -> tuple[Paper, list[Claim]]:
    """A record with what is read in it."""
    return of, claims(of) if "81.3" in of.abstract else []


def written(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that the store holds of its papers, but for when it was written."""
    with reading(store.engine) as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(
                    select(*(column for column in table.c if column.name not in TIMES)).order_by(
                        *table.primary_key
                    )
                )
            ]
            for table in TABLES
        }


@pytest.fixture
def beside(empty_file: Path, tmp_path: Path) -> Iterator[Store]:
    """Another store, to compare with."""
    file = tmp_path / "beside.db"
    shutil.copy(empty_file, file)
    with Store.open(str(file)) as opened:
        yield opened


@pytest.mark.parametrize("seed", range(12))
def test_records_written_together_leave_what_they_leave_one_by_one(
    store: Store, beside: Store, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(seed)
    given = [read(each) for each in draw.choices(POOL, k=30)]
    tags = ("to read", "lamps")[: seed % 3]
    monkeypatch.setattr(schema.store, "TOGETHER", draw.choice((3, 11, 100)))
    runs = [each.run("0.1.0", "first", {}) for each in (store, beside)]
    together = store.record_all(given, runs[0], tags)
    alone = [beside.record(*each, runs[1], tags) for each in given]
    assert together == alone
    assert written(store) == written(beside)
    assert len({outcome.change for outcome in together}) > 3
    assert {outcome.change for outcome in store.record_all(given, runs[0], tags)} <= {
        Change.UNCHANGED,
        Change.REFUSED,
        Change.CONFLICT,
    }


def refusals(outcomes: Sequence[Outcome]) -> list[tuple[Change, bool]]:
    """What became of records, and whether a reason was given."""
    return [(each.change, bool(each.reason)) for each in outcomes]


def test_of_records_written_together_one_that_is_refused_is_refused_alone(store: Store) -> None:
    """One claim does not fit its text, another breaks a rule of the database, one record was not read."""
    good, other = paper("2409.00001"), paper("2409.00002")
    misread = [claim.model_copy(update={"sentence": claim.value}) for claim in claims(paper("x", OTHER))]
    impossible = [claim.model_copy(update={"confidence": 2.0}) for claim in claims(paper())]
    given = [
        read(good),
        (paper("2409.00003"), misread),
        (paper("2409.00004"), impossible),
        (paper("2409.00005"), None),
        read(other),
    ]
    outcomes = store.record_all(given, store.run("0.1.0", "first", {}))
    assert refusals(outcomes) == [
        (Change.NEW, False),
        (Change.REFUSED, True),
        (Change.REFUSED, True),
        (Change.REFUSED, True),
        (Change.NEW, False),
    ]
    assert rows(store, "SELECT name FROM paper ORDER BY id") == [("2409.00001",), ("2409.00002",)]
    assert rows(store, "SELECT count(*) FROM current") == [(6,)]


def held(store: Store) -> list[list[tuple[Any, ...]]]:
    """What papers, texts and claims the store holds, whatever keys they got."""
    return [
        rows(store, "SELECT name, published, url FROM paper ORDER BY id"),
        rows(store, "SELECT title, abstract, dated FROM paper_text ORDER BY id"),
        rows(store, "SELECT claim_id, value_text, number FROM current ORDER BY paper_id, claim_id"),
        derived(store)["resolution"],
    ]


def test_what_is_broken_off_leaves_whole_transactions_and_the_same_command_does_the_rest(
    store: Store, beside: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [read(each) for each in POOL]
    runs = [each.run("0.1.0", "first", {}) for each in (store, beside)]
    real, calls = schema.store.record_all, iter(range(9))

    def broken_off(*given: Any) -> list[Outcome]:
        done = real(*given)
        if next(calls) == 2:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(schema.store, "TOGETHER", 4)
    with monkeypatch.context() as once:
        once.setattr(schema.store, "record_all", broken_off)
        with pytest.raises(KeyboardInterrupt):
            store.record_all(given, runs[0])
    beside.record_all(given[:8], runs[1])
    assert held(store) == held(beside)
    store.record_all(given, runs[0])
    beside.record_all(given[8:], runs[1])
    assert held(store) == held(beside)
