"""Dates are kept to the precision that was given, and nothing is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.dates import PARTIAL, from_arxiv, parse
from schema.identity import Identifier


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-09-05", "2024-09-05"),
        (" 2024-09 ", "2024-09"),
        ("2024", "2024"),
        ("2024-09-05T12:00:00Z", "2024-09-05"),
        ("2024-09-05 23:59:59+02:00", "2024-09-05"),
        ("5 Sep 2024", "2024-09-05"),
        ("Thu, 5 Sep 2024 12:00:00 GMT", "2024-09-05"),
        ("September 5, 2024", "2024-09-05"),
        ("September 2024", "2024-09"),
        ("29 Feb 2024", "2024-02-29"),
        ("1904-01-01", "1904-01-01"),
        ("1 January 1904", "1904-01-01"),
    ],
)
def test_a_date_is_read_to_the_precision_that_it_gives(text: str, date: str) -> None:
    assert parse(text) == date


@pytest.mark.parametrize("text", ["5 Sep", "September", "Thursday", "Feb 29", "12:30"])
def test_a_day_without_a_year_is_no_date(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("text", ["2024-02-30", "soon", "2024-13-01", "", "v2", "99999999999999999999"])
def test_what_is_no_date_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|day|month"):
        parse(text)


@given(st.text(max_size=30))
def test_any_text_is_a_partial_date_or_none_or_an_error(text: str) -> None:
    try:
        date = parse(text)
    except ValueError:
        return
    assert date is None or PARTIAL.match(date)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2409.04431", "2024-09"),
        ("0704.0001", "2007-04"),
        ("cs/0112017", "2001-12"),
        ("hep-th/9108001", "1991-08"),
        ("2413.00001", None),
        ("2400.00001", None),
    ],
)
def test_an_arxiv_id_gives_year_and_month(value: str, date: str | None) -> None:
    assert from_arxiv(Identifier("arxiv", value)) == date


def test_other_ids_give_no_date() -> None:
    assert from_arxiv(Identifier("doi", "10.1000/2409.04431")) is None
    assert from_arxiv(Identifier("id", "2409.04431")) is None


@pytest.mark.parametrize(("written", "known"), [("05/09/2024", "2024"), ("25/09/2024", "2024-09-25")])
def test_a_date_that_may_be_read_month_or_day_first_keeps_what_is_sure(written: str, known: str) -> None:
    assert parse(written) == known
