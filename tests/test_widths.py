"""What of a table finds room on a narrow terminal: why something is not ranked is the last to go."""

from leaderboards.widths import SPARE, widths

LONG = "a baseline without a name stands beside it"
TABLE = {
    "method": ["method", "Lantern by the light of the moon"],
    "setting": ["setting", "backbone: Moth; shots: 5-shot"],
    "value": ["value", "100 ms (written: 0.1 s)"],
    "reason": ["reason", LONG],
    "reported_by": ["reported by", "third party"],
    "paper": ["paper", "2401.00001"],
    "date": ["date", "2024-01-31"],
    "sure": ["sure", "0.90"],
    "claim": ["claim", "c180.65"],
}
RIGID = {"value", "paper", "date", "sure"}


def left_out(room: int) -> list[str]:
    fitted = widths(TABLE, RIGID, room)
    assert sum(fitted.values()) + 2 * (len(fitted) - 1) <= room
    return [name for name in SPARE if name in TABLE and name not in fitted]


def test_the_reason_stays_at_80_columns_and_the_claim_goes_before_it() -> None:
    assert left_out(80) == ["date", "reported_by", "sure", "claim", "setting"]
    assert left_out(100) == ["date", "reported_by"]


def test_the_reason_is_wrapped_in_whatever_room_there_is_before_it_goes() -> None:
    assert widths(TABLE, RIGID, 55)["reason"] == 8
    assert left_out(55) == ["date", "reported_by", "sure", "claim", "setting"]
    assert left_out(54) == ["date", "reported_by", "sure", "claim", "setting", "reason"]


def test_what_the_rows_of_a_table_are_stays_in_its_first_column() -> None:
    table = {"claim": ["claim", "abcdefghijkl"], "title": ["title", "A lantern of the moon by night"]}
    assert list(widths(table, set(), 10)) == ["claim"]
