"""What names mean to somebody who asks: the canonical name with its parts, or that it is new."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from schema import catalogue
from schema.database import Database
from schema.naming import Names
from schema.nearest import Nearest

BATCH = 1000
HALVES = re.compile("[\ud800-\udfff]")
UNTOLD = "\ufffd"


class Answer(NamedTuple):
    """What a name means: the canonical name with its parts, or None where it is new.

    `nearest` are names that look like it, where the vocabulary does not know it: of a new name those of the
    vocabulary and the store, of one that the store has those of the vocabulary.
    """

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
    near: dict[bool, Nearest] = {}
    while batch := [_whole(name) for name in islice(rest, BATCH)]:
        means = [names.resolve(slot, name) if name.strip() else None for name in batch]
        told = [meaning and catalogue.is_named(names, slot, meaning) for meaning in means]
        unknown = [
            (name, meaning.key)
            for name, meaning, is_told in zip(batch, means, told, strict=True)
            if meaning and not is_told
        ]
        there = catalogue.stored(store, slot, unknown) if store and unknown else {}
        found: list[Answer] = []
        lacking: dict[bool, list[int]] = {True: [], False: []}
        for place, (name, meaning, is_told) in enumerate(zip(batch, means, told, strict=True)):
            row: Any = meaning if is_told else meaning and there.get((name, meaning.key))
            parts = (row.base, row.version, row.split, row.subset) if row else ()
            found.append(Answer(name, row.canonical if row else None, [], *parts))
            if meaning and not (row and row.known):
                lacking[row is None].append(place)
        for is_new, places in lacking.items():
            if places and is_new not in near:
                others = catalogue.names_of(store, slot) if store and is_new else ()
                near[is_new] = catalogue.nearest(names, slot, others)
            likes = near[is_new].to(batch[place] for place in places) if places else ()
            for place, like in zip(places, likes, strict=True):
                found[place] = found[place]._replace(nearest=like)
        yield from found


def _whole(name: str) -> str:
    if not HALVES.search(name):
        return name
    return HALVES.sub(UNTOLD, name.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
