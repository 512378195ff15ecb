"""Dates as far as they are known: ISO 8601 of day, month or year precision, which sort as strings."""

import datetime
import re

from dateutil import parser

from schema.identity import Identifier

PARTIAL = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")

YEAR_FIRST = re.compile(r"^\d{4}\D")
"""Year, then month, then day: no one writes the year before the day before the month."""


def now() -> str:
    """Return the time in UTC, as it is stored."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")


def parse(text: str) -> str | None:
    """Return a date as written, to the precision that it gives; None where it gives no year.

    "2024-09-05T12:00:00Z", "5 Sep 2024" and "Thu, 5 Sep 2024 12:00:00 GMT" are "2024-09-05", "September
    2024" is "2024-09", and "05/09/2024", which some read as May, is "2024". Raises ValueError for a text
    that is no date at all.
    """
    text = text.strip()
    if PARTIAL.match(text):
        if len(text) == len("2024-09-05"):
            datetime.date.fromisoformat(text)  # 2024-02-30 is none
        return text
    orders = (False,) if YEAR_FIRST.match(text) else (False, True)
    # what the text does not say comes from the default: readings that differ show what it leaves open
    try:
        one, *others = [
            parser.parse(text, default=default, dayfirst=day_first, ignoretz=True)
            for default in (datetime.datetime(1904, 1, 1), datetime.datetime(1908, 12, 29))
            for day_first in orders
        ]
    except (OverflowError, parser.ParserError) as error:
        raise ValueError(f"{text!r} is no date") from error
    if any(other.year != one.year for other in others):
        return None
    if any(other.month != one.month for other in others):
        return f"{one.year:04}"
    return f"{one:%Y-%m}" if any(other.day != one.day for other in others) else f"{one:%Y-%m-%d}"


def from_arxiv(name: Identifier) -> str | None:
    """Return year and month of an arXiv id ("2409.04431", "cs/0112017"); None for other schemes."""
    if name.scheme != "arxiv":
        return None
    digits = name.value.rpartition("/")[2]
    year, month = int(digits[:2]), int(digits[2:4])
    if not 1 <= month <= 12:
        return None
    return f"{1900 + year if year > 90 else 2000 + year}-{month:02}"  # arXiv began in 1991
