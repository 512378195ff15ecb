"""What a reviewer types into a field, and the claim that it makes."""

import pytest

from leaderboards.review import adding, edits, numerals
from leaderboards.review.edits import EditError
from leaderboards.review.numerals import Numeral
from schema.records import Bound, Claim, Evidence, Kind, Mention, Role, Setting, SettingKind
from tests.reviewing import SHEET, claim, items
from tests.storing import span

TEXT = SHEET.text
FIRST, CANDLE, FASTER = (item.claim for item in items())


def changed(field: str, typed: str, of: Claim = FIRST, known: list[Mention] | None = None) -> Claim:
    return edits.changed(of, TEXT, field, typed, known or ())


@pytest.mark.parametrize("of", [FIRST, CANDLE, FASTER])
@pytest.mark.parametrize("field", [field.name for field in edits.FIELDS])
def test_what_stands_in_a_field_means_what_it_says(of: Claim, field: str) -> None:
    assert changed(field, edits.shown(of, field), of) == of


def test_a_wording_of_the_text_is_tied_to_the_place_nearest_to_the_value() -> None:
    at = [start for start, _ in edits.occurrences(TEXT, "Lantern")]
    assert len(at) == 4
    before_first = max(start for start in at if start < FIRST.value.start)
    assert changed("method", "Lantern", CANDLE).method == Mention(
        text="Lantern", start=before_first, end=before_first + 7
    )
    before_value = TEXT.index("Candle stays")
    assert changed("method", "Candle").method == Mention(
        text="Candle", start=before_value, end=before_value + 6
    )


def test_a_wording_that_the_text_lacks_is_an_inferred_mention() -> None:
    made = changed("benchmark", "SuperGLUE")
    assert made.benchmark == Mention(text="SuperGLUE")
    assert made.inferred == ["benchmark"]


def test_only_whole_words_stand_in_the_text() -> None:
    assert changed("method", "Lan").method == Mention(text="Lan")
    assert changed("metric", "score").metric == Mention(**span(TEXT, "score"))


def test_another_case_is_read_as_the_text_writes_it() -> None:
    found = changed("benchmark", "glue", FASTER).benchmark
    assert found == Mention(**span(TEXT, "GLUE"))


def test_its_own_case_goes_before_another() -> None:
    text = "star and STAR reach 5 points"
    of = Claim(
        value=Evidence(**span(text, "5 points")), number=5, kind=Kind.SCORE, confidence=0.5,
        sentence=Evidence(start=0, end=len(text), text=text),
    )  # fmt: skip
    assert edits.changed(of, text, "method", "star").method == Mention(text="star", start=0, end=4)


def test_a_wording_is_found_however_the_text_is_wrapped() -> None:
    text = "On Grade\nSchool  Math we reach 5"
    of = Claim(
        value=Evidence(**span(text, "5")), number=5, kind=Kind.SCORE, confidence=0.5,
        sentence=Evidence(start=0, end=len(text), text=text),
    )  # fmt: skip
    made = edits.changed(of, text, "benchmark", "Grade School Math")
    assert made.benchmark == Mention(text="Grade\nSchool  Math", start=3, end=21)
    made.check_against(text)


def test_the_value_itself_fills_no_slot() -> None:
    assert changed("metric", "81.3").metric == Mention(text="81.3")


def test_a_known_wording_brings_its_other_form() -> None:
    known = [Mention(text="GLUE", other_form="General Language Understanding Evaluation")]
    found = changed("benchmark", "GLUE", FASTER, known).benchmark
    assert found is not None
    assert found.other_form == "General Language Understanding Evaluation"


def test_an_empty_field_is_an_empty_slot() -> None:
    assert changed("benchmark", "  ").benchmark is None


@pytest.mark.parametrize("word", ["none", "None", "-", "–"])
def test_a_word_for_nothing_is_an_empty_slot(word: str) -> None:
    assert changed("benchmark", word).benchmark is None
    assert changed("setting", word, FASTER).setting == ()


def test_a_setting_says_what_it_is_none_of() -> None:
    with pytest.raises(EditError, match="leave the field empty"):
        changed("setting", "backbone: none")


def test_a_number_that_is_not_what_the_text_writes_there_is_told_apart() -> None:
    assert edits.is_as_written(FIRST)
    assert edits.is_as_written(changed("value", "≤ 81.30"))
    assert not edits.is_as_written(changed("value", "81.4"))


def test_a_value_is_read_with_hedge_range_and_unit() -> None:
    made = changed("value", "≤ 8–24x")
    assert (made.number, made.number_high, made.unit, made.bound) == (8, 24, "x", Bound.AT_MOST)
    assert made.value == FIRST.value


def test_a_kind_brings_its_direction() -> None:
    made = changed("kind", "change up relative")
    assert (made.kind, made.direction, made.basis) == ("change", "up", "relative")
    assert changed("kind", "score", made) == FIRST


def test_settings_are_told_apart_by_their_kinds() -> None:
    made = changed("setting", "backbone: Llama 3 8B; shots: 5-shot; at night")
    assert made.setting == (
        Setting(kind=SettingKind.BACKBONE, **span(TEXT, "Llama 3 8B")),
        Setting(kind=SettingKind.SHOTS, text="5-shot"),
        Setting(text="at night"),
    )


