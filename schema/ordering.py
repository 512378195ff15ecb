"""In which order rows are read: by fields that somebody asks for, the same on every database."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, Numeric, func

from schema.database import Database

Sort = Sequence[tuple[str, bool]]
"""Names of fields, the first one first, each with whether the greatest comes first."""


def ordered_by(
    store: Database, fields: Mapping[str, ColumnElement[Any]], sort: Sort
) -> Iterator[ColumnElement[Any]]:
    """Yield what to order a query by: numbers, and texts whatever their case; what is unknown comes last."""
    for name, down in sort:
        field = fields[name]
        is_text = not isinstance(field.type, Float | Numeric | Integer)
        if is_text:
            field = func.lower(func.nullif(field, ""))
        yield field.is_(None)
        if is_text and store.engine.dialect.name == "postgresql":
            field = field.collate("C")  # SQLite's order, whatever the language of the database
        yield field.desc() if down else field
