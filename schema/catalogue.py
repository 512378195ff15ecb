"""The names of a store: what there is of each, the wordings that mean it, and which one somebody means."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, case, cast, distinct, func, literal, select, union_all

from schema import tables
from schema.database import Database, reading
from schema.errors import NotFoundError
from schema.identity import evened
from schema.naming import Names
from schema.nearest import Nearest
from schema.registry import Resolution, fold
from schema.resolution import batches
from schema.store import Store
from schema.tagging import papers_on

ROW, CURRENT = tables.resolution.c, tables.current.c
PLACES = {"method": ("method_id", "baseline_id")}
"""The columns of claims that hold names of a slot, where these are not the slot's own alone."""


class NameCount(NamedTuple):
    """How much there is of a name: claims, papers, wordings; `known`: the vocabulary knows it."""

    name: str
    claims: int
    papers: int
    wordings: int
    known: bool


class Worded(NamedTuple):
    """A wording of a name, with its other form in the paper and its scope, or "", and its claims."""

    wording: str
    other_form: str
    scope: str
    claims: int


def counts(store: Database, slot: str, tag: str | None = None) -> list[NameCount]:
    """Count what claims there are of each name, those with most claims first. Baselines are methods.

    With `tag`, claims of the papers on one reading list.
    """
    named = _named(slot, tag)
    query = (
        select(
            ROW.canonical,
            func.count(distinct(named.c.claim)),
            func.count(distinct(named.c.paper)),
            func.count(distinct(ROW.surface)),
            func.max(case((ROW.known, 1), else_=0)),
        )
        .join_from(named, tables.resolution, ROW.id == named.c.name)
        .group_by(ROW.canonical)
    )
    with reading(store.engine) as connection:
        rows = connection.execute(query).all()
    found = [
        NameCount(name, claims, papers, words, bool(known)) for name, claims, papers, words, known in rows
    ]
    return sorted(found, key=lambda count: (-count.claims, count.name))


def measured(store: Database, tag: str | None = None) -> list[tuple[str, str, str | None, int]]:
    """Count the claims of each metric on each benchmark, as (metric, scope, benchmark or None, claims).

    With `tag`, claims of the papers on one reading list.
    """
    benchmark = tables.resolution.alias("benchmark")
    shown = (ROW.canonical, ROW.scope, benchmark.c.canonical)
    query = (
        select(*shown, func.count())
        .select_from(tables.current)
        .join(tables.resolution, ROW.id == CURRENT.metric_id)
        .outerjoin(benchmark, benchmark.c.id == CURRENT.benchmark_id)
        .where(*_on_list(tag))
        .group_by(*shown)
    )
    with reading(store.engine) as connection:
        return [(metric, scope, on, claims) for metric, scope, on, claims in connection.execute(query)]