def test_a_choice_may_be_shortened() -> None:
    assert changed("role", "ot").role is Role.OTHER


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("value", "much", "a value is a number"),
        ("value", "", "a value is a number"),
        ("value", "5-5", "the two numbers of a range differ"),
        ("value", "9e999", "a number is finite"),
        ("kind", "score up", "a score goes neither up nor down"),
        ("kind", "up", "a kind is score, change or ratio"),
        ("kind", "change sideways", "a kind is score, change or ratio"),
        ("kind", "ratio up relative", "only a change is relative or absolute"),
        ("role", "", "choose own or other"),
        ("role", "mine", "choose own or other"),
        ("setting", "backbone:", "a backbone needs words behind the colon"),
        ("method", "x" * 501, "no name has more than 500 characters"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(field: str, typed: str, said: str) -> None:
    with pytest.raises(EditError) as refused:
        changed(field, typed)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_claim_is_added_in_the_sentence_of_another() -> None:
    value = next(each for each in numerals.numbers_in(TEXT) if each.text == "64ms")
    made = adding.added(TEXT, value, [FIRST, FASTER])
    assert (made.number, made.unit, made.sentence) == (64, "ms", FASTER.sentence)
    assert (made.kind, made.confidence, made.slots) == ("score", 1.0, {})
    made.check_against(TEXT)


def test_a_claim_is_added_in_a_sentence_that_no_claim_tells() -> None:
    value = next(each for each in numerals.numbers_in(TEXT) if each.text == "79.0")
    assert adding.added(TEXT, value).sentence == FIRST.sentence


def test_a_number_is_chosen_by_its_mark_or_its_words() -> None:
    found = list(numerals.numbers_in(TEXT))
    assert [each.text for each in found] == ["81.3", "79.0", "2.5x", "3", "8B", "64ms"]
    assert adding.numbers(TEXT, "2", found).text == "79.0"
    assert adding.numbers(TEXT, "in the dark", found) == Evidence(**span(TEXT, "in the dark"))
    for typed in ("", "7", "in the light"):
        with pytest.raises(EditError, match="mark"):
            adding.numbers(TEXT, typed, found)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("80.65", Numeral(80.65, None, None, None)),
        ("1,109 token/s", Numeral(1109, None, "token/s", None)),
        ("3.67 million", Numeral(3_670_000, None, None, None)),
        ("3 to 5 million", Numeral(3_000_000, 5_000_000, None, None)),
        ("70K", Numeral(70_000, None, None, None)),
        ("84.1\\%", Numeral(84.1, None, "%", None)),
        ("~4 ms", Numeral(4, None, "ms", Bound.APPROX)),
        (">= 2 times", Numeral(2, None, "x", Bound.AT_LEAST)),
        ("−7.5 percentage points", Numeral(-7.5, None, "points", None)),
        ("3-fold", Numeral(3, None, "x", None)),
        ("42/54", Numeral(42 / 54, None, None, None)),
        ("2/240", Numeral(2 / 240, None, None, None)),
        ("4.5/5", Numeral(4.5, None, None, None)),
        ("61/100", Numeral(61, None, None, None)),
        ("3 /day", Numeral(3, None, "/day", None)),
        ("5-shot", None),
        ("half", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, meant: Numeral | None) -> None:
    assert numerals.read(typed) == meant


def test_so_many_of_so_many_is_one_number_and_a_date_none() -> None:
    found = [each.text for each in numerals.numbers_in("It solves 42/54, or 4.5/5 by rating, not 5/7/17.")]
    assert found == ["42/54", "4.5/5", "5", "7", "17"]


def test_numbers_that_are_claimed_say_by_whom_within_the_width() -> None:
    found = list(numerals.numbers_in(TEXT))
    long = changed("method", "A lantern that hangs in the window of a house by the sea")
    for width in (56, 76):
        lines = adding.offered(TEXT, found, [long, CANDLE], width)
        assert [each.partition("  ")[0] for each in lines] == ["1", "2", "3", "4", "5", "6"]
        assert lines[0].startswith("1  claimed: A lantern that")
        assert lines[1].startswith("2  claimed: Candle on GLUE: ")
        assert all(f"[{number.text}]" in each for number, each in zip(found, lines, strict=True))
        assert all(len(each) <= width for each in lines)


def test_numbers_within_names_are_none() -> None:
    text = "GPT-4 and AIME24 and Llama-3 get 84.1\\%, 2.5x, 8-24 times and \\$3.5B in 2024"
    assert [each.text for each in numerals.numbers_in(text)] == [
        "84.1\\%", "2.5x", "8-24", "$3.5B", "2024",
    ]  # fmt: skip


def test_a_paper_tells_its_mentions_once_each() -> None:
    claims = [FIRST, CANDLE, FASTER]
    assert [each.text for each in edits.mentioned(claims, "method")] == ["Lantern", "Candle"]
    assert [each.text for each in edits.mentioned(claims, "baseline")] == ["Lantern", "Candle"]
    assert [each.text for each in edits.mentioned(claims, "setting")] == ["Llama 3 8B"]


def test_what_would_drive_a_terminal_is_written_out_and_changes_nothing() -> None:
    sheet = SHEET._replace(abstract="On \x1b[31mGLUE we reach 5.")
    of = claim(sheet, "5", "On \x1b[31mGLUE we reach 5.", number=5, benchmark="\x1b[31mGLUE")
    assert edits.shown(of, "benchmark") == "\\x1b[31mGLUE"
    assert edits.changed(of, sheet.text, "benchmark", "\\x1b[31mGLUE") == of
