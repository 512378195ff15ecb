"""Two methods side by side over the boards that both are on."""

from leaderboards.comparison import compare
from schema.naming import Names
from schema.registry import registry
from tests.claim_rows import row

NAMES = Names(registry())


def test_each_shows_its_best_and_the_better_one_is_ahead() -> None:
    (pair,) = compare([row(80), row(82, paper=2)], [row(85, "Candle", paper=3), row(70, "Candle")], NAMES)
    assert (pair.first.value, pair.second.value, pair.ahead, pair.apart) == (82, 85, 2, 3)


def test_where_less_is_better_the_smaller_one_is_ahead() -> None:
    error = {"metric": "word error rate"}
    (pair,) = compare([row(4.1, **error), row(5, **error, paper=2)], [row(6, "Candle", **error)], NAMES)
    assert (pair.first.value, pair.ahead) == (4.1, 1)


def test_equal_levels_are_a_tie() -> None:
    assert compare([row(80)], [row(80, "Candle")], NAMES)[0].ahead == 0


def test_where_no_direction_is_declared_nobody_is_ahead_and_the_surest_claims_stand() -> None:
    unknown = {"metric": "glow"}
    (pair,) = compare(
        [row(1, **unknown), row(9, confidence=0.99, **unknown)], [row(5, "Candle", **unknown)], NAMES
    )
    assert (pair.first.value, pair.ahead) == (9, None)


def test_only_boards_that_both_are_on_are_compared() -> None:
    assert compare([row(80)], [row(80, "Candle", benchmark="MATH")], NAMES) == []
    assert compare([row(80)], [row(80, "Candle", metric="pass@1")], NAMES) == []
    assert compare([row(80)], [row(80, "Candle", kind="change")], NAMES) == []
    assert compare([row(80)], [row(80, "Candle", bound="at_most")], NAMES) == []


def test_settings_are_the_same_different_or_unknown() -> None:
    def same(one: str | None, other: str | None) -> bool | None:
        return compare([row(80, setting=one)], [row(80, "Candle", setting=other)], NAMES)[0].same_setting

    assert same("5-shot", "5-Shot") is True
    assert same("5-shot", "0-shot") is False
    assert same("5-shot", None) is None
