"""What people see of names, of changes to them, and of what is known of metrics."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leaderboards.name_entries import about, words
from leaderboards.render import VERSION, Cell, Column, Listing, Record, Section
from leaderboards.sorting import AS_IT_COMES, Order
from schema import catalogue
from schema.catalogue import NameCount
from schema.naming import Change, Names
from schema.overlay import undone
from schema.registry import Metric, fold
from schema.store import Store

NAMES = (
    Column("name", "the canonical name"),
    Column("claims", "how many claims have it", True),
    Column("papers", "how many papers make them", True),
    Column("wordings", "how many wordings mean it", True),
    Column("known", "known: the vocabulary has it; new: it is none of its names"),
)
NEAREST = Column("nearest", "names that look like it, the likest first")
SHOWN = (
    Column("what", "name, fact, wording or change"),
    Column("name", "the canonical name, which fact, the wording, or the change's id and action"),
    Column("value", "the name's slot; of a fact; of a wording its other form; of a change what it says"),
    Column("claims", "how many claims have that wording", True),
)
LOG = (
    Column("id", "the change's id, for `claimboard names undo`", True),
    Column("time", "when it was made, UTC", True),
    Column("who", "who made it"),
    Column("action", "merge, split, rename, alias, metric or undo"),
    Column("slot", "benchmark, metric, method or hardware"),
    Column("what", "what it says"),
    Column("undone_by", "the id of the change that undid it", True),
)
METRICS = (
    Column("metric", "the canonical name"),
    Column("benchmark", "where the facts hold; empty: everywhere"),
    Column("claims", "how many claims have it", True),
    Column("direction", "which is better: up, down, or none if neither; empty where nobody declared it"),
    Column("scale", "what it is measured in"),
    Column("low", "the least legal value", True),
    Column("high", "the greatest legal value", True),
    Column("source", "store: declared here; vocabulary; or empty"),
)


def names(
    store: Store, slot: str, found: Sequence[NameCount], near: bool, order: Order = AS_IT_COMES
) -> Listing:
    """List names, with `near` each with those that look like it."""
    counts = order.of(found, _counted)
    columns = (*NAMES, NEAREST) if near else NAMES
    there = catalogue.names_of(store, slot) if near else []
    suggested = catalogue.nearest(store.names, slot, there).to(count.name for count in counts) if near else ()
    likes = ("; ".join(found) for found in suggested) if near else ("" for _ in counts)
    rows: Iterator[Record] = (
        {**_counted(count), "nearest": like} for count, like in zip(counts, likes, strict=True)
    )
    return Listing(columns, rows, [Section("", columns, rows)], what="names")


def _counted(count: NameCount) -> dict[str, Cell]:
    return {**count._asdict(), "known": "known" if count.known else "new"}


def name(store: Store, slot: str, canonical: str) -> Listing:
    """List what is known of a name, its wordings and the changes that speak of it or of them."""
    facts = _facts(store.names, slot, canonical)
    worded = catalogue.wordings(store, slot, canonical)
    changes = [
        change
        for change in store.names.changes
        if change.slot == slot and about(change, [canonical, *(each.wording for each in worded)])
    ]
    rows: list[Record] = [{"what": "name", "name": canonical, "value": slot, "claims": None}]
    rows += [{"what": "fact", "name": fact, "value": value, "claims": None} for fact, value in facts.items()]
    rows += [
        {
            "what": "wording",
            "name": each.wording,
            "value": "; ".join(filter(None, (each.other_form, each.scope and f"on {each.scope}"))),
            "claims": each.claims,
        }
        for each in worded
    ]
    gone = undone(store.names.changes)
    rows += [
        {
            "what": "change",
            "name": f"{change.id} {change.action}",
            "value": words(change) + (f" (undone by {gone[change.id]})" if change.id in gone else ""),
            "claims": None,
        }
        for change in changes
    ]
    document = {
        "version": VERSION,
        "name": canonical,
        "slot": slot,
        "facts": facts,
        "wordings": [each._asdict() for each in worded],
        "changes": [change._asdict() for change in changes],
    }
    sections = [
        Section(
            f"{canonical}: {kind}s" if kind != "fact" else f"{canonical} ({slot})",
            SHOWN[1:],
            [row for row in rows if row["what"] == kind],
        )
        for kind in ("fact", "wording", "change")
    ]
    return Listing(SHOWN, rows, sections, document)


def log(names: Names, changes: Iterable[Change]) -> Listing:
    """List changes."""
    gone = undone(names.changes)
    rows: list[Record] = [
        {
            "id": change.id,
            "time": change.recorded_at[:19],
            "who": change.who,
            "action": change.action,
            "slot": change.slot,
            "what": words(change),
            "undone_by": gone.get(change.id),
        }
        for change in changes
    ]
    return Listing(LOG, rows, [Section("", LOG, rows)], what="changes")


def metrics(names: Names, rows: Iterable[tuple[str, str, int]], order: Order = AS_IT_COMES) -> Listing:
    """List what is known of metrics, each given with a benchmark, or "", and how many claims it has there."""
    declared = {(fold(metric), fold(on)) for metric, on in names.declared()}
    found = [
        {
            "metric": metric,
            "benchmark": benchmark,
            "claims": claims,
            **_measure(names.metric(metric, benchmark or None)),
            "source": _source(names, metric, benchmark, declared),
        }
        for metric, benchmark, claims in rows
    ]
    found = order.of(found, lambda row: row)
    return Listing(METRICS, found, [Section("", METRICS, found)], what="metrics")


def _facts(names: Names, slot: str, canonical: str) -> dict[str, Any]:
    meaning = names.resolve(slot, canonical)
    known = meaning.known and meaning.key == fold(canonical)
    facts: dict[str, Any] = {"known": "known" if known else "new"}
    if known:
        base = meaning.base if meaning.base != canonical else None
        facts |= {"base": base, **{part: getattr(meaning, part) for part in ("version", "split", "subset")}}
    if slot == "benchmark":
        facts |= {"task": names.task(canonical), "headline": names.headline(canonical)}
    if slot == "metric":
        facts |= _measure(names.metric(canonical))
    return {fact: value for fact, value in facts.items() if value is not None}


def _measure(metric: Metric | None) -> dict[str, Any]:
    found = metric or Metric("")
    return {
        "direction": "none" if found.neither else found.direction,
        "scale": found.scale,
        "low": found.low if math.isfinite(found.low) else None,
        "high": found.high if math.isfinite(found.high) else None,
    }


def _source(names: Names, metric: str, benchmark: str, declared: set[tuple[str, str]]) -> str:
    if not declared.isdisjoint({(fold(metric), ""), (fold(metric), fold(benchmark))}):
        return "store"
    return "vocabulary" if names.metric(metric, benchmark or None) is not None else ""