def wordings(store: Database, slot: str, name: str) -> list[Worded]:
    """List the wordings that mean a canonical name, those with most claims first."""
    named = _named(slot)
    query = (
        select(ROW.surface, ROW.other_form, ROW.scope, func.count(distinct(named.c.claim)))
        .join_from(named, tables.resolution, ROW.id == named.c.name)
        .where(ROW.canonical == name)
        .group_by(ROW.surface, ROW.other_form, ROW.scope)
    )
    with reading(store.engine) as connection:
        found = [Worded(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda worded: (-worded.claims, *worded[:3]))


def find(store: Store, slot: str, name: str) -> str:
    """Return the canonical name that is meant, whatever its case and hyphens.

    Looked for among the names that claims have, then in the vocabulary and the log, then among wordings.
    Raises NotFoundError where none or several are meant.
    """
    there = _wordings_by_name(store, slot)
    if name in there:
        return name
    meaning = store.names.resolve(slot, name)
    for key in (meaning.key, fold(name)):
        if exact := [canonical for canonical in there if fold(canonical) == key]:
            return exact[0]
    if is_named(store.names, slot, meaning):
        return meaning.canonical
    meant = [canonical for canonical, words in there.items() if fold(name) in map(fold, words)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise NotFoundError(f"{name!r} may mean {', '.join(meant[:5])}", "use the whole name")
    (near,) = nearest(store.names, slot, there).to([name], limit=5)
    hint = f"the nearest: {', '.join(near)}; " if near else ""
    raise NotFoundError(f"there is no {slot} {name!r}", f"{hint}`claimboard names list {slot}` lists them")


def is_named(names: Names, slot: str, meaning: Resolution) -> bool:
    """Say whether the vocabulary or the log knows the name of what something means."""
    return meaning.known or names.speaks_of(slot, meaning.key)


def nearest(names: Names, slot: str, stored: Iterable[str] = ()) -> Nearest:
    """Return what a name of a slot may be near to: all names and their spellings, and those of the store."""
    means = {each.canonical for each in names.registry.lexicon(slot)} if names.changes else set()
    now = {canonical: names.resolve(slot, canonical).canonical for canonical in means}
    spellings = {each.text: now.get(each.canonical, each.canonical) for each in names.registry.lexicon(slot)}
    return Nearest(spellings | {name: name for name in stored})


def stored(store: Database, slot: str, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """Return what the store itself knows of names, each given as (text, key).

    That is the row of `resolution` with the name's key, or else what all claims with that wording mean.
    """
    wanted = {(evened(text), key): (text, key) for text, key in asked}
    by_key: dict[str, Any] = {}
    by_surface: dict[str, dict[str, Any]] = {}
    columns = (ROW.surface, ROW.canonical, ROW.key, ROW.known, ROW.base, ROW.version, ROW.split, ROW.subset)
    query = select(*columns).where(ROW.slot == slot).order_by(ROW.scope != "", ROW.id)
    with reading(store.engine) as connection:
        for part in batches(sorted({key for _, key in wanted})):
            for row in connection.execute(query.where(ROW.key.in_(part))):
                by_key.setdefault(row.key, row)
        for part in batches(sorted({text for text, _ in wanted})):
            for row in connection.execute(query.where(ROW.surface.in_(part))):
                by_surface.setdefault(row.surface, {}).setdefault(row.canonical, row)
    found = {}
    for (text, key), name in wanted.items():
        meant = by_surface.get(text, {})
        if key in by_key:
            found[name] = by_key[key]
        elif len(meant) == 1:
            found[name] = next(iter(meant.values()))
    return found


def _on_list(tag: str | None) -> list[ColumnElement[bool]]:
    return [] if tag is None else [CURRENT.paper_id.in_(papers_on(tag))]


def names_of(store: Database, slot: str) -> list[str]:
    """List the canonical names that the store has of a slot, whether or not claims have them now."""
    query = select(ROW.canonical).where(ROW.slot == slot).distinct().order_by(ROW.canonical)
    with reading(store.engine) as connection:
        return list(connection.execute(query).scalars())


def _wordings_by_name(store: Database, slot: str) -> dict[str, set[str]]:
    named = _named(slot)
    query = select(ROW.canonical, ROW.surface).where(ROW.id.in_(select(named.c.name)))
    found: dict[str, set[str]] = {}
    with reading(store.engine) as connection:
        for canonical, surface in connection.execute(query.order_by(ROW.canonical)):
            found.setdefault(canonical, set()).add(surface)
    return found


def _named(slot: str, tag: str | None = None) -> Any:
    """Return the rows (name, paper, claim) of what claims, with `tag` those of its papers, hold in a slot."""
    claim = cast(CURRENT.paper_id, String).concat(literal("/")).concat(CURRENT.claim_id)
    each: list[Select[Any]] = [
        select(CURRENT[place].label("name"), CURRENT.paper_id.label("paper"), claim.label("claim")).where(
            *_on_list(tag)
        )
        for place in PLACES.get(slot, (f"{slot}_id",))
    ]
    return (union_all(*each) if len(each) > 1 else each[0]).subquery()
