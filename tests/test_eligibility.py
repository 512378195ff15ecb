"""What may not be ranked is listed with its reason, and what cannot be is to be reviewed."""

from typing import Any

import pytest

from tests.claim_rows import made, only, placed, reasons, row


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"metric": None}, "names no metric"),
        (
            {"metric": "sharpness"},
            "direction not declared: claimboard metric set sharpness --direction up|down",
        ),
        (
            {"metric": "win rate"},
            "direction not declared: claimboard metric set 'win rate' --direction up|down",
        ),
        ({"bound": "at_most"}, "hedged: at most"),
        ({"bound": "at_least"}, "hedged: at least"),
        ({"bound": "approx"}, "hedged: about"),
        ({"value_high": 95.0}, "a range"),
        ({"confidence": 0.314}, "confidence 0.31 is below 0.5"),
        ({"inferred": "metric"}, "its metric is inferred, not written"),
        ({"inferred": "method,benchmark"}, "its benchmark is inferred, not written"),
        ({"metric": "WER", "value": 0.853, "unit": None}, "0.853 may be a share or a percentage"),
        ({"value": 64.0, "unit": "ms"}, "'accuracy' is not measured in ms"),
        ({"value": 64.0, "unit": "lamps"}, "'accuracy' is not measured in lamps"),
        ({"value": 64.0, "unit": "points"}, "'accuracy' is not measured in points"),
        ({"metric": "perplexity", "value": 5.0, "unit": "%"}, "'perplexity' is not measured in %"),
        ({"metric": "latency", "value": 64.0, "unit": None}, "'latency' without a unit"),
        ({"metric": "latency", "value": 30.0, "unit": "FPS"}, "'latency' is not measured in FPS"),
        ({"metric": "latency", "value": 30.0, "unit": "GB"}, "'latency' is not measured in GB"),
        ({"metric": "latency", "value": 30.0, "unit": "%"}, "'latency' is not measured in %"),
        ({"metric": "latency", "value": 30.0, "unit": "wicks"}, "'wicks' is a unit that is not known"),
        ({"metric": "throughput", "value": 2.0, "unit": "x"}, "'throughput' is not measured in x"),
        ({"metric": "FID", "value": 1.1, "unit": "mm"}, "'FID' is not measured in mm"),
        ({"metric": "MAE", "value": 1.1, "unit": "GFLOPs"}, "'MAE' is not measured in GFLOPs"),
        ({"metric": "MAE", "value": 25.0, "unit": "$"}, "'MAE' is not measured in $"),
        (
            {"metric": "success rate", "sentence": "Jailbreaks succeed in 17%."},
            "what speaks of attacks may want little 'success rate'",
        ),
        ({"metric": "PSNR", "value": 31.0, "unit": "ms"}, "'PSNR' is not measured in ms"),
    ],
)
def test_what_cannot_be_ranked_is_listed_with_its_reason(fields: dict[str, Any], reason: str) -> None:
    board = only(made([row(**fields)]))
    assert reasons(board.unranked) == [reason]
    assert (board.rows, board.review) == ((), ())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"value": 105.0}, "105% is outside of 0 to 100"),
        ({"value": 0.8505}, "0.8505% may be a fraction: the sign may be another number's"),
        ({"value": 105.0, "unit": None}, "105 is outside of 0 to 100"),
        ({"value": -3.0}, "-3% is outside of 0 to 100"),
        ({"value": 90.0, "value_high": 105.0}, "105% is outside of 0 to 100"),
        ({"value": 105.0, "bound": "at_most"}, "105% is outside of 0 to 100"),
        ({"value": 105.0, "confidence": 0.1}, "105% is outside of 0 to 100"),
        ({"metric": "win rate", "value": 105.0}, "105% is outside of 0 to 100"),
        ({"metric": "SSIM", "value": 85.3, "unit": None}, "85.3 is outside of 0 to 1"),
        ({"metric": "SSIM", "value": 101.0, "unit": "%"}, "101% is outside of 0 to 100"),
        ({"metric": "perplexity", "value": 0.5, "unit": None}, "0.5 is outside of 1 or more"),
        ({"metric": "R²", "value": 1.5, "unit": None}, "1.5 is outside of 1 or less"),
        ({"metric": "latency", "value": -4.0, "unit": "ms"}, "-4 ms is outside of 0 or more"),
    ],
)
def test_what_the_metric_cannot_have_is_to_be_reviewed(fields: dict[str, Any], reason: str) -> None:
    board = only(made([row(**fields)]))
    assert [(r.reason, r.review, r.rank) for r in board.review] == [(reason, True, None)]
    assert (board.rows, board.unranked) == ((), ())


@pytest.mark.parametrize(
    "fields",
    [
        {"value": 100.0},
        {"value": 0.0},
        {"value": 1.0, "unit": None},
        {"metric": "SSIM", "value": 1.0, "unit": None},
        {"metric": "SSIM", "value": 100.0},
        {"metric": "latency", "value": 64.0, "unit": "ms"},
        {"metric": "memory", "value": 3.0, "unit": "GB"},
        {"metric": "throughput", "value": 900.0, "unit": "tokens/s"},
        {"metric": "throughput", "value": 30.0, "unit": "FPS"},
        {"metric": "cost", "value": 2.0, "unit": "$"},
        {"metric": "BLEU", "value": 27.3, "unit": None},
    ],
)
def test_what_is_within_range_and_in_a_unit_of_the_metric_is_ranked(fields: dict[str, Any]) -> None:
    assert [r.rank for r in only(made([row(**fields)])).rows] == [1]


def test_a_confidence_at_the_threshold_is_enough() -> None:
    assert len(only(made([row(confidence=0.5)])).rows) == 1


def test_hedges_and_ranges_are_flagged_and_ranked_only_on_request() -> None:
    rows = [row(70, "A"), row(90, "B", 2, bound="at_most"), row(60, "C", 3, value_high=99.0)]
    board = only(made(rows))
    assert placed(board.rows) == [(1, "A", 70)]
    assert {r.claim.method: r.flag for r in board.unranked} == {"B": "hedged: at most", "C": "a range"}
    board = only(made(rows, hedged=True))
    assert placed(board.rows) == [(1, "B", 90), (2, "A", 70), (3, "C", 60)]
    assert [r.flag for r in board.rows] == ["hedged: at most", None, "a range"]


def test_a_range_ranks_by_its_worse_end() -> None:
    rows = [
        row(5, "A", metric="latency", unit="ms", value_high=9.0),
        row(8, "B", 2, metric="latency", unit="ms"),
    ]
    assert placed(only(made(rows, hedged=True)).rows) == [(1, "B", 8), (2, "A", 5)]
