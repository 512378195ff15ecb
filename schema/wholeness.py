"""Whether a database is whole: its pages, rows that others refer to, and the texts that claims stand in."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select, text

from schema import tables

SHOWN = 3
"""Faults of one kind that are named, at most."""


def wrong_pages(connection: Connection, thorough: bool = False) -> Iterator[str]:
    """Yield what is wrong with the pages of a SQLite file, and with its indexes where this is `thorough`.

    Then which rows refer to one that is not there, which PostgreSQL never allows. Nothing where all is well.
    """
    if connection.dialect.name != "sqlite":
        return
    pages = f"PRAGMA {'integrity' if thorough else 'quick'}_check({SHOWN})"
    wrong = [" ".join(told.split()) for told in connection.execute(text(pages)).scalars() if told != "ok"]
    yield from wrong
    if wrong:
        return
    for table, row, other, _ in connection.execute(text("PRAGMA foreign_key_check")).fetchmany(SHOWN):
        yield f"row {row} of {table} refers to a row of {other} that is not there"


def wrong_claims(connection: Connection) -> Iterator[str]:
    """Yield how many readings have a value, or a name, that is not what stands at its offsets in the text."""
    read, slot, its = tables.reading.c, tables.reading_slot.c, tables.paper_text.c
    scan = tables.scan.c
    whole = its.title.concat("\n").concat(its.abstract)
    value = func.substr(whole, read.value_start + 1, read.value_end - read.value_start)
    name = func.substr(whole, slot.span_start + 1, slot.span_end - slot.span_start)
    scans = tables.reading.join(tables.scan, scan.id == read.scan_id)
    texts = scans.join(tables.paper_text, its.id == scan.text_id)
    slots = texts.join(tables.reading_slot, slot.reading_id == read.id)
    for what, query in (
        ("value", select(read.claim_id).select_from(texts).where(value != read.value_text)),
        ("name", select(read.claim_id).select_from(slots).where(name != slot.surface)),
    ):
        count = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        if count:
            first = connection.execute(query.limit(1)).scalar_one()
            yield f"{count:,} readings have a {what} that is not in their text, such as {first}"
