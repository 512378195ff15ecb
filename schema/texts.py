"""Stored texts as they were given: records of their papers, to be read again."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from schema import tables
from schema.records import Paper
from schema.resolution import batches

STORED = tables.paper_text.c


def papers(connection: Connection, texts: Iterable[int]) -> dict[int, Paper]:
    """Return texts as records of their papers, by their keys."""
    paper = tables.paper.c
    query = (
        select(STORED.id, paper.name, STORED.title, STORED.abstract, STORED.authors, STORED.dated, paper.url)
        .join_from(tables.paper_text, tables.paper, paper.id == STORED.paper_id)
        .order_by(STORED.id)
    )
    found: dict[int, Paper] = {}
    for part in batches(texts):
        for key, id, title, abstract, authors, date, url in connection.execute(
            query.where(STORED.id.in_(part))
        ):
            found[key] = Paper(id=id, title=title, abstract=abstract, authors=authors, date=date, url=url)
    return found
