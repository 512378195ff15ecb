"""Changes and ratios are never ranked, and stand like beside like."""

from typing import Any

from schema.rows import ClaimRow
from tests.claim_rows import made, row


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


def test_relative_and_absolute_changes_are_kept_apart() -> None:
    def change(value: float, unit: str | None = "%", **fields: Any) -> ClaimRow:
        return row(value, unit=unit, kind="change", direction="up", **fields)

    rows = [
        change(3, "points"),
        change(7),
        change(9, basis="relative"),
        change(2, basis="absolute"),
        change(17, metric="latency"),
        change(400, "µs", metric="latency"),
        change(3, "ms", metric="latency"),
        row(2, unit="x", kind="ratio", direction="up", factor=2.0, metric="latency"),
    ]
    found = [(r.claim.metric, r.claim.value, r.basis) for r in made(rows).changes]
    assert found == [
        ("accuracy", 9, "relative"),
        ("accuracy", 7, None),
        ("accuracy", 3, "absolute"),
        ("accuracy", 2, "absolute"),
        ("latency", 17, "relative"),
        ("latency", 3, "absolute"),
        ("latency", 400, "absolute"),
        ("latency", 2, None),
    ]
