"""The line of records on a board: who took first place when, and by how much."""

from leaderboards.history import records, undated
from tests.claim_rows import made, only, row


def told(*rows: object, **rules: object) -> list[tuple[str | None, str | None, float | None]]:
    """Date, method and gain of each record."""
    found = records(only(made(rows, **rules)))  # type: ignore[arg-type] # claim rows
    return [(one.row.claim.date, one.row.claim.method, one.gain) for one in found]


def test_each_record_is_better_than_the_one_before_and_says_by_how_much() -> None:
    rows = [
        row(82.5, "C", 3, date="2025-03"),
        row(80, "A", 1, date="2024-12"),
        row(79, "B", 2, date="2025-01"),
        row(84, "D", 4, date="2025-04"),
    ]
    assert told(*rows) == [("2024-12", "A", None), ("2025-03", "C", 2.5), ("2025-04", "D", 1.5)]


def test_an_equal_level_later_is_no_record() -> None:
    assert told(row(80, "A", date="2024"), row(80, "B", 2, date="2025")) == [("2024", "A", None)]


def test_a_method_that_later_did_better_held_its_record_until_then() -> None:
    same = {"setting": "5-shot"}
    rows = [row(80, "A", 1, date="2024-01", **same), row(85, "A", 2, date="2025-01", **same)]
    assert told(*rows) == [("2024-01", "A", None), ("2025-01", "A", 5)]


def test_where_less_is_better_a_record_is_lower() -> None:
    rows = [row(9, "A", 1, date="2024"), row(4, "B", 2, date="2025"), row(6, "C", 3, date="2026")]
    wer = [each._replace(metric="word error rate") for each in rows]
    assert told(*wer) == [("2024", "A", None), ("2025", "B", 5)]


def test_gains_are_in_the_units_of_the_board() -> None:
    rows = [row(0.1, "A", 1, date="2024", metric="latency", unit="s")]
    rows += [row(64, "B", 2, date="2025", metric="latency", unit="ms")]
    rows += [row(50, "C", 3, date="2026", metric="latency", unit="ms")]
    assert [gain for *_, gain in told(*rows)] == [None, 36, 14]


def test_what_has_no_date_or_is_not_ranked_takes_no_place_in_time() -> None:
    rows = [
        row(80, "A", date="2024"),
        row(90, "B", 2, date=None),
        row(85, "C", 3, confidence=0.1, date="2025"),
    ]
    assert told(*rows) == [("2024", "A", None)]
    assert undated(only(made(rows))) == 1


def test_without_a_declared_direction_there_are_no_records() -> None:
    assert told(row(5, metric="glow"), row(6, "B", 2, metric="glow")) == []
