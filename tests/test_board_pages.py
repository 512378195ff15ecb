"""All claims of a benchmark stand on its page, each once, part by part."""

from typing import Any

from leaderboards.summaries import summaries
from tests.claim_rows import made, only, placed, reasons, row


def test_the_headline_metric_comes_first_and_claims_without_a_metric_last() -> None:
    rows = [row(5, str(n), n, metric="F1") for n in range(3)]
    rows += [row(5, "A", 4, metric=None), row(5, "A", 5, metric="accuracy")]
    assert [board.metric for board in made(rows).boards] == ["accuracy", "F1", None]


def test_the_parts_of_a_benchmark_have_boards_of_their_own_the_whole_first() -> None:
    bench = {"benchmark_base": "Dusk", "metric": "accuracy"}
    rows = [
        row(90, "A", benchmark="Dusk Lite", subset="Lite", **bench),
        row(80, "B", 2, benchmark="Dusk", **bench),
        row(70, "C", 3, benchmark="Dusk Lite", subset="Lite", **bench),
        row(3, "C", 3, benchmark="Dusk Hard", subset="Hard", kind="change", direction="up", **bench),
    ]
    found = made(rows, "Dusk")
    assert [(board.name, board.benchmark, board.subset, placed(board.rows)) for board in found.boards] == [
        ("Dusk", "Dusk", None, [(1, "B", 80)]),
        ("Dusk Lite", "Dusk Lite", "Lite", [(1, "A", 90), (2, "C", 70)]),
    ]
    assert found.parts == ["Dusk", "Dusk Hard", "Dusk Lite"]
    assert [line.benchmark for line in summaries(found)] == ["Dusk", "Dusk Lite", "Dusk Hard"]


def test_rows_of_one_role_alone_are_still_told_who_reported_them() -> None:
    rows = [row(80, "A"), row(70, "B", role="other"), row(60, "C", 2, role="other")]
    board = only(made(rows, role="other"))
    assert [(r.rank, r.claim.method, r.reported_by) for r in board.rows] == [
        (1, "B", "baseline"),
        (2, "C", "third party"),
    ]


def test_what_a_filter_leaves_nothing_of_makes_no_board_and_no_line() -> None:
    found = made([row(80, "A"), row(70, "B", 2, metric="F1", role="other")], role="own")
    assert [board.metric for board in found.boards] == ["accuracy"]
    assert [line.metric for line in summaries(found)] == ["accuracy"]


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
            for metric in ("accuracy", "latency", "sharpness", None)
            for unit in ("%", None, "ms")
            for kind in kinds
        )
    ]
    found = made(rows)
    told = [r.claim for board in found.boards for r in (*board.rows, *board.unranked, *board.review)]
    assert sorted(told + [r.claim for r in found.changes]) == sorted(rows)


def test_the_order_of_the_claims_changes_nothing() -> None:
    rows = [row(value, method, paper) for value in (70, 80) for method in "ABC" for paper in (1, 2)]
    assert made(rows).to_dict() == made(reversed(rows)).to_dict()


def test_a_page_as_json_keeps_its_contract() -> None:
    rows = [row(80, None), row(70, "A", bound="approx"), row(3, "A", kind="change", direction="up")]
    rows += [row(105, "B")]
    found: Any = made(rows).to_dict()
    claim = {
        "claim", "method", "metric", "value", "value_high", "unit", "kind", "direction", "bound", "role",
        "baseline", "hardware", "paper", "url", "date", "confidence", "status", "sentence", "title", "factor",
        "setting", "benchmark",
    }  # fmt: skip
    assert set(found) == {"version", "benchmark", "boards", "changes"}
    assert (found["version"], found["benchmark"]) == (1, "GSM8K")
    (board,) = found["boards"]
    parts = {"benchmark", "version", "split", "subset", "family"}
    assert set(board) == {"metric", "unit", "direction", "rows", "unranked", "review", "derived"} | parts
    placed = claim | {"reported_by", "level", "level_high", "flag"}
    assert set(board["rows"][0]) == placed | {"rank"}
    assert set(board["unranked"][0]) == set(board["review"][0]) == placed | {"reason"}
    assert set(found["changes"][0]) == placed | {"basis"}
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
    assert speed[:8] == ("GSM8K", "speed", None, 0, 0, 1, 1, None)
    assert speed.first.claim.paper == "2401.00005"
