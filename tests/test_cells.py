"""What stands in a cell of a curated table: one number, or why it is none."""

import pytest

from schema.curated.cells import DOUBT, IN_WORDS, NO_VALUE, SEVERAL, TOO_LARGE, UNCLEAR, Figure, read


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [
        ("91.2", 91.2, None),
        ("17.3", 17.3, None),
        (".912", 0.912, None),
        ("91.", 91.0, None),
        ("+2.5", 2.5, None),
        ("-12.4", -12.4, None),
        ("−12.4", -12.4, None),
        ("1e-5", 1e-5, None),
        ("1,234,567", 1234567.0, None),
        ("\ufeff93.3", 93.3, None),
        (" 93.3\u200b ", 93.3, None),
        ("91.2%", 91.2, "%"),
        ("91.2 %", 91.2, "%"),
        ("64 ms", 64.0, "ms"),
        ("64ms", 64.0, "ms"),
        ("88.6±0.3", 88.6, None),
        ("0.8428 ± 0.0014", 0.8428, None),
        ("88.6 (± 0.3)", 88.6, None),
        ("88.6 +/- 0.3", 88.6, None),
        ("88.6 +- 0.3", 88.6, None),
        ("91.2 ± 0.3%", 91.2, "%"),
        ("91.2% ± 0.3%", 91.2, "%"),
        ("11.2M", 11_200_000.0, None),
        ("1.1M", 1_100_000.0, None),
        ("37m", 37_000_000.0, None),
        ("220k", 220_000.0, None),
        ("0.46B", 460_000_000.0, None),
        ("~24M", 24_000_000.0, None),
        ("63.7*", 63.7, None),
        ("63.7 †", 63.7, None),
    ],
)
def test_a_number_is_read(written: str, number: float, unit: str | None) -> None:
    assert read(written) == Figure(number, unit)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        *((blank, NO_VALUE) for blank in ("", " ", "-", "--", "--*", "–", "−", "—", "?", "N/A", "none")),
        *((words, IN_WORDS) for words in ("Please tell us", "Yes", "Elsner", "±")),
        *((several, SEVERAL) for several in (
            "9.9/9.9", "(69.1 68.2)", "91.6/91.1*", "17.1(16.1 with dynamic evaluation)", "69.1 68.2",
            "70.14 (measured by Ge et al., 2018)", "0,5 0,6", "69-71")),
        *((unclear, UNCLEAR) for unclear in ("60.7+", "<5", "5 epochs of it", "top1", "88.6 ± a bit")),
        ("43B?", DOUBT),
        ("1e999", TOO_LARGE),
        ("1" * 400, TOO_LARGE),
        ("Infinity", IN_WORDS),
    ],
)  # fmt: skip
def test_what_is_no_number_is_a_problem_of_its_own_kind(written: str, problem: str) -> None:
    assert read(written) == Figure(problem=problem)


def test_a_very_long_text_is_read_in_no_time(within_a_minute: None) -> None:
    for text in ("1" * 200_000, "1," * 100_000, "±" * 100_000, " " * 200_000 + "x", "-" * 200_000 + "1"):
        assert read(text).number is None
