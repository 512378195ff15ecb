"""The real review screen: keys in, screen and decisions out."""

import asyncio
from dataclasses import replace

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from leaderboards.review import edits
from leaderboards.review.app import Told
from leaderboards.review.items import Decided, Item, Place
from leaderboards.review.reports import Came
from tests.reviewing import CANDLE, FASTER, GLUE, SHEET, Pile, claim, items
from tests.screens import Sitting, line, settled, sitting, typed


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("first", []),
        ("editing", ["e", "enter", typed("sco")]),
        ("changed", ["b", typed("SWE"), "tab", "enter"]),
        ("refused", ["v", typed("much"), "enter"]),
        ("adding", ["plus"]),
        ("added", ["plus", "6", "enter", "tab", "enter", "enter", typed("latency"), "enter"]),
        ("help", ["question_mark"]),
        ("read", ["c"]),
        ("left", ["a", "r", "n"]),
    ],
)
def test_how_it_looks(name: str, keys: list[str], file_regression: FileRegressionFixture) -> None:
    screen = Sitting(Pile(items())).press(*keys)
    assert all(len(each) <= 80 for each in screen)
    file_regression.check("\n".join(screen) + "\n", basename=name, encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "action", "told"),
    [("a", "accept", "accepted"), ("r", "reject", "rejected"), ("n", "skip", "left for later")],
)
def test_one_key_says_what_the_reviewer_thinks_and_goes_on(key: str, action: str, told: str) -> None:
    after = sitting(key)
    assert after.desk.said == [(action, GLUE)]
    screen = after.screens[-1]
    assert line(screen, f" {told}: Lantern on GLUE")
    assert "claim 2 of 3" in screen[2]
    decided = 12 if key == "n" else 13
    assert f"{decided} decided · {352 - decided} left" in screen[0]


def test_what_is_reported_before_the_screen_stands_or_after_it_was_left_harms_nothing() -> None:
    hasty = Sitting(Pile(items()))
    hasty.app.on_told(Told(Came()))
    assert "claim 1 of 3" in hasty.press()[2]
    hasty.app.on_told(Told(Came()))


def test_what_was_accepted_is_what_was_shown() -> None:
    (_, _, said), = sitting("a").desk.log  # fmt: skip
    assert said is not None
    assert said.claim == said.item.claim == items()[0].claim


def test_undo_brings_the_item_back() -> None:
    after = sitting("a", "r", "u", "u")
    assert after.desk.said == []
    assert after.desk.undone == [2, 1]
    assert "claim 1 of 3" in after.screens[-1][2]
    assert "12 decided · 340 left" in after.screens[-1][0]
    assert line(after.screens[-1], " taken back: accepted: Lantern on GLUE")


def test_what_came_back_comes_up_again_in_its_turn() -> None:
    after = sitting("a", "u", "a", "a", "a")
    assert after.desk.said == [("accept", GLUE), ("accept", CANDLE), ("accept", FASTER)]


def test_nothing_to_undo_is_said() -> None:
    assert "nothing said in this sitting to take back" in line(sitting("u").screens[-1], " !")


def test_what_was_left_for_later_is_brought_back_at_the_end() -> None:
    after = sitting("n", "a", "n", "n", "a")
    assert "   n brings back 2 claims left for later." in [f"  {each}" for each in after.screens[3]]
    assert after.desk.said == [("skip", GLUE), ("accept", CANDLE), ("skip", FASTER), ("accept", GLUE)]
    assert "claim 3 of 3" in after.screens[-1][2]


def test_what_was_decided_beside_its_turn_does_not_come_up_again() -> None:
    assert sitting("p", "a", "a", "a").desk.said == [
        ("accept", CANDLE), ("accept", GLUE), ("accept", FASTER),
    ]  # fmt: skip


def test_items_drawn_at_random_say_so() -> None:
    (first, *_) = items()
    screen = sitting(pile=[replace(first, drawn="random", chance=0.1)]).screens[-1]
    assert screen[0].endswith("12 decided · 340 left · drawn at random")


def test_a_claim_that_was_decided_before_says_by_whom() -> None:
    (first, *_) = items()
    decided = Decided(3, "bob", "2025-08-31T10:00:00.000000", "accept")
    screen = sitting(pile=[replace(first, status="waiting", decided=decided)]).screens[-1]
    assert screen[1].endswith("read anew, differs from what was decided (bob, 2025-08-31)")


def test_a_reading_that_waits_is_shown_beside_what_was_said_which_may_stay() -> None:
    (first, *_) = items()
    against = edits.changed(first.claim, SHEET.text, "method", "Candle")
    waits = replace(first, status="waiting", against=against, others=())
    after = sitting("r", pile=[waits])
    assert line(after.screens[0], " m method ").endswith("? said before: Candle")
    assert after.desk.said == [("keep", GLUE)]
    assert line(after.screens[1], " what was said before stays")


def test_a_claim_that_is_decided_twice_is_one_less() -> None:
    after = sitting("a", "a", "p", "r")
    assert "claim 1 of 3" in after.screens[3][2]
    assert after.screens[3][1].endswith("accepted before")
    assert after.desk.said == [("accept", GLUE), ("accept", CANDLE), ("reject", GLUE)]
    assert "15 decided · 338 left" in after.screens[-1][0]


def test_what_was_edited_is_seen_so_when_one_comes_back_to_it() -> None:
    after = sitting("m", typed("Torch"), "enter", "a", "a", "p")
    assert "claim 1 of 3" in after.screens[-1][2]
    assert line(after.screens[-1], " m method ").split()[2] == "Torch"
    assert after.screens[-1][1].endswith("edited before")


def test_what_is_held_for_the_reviewer_is_let_go_at_the_end() -> None:
    after = sitting("a")
    assert after.desk.kept == set()


def test_an_empty_queue_says_so_and_new_items_come_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leaderboards.review.clerk.PATIENCE", 0.01)
    desk = Pile([])
    after = Sitting(desk)

    async def wait() -> list[list[str]]:
        async with after.app.run_test(size=(80, 24)) as pilot:
            before = await settled(pilot)
            desk.pile = items()
            for _ in range(300):
                await pilot.pause(0.01)
                if after.app.session.item is not None:
                    break
            return [before, await settled(pilot)]

    before, later = asyncio.run(wait())
    assert "Nothing is left to review here." in before[4]
    assert "claim 1 of 3" in later[2]


def test_nothing_from_a_paper_is_obeyed() -> None:
    bad = "We [bold red]reach[/] \x1b[2J5 \u202egnp.exe on [link=x]GLUE[/link]."
    sheet = SHEET._replace(title="[red]Title\x07", abstract=bad)
    of = claim(sheet, "5", bad, number=5, benchmark="GLUE", method="[bold red]reach[/]")
    screen = sitting("m", pile=[Item("x", of, sheet, place=Place("[b]GLUE"))]).screens[-1]
    shown = "\n".join(screen)
    assert "[bold red]reach[/]" in shown
    assert "\\x1b[2J" in shown
    assert "\\u202egnp.exe" in shown
    assert "\x1b" not in shown
    assert "[b]GLUE" in screen[0]
    assert "[red]Title\\x07" in screen[2]
