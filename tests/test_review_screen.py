"""The real review screen: keys in, screen and decisions out."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from pytest_regressions.file_regression import FileRegressionFixture
from rich.segment import Segment

from leaderboards.review import edits
from leaderboards.review.desk import Said
from leaderboards.review.items import Decided, Item, Place
from schema.errors import ClaimboardError, ConflictError, StoreError
from schema.records import Claim, Evidence, Kind, Mention
from tests.reviewing import ABSTRACT, SHEET, Pile, Sitting, claim, items, seen, settled, typed

GLUE, CANDLE, FASTER = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"


def sitting(
    *keys: str, pile: Sequence[Item] | None = None, size: tuple[int, int] = (80, 24)
) -> Sitting[Pile]:
    """A sitting in which these keys were pressed."""
    made = Sitting(Pile(items() if pile is None else pile), size)
    made.press(*keys)
    return made


def line(screen: list[str], beginning: str) -> str:
    """The one line of a screen that begins so."""
    (found,) = [each for each in screen if each.startswith(beginning)]
    return found


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


def test_an_edited_field_is_tied_to_the_text_and_stored_with_what_was_seen() -> None:
    after = sitting("t", typed("score"), "enter", "a")
    ((action, name, said),) = after.desk.log
    assert (action, name) == ("edit", GLUE)
    assert said is not None
    assert said.claim is not None
    at = SHEET.text.index("score")
    assert said.claim.metric == Mention(text="score", start=at, end=at + 5)
    assert said.item.claim == items()[0].claim


def test_a_changed_claim_shows_the_place_that_it_would_take_then() -> None:
    after = sitting("b", typed("SWE-bench Lite"), "enter")
    assert after.screens[-1][1].startswith(" would be 3rd of 9")
    assert "SWE-bench Lite, anew" in after.screens[-1][0]
    assert line(after.screens[-1], "▸b benchmark* SWE-bench Lite").endswith("not in the text")


def test_changes_are_taken_back_one_by_one_before_decisions() -> None:
    after = sitting("a", "m", typed("Lantern"), "enter", "o", typed("own"), "enter", "u", "u")
    assert line(after.screens[-1], " m method  ").split()[2] == "Candle"
    assert after.desk.said == [("accept", GLUE)]
    again = sitting("a", "m", typed("Lantern"), "enter", "u", "u")
    assert again.desk.said == []


def test_a_field_is_left_as_it_was_by_escape() -> None:
    after = sitting("m", typed("Torch"), "escape", "a")
    assert after.desk.said == [("accept", GLUE)]


def test_e_points_at_the_field_that_is_most_in_doubt_and_tab_goes_on() -> None:
    assert line(sitting("e").screens[-1], "▸t metric")
    assert line(sitting("e", "tab", "tab").screens[-1], "▸h hardware")
    assert sitting("e", "shift+tab", "enter", "tab", "enter", "escape", "a").desk.said == [("accept", GLUE)]


def test_what_cannot_be_meant_is_said_and_can_be_corrected() -> None:
    after = sitting("k", typed("score up"), "enter")
    assert "a score goes neither up nor down" in line(after.screens[-1], " !")
    mended = sitting("k", typed("score up"), "enter", "ctrl+u", typed("change up"), "enter", "a")
    (_, _, said), = mended.desk.log  # fmt: skip
    assert said is not None
    assert said.claim is not None
    assert (said.claim.kind, said.claim.direction) == ("change", "up")


def test_a_corrected_name_offers_an_alias_and_says_what_would_follow() -> None:
    after = sitting("t", typed("accuracy"), "enter", "a", "tab", "=", "a")
    offer = " = lets 'average score' mean accuracy everywhere: 12 stored claims would follow"
    assert offer in after.screens[4]
    assert after.desk.aliases == [("metric", "average score", "accuracy")]
    assert line(after.screens[6], " 'average score' means accuracy").endswith("u takes that back")
    assert not any("would follow" in each for each in after.screens[-1])


@pytest.mark.parametrize(
    "keys",
    [
        ["t", typed("score"), "enter", "a", "="],  # the text's own words: the extractor took the wrong ones
        ["b", typed("MMLU"), "enter", "a", "="],  # nothing would follow
        ["t", typed("accuracy"), "enter", "a", "a", "="],  # the next decision was made without it
        ["t", typed("accuracy"), "enter", "a", "u", "="],  # it was taken back
    ],
)
def test_no_alias_is_offered_where_none_is_taught(keys: list[str]) -> None:
    after = sitting(*keys)
    assert after.desk.aliases == []
    assert not any("would follow" in each for each in after.screens[-1])


def test_names_complete_by_their_beginning_and_by_likeness() -> None:
    by_beginning = sitting("b", typed("swe"), "tab", "enter", "a")
    (_, _, said), = by_beginning.desk.log  # fmt: skip
    assert said is not None
    assert said.claim is not None
    assert said.claim.benchmark == Mention(text="SWE-bench Verified")
    by_likeness = sitting("b", typed("bench lite")).screens[-1]
    assert "   SWE-bench Lite" in by_likeness
    by_arrow = sitting("b", typed("swe"), "down", "down", "enter", "a")
    (_, _, said), = by_arrow.desk.log  # fmt: skip
    assert said is not None
    assert said.claim is not None
    assert said.claim.benchmark == Mention(text="SWE-bench Lite")


def test_a_missed_claim_is_added_in_the_text() -> None:
    after = sitting("plus", "6", "enter", "tab", "enter", "enter", typed("time"), "enter", "a")
    ((action, _, said),) = after.desk.log
    assert action == "add"
    assert said is not None
    made = said.claim
    assert made is not None
    assert (made.value.text, made.number, made.unit) == ("64ms", 64, "ms")
    assert (made.method, made.benchmark, made.metric) == (
        Mention(text="Lantern", start=made.slots["method"].start, end=made.slots["method"].end),
        None,
        Mention(text="time"),
    )
    assert len(said.item.id) == 12
    assert "claim 1 of 4" in after.screens[-1][2]  # back where the reviewer was


def test_a_claim_that_is_there_is_not_added_again() -> None:
    first = items()[0]
    benchmark = first.claim.benchmark
    assert benchmark is not None
    from schema.identity import claim_id

    there = claim_id(SHEET.text, first.claim.value.start, first.claim.value.end, "GLUE")
    known = replace(first, id=there)
    pile = [replace(known, others=(known,)), items()[1]]
    adding = ["plus", "1", "enter", "tab", "enter", typed("GLUE"), "enter"]
    after = sitting(*adding, "escape", "p", pile=pile)
    refused = " ! 81.3 is claimed already, Lantern on GLUE: Esc, then p shows it"
    assert refused in after.screens[len(adding)]
    assert line(after.screens[-2], " p shows the claim that is there")
    assert "claim 1 of 1" in after.screens[-1][2]
    other = sitting(*adding, "ctrl+u", typed("MMLU"), "enter", "escape", "p", "a", pile=pile)
    assert [action for action, _ in other.desk.said] == ["add"]


def test_a_claim_that_is_there_is_not_added_without_a_benchmark_either() -> None:
    from schema.identity import claim_id

    value = items()[2].claim.value
    known = replace(items()[2], id=claim_id(SHEET.text, value.start, value.end, None))
    known = replace(known, others=(known,))
    after = sitting("plus", "3", "enter", "escape", "a", "p", pile=[known])
    assert " ! 2.5x is claimed already, Lantern on H100: p shows it" in after.screens[-2]
    assert "claim 1 of 1" in after.screens[-1][2]
    assert after.desk.said == []


def test_numbers_that_are_claimed_already_say_so() -> None:
    screen = sitting("plus").screens[-1]
    assert line(screen, "   1  claimed: Lantern on GLUE: … ")
    assert not [each for each in screen if "64ms]" in each and "claimed" in each]


def test_adding_is_left_and_what_was_changed_before_is_still_there() -> None:
    after = sitting("m", typed("Torch"), "enter", "plus", "1", "enter", "escape", "r")
    assert after.desk.said == []
    assert line(after.screens[-1], " m method*").split()[2] == "Torch"


def test_an_added_claim_is_taken_back_with_its_fields() -> None:
    after = sitting("plus", "6", "enter", "tab", "enter", "escape", "a", "u")
    assert after.desk.said == []
    assert "new claim" in after.screens[-1][2]
    assert line(after.screens[-1], " m method*").split()[2] == "Lantern"


def test_a_paper_is_marked_as_read_with_all_its_claims_when_asked_twice() -> None:
    once = sitting("c")
    assert once.desk.said == []
    assert "2 other claims are undecided" in once.screens[-1][-2]
    other = sitting("c", "e", "c")
    assert other.desk.said == []
    twice = sitting("c", "c")
    assert twice.desk.said == [("accept", GLUE), ("accept", CANDLE), ("accept", FASTER), ("read", GLUE)]
    assert "Nothing is left" in twice.screens[-1][4]
    assert "15 decided · 337 left" in twice.screens[-1][0]
    back = sitting("c", "c", "u")
    assert back.desk.said == []
    assert "claim 1 of 3" in back.screens[-1][2]


def test_the_last_claim_of_a_paper_and_the_paper_need_one_key() -> None:
    assert sitting("a", "r", "c").desk.said == [
        ("accept", GLUE), ("reject", CANDLE), ("accept", FASTER), ("read", FASTER),
    ]  # fmt: skip


def test_a_paper_that_somebody_read_is_not_read_again() -> None:
    sheet = SHEET._replace(read_by="bob")
    after = sitting("c", pile=[replace(item, sheet=sheet) for item in items(sheet)])
    assert "completely read already (by bob)" in line(after.screens[-1], " !")


def test_the_next_claim_of_the_paper_comes_and_the_item_comes_back() -> None:
    after = sitting("p", "p", "a")
    assert [screen[2].split("claim ")[-1] for screen in after.screens] == [
        "1 of 3",
        "2 of 3",
        "3 of 3",
        "1 of 3",
    ]
    assert "same paper" in after.screens[1][0]
    assert after.desk.said == [("accept", FASTER)]
    alone = replace(items()[0], others=())
    assert "no other claim" in sitting("p", pile=[alone]).screens[-1][-2]


def test_what_was_decided_beside_its_turn_does_not_come_up_again() -> None:
    assert sitting("p", "a", "a", "a").desk.said == [
        ("accept", CANDLE), ("accept", GLUE), ("accept", FASTER),
    ]  # fmt: skip


def test_a_change_is_not_left_by_mistake() -> None:
    for key in ("n", "p", "q"):
        after = sitting("m", typed("Torch"), "enter", key)
        assert line(after.screens[-1], f" {key} again leaves")
        assert line(after.screens[-1], "▸m method*").split()[2] == "Torch"
    assert sitting("m", typed("Torch"), "enter", "n", "n").desk.said == [("skip", GLUE)]


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

    async def press() -> None:
        async with after.app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.press("a", "m")
            desk.slow.set()
            after.screens.append(await settled(pilot))
            for key in ("Torch", "\r"):
                await pilot.press(*(["enter"] if key == "\r" else key))
            after.screens.append(await settled(pilot))
            await pilot.press("x", "n")
            after.screens.append(await settled(pilot))
        after.app.close()

    asyncio.run(press())
    typing, shown, on = after.screens
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

    async def press() -> None:
        async with after.app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.press("a", "r")
            desk.slow.set()
            after.screens.append(await settled(pilot))
            await pilot.press("x", "a", "r", "a")
            after.screens.append(await settled(pilot))
        after.app.close()

    asyncio.run(press())
    assert "claim 1 of 3" in after.screens[0][2]
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


def test_what_is_held_for_the_reviewer_is_let_go_at_the_end() -> None:
    after = sitting("a")
    assert after.desk.kept == set()


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


def nothing_found() -> Item:
    """A paper without claims."""
    whole = Evidence(start=0, end=len(SHEET.text), text=SHEET.text)
    none = Claim(value=whole, sentence=whole, number=0, kind=Kind.SCORE, confidence=0)
    return Item("", none, SHEET, status="none", drawn="other")


def test_a_paper_without_claims_lies_there_alone(file_regression: FileRegressionFixture) -> None:
    screen = sitting(pile=[nothing_found()]).screens[-1]
    file_regression.check("\n".join(screen) + "\n", basename="blank", encoding="utf-8")


@pytest.mark.parametrize("key", ["a", "r", "e", "m", "p", "u", "tab", "enter", "n"])
def test_of_a_paper_without_claims_nothing_else_is_said(key: str) -> None:
    assert sitting(key, pile=[nothing_found()]).desk.said == []


def test_a_paper_without_claims_is_marked_as_read_and_that_is_taken_back() -> None:
    after = sitting("c", "u", pile=[nothing_found()])
    assert after.desk.said == []
    assert after.desk.undone == [1]
    assert "no claim was found in this paper" in after.screens[-1][1]


def test_a_claim_is_added_to_a_paper_without_claims() -> None:
    keys = ["plus", "1", "enter", typed("Moth"), "enter", "enter", "enter", "a", "p"]
    after = sitting(*keys, pile=[nothing_found()])
    ((action, _, said),) = after.desk.log
    assert (action, said and said.claim and said.claim.method and said.claim.method.text) == ("add", "Moth")
    assert "claim 1 of 1" in after.screens[-1][2]


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


def test_wide_letters_keep_the_columns() -> None:
    sentence = "在数学推理基准测试上，我们的方法达到了 81.3 分，比以前最好的方法高出许多，只用了一半的数据。"
    sheet = SHEET._replace(title="灯笼：月光下的剪枝", abstract=sentence)
    of = claim(sheet, "81.3", sentence, number=81.3, benchmark="数学推理基准测试", method="灯笼")
    screen = sitting(pile=[Item("x", of, sheet, place=Place("数学推理基准测试"))]).screens[-1]
    assert "b[数学推理基准测试]" in "".join(each.removeprefix("│ ") for each in screen)
    assert "v[81.3]" in "\n".join(screen)
    from rich.cells import cell_len

    assert all(cell_len(each) <= 80 for each in screen)


@pytest.mark.parametrize("size", ["60 16", "60 20", "200 60"])
def test_any_larger_terminal_will_do(size: str) -> None:
    after = sitting(f"size {size}", "e", "m", "escape", "a")
    assert after.desk.said == [("accept", GLUE)]
    assert "claim 2 of 3" in after.screens[-1][2]
    width, height = map(int, size.split())
    for screen in after.screens[1:]:
        assert all(len(each) <= width for each in screen)
        assert screen[height - 1].endswith(("quit", "q", "leaves it"))
        assert any("v[81.3]" in each or "v[79.0]" in each for each in screen)


@pytest.mark.parametrize("size", ["59 24", "80 15", "40 12", "20 6", "3 2"])
def test_in_a_smaller_terminal_nothing_is_decided(size: str) -> None:
    after = sitting(f"size {size}", "a", "e", "m", "r", "size 80 24", "a")
    assert after.desk.said == [("accept", GLUE)]
    wide, high = size.split()
    assert f" needs 60×16, here are {wide}×{high}: q quits".startswith(after.screens[1][0].rstrip("…"))
    assert "claim 2 of 3" in after.screens[-1][2]


def test_in_a_narrow_terminal_keys_give_up_their_words_before_themselves() -> None:
    narrow = sitting(size=(60, 20)).screens[-1]
    assert narrow[-1] == " a accept r reject n next u undo e edit + add c p ? help q"
    typing = sitting("l", size=(60, 20)).screens[-1]
    assert " baseline: what it is measured against; leave empty for none" in typing
    asks = sitting("v", size=(60, 20)).screens[-1]
    assert " 85.3%, 64 ms" in asks  # what one line does not hold goes on in the next
    assert typing[-1] == " Tab fills in ↑↓ choose Enter takes Esc leaves it"


def test_help_is_read_in_any_terminal() -> None:
    after = sitting("question_mark", "down", "pagedown", "x", "a", size=(60, 20))
    assert after.screens[1][0].startswith(" claimboard review")
    assert "more below: arrow keys; any other key leads back" in after.screens[1][-1]
    assert after.screens[2][0] == ""
    read = "\n".join((*after.screens[1], *after.screens[3]))
    assert "…" not in read.replace("m[…]", "")
    for words in ("accept the claim", "leave it for later", "said is stored", "honest calibration"):
        assert words in read
    assert after.desk.said == [("accept", GLUE)]


def test_a_long_abstract_is_scrolled_to_its_sentence_and_by_keys() -> None:
    filler = " ".join([ABSTRACT.partition(" On GLUE")[0]] * 12)
    sheet = SHEET._replace(abstract=f"{filler} {ABSTRACT} {filler} The end.")
    (first, *_) = items(sheet)
    after = sitting("home", "end", "pageup", "pagedown", "up", "down", pile=[first])
    assert any("v[81.3]" in each for each in after.screens[0])
    assert "more above" in after.screens[0][12]
    assert after.screens[1][3].startswith("  Lantern: pruning")
    assert "The end." in "\n".join(after.screens[2])
    assert len({"\n".join(screen) for screen in after.screens}) == 5


def test_without_colour_value_and_slots_are_told_apart_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    with_colour = sitting("e").screens[-1]
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Sitting(Pile(items()))
    colours: list[object] = []

    async def press() -> list[str]:
        async with plain.app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.press("e")
            screen = await settled(pilot)
            for strip in plain.app.screen._compositor.render_strips():
                colours.extend(_colours(strip))
            return screen

    assert asyncio.run(press()) == with_colour
    assert colours
    assert set(colours) == {"default"}


def _colours(strip: Sequence[Segment]) -> list[str]:
    styles = [segment.style for segment in strip if segment.style is not None]
    return [colour.name for style in styles for colour in (style.color, style.bgcolor) if colour is not None]


def test_an_alias_is_taken_back_before_the_decision_that_it_came_from() -> None:
    after = sitting("t", typed("accuracy"), "enter", "a", "=", "u", "u")
    assert line(after.screens[5], " 'average score' means accuracy: u takes that back")
    assert line(after.screens[6], " 'average score' no longer means accuracy")
    assert line(after.screens[7], " taken back: accepted as changed: Lantern on GLUE")
    assert after.desk.aliases == []
    assert after.desk.said == []


def test_a_change_that_came_after_an_alias_is_taken_back_before_it() -> None:
    after = sitting("t", typed("accuracy"), "enter", "a", "=", "m", typed("Torch"), "enter", "u", "u")
    assert line(after.screens[-2], " the last change is taken back")
    assert line(after.screens[-1], " 'average score' no longer means accuracy")
    before = sitting("t", typed("accuracy"), "enter", "a", "m", typed("Torch"), "enter", "=", "u")
    assert line(before.screens[-1], " 'average score' no longer means accuracy")
    assert line(before.screens[-1], "▸m method*").split()[2] == "Torch"


def test_what_the_extractor_thinks_instead_is_offered_first() -> None:
    (first, *_) = items()
    unsure = first.claim.model_copy(update={"reasons": ("doubt: baseline: perhaps Night Lamp 2",)})
    assert sitting("l", pile=[replace(first, claim=unsure)]).screens[-1][15] == "   Night Lamp 2"
    after = sitting("l", "tab", "enter", "a", pile=[replace(first, claim=unsure)])
    (_, _, said), = after.desk.log  # fmt: skip
    assert said is not None
    assert said.claim is not None
    assert said.claim.baseline == Mention(text="Night Lamp 2")


def test_where_the_extractor_thinks_that_none_is_named_nothing_is_offered_for_that() -> None:
    (first, *_) = items()
    unsure = first.claim.model_copy(update={"reasons": ("doubt: hardware: perhaps none is named",)})
    screen = sitting("h", pile=[replace(first, claim=unsure, others=())]).screens[-1]
    assert line(screen, " hardware: what it ran on; leave empty for none")
    assert not any("none is named" in each for each in screen)


@pytest.mark.parametrize("word", ["none", "-", "None"])
def test_none_means_an_empty_field(word: str) -> None:
    (_, _, said), = sitting("b", typed(word), "enter", "a").desk.log  # fmt: skip
    assert said is not None
    assert said.claim is not None
    assert said.claim.benchmark is None


def test_what_the_text_does_not_have_is_marked_in_every_field() -> None:
    changed = sitting("v", typed("82"), "enter", "s", typed("Llama 3 8; at night"), "enter").screens[-1]
    assert line(changed, " v value*").endswith("the text has 81.3")
    assert line(changed, "▸s setting*").endswith("not in the text: Llama 3 8; at nig…")
    hedged = sitting("v", typed("~81.30"), "enter").screens[-1]
    assert "the text has" not in line(hedged, "▸v value*")


def test_a_field_that_is_too_long_is_told_in_full_when_it_is_pointed_at() -> None:
    after = sitting(
        "s", typed("Llama 3 8; at night; under a moon that is nearly full"), "enter", "tab", "shift+tab"
    )
    told = " ".join(each.strip() for each in after.screens[-1][-4:-1])
    assert "setting: Llama 3 8; at night; under a moon that is nearly full; not in the text" in told
    assert told.endswith("under a moon that is nearly full: Enter edits it")


def test_an_added_claim_leaves_as_many_as_before() -> None:
    after = sitting("plus", "6", "enter", "tab", "enter", "escape", "a", "u", "u", "u", "p", "a", "a")
    assert "13 decided · 340 left" in after.screens[7][0]
    assert "12 decided · 340 left" in after.screens[8][0]
    assert "14 decided · 338 left" in after.screens[-1][0]


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


def of_another_paper() -> Item:
    sheet = SHEET._replace(key=8, text_id=80, id="2409.00002")
    return replace(items(sheet)[1], id="dddddddddddd", others=())


def test_a_key_leads_back_to_the_paper_that_was_decided_last() -> None:
    first, second, _ = items()
    after = sitting("P", "a", "P", "a", pile=[first, of_another_paper(), second])
    assert line(after.screens[1], " P leads back to the paper of your last decision: there is none yet")
    assert line(after.screens[2], " accepted: Lantern on GLUE; P: more of that paper")
    assert after.screens[2][2].startswith(" 2409.00002")
    assert "claim 2 of 3" in after.screens[3][2]
    assert after.screens[4][2].startswith(" 2409.00002")
    assert after.desk.said == [("accept", GLUE), ("accept", CANDLE)]


def test_on_the_paper_that_was_decided_last_that_key_goes_on() -> None:
    assert [screen[2][-6:] for screen in sitting("a", "P", "P").screens[1:]] == ["2 of 3", "3 of 3", "2 of 3"]


def test_where_the_paper_goes_on_or_is_done_no_key_back_is_named() -> None:
    assert "P:" not in "\n".join(sitting("a").screens[-1])
    first = replace(items()[0], others=())
    assert "P:" not in "\n".join(sitting("a", pile=[first, of_another_paper()]).screens[-1])


def test_after_escape_in_a_new_claim_it_is_told_how_to_go_on() -> None:
    after = sitting("plus", "6", "enter", "escape")
    assert line(after.screens[-1], " a adds the claim as it stands, r adds none, a field's key goes on")
    assert line(sitting("plus", "escape").screens[-1], " no claim is added")
    assert line(sitting("m", "escape").screens[-1], " the method is left as it was")


def test_more_choices_than_find_room_are_told_of() -> None:
    screen = sitting("k").screens[-1]
    assert line(screen, "   … 3 more below: arrow keys")
    last = sitting("k", *["down"] * 9).screens[-1]
    assert " ▸ ratio down" in last
    assert not any("more below" in each for each in last[13:])


def test_control_c_asks_before_a_change_is_lost() -> None:
    after = sitting("m", typed("Torch"), "enter", "ctrl+c")
    assert line(after.screens[-1], " Ctrl+C again leaves without your change")
    typing = sitting("m", typed("Tor"), "ctrl+c")
    assert line(typing.screens[-1], " Ctrl+C again leaves the review; Esc leaves the field")


def test_a_share_is_shown_as_it_is_written() -> None:
    sentence = "Lantern solves 42/54 of the riddles, and 41/68 of the jokes."
    sheet = SHEET._replace(abstract=sentence)
    of = claim(sheet, "42/54", sentence, number=42 / 54, method="Lantern")
    after = sitting("v", "enter", "plus", "2", "enter", "escape", pile=[Item("x", of, sheet)])
    assert line(after.screens[0], " v value").split()[2:5] == ["42/54", "=", "0.777778"]
    assert " 42/54" in after.screens[1]
    assert "v value*" not in "\n".join(after.screens[2])
    added = after.app.session.claim
    assert added is not None
    assert (added.value.text, added.number, added.unit) == ("41/68", 41 / 68, None)
