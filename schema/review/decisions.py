"""The log of decisions as it is read: all that was said of a paper, and what holds of its texts by that."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, select

from schema import readings, removal, tables
from schema.review.judged import Decision, Judged, Reading, judge

ENTRY, TEXT, SCAN = tables.decision.c, tables.paper_text.c, tables.scan.c
FIELDS = tuple(Decision.__dataclass_fields__)
ENTRIES = (
    select(TEXT.paper_id, *(ENTRY[name] for name in FIELDS))
    .join_from(tables.decision, tables.paper_text, TEXT.id == ENTRY.text_id)
    .where(TEXT.paper_id.in_(bindparam("papers", expanding=True)))
    .order_by(ENTRY.id)
)
TEXTS = select(TEXT.id, TEXT.paper_id, TEXT.title, TEXT.abstract).where(
    TEXT.id.in_(bindparam("texts", expanding=True))
)
SCANS = (
    select(SCAN.text_id, SCAN.id, SCAN.run_id)
    .where(SCAN.text_id.in_(bindparam("texts", expanding=True)))
    .order_by(SCAN.run_id)
)


class View(NamedTuple):
    """What holds of one text of a paper, given what was read in it, and all that was said of the paper.

    `run_id` is the newest run that read it, None where none has; `log` are all entries on any of its texts,
    which are among `texts`.
    """

    paper_id: int
    text_id: int
    text: str
    run_id: int | None
    readings: list[Reading]
    log: list[Decision]
    judged: Judged
    texts: dict[int, str]


def logs(connection: Connection, papers: Iterable[int]) -> dict[int, list[Decision]]:
    """Return the entries of the log on these papers, oldest first; papers without any are left out."""
    found: dict[int, list[Decision]] = {}
    for row in connection.execute(ENTRIES, {"papers": list(papers)}):
        found.setdefault(row.paper_id, []).append(entry(row))
    return found


def spoken_of(connection: Connection, papers: Iterable[int]) -> set[int]:
    """Return those of some papers of which there are entries in the log."""
    query = (
        select(TEXT.paper_id)
        .distinct()
        .join_from(tables.decision, tables.paper_text, TEXT.id == ENTRY.text_id)
        .where(TEXT.paper_id.in_(list(papers)))
    )
    return set(connection.execute(query).scalars())


def views(connection: Connection, texts: Iterable[int]) -> dict[int, View]:
    """Return what holds of texts, by their keys; those that are not stored are left out."""
    rows = {row.id: row for row in connection.execute(TEXTS, {"texts": list(texts)})}
    log = logs(connection, {row.paper_id for row in rows.values()})
    said_of = {each.text_id for entries in log.values() for each in entries}
    whole = {key: f"{row.title}\n{row.abstract}" for key, row in rows.items()}
    if others := said_of - rows.keys():
        for row in connection.execute(TEXTS, {"texts": list(others)}):
            whole[row.id] = f"{row.title}\n{row.abstract}"
    scans = {
        row.text_id: row for row in connection.execute(SCANS, {"texts": list(rows)})
    }  # of newer runs last
    read = readings.of_scans(connection, {scan.id: whole[text] for text, scan in scans.items()})
    found = {}
    for key, row in rows.items():
        scan = scans.get(key)
        own = read[scan.id] if scan else []
        entries = log.get(row.paper_id, [])
        judged = judge(own, entries, whole, key)
        found[key] = View(row.paper_id, key, whole[key], scan and scan.run_id, own, entries, judged, whole)
    return found


def decided_papers() -> Select[Any]:
    """Return the query for the keys of the papers in view on which people said anything."""
    return (
        select(TEXT.paper_id)
        .distinct()
        .join_from(tables.paper_text, tables.decision, ENTRY.text_id == TEXT.id)
        .where(TEXT.paper_id.not_in(removal.all_removed()))
        .order_by(TEXT.paper_id)
    )


def entry(row: Any) -> Decision:
    """Return the entry of the log that stands in a row."""
    fields = {name: getattr(row, name) for name in FIELDS}
    for name in ("seen", "said"):
        if fields[name] is not None:
            fields[name] = readings.from_json(fields[name])
    return Decision(**fields)
