"""Entries of the log that are not written yet, with what holds of their papers by them.

A draft is made where nothing is written, so that nobody waits for it, however much is said at once. To enter
it is quick: only papers of which something changed meanwhile are looked at again.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from schema import current, readings, resolution, tables
from schema.columns import Kept
from schema.current import Standing, Unnamed
from schema.naming import Names
from schema.resolution import Name, batches
from schema.review import calibration, signing
from schema.review.calibration import Calibration
from schema.review.decisions import ENTRY, SCAN, TEXT, View, views
from schema.review.judged import Decision, judge

FIRST = 1 << 62
"""What a draft's first entry is called until the database gives it an id: no id is as high."""
PUT = insert(tables.decision).returning(ENTRY.id, sort_by_parameter_order=True)


class Entry(NamedTuple):
    """An entry of the log but for its id, its time and who made it; claims are JSON, as they are stored."""

    action: str
    text_id: int
    claim_id: str | None = None
    seen: Kept | None = None
    said: Kept | None = None
    why: str | None = None
    drawn: str = "other"
    chance: float | None = None
    stood: int | None = None
    undoes: int | None = None
    sheet: str | None = None


class Mark(NamedTuple):
    """What the claims of a paper depend on: where it stands, None out of view; its last scan and entry."""

    standing: Standing | None
    scan: int | None
    entry: int | None


class Paper(NamedTuple):
    """What a draft says of a paper: which of the entries are of it, and the rows of `current` by them."""

    mark: Mark
    entries: Sequence[int]
    rows: Sequence[Unnamed]


@dataclass(slots=True)
class Draft:
    """Entries by their places, and their papers; `said` are the names that they speak of, in their order.

    `names` and `believed` are what it was made with.
    """

    names: str
    believed: Calibration
    entries: dict[int, Entry] = field(default_factory=dict)
    papers: dict[int, Paper] = field(default_factory=dict)
    said: dict[int, tuple[Name, ...]] = field(default_factory=dict)

    def entry(self, at: int) -> Decision:
        """Return the entry at a place as it is to stand in the log."""
        each = self.entries[at]
        seen, said = readings.loaded(each.seen), readings.loaded(each.said)
        return Decision(
            FIRST + at, "", "", each.action, each.text_id, each.claim_id, seen, said, stood=each.stood,
            undoes=each.undoes,
        )  # fmt: skip

    def stale(self, connection: Connection, names: Names) -> list[int]:
        """Return the places of the entries on papers of which something changed since."""
        now = names.fingerprint, calibration.newest(connection)
        alike = (self.names, self.believed) == now
        found = marks(connection, self.papers)
        stale = [key for key, paper in self.papers.items() if not alike or found[key] != paper.mark]
        self.names, self.believed = now
        return sorted(at for key in stale for at in self.papers[key].entries)

    def hold(
        self,
        connection: Connection,
        names: Names,
        new: dict[int, dict[int, Decision]],
        there: dict[int, View],
    ) -> None:
        """Work out what holds of papers by their new entries, which are given by their places.

        Those that are here already stay with them. `there` are the views that are known.
        """
        found = marks(connection, new)
        for paper in new.keys() & self.papers.keys():
            new[paper] = {at: self.entry(at) for at in self.papers[paper].entries} | new[paper]
        asked = {entry.text_id for entries in new.values() for entry in entries.values()}
        asked |= {mark.standing.text_id for mark in found.values() if mark.standing is not None}
        there = {**there, **views(connection, asked - there.keys())}
        for paper, entries in new.items():
            rows: list[Unnamed] = []
            if (standing := found[paper].standing) is not None:
                view = there[standing.text_id]
                texts = view.texts | {each.text_id: there[each.text_id].text for each in entries.values()}
                said = judge(view.readings, [*view.log, *entries.values()], texts, view.text_id)
                rows = [
                    current.laid_out(names, claim) for claim in current.judged(standing, said, self.believed)
                ]
            self.papers[paper] = Paper(found[paper], tuple(entries), rows)

    def put(self, connection: Connection, names: Names, who: str, time: str) -> list[int]:
        """Write all of it; return the ids of the entries in the order of their places."""
        fixed = {"recorded_at": time, "who": signing.name(who)}
        ids: dict[int, int] = {}
        for part in batches(sorted(self.entries)):
            rows = [{**self.entries[at]._asdict(), **fixed} for at in part]
            ids |= zip(part, connection.execute(PUT, rows).scalars(), strict=True)
        # of a claim that holds nowhere just now as well: names are spelled as they first came in
        said = [self.said[at] for at in sorted(self.said)]
        known = resolution.resolve(connection, names, itertools.chain.from_iterable(said))
        current.withdraw(connection, self.papers)
        rows_of = (row for paper in self.papers.values() for row in paper.rows)
        for some in batches(rows_of):
            asked = dict.fromkeys(name for row in some for name in row.names.values())
            known |= resolution.resolve(connection, names, (name for name in asked if name not in known))
            current.put(connection, [row.named(known, ids, FIRST) for row in some])
        return list(ids.values())


def marks(connection: Connection, papers: Iterable[int]) -> dict[int, Mark]:
    """Return what the claims of papers depend on just now."""
    found: dict[int, Mark] = {}
    for part in batches(papers):
        which = TEXT.paper_id.in_(part)
        of_paper = select(TEXT.paper_id, func.max(SCAN.id)).join_from(
            tables.paper_text, tables.scan, SCAN.text_id == TEXT.id
        )
        said_of = select(TEXT.paper_id, func.max(ENTRY.id)).join_from(
            tables.paper_text, tables.decision, ENTRY.text_id == TEXT.id
        )
        scans, entries = (
            dict(connection.execute(query.where(which).group_by(TEXT.paper_id)).all())
            for query in (of_paper, said_of)
        )
        standings = {each.paper_id: each for each in current.standings(connection, which)}
        found |= {key: Mark(standings.get(key), scans.get(key), entries.get(key)) for key in part}
    return found
