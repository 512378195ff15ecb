"""What may be ranked is ranked by what is declared, and everything else is listed with its reason."""

from collections.abc import Iterable
from typing import Any

import pytest

from leaderboards.ranking import Board, Page, Row, page, summaries
from schema.registry import registry
from schema.rows import ClaimRow

DEFAULTS: dict[str, Any] = {
    "claim": "a",
    "paper": "2401.00001",
    "paper_key": 1,
    "title": "On lanterns",
    "url": None,
    "date": "2024-01",
    "benchmark": "GSM8K",
    "metric": "accuracy",
    "method": "Lantern",
    "baseline": None,
    "hardware": None,
    "benchmark_written": None,
    "metric_written": None,
    "method_written": None,
    "written": "",
    "value": 80.0,
    "value_high": None,
    "unit": "%",
    "kind": "score",
    "direction": None,
    "bound": None,
    "role": "own",
    "factor": None,
    "confidence": 0.9,
    "status": "machine",
    "inferred": "",
    "start": 0,
    "end": 1,
    "sentence": "Lantern reaches 80%.",
    "setting": None,
}


def row(value: float = 80.0, method: str | None = "Lantern", paper: int = 1, **fields: Any) -> ClaimRow:
    """A score claim of a paper of its own, unless the fields say otherwise."""
    own = {"value": float(value), "method": method, "paper_key": paper, "paper": f"2401.0000{paper}"}
    return ClaimRow(**(DEFAULTS | own | {"claim": f"c{paper}{value}{method}"} | fields))


def made(rows: Iterable[ClaimRow], name: str = "GSM8K", slot: str = "benchmark") -> Page:
    return page(name, rows, registry(), 0.5, slot)


def only(found: Page) -> Board:
    (board,) = found.boards
    return board


def placed(rows: Iterable[Row]) -> list[tuple[int | None, str | None, float]]:
    return [(row.rank, row.claim.method, row.claim.value) for row in rows]


def reasons(rows: Iterable[Row]) -> list[str | None]:
    return [row.reason for row in rows]


def test_scores_are_ranked_best_first_and_ties_share_a_rank() -> None:
    board = only(made([row(70, "A"), row(90, "B", 2), row(90, "C", 3), row(80, "D", 4)]))
    assert placed(board.rows) == [(1, "B", 90), (1, "C", 90), (3, "D", 80), (4, "A", 70)]
    assert (board.metric, board.unit, board.direction, board.unranked) == ("accuracy", "%", "up", ())


def test_where_less_is_better_the_least_is_first() -> None:
    board = only(made([row(9, "A", metric="WER"), row(4, "B", 2, metric="WER")]))
    assert placed(board.rows) == [(1, "B", 4), (2, "A", 9)]


def test_of_a_method_in_a_setting_the_best_row_stands_and_the_others_are_listed() -> None:
    rows = [
        row(70, "GPT-4", setting="shots: 5-shot"),
        row(75, "gpt4", 2, setting="Shots: 5 shot"),
        row(75, "GPT-4", 3, setting="shots: 5-shot"),
        row(60, "A", 4, setting="shots: 5-shot"),
    ]
    board = only(made(rows))
    assert placed(board.rows) == [(1, "gpt4", 75), (2, "A", 60)]
    assert reasons(board.unranked) == [
        "an equal row of the same method and setting stands above",
        "a better row of the same method and setting stands above",
    ]


def test_a_method_stands_once_in_every_setting() -> None:
    rows = [
        row(70, "A", setting="shots: 5-shot"),
        row(65, "A", 2, setting="shots: 0-shot"),
        row(60, "A", 3, setting="backbone: Llama 3 8B; shots: 5-shot"),
        row(68, "A", 4, setting="shots: 5-shot", hardware="H100"),
    ]
    board = only(made(rows))
    assert placed(board.rows) == [(1, "A", 70), (2, "A", 68), (3, "A", 65), (4, "A", 60)]
    assert board.unranked == ()


def test_an_unknown_setting_equals_no_other_and_not_itself() -> None:
    rows = [row(75, "A"), row(75, "A", 2), row(70, "A", 3), row(72, "A", 4, setting="shots: 5-shot")]
    board = only(made(rows))
    assert placed(board.rows) == [(1, "A", 75), (1, "A", 75), (3, "A", 72), (4, "A", 70)]
    assert board.unranked == ()


def test_a_claim_without_a_method_competes_as_its_papers_own_unnamed_entry() -> None:
    zero = {"setting": "shots: 0-shot"}
    rows = [
        row(70, None, **zero), row(65, None, **zero), row(60, None, role="other", **zero),
        row(90, None, 2, **zero),
    ]  # fmt: skip
    board = only(made(rows))
    assert placed(board.rows) == [(1, None, 90), (2, None, 70)]
    assert reasons(board.unranked) == [
        "a better row of the same method and setting stands above",
        "a baseline without a name",
    ]


