"""What names mean to somebody who asks: the canonical name with its parts, or that it is new."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from schema import catalogue
from schema.database import Database
from schema.naming import Names

BATCH = 1000
HALVES = re.compile("[\ud800-\udfff]")
UNTOLD = "\ufffd"


class Answer(NamedTuple):
    """What a name means: the canonical name with its parts, or None and the names that look like it."""

    name: str
    canonical: str | None
    nearest: list[str]
    base: str | None = None
    version: str | None = None
    split: str | None = None
    subset: str | None = None


def answers(names: Names, store: Database | None, slot: str, asked: Iterable[str]) -> Iterator[Answer]:
    """Say what names mean to the vocabulary, the log, and the claims of a store, if there is one.

    Half a surrogate pair, which no text can hold, is answered as a replacement character.
    """
    rest = iter(asked)
    near = None
    while batch := [_whole(name) for name in islice(rest, BATCH)]:
        found: list[Answer | None] = []
        unknown: list[tuple[str, str]] = []
        for name in batch:
            meaning = names.resolve(slot, name) if name.strip() else None
            if meaning is None:
                found.append(Answer(name, None, []))
            elif catalogue.is_named(names, slot, meaning):
                parts = (meaning.base, meaning.version, meaning.split, meaning.subset)
                found.append(Answer(name, meaning.canonical, [], *parts))
            else:
                found.append(None)
                unknown.append((name, meaning.key))
        there = catalogue.stored(store, slot, unknown) if store and unknown else {}
        new = [name for name, key in unknown if (name, key) not in there]
        if new and near is None:
            near = catalogue.nearest(names, slot, catalogue.names_of(store, slot) if store else ())
        likes = near.to(new) if near else iter(())
        keys = iter(unknown)
        for name, answer in zip(batch, found, strict=True):
            if answer is not None:
                yield answer
            elif (row := there.get(next(keys))) is not None:
                yield Answer(name, row.canonical, [], row.base, row.version, row.split, row.subset)
            else:
                yield Answer(name, None, next(likes))


def _whole(name: str) -> str:
    if not HALVES.search(name):
        return name
    return HALVES.sub(UNTOLD, name.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
