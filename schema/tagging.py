"""Tags: the reading lists that papers belong to. A paper that is on a list stays on it."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, func, insert, select

from schema import tables
from schema.columns import NAMES_LONGEST
from schema.database import Database, reading
from schema.errors import NotFoundError, UsageError
from schema.identity import evened
from schema.lookup import BATCH, UNSTORABLE

TAG = tables.tag.c
LISTED = 20
"""Tags that an error lists, at most."""


def tag_name(text: str) -> str:
    """Return a tag's name as it is stored. Raises UsageError for what is none."""
    name = evened(text)
    if not name or len(name) > NAMES_LONGEST or UNSTORABLE.search(name):
        raise UsageError(f"{text[:40]!r} is no name of a tag", "write a few words, such as 'to read'")
    return name


def counts(store: Database) -> dict[str, int]:
    """Return the tags that papers have, in the order of their names, each with how many have it."""
    with reading(store.engine) as connection:
        query = select(TAG.name, func.count()).group_by(TAG.name).order_by(TAG.name)
        return dict(connection.execute(query).all())


def find_tag(store: Database, text: str) -> str:
    """Return the tag that is meant. Raises NotFoundError, with the tags that there are, where none has it."""
    there = counts(store)
    if (name := evened(text)) in there:
        return name
    alike = [tag for tag in there if tag.casefold() == name.casefold()]
    if len(alike) == 1:
        return alike[0]
    more = ", …" if len(there) > LISTED else ""
    listed = ", ".join(list(there)[:LISTED]) + more
    raise NotFoundError(
        f"no paper has the tag {text!r}",
        f"the tags are: {listed}" if there else "no paper has a tag: claimboard add PAPERS --tag NAME",
    )


def lacking(connection: Connection, papers: Iterable[int], tags: Sequence[str]) -> set[int]:
    """Return which of these papers lack one of the tags."""
    wanted = list(set(papers)) if tags else []
    has: dict[int, set[str]] = {paper: set() for paper in wanted}
    for start in range(0, len(wanted), BATCH):
        query = select(TAG.paper_id, TAG.name).where(
            TAG.paper_id.in_(wanted[start : start + BATCH]), TAG.name.in_(tags)
        )
        for paper, name in connection.execute(query):
            has[paper].add(name)
    return {paper for paper, names in has.items() if not names.issuperset(tags)}


def put(connection: Connection, paper_id: int, tags: Sequence[str], time: str) -> bool:
    """Give a paper the tags that it lacks; say whether it lacked one."""
    if not tags:
        return False
    query = select(TAG.name).where(TAG.paper_id == paper_id, TAG.name.in_(tags))
    has = set(connection.execute(query).scalars())
    rows: list[Mapping[str, object]] = [
        {"paper_id": paper_id, "name": name, "recorded_at": time}
        for name in dict.fromkeys(tags)
        if name not in has
    ]
    if rows:
        connection.execute(insert(tables.tag), rows)
    return bool(rows)
