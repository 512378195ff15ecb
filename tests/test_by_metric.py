"""Claims that name no benchmark are summed up by what they measure, like with like."""

from typing import Any

from leaderboards.by_metric import MetricSummary, summed
from schema.registry import registry
from schema.rows import ClaimRow
from tests.claim_rows import Declared, row


def lines(*rows: ClaimRow) -> list[MetricSummary]:
    return summed(rows, Declared(registry()))


def latency(value: float, unit: str = "ms", paper: int = 1, **fields: Any) -> ClaimRow:
    return row(value, paper=paper, unit=unit, metric="latency", benchmark=None, **fields)


def test_a_metric_is_summed_up_with_its_least_and_greatest_in_one_unit() -> None:
    (line,) = lines(latency(64), latency(0.1, "s", 2, method="Moth"), latency(70, paper=2))
    assert (line.metric, line.kind, line.unit) == ("latency", "score", "ms")
    assert (line.claims, line.papers, line.least, line.greatest) == (3, 2, 64.0, 100.0)
    assert (line.first.method, line.first.paper) == ("Moth", "2401.00002")


def test_families_kinds_directions_and_bases_are_lines_of_their_own() -> None:
    def change(value: float, unit: str = "%", **fields: Any) -> ClaimRow:
        return latency(value, unit, kind="change", **({"direction": "down"} | fields))

    found = lines(
        latency(64),
        latency(3, "GB"),
        latency(5, "wicks"),
        change(17),
        change(12),
        change(9, direction="up"),
        change(3, "ms"),
        latency(2, "x", kind="ratio", direction="down", factor=0.5),
    )
    told = {(line.kind, line.direction, line.basis, line.unit): line.claims for line in found}
    assert told == {
        ("score", None, None, "ms"): 1,
        ("score", None, None, "GB"): 1,
        ("score", None, None, "wicks"): 1,
        ("change", "down", "relative", "%"): 2,
        ("change", "up", "relative", "%"): 1,
        ("change", "down", "absolute", "ms"): 1,
        ("ratio", "down", None, "x"): 1,
    }


def test_the_longest_lines_come_first_and_claims_without_a_metric_last() -> None:
    none = row(1, benchmark=None, metric=None)
    found = lines(none, none, none, row(3, benchmark=None, metric="BLEU"), latency(1), latency(2))
    assert [line.metric for line in found] == ["latency", "BLEU", None]


def test_what_a_metric_cannot_have_is_counted_and_not_the_greatest() -> None:
    (line,) = lines(row(80, benchmark=None), row(105, benchmark=None))
    assert (line.claims, line.greatest) == (2, 80.0)


def test_every_line_has_a_paper_even_where_no_number_compares() -> None:
    (line,) = lines(latency(2, "x", kind="ratio", direction=None))
    assert (line.greatest, line.first.paper) == (None, "2401.00001")
