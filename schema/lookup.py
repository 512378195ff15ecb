"""What the store knows already of a record: its paper, its text, and whether a run has read that.

Equal text joins two records only where one of them has no id of its own; two ids that lead to two papers
are reported and never merged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select, tuple_

from schema import removal, tables
from schema.columns import NAMES_LONGEST
from schema.dates import PARTIAL, from_arxiv
from schema.identity import Identifier, id_of_hash, identifier, identifiers, shown, text_hash, url_of
from schema.records import Paper

BATCH = 500
"""Records looked up by one query: SQLite binds no more than 32,766 values."""
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What PostgreSQL (NUL) and UTF-8 (half a surrogate pair) cannot hold."""
ORDER = ("arxiv", "doi", "id", "text")
"""Which identifier of a paper is shown: the first scheme that it has."""


IDENTIFIER, TEXT, SCAN, PAPER = tables.identifier.c, tables.paper_text.c, tables.scan.c, tables.paper.c
DECISION = tables.decision.c
OWNERS = select(IDENTIFIER.scheme, IDENTIFIER.value, IDENTIFIER.paper_id).where(
    IDENTIFIER.value.in_(bindparam("values", expanding=True))
)
TEXTS = select(
    TEXT.paper_id,
    TEXT.hash,
    TEXT.id.label("text_id"),
    TEXT.dated,
    TEXT.authors,
    exists().where(SCAN.text_id == TEXT.id, SCAN.run_id == bindparam("run")).label("read"),
).where(tuple_(TEXT.paper_id, TEXT.hash).in_(bindparam("pairs", expanding=True)))
FIRST_WITH = select(TEXT.hash, TEXT.paper_id).where(
    TEXT.id.in_(
        select(func.min(TEXT.id))
        .where(TEXT.hash.in_(bindparam("hashes", expanding=True)))
        .group_by(TEXT.hash)
    )
)
PAPERS = select(
    PAPER.id,
    PAPER.name,
    PAPER.published,
    PAPER.url,
    PAPER.categories,
    exists().where(IDENTIFIER.paper_id == PAPER.id, IDENTIFIER.scheme != "text").label("named"),
    removal.removed(PAPER.id).label("removed"),
    exists().where(DECISION.text_id == TEXT.id, TEXT.paper_id == PAPER.id).label("judged"),
    exists().where(TEXT.paper_id == PAPER.id, TEXT.dated.is_not(None)).label("given"),
).where(PAPER.id.in_(bindparam("papers", expanding=True)))


class Need(StrEnum):
    """What there is to do with a record: nothing, store what is new beside its text, or read its text."""

    NOTHING = "nothing"
    RECORD = "record"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Known:
    """A record beside what is stored of it.

    `paper_id` and `text_id` are None where it is new, `clash` the names of the papers that its ids lead to
    where these are several, `missing` its ids that are not stored yet; `joined` where only its text says
    which paper it is. `name`, `published`, `url` and `categories` are the paper's, `published_given` says
    whether a record gave the second of them, `removed` whether it is removed from view, `judged` whether
    people said anything of its claims; `dated` and `authors` are the text's own; `read` says whether the run
    has read the text.
    """

    names: Sequence[Identifier]
    hash: str
    paper_id: int | None = None
    name: str = ""
    clash: tuple[str, ...] = ()
    missing: Sequence[Identifier] = ()
    joined: bool = False
    published: str | None = None
    published_given: bool = False
    url: str | None = None
    categories: tuple[str, ...] = ()
    removed: bool = False
    judged: bool = False
    text_id: int | None = None
    dated: str | None = None
    authors: tuple[str, ...] = ()
    read: bool = False

    @property
    def touches(self) -> set[object]:
        """What else may depend on this record being written: ids, paper and text that another may share."""
        paper = () if self.paper_id is None else (self.paper_id,)
        return {*self.names, self.hash, _made_of(self.hash), *paper}

    def first_published(self, paper: Paper) -> str | None:
        """Return when the paper was first published, now that there is this record of it.

        A record says when, or else gives the date of its text. Of several dates it is the earliest, of two
        that agree the more precise; without one, its arXiv id's month.
        """
        given = paper.published or paper.date
        stored = self.published if self.published_given or not given else None
        if given or stored:
            return min(filter(None, (given, stored)), key=lambda date: date + "~")
        return next(filter(None, map(from_arxiv, self.names)), None)

    def text_dated(self, paper: Paper) -> str | None:
        """Return the date of the text, now that there is this record of it: the latest."""
        return max(filter(None, (paper.date, self.dated)), default=None)

    def address(self, paper: Paper) -> str | None:
        """Return the paper's address: the first known, else the public one of its id."""
        return self.url or paper.url or next(filter(None, map(url_of, self.names)), None)

    def all_categories(self, paper: Paper) -> tuple[str, ...]:
        """Return the paper's categories: those known, then those that the record adds."""
        return tuple(dict.fromkeys((*self.categories, *paper.categories)))

    def text_authors(self, paper: Paper) -> tuple[str, ...]:
        """Return the authors that the text is stored with: the first that a record names."""
        return self.authors or paper.authors

    def need(self, paper: Paper) -> Need:
        """Say what there is to do with the record."""
        if self.clash:
            return Need.RECORD
        # one that joins by its text alone is read as well: another may take its place before it is stored
        if not self.read or (self.joined and any(name.scheme != "text" for name in self.names)):
            return Need.READ
        return Need.RECORD if self.removed or self.news(paper) else Need.NOTHING

    def news(self, paper: Paper) -> bool:
        """Say whether the record of a known paper and text gives a detail, such as an id, that is new."""
        return bool(
            self.missing
            or self.first_published(paper) != self.published
            or self.text_dated(paper) != self.dated
            or self.address(paper) != self.url
            or self.all_categories(paper) != self.categories
            or self.text_authors(paper) != self.authors
        )