def test_who_reports_a_row_is_told_from_what_stands_beside_it() -> None:
    rows = [row(80, "A"), row(70, "B", role="other"), row(60, "C", 2, role="other")]
    # an own claim in another metric is not on the same board
    other = [row(50, "D", 2, metric="F1")]
    found = {r.claim.method: r.reported_by for board in made(rows + other).boards for r in board.rows}
    assert found == {"A": "own", "B": "baseline", "C": "third party", "D": "own"}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"metric": None}, "names no metric"),
        ({"metric": "score"}, "direction of 'score' is not declared"),
        ({"metric": "sharpness"}, "direction of 'sharpness' is not declared"),
        ({"metric": "win rate"}, "direction of 'win rate' is not declared"),
        ({"bound": "at_most"}, "hedged: at most"),
        ({"bound": "at_least"}, "hedged: at least"),
        ({"bound": "approx"}, "hedged: about"),
        ({"value_high": 95.0}, "a range"),
        ({"confidence": 0.314}, "confidence 0.31 is below 0.5"),
        ({"inferred": "metric"}, "its metric is inferred, not written"),
        ({"inferred": "method,benchmark"}, "its benchmark is inferred, not written"),
        ({"value": 105.0}, "105% is outside of 0 to 100"),
        ({"value": 105.0, "unit": None}, "105 is outside of 0 to 100"),
        ({"value": -3.0}, "-3% is outside of 0 to 100"),
        ({"value": 0.853, "unit": None}, "0.853 may be a share or a percentage"),
        ({"value": 64.0, "unit": "ms"}, "'accuracy' is not measured in ms"),
        ({"value": 64.0, "unit": "points"}, "'accuracy' is not measured in points"),
        ({"metric": "AUROC", "value": 85.3, "unit": None}, "85.3 is outside of 0 to 1"),
        ({"metric": "AUROC", "value": 101.0, "unit": "%"}, "101% is outside of 0 to 100"),
        ({"metric": "perplexity", "value": 0.5, "unit": None}, "0.5 is outside of 1 or more"),
        ({"metric": "R²", "value": 1.5, "unit": None}, "1.5 is outside of 1 or less"),
        ({"metric": "perplexity", "value": 5.0, "unit": "%"}, "'perplexity' is not measured in %"),
        ({"metric": "latency", "value": 64.0, "unit": None}, "'latency' without a unit"),
        ({"metric": "latency", "value": 30.0, "unit": "FPS"}, "'latency' is not measured in FPS"),
        ({"metric": "throughput", "value": 2.0, "unit": "x"}, "'throughput' is not measured in x"),
    ],
)
def test_what_cannot_be_ranked_is_listed_with_its_reason(fields: dict[str, Any], reason: str) -> None:
    board = only(made([row(**fields)]))
    assert reasons(board.unranked) == [reason]
    assert board.rows == ()


def test_a_confidence_at_the_threshold_is_enough() -> None:
    assert len(only(made([row(confidence=0.5)])).rows) == 1


def test_a_bare_number_joins_the_percent_board_of_a_percent_metric() -> None:
    board = only(made([row(85.3, "A", unit=None), row(84.0, "B", 2), row(0.9, "C", 3, unit=None)]))
    assert board.unit == "%"
    assert placed(board.rows) == [(1, "A", 85.3), (2, "B", 84.0)]
    assert [r.claim.unit for r in board.rows] == [None, "%"]
    assert reasons(board.unranked) == ["0.9 may be a share or a percentage"]


def test_values_in_different_units_never_meet_on_a_board() -> None:
    rows = [
        row(64, "A", metric="latency", unit="ms"),
        row(1, "B", 2, metric="latency", unit="s"),
        row(0.9, "C", 3, metric="AUROC", unit=None),
        row(91, "D", 4, metric="AUROC", unit="%"),
    ]
    found = {(board.metric, board.unit): placed(board.rows) for board in made(rows).boards}
    assert found == {
        ("latency", "ms"): [(1, "A", 64)],
        ("latency", "s"): [(1, "B", 1)],
        ("AUROC", None): [(1, "C", 0.9)],
        ("AUROC", "%"): [(1, "D", 91)],
    }


def test_what_is_not_ranked_stands_best_first_too() -> None:
    rows = [row(70, "A", bound="approx"), row(90, "B", 2, confidence=0.1), row(80, "C", 3, value_high=99.0)]
    assert [r.claim.value for r in only(made(rows)).unranked] == [90, 80, 70]


def test_a_score_is_ranked_on_glue_where_it_is_declared() -> None:
    rows = [
        row(79.23, "LoRA", benchmark="GLUE", metric="average score", unit=None, role="other"),
        row(80.65, "GradNormLoRP", benchmark="GLUE", metric="average score", unit=None),
    ]
    board = only(made(rows, "GLUE"))
    assert [(r.rank, r.claim.method, r.reported_by) for r in board.rows] == [
        (1, "GradNormLoRP", "own"),
        (2, "LoRA", "baseline"),
    ]


