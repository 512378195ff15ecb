"""What the real review screen does where a decision cannot be stored, or the database is slow."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from leaderboards.review.desk import Said
from leaderboards.review.items import Decided, Item
from schema.errors import ClaimboardError, ConflictError, StoreError
from tests.reviewing import CANDLE, FASTER, GLUE, Pile, items
from tests.screens import Sitting, line, seen, settled, typed


class Contested(Pile):
    """A desk at which somebody else was quicker with the first claim."""

    slow: threading.Event | None = None

    def decide(self, said: Sequence[Said]) -> list[int]:
        assert self.slow is None or self.slow.wait(30)
        return super().decide(said)

    def look(self, item: Item) -> Item | None:
        decided = Decided(9, "bob", "2025-08-31T10:00:00.000000", "reject")
        return replace(item, decided=decided)


def test_a_decision_that_comes_too_late_is_shown_and_its_item_comes_back() -> None:
    desk = Contested(items())
    desk.refusing = [ClaimboardError("bob rejected this claim at 10:00", "look at it again")]
    after = Sitting(desk)
    after.press("a", "a")
    assert desk.said == []
    first = after.screens[1]
    assert line(first, " ! not stored: bob rejected this claim at 10:00 (look at it again); any key goes")
    assert "claim 1 of 3" in first[2]
    assert "12 decided" in first[0]
    assert first[1].endswith("(bob, 2025-08-31)")
    assert " ! not stored: bob rejected this claim at 10:00 (look at it again)" in after.screens[2]
    assert "claim 1 of 3" in after.screens[2][2]
    assert list(after.unstored.values()) == ["bob rejected this claim at 10:00 (look at it again)"]


def test_a_conflict_names_the_claim_and_keeps_what_was_changed() -> None:
    desk = Contested(items())
    desk.refusing = [ConflictError("claim aaaaaaaaaaaa was rejected by bob at 2025-08-31 10:00 UTC")]
    after = Sitting(desk)
    after.press("m", typed("Torch"), "enter", "a", "n", "a", "a")
    told = after.screens[4]
    assert " ! not stored: bob rejected Lantern on GLUE at 10:00 UTC; any key goes on" in told
    assert line(told, " m method*").split()[2] == "Torch"
    assert desk.said == [("edit", GLUE), ("accept", CANDLE)]
    assert after.unstored == {}


def test_a_failure_waits_until_a_field_is_typed() -> None:
    desk = Contested(items())
    desk.refusing = [ConflictError("claim aaaaaaaaaaaa was rejected by bob at 2025-08-31 10:00 UTC")]
    desk.slow = threading.Event()
    after = Sitting(desk)
    after.press(("a", "m", desk.slow.set), (typed("Torch"), "enter"), ("x", "n"))
    _, typing, shown, on = after.screens
    assert "claim 2 of 3" in typing[2]
    assert line(typing, " ! not stored: what you said before")
    assert "claim 1 of 3" in shown[2]
    assert line(shown, " ! not stored: bob rejected Lantern on GLUE")
    assert "claim 2 of 3" in on[2]
    assert line(on, " m method*").split()[2] == "Torch"  # what was typed meanwhile is still there


def test_what_could_not_be_stored_is_settled_by_deciding_again() -> None:
    desk = Pile(items())
    desk.refusing = [StoreError("the disk is full", "make room")]
    after = Sitting(desk)
    after.press("a", "n", "a")
    assert desk.said == [("accept", GLUE)]
    assert after.unstored == {}


def test_several_failures_come_up_one_after_the_other() -> None:
    desk = Contested(items())
    desk.refusing = [StoreError("the disk is full", "make room"), StoreError("the disk is full", "make room")]
    desk.slow = threading.Event()
    after = Sitting(desk)
    after.press(("a", "r", desk.slow.set), ("x", "a", "r", "a"))
    assert "claim 1 of 3" in after.screens[1][2]
    assert desk.said == [("accept", GLUE), ("reject", CANDLE), ("accept", FASTER)]


class Slow(Pile):
    """A desk whose database does not answer until it is let go."""

    def __init__(self, pile: Sequence[Item]) -> None:
        super().__init__(pile)
        self.free = threading.Event()

    def decide(self, said: Sequence[Said]) -> list[int]:
        assert self.free.wait(30)
        return super().decide(said)


def test_no_key_waits_for_the_database_and_leaving_waits_for_all_of_it() -> None:
    desk = Slow(items())
    after = Sitting(desk)

    async def press() -> list[str]:
        async with after.app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.press("a", "r", "u", "a", "n")
            await pilot.pause()
            screen = seen(after.app)
            assert desk.log == []
            return screen

    screen = asyncio.run(press())
    assert "Nothing is left" in screen[4]
    assert "being stored" in screen[0]
    threading.Timer(0.2, desk.free.set).start()
    assert after.app.close() == {}
    assert desk.said == [("accept", GLUE), ("accept", CANDLE), ("skip", FASTER)]


class Unreachable(Pile):
    """A desk whose database answers at the third time."""

    asked = 0

    def next(self) -> Item | None:
        self.asked += 1
        if self.asked < 3:
            raise StoreError("the database cannot be reached", "check that it runs")
        return super().next()


def test_a_database_that_does_not_answer_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leaderboards.review.clerk.PATIENCE", 0.01)
    after = Sitting(Unreachable(items()))
    assert "claim 1 of 3" in after.press()[2]
