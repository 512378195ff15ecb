"""Claims of one method on one benchmark and metric that differ, and why they may."""

from leaderboards.conflicts import Cause, conflicts
from schema.naming import Names
from schema.registry import registry
from tests.claim_rows import row

NAMES = Names(registry())


def causes(*rows: object) -> list[str]:
    """The causes of all conflicts among claims."""
    return [found.cause.value for found in conflicts(rows, NAMES)]  # type: ignore[arg-type] # claim rows


def test_equal_levels_are_no_conflict_however_they_are_written() -> None:
    assert causes(row(85.0, paper=1), row(85.0, paper=2)) == []
    assert causes(row(64, unit="ms", metric="latency", family="time", unit_name="ms", unit_scale=0.001),
                  row(0.064, paper=2, unit="s", metric="latency", family="time", unit_scale=1.0)
                  ) == []  # fmt: skip


def test_levels_that_are_equal_at_the_fewer_decimals_are_rounded() -> None:
    assert causes(row(85.3), row(85.34, paper=2)) == ["rounding"]
    assert causes(row(85.0), row(85.4, paper=2)) == ["rounding"]
    assert causes(row(85.3, setting="5-shot"), row(85.4, paper=2, setting="5-shot")) == ["real"]


def test_a_hundredth_is_a_matter_of_scale() -> None:
    assert causes(row(35.31, metric="glow", unit=None), row(0.353, paper=2, metric="glow", unit=None)) == [
        "scale"
    ]
    assert causes(row(1, metric="glow", unit=None), row(60, paper=2, metric="glow", unit=None)) != ["scale"]
    assert causes(row(0, metric="glow", unit=None), row(0.3, paper=2, metric="glow", unit=None)) != ["scale"]


def test_known_settings_that_differ_explain_it_and_an_unknown_one_leaves_it_open() -> None:
    assert causes(row(80, setting="5-shot"), row(70, paper=2, setting="0-shot")) == ["setting"]
    assert causes(row(80, setting="5-shot"), row(70, paper=2)) == ["unresolved"]
    assert causes(row(80), row(70, paper=2)) == ["unresolved"]
    assert causes(row(80, setting="5-shot"), row(70, paper=2, setting="5-Shot")) == ["real"]


def test_one_sentence_does_not_contradict_itself() -> None:
    known = {"setting": "5-shot", "paper": 1}
    assert causes(row(80, **known), row(70, start=9, **known)) == []
    assert causes(row(80, paper=1), row(70, start=9, paper=1)) == []
    assert causes(row(85.3, paper=1), row(85.34, start=9, paper=1)) == []
    assert causes(row(80, **known), row(70, start=9, sentence="It is 70%.", **known)) == ["real"]


def test_what_a_sentence_states_side_by_side_is_no_conflict_where_another_repeats_one_of_the_two() -> None:
    again = row(80, start=99, sentence="So it is 80%.", confidence=0.99)
    assert causes(row(80), row(70, start=9), again) == []


def test_the_same_words_of_two_papers_are_two_sentences() -> None:
    assert causes(row(80), row(70, paper=2)) == ["unresolved"]


def test_other_methods_parts_metrics_and_units_are_other_cells() -> None:
    assert causes(row(80), row(70, method="Candle", paper=2)) == []
    assert causes(row(80), row(70, paper=2, benchmark="MATH")) == []
    assert causes(row(80), row(70, paper=2, metric="pass@1")) == []
    assert causes(row(80), row(70, paper=2, unit="ms", family="time", unit_scale=0.001)) == []


def test_hedged_values_ranges_changes_and_nameless_claims_contradict_nothing() -> None:
    for other in (
        {"bound": "at_most"},
        {"value_high": 75.0},
        {"kind": "change"},
        {"method": None},
        {"benchmark": None},
        {"metric": None},
    ):
        assert causes(row(80), row(70, paper=2, **other)) == []


def test_the_same_value_of_one_paper_counts_once_and_the_earlier_claim_is_first() -> None:
    found = conflicts([row(80, paper=2, date="2025"), row(80, paper=2, date="2025", start=9), row(70)], NAMES)
    assert [(one.first.value, one.second.value) for one in found] == [(70, 80)]
    assert found[0].apart == 10


def test_the_real_ones_come_first_and_the_widest_apart_of_them() -> None:
    known = {"setting": "5-shot"}
    found = causes(row(80, **known), row(70, paper=2, **known), row(71, paper=3), row(80.04, paper=4))
    assert found[0] == "real"
    assert found == sorted(found, key=list(reversed([each.value for each in Cause])).index)