def test_the_headline_metric_comes_first_and_claims_without_a_metric_last() -> None:
    rows = [row(5, str(n), n, metric="F1") for n in range(3)]
    rows += [row(5, "A", 4, metric=None), row(5, "A", 5, metric="accuracy")]
    assert [board.metric for board in made(rows).boards] == ["accuracy", "F1", None]


def test_changes_and_ratios_are_never_ranked_and_stand_like_beside_like() -> None:
    def change(**fields: Any) -> ClaimRow:
        return row(**({"kind": "change", "direction": "up"} | fields))

    rows = [
        change(value=3.0, unit="points"),
        change(value=7.0),
        change(value=9.0, direction="down"),
        change(value=12.0),
        change(value=2.0, unit="x", kind="ratio", factor=2.0),
        change(value=83.0, kind="ratio", direction="down", factor=0.83),
        change(value=10.0, unit="x", kind="ratio", direction="down", factor=0.1),
        change(value=2.0, unit="x", kind="ratio", direction=None),
        change(value=1.0, metric=None),
    ]
    found = made(rows)
    assert found.boards == ()
    assert [(r.claim.value, r.claim.unit, r.claim.direction) for r in found.changes] == [
        (9.0, "%", "down"),
        (12.0, "%", "up"),
        (7.0, "%", "up"),
        (3.0, "points", "up"),
        (10.0, "x", "down"),
        (83.0, "%", "down"),
        (2.0, "x", "up"),
        (2.0, "x", None),
        (1.0, "%", "up"),
    ]


def test_hardware_ranks_only_what_names_no_benchmark() -> None:
    rows = [
        row(12, "A", benchmark=None, hardware="H100", metric="latency", unit="ms"),
        row(9, "B", 2, benchmark="GSM8K", hardware="H100", metric="latency", unit="ms"),
        row(17, "C", 3, benchmark="GSM8K", hardware="H100", metric="speed", kind="change", direction="up"),
    ]
    found = made(rows, "H100", "hardware")
    board = only(found)
    assert placed(board.rows) == [(1, "A", 12)]
    assert board.direction == "down"
    assert reasons(board.unranked) == ["measured on GSM8K: see that board"]
    assert [r.claim.method for r in found.changes] == ["C"]


def test_no_claim_is_lost_or_told_twice() -> None:
    kinds = ("score", "change", "ratio")
    rows = [
        row(value, method, paper, metric=metric, unit=unit, kind=kind, claim=f"{number}")
        for number, (value, method, paper, metric, unit, kind) in enumerate(
            (value, method, paper, metric, unit, kind)
            for value in (0.5, 80.0, 105.0)
            for method in ("A", None)
            for paper in (1, 2)
            for metric in ("accuracy", "latency", "score", None)
            for unit in ("%", None, "ms")
            for kind in kinds
        )
    ]
    found = made(rows)
    told = [r.claim for board in found.boards for r in (*board.rows, *board.unranked)]
    assert sorted(told + [r.claim for r in found.changes]) == sorted(rows)


def test_the_order_of_the_claims_changes_nothing() -> None:
    rows = [row(value, method, paper) for value in (70, 80) for method in "ABC" for paper in (1, 2)]
    assert made(rows).to_dict() == made(reversed(rows)).to_dict()


def test_a_page_as_json_keeps_its_contract() -> None:
    rows = [row(80, None), row(70, "A", bound="approx"), row(3, "A", kind="change", direction="up")]
    found: Any = made(rows).to_dict()
    claim = {
        "claim", "method", "metric", "value", "value_high", "unit", "kind", "direction", "bound", "role",
        "baseline", "hardware", "paper", "url", "date", "confidence", "status", "sentence", "title", "factor",
        "setting",
    }  # fmt: skip
    assert set(found) == {"version", "benchmark", "boards", "changes"}
    assert (found["version"], found["benchmark"]) == (1, "GSM8K")
    (board,) = found["boards"]
    assert set(board) == {"metric", "unit", "direction", "rows", "unranked"}
    assert set(board["rows"][0]) == claim | {"rank", "reported_by"}
    assert set(board["unranked"][0]) == claim | {"reason", "reported_by"}
    assert set(found["changes"][0]) == claim | {"reported_by"}
    assert board["rows"][0]["method"] is None


def test_a_summary_counts_everything_and_names_the_leader_of_the_fullest_board() -> None:
    rows = [
        row(80, "A", setting="OOD"), row(90, "B", 2), row(99, "C", 3, unit="points"),
        row(70, "A", 4, setting="OOD"),
        row(5, "A", 5, kind="change", direction="up"), row(2, "A", 5, metric="speed", kind="change"),
    ]  # fmt: skip
    accuracy, speed = summaries(made(rows))
    assert accuracy[:7] == ("GSM8K", "accuracy", "%", 2, 2, 1, 5)
    assert accuracy.leader is not None
    assert accuracy.leader.claim.method == "B"
    assert speed == ("GSM8K", "speed", None, 0, 0, 1, 1, None)
