"""What a store knew at some time."""

from schema import queries
from schema.past import store_at
from schema.store import Store
from tests.storing import ABSTRACT, add, claim, paper, rows

LATER = ABSTRACT.replace("81.3", "82.5")


def scores(store: Store) -> list[str]:
    """The values of the scores that hold there, as written."""
    return [row.written for row in queries.claim_rows(store, queries.Filters(kind="score"))]


def times(store: Store) -> list[str]:
    """When the texts were read."""
    return [time for (time,) in rows(store, "SELECT read_at FROM scan ORDER BY id")]


def test_a_paper_that_came_later_was_not_known(store: Store) -> None:
    add(store, paper())
    add(store, paper("2409.00002", abstract="Nothing is measured here."))
    first, second = times(store)
    with store_at(store, first) as before, store_at(store, second) as after:
        assert queries.totals(before)["papers"] == 1
        assert len(scores(before)) == 2
        assert queries.totals(after)["papers"] == 2
    with store_at(store, "1999") as nothing:
        assert queries.totals(nothing)["claims"] == 0


def test_a_text_that_was_replaced_holds_again(store: Store) -> None:
    add(store, paper())
    (read,) = times(store)
    later = paper(abstract=LATER, date="2025-01-01")
    store.record(
        later, [claim(later, "82.5", number=82.5, benchmark="GLUE")], store.run("0.1.0", "first", {})
    )
    assert "82.5" in scores(store)
    with store_at(store, read) as before:
        assert "81.3" in scores(before)
        assert "82.5" not in scores(before)


def test_today_is_what_the_store_knows(store: Store) -> None:
    add(store, paper(), paper("10.5555/abc", abstract="Nothing is measured here."))
    with store_at(store, "9999-12-31") as now:
        assert list(queries.claim_rows(now)) == list(queries.claim_rows(store))
        assert queries.totals(now) == queries.totals(store)
