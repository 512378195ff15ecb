"""Units as texts write them: one symbol each, and one base unit for all of a family."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.units import Unit, measured, unit_of

SAME = [
    ("time", "ms", ["ms", "msec", "millisecond", "milliseconds", "Milliseconds"]),
    ("time", "s", ["s", "sec", "secs", "second", "seconds"]),
    ("time", "µs", ["µs", "μs", "us", "microseconds", r"\mu s", r"$\mu$s"]),
    ("time", "h", ["h", "hr", "hrs", "hour", "hours"]),
    ("tokens per time", "token/s", ["tokens/s", "tok/s", "tokens/sec", "tokens per second", "token/s"]),
    ("frames per time", "FPS", ["fps", "FPS"]),
    ("memory", "GB", ["GB", "gigabytes"]),
    ("operations", "GFLOP", ["GFLOPs", "GFLOP"]),
    ("energy", "kWh", ["kWh"]),
    ("power", "µW", ["µW", r"$\mu$W"]),
    ("GPU time", "GPU hour", ["GPU hours", "GPU-hours", "GPU hour"]),
    ("parameters", "parameter", ["parameters", "params"]),
    ("angle", "°", ["°", "degrees", r"^\circ", r"$^\circ$"]),
    ("money USD", "$", ["$", "USD", "dollars"]),
    ("percent", "%", ["%"]),
    ("points", "points", ["points"]),
    ("ratio", "x", ["x"]),
]


@pytest.mark.parametrize(("family", "name", "spellings"), SAME)
def test_spellings_of_one_unit_join(family: str, name: str, spellings: list[str]) -> None:
    assert {(unit.family, unit.name) if (unit := unit_of(each)) else each for each in spellings} == {
        (family, name)
    }


@pytest.mark.parametrize(
    ("one", "other", "times"),
    [
        ("s", "ms", 1000),
        ("h", "minutes", 60),
        ("GB", "MB", 1000),
        ("GiB", "MiB", 1024),
        ("B", "bits", 8),
        ("kWh", "J", 3.6e6),
        ("W", "mW", 1000),
        ("TFLOPs", "GFLOPs", 1000),
        ("frames/s", "FPS", 1),
        ("tokens/s", "tokens/min", 60),
        ("$", "cents", 100),
        ("GPU days", "GPU hours", 24),
    ],
)
def test_units_of_one_family_convert(one: str, other: str, times: float) -> None:
    first, second = unit_of(one), unit_of(other)
    assert first
    assert second
    assert first.family == second.family
    assert first.scale / second.scale == pytest.approx(times)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hours", "GPU hours"),
        ("tokens/s", "images/s"),
        ("$", "euros"),
        ("%", "points"),
        ("ms", "MB"),
        ("GFLOPs", "GMACs"),
        ("GFLOPs", "TFLOPS"),
        ("J", "W"),
        ("mW", "MB"),
    ],
)
def test_what_differs_is_of_two_families(one: str, other: str) -> None:
    first, second = unit_of(one), unit_of(other)
    assert first
    assert second
    assert first.family != second.family


def test_case_tells_short_units_apart() -> None:
    assert unit_of("mW") == Unit("power", "mW", 1e-3)
    assert unit_of("MW") == Unit("power", "MW", 1e6)


@pytest.mark.parametrize(
    "unknown",
    [
        None,
        "",
        "furlongs",
        "FLOPS",
        "9**9**9",
        "import os",
        "¼",
        "s/¼",
        "NAN",
        "inf",
        "m/m",
        "s" * 500,
        "(" * 99,
    ],
)
def test_what_is_no_known_unit_is_none(unknown: str | None) -> None:
    assert unit_of(unknown) is None


def test_a_number_keeps_its_unit_and_gets_a_canonical_value() -> None:
    assert measured(64, None, "ms") == {
        "family": "time",
        "unit_name": "ms",
        "unit_scale": 0.001,
        "amount": 0.064,
        "amount_high": None,
    }
    assert measured(8, 24, "h")["amount_high"] == 24 * 3600
    assert set(measured(80.65, None, None).values()) == {None}


@given(st.text(max_size=60))
def test_any_text_is_a_unit_or_none(text: str) -> None:
    unit = unit_of(text)
    assert unit is None or (unit.scale > 0 and unit.name and unit.family)