def unfit(paper: Paper) -> str | None:
    """Return why a record cannot be stored, as a clause, or None where it can."""
    for name in ("id", "title", "abstract", "url"):
        if UNSTORABLE.search(getattr(paper, name) or ""):
            return f"the {name} holds a character that a database cannot store (NUL or half a surrogate pair)"
    for one, all_ in (("an author's name", paper.authors), ("a category", paper.categories)):
        if any(map(UNSTORABLE.search, all_)):
            return f"{one} holds a character that a database cannot store (NUL or half a surrogate pair)"
    if not paper.id.strip():
        return "the id is empty"
    if any(len(name.value) > NAMES_LONGEST for name in names_of(paper)):
        return f"the id or address is longer than {NAMES_LONGEST} characters"
    for date in (paper.date, paper.published):
        if date is not None and not PARTIAL.match(date):
            return f"the date {date!r} is not in the form 2024-09-05, 2024-09 or 2024"
    return None


def look_up(connection: Connection, papers: Sequence[Paper], run_id: int) -> list[Known]:
    """Say of each record, all of them fit, what is stored of it, in a few queries a batch."""
    found: list[Known] = []
    for start in range(0, len(papers), BATCH):
        found += _look_up(connection, papers[start : start + BATCH], run_id)
    return found


def names_of(paper: Paper) -> list[Identifier]:
    """Return a record's identifiers; one made of its text counts only where there is no other."""
    names = identifiers(paper.id, paper.url)
    return names if paper.id_given or len(names) == 1 else names[1:]


def shown_name(names: Sequence[Identifier]) -> str:
    """Return the identifier that people are shown of a paper's, in the order in which they were recorded."""
    return shown(min(names, key=lambda name: ORDER.index(name.scheme)))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows by what they are looked up by; `first` is the first paper that has a text."""

    owners: dict[Identifier, int]
    first: dict[str, int]
    texts: dict[tuple[int, str], Any]
    papers: dict[int, Any]

    def candidates(self, names: Sequence[Identifier], hashed: str) -> list[int]:
        """Return the papers that a record's ids lead to, or else the one that its text may join it to."""
        owners = sorted({self.owners[name] for name in names if name in self.owners})
        other = self.first.get(hashed) if _nameless(names) else self.owners.get(_made_of(hashed))
        return owners or ([] if other is None else [other])


def _nameless(names: Sequence[Identifier]) -> bool:
    return all(name.scheme == "text" for name in names)


def _made_of(hashed: str) -> Identifier:
    """Return the id that a paper without one has by its text."""
    return identifier(id_of_hash(hashed))


def _look_up(connection: Connection, papers: Sequence[Paper], run_id: int) -> list[Known]:
    # a text that thousands of papers share is looked up in the one or two that matter, never in all of them
    keys = [(names_of(paper), text_hash(paper.text)) for paper in papers]
    values = {name.value for names, hashed in keys for name in (*names, _made_of(hashed))}
    batch = _Batch({}, {}, {}, {})
    for scheme, value, owner in connection.execute(OWNERS, {"values": list(values)}):
        batch.owners[Identifier(scheme, value)] = owner
    if nameless := {hashed for names, hashed in keys if _nameless(names)}:
        for hashed, paper_id in connection.execute(FIRST_WITH, {"hashes": list(nameless)}):
            batch.first[hashed] = paper_id
    pairs = {(paper, hashed) for names, hashed in keys for paper in batch.candidates(names, hashed)}
    if pairs:
        for row in connection.execute(TEXTS, {"pairs": list(pairs), "run": run_id}):
            batch.texts[row.paper_id, row.hash] = row
        for row in connection.execute(PAPERS, {"papers": list({paper for paper, _ in pairs})}):
            batch.papers[row.id] = row
    return [_known(batch, names, hashed) for names, hashed in keys]


def _known(batch: _Batch, names: Sequence[Identifier], hashed: str) -> Known:
    owned = any(name in batch.owners for name in names)
    found = [batch.papers[key] for key in batch.candidates(names, hashed)]
    if len(found) > 1:
        return Known(names, hashed, clash=tuple(paper.name for paper in found))
    text = batch.texts.get((found[0].id, hashed)) if found else None
    if not found or not (owned or (text and (_nameless(names) or not found[0].named))):
        return Known(names, hashed, missing=names)
    (paper,) = found
    return Known(
        names,
        hashed,
        paper.id,
        paper.name,
        missing=[name for name in names if name not in batch.owners],
        joined=not owned,
        published=paper.published,
        # where no text has a date it may be that of another record, or the month of its arXiv id
        published_given=paper.given or paper.published != from_arxiv(identifier(paper.name)),
        url=paper.url,
        categories=tuple(paper.categories),
        removed=bool(paper.removed),
        judged=paper.judged,
        text_id=text.text_id if text else None,
        dated=text.dated if text else None,
        authors=tuple(text.authors) if text else (),
        read=bool(text and text.read),
    )
