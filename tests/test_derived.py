"""A score that follows from a change over a score of its paper is shown with its chain, and never ranked."""

from typing import Any

import pytest

from leaderboards import views
from leaderboards.derived import Derived
from schema.rows import ClaimRow
from tests.claim_rows import made, row

SENTENCE = "Lantern gains 1.42 points over Candle, which has 79.23."


def score(value: float = 79.23, method: str | None = "Candle", **fields: Any) -> ClaimRow:
    return row(value, method, **({"role": "other", "sentence": SENTENCE} | fields))


def change(value: float = 1.42, **fields: Any) -> ClaimRow:
    gain = {"kind": "change", "direction": "up", "unit": "points", "baseline": "Candle"}
    return row(value, **(gain | {"sentence": SENTENCE} | fields))


def derived(*rows: ClaimRow, **rules: Any) -> list[Derived]:
    return [each for board in made(rows, **rules).boards for each in board.derived]


def test_a_score_is_derived_from_points_over_a_baseline_of_the_same_sentence() -> None:
    (found,) = derived(score(), change())
    assert (found.change.method, found.level) == ("Lantern", 80.65)
    assert found.chain == "79.23% (Candle) + 1.42 points"
    (down,) = derived(score(4.5, metric="WER"), change(0.75, metric="WER", direction="down"))
    assert (down.level, down.chain) == (3.75, "4.5% (Candle) − 0.75 points")


def test_a_derived_score_is_never_ranked_and_its_change_stays_a_change() -> None:
    found = made([score(), change()])
    (board,) = found.boards
    assert [r.claim.method for r in (*board.rows, *board.unranked, *board.review)] == ["Candle"]
    assert [r.claim.value for r in found.changes] == [1.42]


def test_bare_numbers_and_absolute_percentages_are_points_too() -> None:
    (bleu,) = derived(score(27.3, metric="BLEU", unit=None), change(1.2, metric="BLEU"))
    assert (bleu.level, bleu.chain) == (28.5, "27.3 (Candle) + 1.2 points")
    (fraction,) = derived(score(0.75, unit=None), change(2))
    assert (fraction.level, fraction.chain) == (77.0, "0.75 (Candle) + 2 points")
    (percent,) = derived(score(), change(2, unit="%", basis="absolute"))
    assert percent.level == 81.23


def test_a_known_setting_is_enough_across_sentences() -> None:
    known = {"setting": "shots: 5-shot"}
    (found,) = derived(score(**known), change(sentence="It gains 1.42 points.", setting="Shots: 5 shot"))
    assert found.level == 80.65


@pytest.mark.parametrize(
    "rows",
    [
        [score(), change(sentence="It gains 1.42 points over Candle.")],
        [score(setting="shots: 5-shot"), change()],
        [score(setting="shots: 5-shot"), change(setting="shots: 0-shot")],
        [score(hardware="H100"), change()],
        [score(), change(benchmark="MNLI")],
        [score(), change(metric="F1")],
        [score(), change(paper=2)],
        [score(), change(baseline="Torch")],
        [score(), change(baseline=None)],
        [score(), change(method=None)],
        [score(), change(direction=None)],
        [score(), change(bound="at_most")],
        [score(), change(value_high=2.0)],
        [score(bound="approx"), change()],
        [score(value_high=80.0), change()],
        [score(), change(unit="%")],
        [score(), change(unit="%", basis="relative")],
        [score(), change(unit="points", basis="relative")],
        [score(), change(unit="x", kind="ratio")],
        [score(), change(inferred="baseline")],
        [score(inferred="benchmark"), change()],
        [score(), score(78.0), change()],
        [score(0.8, metric="SSIM", unit=None), change(metric="SSIM")],
        [score(64, metric="latency", unit="ms"), change(metric="latency")],
        [score(99.5), change()],
    ],
)
def test_what_does_not_follow_for_sure_is_not_derived(rows: list[ClaimRow]) -> None:
    assert derived(*rows) == []


def test_what_the_paper_states_itself_is_not_derived() -> None:
    assert derived(score(), change(), score(80.65, "lantern", role="own")) == []
    assert derived(score(), change(), score(80.65, None, role="own")) == []
    assert derived(score(), change(), score(60, "Lantern", setting="shots: 0-shot")) == []
    known = {"setting": "shots: 5-shot"}
    elsewhere = score(60, "Lantern", setting="shots: 0-shot")
    assert len(derived(score(**known), change(**known), elsewhere)) == 1


def test_a_role_that_is_asked_for_is_that_of_the_change() -> None:
    assert len(derived(score(), change(), role="own")) == 1
    assert derived(score(), change(), role="other") == []


def test_a_derived_score_is_listed_with_both_claims() -> None:
    page = made([score(claim="aaaaaaaaaaaa", confidence=0.6), change(claim="bbbbbbbbbbbb")])
    data: Any = page.to_dict()
    (found,) = data["boards"][0]["derived"]
    assert (found["method"], found["level"], found["unit"], found["confidence"]) == (
        "Lantern",
        80.65,
        "%",
        0.6,
    )
    assert (found["score"]["claim"], found["change"]["claim"]) == ("aaaaaaaaaaaa", "bbbbbbbbbbbb")
    rows = [line for line in views.page_rows(page) if line["section"] == "derived"]
    assert [(line["level"], line["claim"], line["score_claim"]) for line in rows] == [
        (80.65, "bbbbbbbbbbbb", "aaaaaaaaaaaa")
    ]
    assert [line["rank"] for line in rows] == [None]
    titles = {section.title: list(section.rows) for section in views.page(page).sections}
    (cells,) = titles["GSM8K: derived scores, not ranked"]
    assert cells["value"] == "80.65%"
    assert cells["from"] == "79.23% (Candle) + 1.42 points (claims aaaaaaa and bbbbbbb)"
