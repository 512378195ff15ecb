"""The real review screen on large, small and narrow terminals, in wide letters and without colours."""

from collections.abc import Sequence

import pytest
from rich.segment import Segment

from leaderboards.review.items import Item, Place
from tests.reviewing import ABSTRACT, GLUE, SHEET, Pile, claim, items
from tests.screens import Sitting, sitting


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

    def look() -> None:
        for strip in plain.app.screen._compositor.render_strips():
            colours.extend(_colours(strip))

    assert plain.press("e", look) == with_colour
    assert colours
    assert set(colours) == {"default"}


def _colours(strip: Sequence[Segment]) -> list[str]:
    styles = [segment.style for segment in strip if segment.style is not None]
    return [colour.name for style in styles for colour in (style.color, style.bgcolor) if colour is not None]
