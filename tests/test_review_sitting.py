"""The real screen over a real store: what it shows agrees with what the store then holds."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from leaderboards.review import papers
from leaderboards.review.desk import Said
from leaderboards.review.items import Item
from leaderboards.review.store_desk import StoreDesk
from schema.queries import Filters, claim_rows
from schema.review.history import log_rows
from schema.store import Store
from tests.screens import Sitting, typed
from tests.storing import ABSTRACT, add, paper

FIRST = Filters(paper="2409.00001")


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with two papers of three claims each."""
    add(store, paper(), paper("2409.00002", f"Once more. {ABSTRACT}"))
    return store


def desk(store: Store, who: str = "ada", **how: Any) -> StoreDesk:
    return StoreDesk(store, who, "2000-01-01", **how)


def at_value(store: Store, written: str, who: str = "ada", filters: Filters = FIRST) -> Sitting[StoreDesk]:
    """A sitting whose first claim is the one with this value."""

    class One(StoreDesk):
        def next(self) -> Item | None:
            found = [each for each in iter(super().next, None) if each.claim.value.text == written]
            return found[0] if found else None

    return Sitting(One(store, who, "2000-01-01", filters))


def told(screen: list[str]) -> str:
    """What the screen tells in the line above its keys."""
    return screen[-2].strip()


def test_an_alias_that_is_taken_back_means_nothing_any_more_and_the_screen_follows(filled: Store) -> None:
    sitting = at_value(filled, "81.3")
    named: list[set[str | None]] = []

    def look() -> None:
        named.append({row.benchmark for row in claim_rows(filled)})

    sitting.press(
        "b", typed("SuperGLUE"), "enter", "a", "=", look, "P", "u", look, "u", look
    )  # fmt: skip
    offered, made, beside, back = (sitting.screens[at] for at in (4, 5, 7, 8))
    assert told(offered) == "= lets 'GLUE' mean SuperGLUE everywhere: 3 stored claims would follow"
    assert told(made) == "'GLUE' means SuperGLUE: u takes that back"
    assert any("GLUE = SuperGLUE" in line for line in beside)
    assert told(back) == "'GLUE' no longer means SuperGLUE"
    assert not any("GLUE = SuperGLUE" in line for line in back)
    assert back[0].startswith(" GLUE, ")
    assert named == [{"SuperGLUE", None}, {"GLUE", "SuperGLUE", None}, {"GLUE", None}]
    assert [change.action for change in filled.names.changes] == ["alias", "undo"]


def test_after_undo_a_claim_is_where_it_would_be_and_not_where_it_was(filled: Store) -> None:
    sitting = at_value(filled, "79.0")
    sitting.press("o", typed("own"), "enter", "a", "u", "u")
    before, draft, _, undone, as_read = (sitting.screens[at][1] for at in (0, 3, 4, 5, 6))
    assert before.startswith(" would be 3rd of 3: confidence 0.70 is below")
    assert draft.startswith(" would be 3rd of 3  ")  # a person's word needs no confidence
    assert undone == draft
    assert as_read == before


def papers_items(store: Store) -> list[Item]:
    """All claims of the store."""
    keys = [row.paper_key for row in claim_rows(store)]
    return [item for found in papers.items(store, keys).values() for item in found]


def test_a_claim_that_was_fetched_before_is_where_it_is_after_a_decision(filled: Store) -> None:
    pile = [each for each in papers_items(filled) if each.claim.value.text == "81.3"]

    class Two(StoreDesk):
        def next(self) -> Item | None:
            item = pile.pop(0) if pile else None
            return None if item is None else replace(item, place=self.place(item), drawn="queue")

    sitting = Sitting(Two(filled, "ada", "2000-01-01"))
    sitting.press("r", "u", "r")
    first, second, back, again = sitting.screens
    assert first[1].startswith(" is 1st of 2 ")
    assert second[1].startswith(" is 1st of 1 ")  # the other one, fetched while there were two
    assert back[1].startswith(" is 1st of 2 ")
    assert again[1].startswith(" is 1st of 1 ")


@pytest.fixture
def ada(filled: Store) -> Callable[[], None]:
    """What lets Ada accept the first paper's first claim."""

    def accept() -> None:
        item = next(each for each in papers_items(filled) if each.claim.value.text == "81.3")
        desk(filled).decide([Said("accept", item, item.claim)])

    return accept


def test_of_two_reviewers_the_second_sees_the_conflict_before_anything_else(filled: Store, ada) -> None:
    bob = at_value(filled, "81.3", "bob")
    bob.press("m", typed("Torch"), "enter", ada, "a", "a", "a")
    shown, seen = bob.screens[5:7]
    assert told(shown).startswith("! not stored: ada accepted Lantern on GLUE at ")
    assert told(shown).endswith(" UTC; any key goes on")
    assert len(told(shown)) < 80
    assert "accepted before (ada, " in shown[1]
    assert any(line.startswith("▸m method*    Torch") for line in shown)
    assert told(seen).startswith("! not stored: ada accepted Lantern on GLUE at ")
    who = [(row.entry.who, row.entry.action) for row in log_rows(filled)]
    assert who == [("bob", "edit"), ("ada", "accept")]


def test_how_many_are_left_agrees_with_the_next_sitting(filled: Store) -> None:
    sitting = at_value(filled, "81.3")
    adding = ["plus", typed("sparse tuner"), "enter", "tab", "enter", "escape"]
    sitting.press(*adding, "a", "r")
    count = sitting.screens[-1][0].split("  ")[-1].strip()
    assert count == "2 decided · 2 left"
    assert Sitting(desk(filled, filters=FIRST)).press()[0].endswith(" 2 decided · 2 left")
