"""Tags: the reading lists that papers are on. A paper that is taken off a list can be put on it again."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, insert, select

from schema import removal, tables
from schema.columns import NAMES_LONGEST
from schema.database import Database, reading
from schema.errors import NotFoundError, UsageError
from schema.identity import evened
from schema.lookup import BATCH, UNSTORABLE
from schema.rows import TagCount

TAG = tables.tag.c
PUT_ON, TAKEN_OFF = "tag", "untag"
LISTED = 20
"""Tags that an error lists, at most."""


class Tagged(NamedTuple):
    """The papers that were put on a list, or taken off it, and those that were so before, by their names."""

    papers: tuple[str, ...]
    before: tuple[str, ...]


def tag_name(text: str) -> str:
    """Return a tag's name as it is stored. Raises UsageError for what is none."""
    name = evened(text)
    if not name or len(name) > NAMES_LONGEST or UNSTORABLE.search(name):
        raise UsageError(f"{text[:40]!r} is no name of a tag", "write a few words, such as 'to read'")
    return name


def papers_on(tag: str) -> Select[Any]:
    """Return the query for the keys of the papers on a list, whether or not they are removed from view."""
    newest = select(func.max(TAG.id)).where(TAG.name == tag).group_by(TAG.paper_id)
    return select(TAG.paper_id).where(TAG.id.in_(newest), TAG.action == PUT_ON)


def counts(store: Database, removed: bool | None = False) -> list[TagCount]:
    """Return the tags that papers have, in the order of their names, with what is on each.

    `removed` says which papers count: those that are removed from view, those that are not, or all (None).
    """
    newest = select(func.max(TAG.id)).group_by(TAG.name, TAG.paper_id)
    gone = removal.all_removed()
    claims = tables.current.c
    made = select(claims.paper_id, func.count().label("claims")).group_by(claims.paper_id).subquery()
    query = (
        select(TAG.name, func.count(), func.coalesce(func.sum(made.c.claims), 0))
        .outerjoin_from(tables.tag, made, made.c.paper_id == TAG.paper_id)
        .where(TAG.id.in_(newest), TAG.action == PUT_ON)
        .group_by(TAG.name)
        .order_by(TAG.name)
    )
    if removed is not None:
        query = query.where(TAG.paper_id.in_(gone) if removed else TAG.paper_id.not_in(gone))
    with reading(store.engine) as connection:
        return [TagCount(name, papers, int(of)) for name, papers, of in connection.execute(query)]


def find_tag(store: Database, text: str, removed: bool | None = False) -> str:
    """Return the tag that is meant, of the papers that `counts` counts.

    Raises NotFoundError, with the tags that there are, where none of them has it.
    """
    there = [count.tag for count in counts(store, removed)]
    if (name := evened(text)) in there:
        return name
    alike = [tag for tag in there if tag.casefold() == name.casefold()]
    if len(alike) == 1:
        return alike[0]
    more = ", …" if len(there) > LISTED else ""
    listed = ", ".join(there[:LISTED]) + more
    which = "removed paper" if removed else "paper"
    raise NotFoundError(
        f"no {which} has the tag {text!r}",
        f"the tags are: {listed}" if there else f"no {which} has a tag: claimboard add PAPERS --tag NAME",
    )


def of(connection: Connection, papers: Sequence[int]) -> dict[int, list[str]]:
    """Return the tags of papers, given by their keys, in the order of their names."""
    found: dict[int, list[str]] = {paper: [] for paper in papers}
    for start in range(0, len(papers), BATCH):
        on = TAG.paper_id.in_(papers[start : start + BATCH])
        newest = select(func.max(TAG.id)).where(on).group_by(TAG.name, TAG.paper_id)
        query = select(TAG.paper_id, TAG.name).where(on, TAG.id.in_(newest), TAG.action == PUT_ON)
        for paper, name in connection.execute(query.order_by(TAG.name)):
            found[paper].append(name)
    return found


def lacking(connection: Connection, papers: Iterable[int], tags: Sequence[str]) -> set[int]:
    """Return which of these papers lack one of the tags."""
    wanted = list(dict.fromkeys(papers)) if tags else []
    return {paper for paper, names in of(connection, wanted).items() if not set(names).issuperset(tags)}


def put(connection: Connection, papers: Sequence[int], tags: Sequence[str], time: str) -> set[int]:
    """Give papers the tags that they lack; return those that lacked one."""
    if not tags:
        return set()
    has = of(connection, papers)
    lacks = [(paper, tag) for paper in papers for tag in dict.fromkeys(tags) if tag not in has[paper]]
    _enter(connection, PUT_ON, lacks, time)
    return {paper for paper, _ in lacks}


def change(
    connection: Connection, papers: Iterable[int], tag: str, time: str, take_off: bool = False
) -> set[int]:
    """Put papers on a list, or take them off it; return those of them that differ by it."""
    wanted = list(dict.fromkeys(papers))
    lack = lacking(connection, wanted, [tag])
    differ = [paper for paper in wanted if (paper in lack) != take_off]
    _enter(connection, TAKEN_OFF if take_off else PUT_ON, [(paper, tag) for paper in differ], time)
    return set(differ)


def _enter(connection: Connection, action: str, entries: Iterable[tuple[int, str]], time: str) -> None:
    rows = [
        {"paper_id": paper, "name": name, "action": action, "recorded_at": time} for paper, name in entries
    ]
    if rows:
        connection.execute(insert(tables.tag), rows)
