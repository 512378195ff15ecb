"""Claims that are added on the real review screen."""

from dataclasses import replace

from schema.identity import claim_id
from schema.records import Mention
from tests.reviewing import SHEET, items
from tests.screens import line, only_claim, sitting, typed


def test_a_missed_claim_is_added_in_the_text() -> None:
    after = sitting("plus", "6", "enter", "tab", "enter", "enter", typed("time"), "enter", "a")
    made = only_claim(after)
    assert (made.value.text, made.number, made.unit) == ("64ms", 64, "ms")
    assert (made.method, made.benchmark, made.metric) == (
        Mention(text="Lantern", start=made.slots["method"].start, end=made.slots["method"].end),
        None,
        Mention(text="time"),
    )
    ((action, id, _),) = after.desk.log
    assert (action, len(id)) == ("add", 12)
    assert "claim 1 of 4" in after.screens[-1][2]  # back where the reviewer was


def test_a_claim_that_is_there_is_not_added_again() -> None:
    first = items()[0]
    benchmark = first.claim.benchmark
    assert benchmark is not None
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


def test_an_added_claim_leaves_as_many_as_before() -> None:
    after = sitting("plus", "6", "enter", "tab", "enter", "escape", "a", "u", "u", "u", "p", "a", "a")
    assert "13 decided · 340 left" in after.screens[7][0]
    assert "12 decided · 340 left" in after.screens[8][0]
    assert "14 decided · 338 left" in after.screens[-1][0]


def test_after_escape_in_a_new_claim_it_is_told_how_to_go_on() -> None:
    after = sitting("plus", "6", "enter", "escape")
    assert line(after.screens[-1], " a adds the claim as it stands, r adds none, a field's key goes on")
    assert line(sitting("plus", "escape").screens[-1], " no claim is added")
    assert line(sitting("m", "escape").screens[-1], " the method is left as it was")
