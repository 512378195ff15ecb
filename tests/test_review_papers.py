"""Papers on the real review screen: their other claims, the way back to them, and that they were read."""

from dataclasses import replace

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from leaderboards.review.items import Item
from schema.records import Claim, Evidence, Kind
from tests.reviewing import CANDLE, FASTER, GLUE, SHEET, items
from tests.screens import line, sitting, typed


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
