"""A board shows one unit, whatever its rows were written in."""

from leaderboards.ranking import Board
from tests.claim_rows import made, only, placed, reasons, row


def levels(board: Board) -> list[tuple[str | None, float | None]]:
    return [(row.claim.method, row.level) for row in board.rows]


def test_a_share_is_ranked_as_percentage_or_fraction_on_one_board() -> None:
    rows = [row(85.3, "A", unit=None), row(84.0, "B", 2), row(0.9, "C", 3, unit=None)]
    board = only(made(rows))
    assert (board.unit, board.family) == ("%", "share")
    assert levels(board) == [("C", 90.0), ("A", 85.3), ("B", 84.0)]
    assert [(r.claim.value, r.claim.unit) for r in board.rows] == [(0.9, None), (85.3, None), (84.0, "%")]


def test_a_percentage_without_its_sign_joins_the_board_unless_it_may_be_a_fraction() -> None:
    rows = [row(5.3, "A", unit=None, metric="WER"), row(4, "B", 2, metric="WER")]
    rows += [row(0.9, "C", 3, unit=None, metric="WER")]
    board = only(made(rows))
    assert levels(board) == [("B", 4.0), ("A", 5.3)]
    assert reasons(board.unranked) == ["0.9 may be a share or a percentage"]


def test_a_fraction_stays_bare_and_a_percentage_joins_it() -> None:
    board = only(made([row(0.9, "A", metric="SSIM", unit=None), row(91, "B", 2, metric="SSIM")]))
    assert (board.unit, board.family) == (None, "share")
    assert levels(board) == [("B", 0.91), ("A", 0.9)]


def test_64_ms_goes_before_a_tenth_of_a_second() -> None:
    rows = [
        row(0.1, "A", metric="latency", unit="s"),
        row(64, "B", 2, metric="latency", unit="ms"),
        row(64000, "C", 3, metric="latency", unit="µs"),
        row(70, "D", 4, metric="latency", unit="ms"),
    ]
    board = only(made(rows))
    assert (board.unit, board.family) == ("ms", "time")
    assert [(r.rank, r.claim.method, r.level) for r in board.rows] == [
        (1, "B", 64.0),
        (1, "C", 64.0),
        (3, "D", 70.0),
        (4, "A", 100.0),
    ]


def test_a_board_shows_the_unit_that_most_of_its_rows_have_and_else_the_smaller() -> None:
    def unit(*units: str) -> str | None:
        return only(
            made([row(n + 1, f"M{n}", n, metric="latency", unit=u) for n, u in enumerate(units)])
        ).unit

    assert unit("s", "s", "ms") == "s"
    assert unit("s", "ms") == "ms"
    assert unit("seconds", "sec", "ms") == "s"


def test_what_cannot_be_converted_stands_on_boards_of_its_own() -> None:
    rows = [
        row(64, "A", metric="latency", unit="ms"),
        row(3, "B", 2, metric="latency", unit="GB"),
        row(900, "C", 3, metric="throughput", unit="tokens/s"),
        row(12, "D", 4, metric="throughput", unit="images/s"),
    ]
    found = {(board.metric, board.family): placed(board.rows) for board in made(rows).boards}
    assert found == {
        ("latency", "time"): [(1, "A", 64)],
        ("latency", "memory"): [],
        ("throughput", "tokens per time"): [(1, "C", 900)],
        ("throughput", "images per time"): [(1, "D", 12)],
    }


def test_a_bare_psnr_is_one_in_decibel() -> None:
    rows = [row(31.2, "A", metric="PSNR", unit=None), row(33.0, "B", 2, metric="PSNR", unit="dB")]
    board = only(made(rows))
    assert (board.unit, board.family) == ("dB", "decibel")
    assert placed(board.rows) == [(1, "B", 33.0), (2, "A", 31.2)]


def test_a_metric_that_declares_nothing_may_be_measured_in_what_things_are_measured_in() -> None:
    board = only(made([row(1.1, metric="MAE", unit="mm"), row(0.2, "B", 2, metric="MAE", unit="cm")]))
    assert [method for _, method, _ in placed(board.rows)] == ["Lantern", "B"]
