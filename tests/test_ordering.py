"""Rows in the order that somebody asks for: the same from both databases, and from lists."""

import pytest

from leaderboards.render import Column
from leaderboards.sorting import Key, Order, order
from schema.errors import UsageError
from schema.queries import Filters, claim_rows, paper_rows
from schema.store import Store
from tests.storing import claim, paper

COLUMNS = [Column(name, "") for name in ("name", "value", "confidence")]


def fill(store: Store) -> None:
    run = store.run("0.1.0", "first", {})
    methods = ("birch", "Larch", "alder", None, "Émile", "Rowan_2", "rowan 1")
    for number, method in enumerate(methods):
        of = paper(f"2501.0000{number}", f"{method} reaches {number} on GLUE.", title=f"{method or 'zz'} x")
        found = claim(of, str(number), number=10.0 - number, method=method, benchmark="GLUE")
        store.record(of, [found], run)


def methods(store: Store, *sort: tuple[str, bool], limit: int | None = None) -> list[str | None]:
    return [row.method for row in claim_rows(store, sort=sort, limit=limit)]


def test_texts_are_sorted_whatever_their_case_and_the_database(store: Store) -> None:
    fill(store)
    up = ["alder", "birch", "Larch", "rowan 1", "Rowan_2", "Émile"]
    assert methods(store, ("method", False)) == [*up, None]
    assert methods(store, ("method", True)) == [*up[::-1], None]
    assert methods(store, ("method", False), limit=2) == up[:2]


def test_numbers_are_sorted_as_numbers_and_equals_by_what_comes_next(store: Store) -> None:
    fill(store)
    assert methods(store, ("value", False))[:2] == ["rowan 1", "Rowan_2"]  # 4 and 5, before 10
    assert methods(store, ("benchmark", False), ("value", True))[0] == "birch"
    titles = [row.title for row in paper_rows(store, sort=(("claims", True), ("title", True)))]
    assert titles == ["Émile x", "zz x", "Rowan_2 x", "rowan 1 x", "Larch x", "birch x", "alder x"]


def test_every_field_of_a_claim_can_be_sorted_by(store: Store) -> None:
    fill(store)
    (first, *_) = claim_rows(store)
    for name in first._fields:
        assert len(methods(store, (name, True))) == 7


@pytest.mark.parametrize(
    ("text", "count"), [("rowan_", 1), ("ROWAN", 2), ("%", 0), ("/", 0), ("on GLUE.", 7)]
)
def test_a_search_is_for_the_text_as_it_stands_in_any_case(store: Store, text: str, count: int) -> None:
    fill(store)
    assert len(list(claim_rows(store, Filters(search=text)))) == count


def test_lists_are_sorted_as_the_database_does() -> None:
    rows = [{"name": name, "value": value} for name, value in (("b", 2), ("B", None), (None, 10), ("a", 2.5))]
    for keys, expected in (
        ((Key("name", False),), ["a", "b", "B", None]),
        ((Key("name", True),), ["b", "B", "a", None]),
        ((Key("value", True),), [None, "a", "b", "B"]),
        ((Key("value", False), Key("name", False)), ["b", "a", None, "B"]),
        ((), ["b", "B", None, "a"]),
    ):
        assert [row["name"] for row in Order(keys).of(rows, lambda row: row)] == expected
        assert [row["name"] for row in Order(keys, 2).of(rows, lambda row: row)] == expected[:2]


def test_columns_are_read_with_their_direction() -> None:
    assert order("name,-value", COLUMNS, 3) == Order((Key("name", False), Key("value", True)), 3)
    assert order(" -sure ", COLUMNS).keys == (Key("confidence", True),)
    assert order(None, COLUMNS) == Order()
    for text in ("", "names", "name,,value", "-"):
        with pytest.raises(UsageError, match="there is no column") as caught:
            order(text, COLUMNS)
        assert caught.value.hint == "the columns are: name, value, confidence"
