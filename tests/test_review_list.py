"""The queue as a list: in the order of the screen, with places that claims would take, and doubts."""

import json

import pytest

from leaderboards.review.store_desk import StoreDesk
from schema.store import Store
from tests.running import Run, table
from tests.storing import ABSTRACT, add, paper, read_anew


@pytest.fixture(autouse=True)
def _filled(store: Store, ready_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two papers of three claims each; every command speaks of them."""
    add(store, paper(), paper("2409.00002", f"Once more. {ABSTRACT}"))
    monkeypatch.setenv("CLAIMBOARD_DB", ready_url)
    monkeypatch.setenv("CLAIMBOARD_USER", "ada")


def test_claims_come_in_the_order_of_the_screen_with_how_they_were_drawn(run: Run, store: Store) -> None:
    rows = table(run("review", "list", "--seed", "x").out)
    desk = StoreDesk(store, "ada", "2000-01-01", seed="x")
    on_screen = list(iter(desk.next, None))
    assert [(row["claim"], row["drawn"]) for row in rows] == [(item.id, item.drawn) for item in on_screen]
    assert len(rows) == 6
    desk.leave([])


def test_each_says_its_place_its_doubt_and_what_it_is_worth(run: Run) -> None:
    rows = {row["value"]: row for row in table(run("review", "list", "--paper", "2409.00001").out)}
    assert rows["81.3"]["place"] == "1"
    assert rows["81.3"]["doubt"] == "metric 0.80"
    assert float(rows["81.3"]["worth"]) == pytest.approx(4 * 0.9 * 0.1 * 1.02)
    assert rows["2.5x"]["place"] == ""
    assert rows["2.5x"]["kind"] == "ratio up"
    assert rows["2.5x"]["setting"] == "hardware: one H100; fp16"
    assert rows["79"]["status"] == "machine"


def test_what_a_person_said_otherwise_is_told_first(run: Run, store: Store) -> None:
    accepted = run("review", "accept", "--min-confidence", "0.85", "--paper", "2409.00001", "--yes")
    assert accepted.code == 0
    read_anew(store)
    first = table(run("review", "list").out)[0]
    assert (first["status"], first["doubt"]) == (
        "waiting",
        "a person said otherwise: method Lantern → Candle",
    )


@pytest.mark.parametrize(
    ("options", "values"),
    [
        (("--benchmark", "GLUE"), ["79", "79", "81.3", "81.3"]),
        (("--paper", "arXiv:2409.00002"), ["2.5x", "79", "81.3"]),
        (("--min-confidence", "0.65", "--max-confidence", "0.8"), ["79", "79"]),
        (("--reason", "BESIDE"), ["81.3", "81.3"]),
        (("--limit", "1"), None),
    ],
    ids=str,
)
def test_filters_are_those_of_the_screen(
    run: Run, options: tuple[str, ...], values: list[str] | None
) -> None:
    rows = table(run("review", "list", *options).out)
    assert sorted(row["value"] for row in rows) == values if values else len(rows) == 1


def test_it_is_sorted_and_comes_as_json(run: Run) -> None:
    rows = table(run("review", "list", "--sort", "-confidence", "--limit", "3").out)
    assert [row["confidence"] for row in rows] == ["0.9", "0.9", "0.7"]
    document = json.loads(run("review", "list", "--format", "json").out)
    assert document["claims"][0]["place"] in (1, 3, None)


def test_an_empty_queue_and_a_paper_that_is_not_there_are_told(run: Run) -> None:
    nothing = run("review", "list", "--slot", "metric")
    assert (nothing.code, nothing.err) == (1, "claimboard: nothing is left to review here\n")
    wrong = run("review", "list", "--paper", "2409.99999")
    assert (wrong.code, wrong.err.splitlines()[0]) == (1, "claimboard: no paper '2409.99999' is stored")


def test_options_before_the_command_are_refused(run: Run) -> None:
    result = run("review", "--min-confidence", "0.5", "list")
    assert result.code == 2
    assert "--min-confidence stands before list" in result.err
    assert "claimboard review list --help" in result.err
