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
from schema.errors import ClaimboardError, StoreError
from schema.records import Claim, Evidence, Kind, Mention
from tests.reviewing import ABSTRACT, SHEET, Pile, Sitting, claim, items, seen, settled, typed

GLUE, CANDLE, FASTER = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"


def sitting(*keys: str, pile: Sequence[Item] | None = None, size: tuple[int, int] = (80, 24)) -> Sitting:
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
    assert line(screen, f" {told}")
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
    assert line(after.screens[-1], " taken back: accepted")


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
    assert line(after.screens[6], " 'average score' means accuracy now").endswith("(claimboard names undo 7)")
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
    pile = [replace(known, others=(known,))]
    after = sitting("plus", "1", "enter", "tab", "enter", typed("GLUE"), "enter", "enter", "a", pile=pile)
    assert "claimed on that benchmark already" in line(after.screens[-1], " !")
    assert after.desk.said == []


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

    def look(self, item: Item) -> Item | None:
        decided = Decided(9, "bob", "2025-08-31T10:00:00.000000", "reject")
        return replace(item, decided=decided)


def test_a_decision_that_comes_too_late_is_shown_and_its_item_comes_back() -> None:
    desk = Contested(items())
    desk.refusing = [ClaimboardError("bob rejected this claim at 10:00", "look at it again")]
    after = Sitting(desk)
    after.press("a", "a")
    assert desk.said == [("accept", CANDLE)]
    first = after.screens[1]
    assert "not stored: bob rejected this claim at 10:00 (look at it again)" in line(first, " !")
    assert "12 decided" in first[0]
    back = after.screens[2]
    assert "claim 1 of 3" in back[2]
    assert "not stored: bob rejected this claim" in line(back, " !")
    assert back[1].endswith("(bob, 2025-08-31)")
    assert list(after.unstored.values()) == ["bob rejected this claim at 10:00 (look at it again)"]


def test_what_could_not_be_stored_is_settled_by_deciding_again() -> None:
    desk = Pile(items())
    desk.refusing = [StoreError("the disk is full", "make room")]
    after = Sitting(desk)
    after.press("a", "n", "a")
    assert desk.said == [("skip", CANDLE), ("accept", GLUE)]
    assert after.unstored == {}


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


@pytest.mark.parametrize("size", ["40 12", "80 10", "200 60", "20 6", "3 2"])
def test_any_size_of_terminal_will_do(size: str) -> None:
    after = sitting(f"size {size}", "e", "m", "escape", "size 80 24", "a")
    assert after.desk.said == [("accept", GLUE)]
    assert "claim 2 of 3" in after.screens[-1][2]


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
