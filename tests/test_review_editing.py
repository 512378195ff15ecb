"""Fields of a claim that are edited on the real review screen, and the aliases that this teaches."""

from dataclasses import replace

import pytest

from leaderboards.review.items import Item
from schema.records import Mention
from tests.reviewing import GLUE, SHEET, claim, items
from tests.screens import line, only_claim, sitting, typed


def test_an_edited_field_is_tied_to_the_text_and_stored_with_what_was_seen() -> None:
    after = sitting("t", typed("score"), "enter", "a")
    at = SHEET.text.index("score")
    assert only_claim(after).metric == Mention(text="score", start=at, end=at + 5)
    ((action, name, said),) = after.desk.log
    assert (action, name) == ("edit", GLUE)
    assert said is not None
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
    made = only_claim(mended)
    assert (made.kind, made.direction) == ("change", "up")


def test_a_change_is_not_left_by_mistake() -> None:
    for key in ("n", "p", "q"):
        after = sitting("m", typed("Torch"), "enter", key)
        assert line(after.screens[-1], f" {key} again leaves")
        assert line(after.screens[-1], "▸m method*").split()[2] == "Torch"
    assert sitting("m", typed("Torch"), "enter", "n", "n").desk.said == [("skip", GLUE)]


def test_control_c_asks_before_a_change_is_lost() -> None:
    after = sitting("m", typed("Torch"), "enter", "ctrl+c")
    assert line(after.screens[-1], " Ctrl+C again leaves without your change")
    typing = sitting("m", typed("Tor"), "ctrl+c")
    assert line(typing.screens[-1], " Ctrl+C again leaves the review; Esc leaves the field")


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


def test_names_complete_by_their_beginning_and_by_likeness() -> None:
    by_beginning = sitting("b", typed("swe"), "tab", "enter", "a")
    assert only_claim(by_beginning).benchmark == Mention(text="SWE-bench Verified")
    by_likeness = sitting("b", typed("bench lite")).screens[-1]
    assert "   SWE-bench Lite" in by_likeness
    by_arrow = sitting("b", typed("swe"), "down", "down", "enter", "a")
    assert only_claim(by_arrow).benchmark == Mention(text="SWE-bench Lite")


def test_what_the_extractor_thinks_instead_is_offered_first() -> None:
    (first, *_) = items()
    unsure = first.claim.model_copy(update={"reasons": ("doubt: baseline: perhaps Night Lamp 2",)})
    assert sitting("l", pile=[replace(first, claim=unsure)]).screens[-1][15] == "   Night Lamp 2"
    after = sitting("l", "tab", "enter", "a", pile=[replace(first, claim=unsure)])
    assert only_claim(after).baseline == Mention(text="Night Lamp 2")


def test_where_the_extractor_thinks_that_none_is_named_nothing_is_offered_for_that() -> None:
    (first, *_) = items()
    unsure = first.claim.model_copy(update={"reasons": ("doubt: hardware: perhaps none is named",)})
    screen = sitting("h", pile=[replace(first, claim=unsure, others=())]).screens[-1]
    assert line(screen, " hardware: what it ran on; leave empty for none")
    assert not any("none is named" in each for each in screen)


@pytest.mark.parametrize("word", ["none", "-", "None"])
def test_none_means_an_empty_field(word: str) -> None:
    assert only_claim(sitting("b", typed(word), "enter", "a")).benchmark is None


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


def test_more_choices_than_find_room_are_told_of() -> None:
    screen = sitting("k").screens[-1]
    assert line(screen, "   … 3 more below: arrow keys")
    last = sitting("k", *["down"] * 9).screens[-1]
    assert " ▸ ratio down" in last
    assert not any("more below" in each for each in last[13:])


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
