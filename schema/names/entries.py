"""An entry of a vocabulary: its names, and the words that stand for its parts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from schema.names.parts import YEAR, Matcher, Part, numbers, year
from schema.names.spelling import fold

K = "{k}"
"""Stands for a number in a name: recall@{k}."""
SHOWN = "{name} {version}"
NUMBER = re.compile(r"[vV]?(\d+(?:\.\d+)*)")
KINDS = {
    "versions": "version",
    "subsets": "subset",
    "splits": "split",
    "sizes": "size",
    "variants": "variant",
    "forms": "form",
}
"""The facts that declare parts, and the kinds that these are of."""
NOTHING: frozenset[Part] = frozenset()
Words = Mapping[str, tuple[Part, ...]]
"""What words mean, by their keys."""


class Name(NamedTuple):
    """A spelling of an entry, and the parts that it says with it (GPQA-D: the subset Diamond).

    `exact`: in running text only this case counts.
    """

    text: str
    parts: frozenset[Part] = NOTHING
    exact: bool = False


class Entry(NamedTuple):
    """One entry: its own words for parts, and the kinds that it has besides, which no list can hold.

    `near` are words that count right behind the name only ("07" in "VOC07"). `silent` are parts that it has
    anyway or that its name does not show. `values` are the declared parts. `common` are
    words that others of its kind have too; one of its own goes before: "base" is a size of BERT.
    """

    name: str
    names: tuple[Name, ...]
    words: Words
    near: Words
    open: tuple[tuple[str, Matcher], ...] = ()
    shown: str = SHOWN
    silent: frozenset[Part] = NOTHING
    values: tuple[Part, ...] = ()
    common: Words | None = None

    def head(self, version: str | None) -> str:
        """Return the name with its version, as people write the two."""
        if version is None:
            return self.name
        return self.shown.format(name=self.name, version=version, yy=version[-2:])


def entry_of(
    raw: str | Mapping[str, Any],
    classes: Mapping[str, Matcher],
    shared: Iterable[tuple[str, Matcher]] = (),
) -> Entry:
    """Read an entry as it is written down.

    `classes` are the kinds that an entry may declare by a word ("subsets: languages"), `shared` are those
    that every entry of its slot has.
    """
    if isinstance(raw, str):
        return Entry(raw, (Name(raw),), {}, {}, tuple(shared))
    shown = raw.get("shown", SHOWN)
    names = _names(raw)
    if KINDS.keys().isdisjoint(raw) and "memory" not in raw:  # most have no parts, and there are thousands
        return Entry(raw["name"], names, {}, {}, tuple(shared), shown)
    classes = {"years": year, "numbers": numbers(shown), **classes}
    words: dict[str, dict[Part, None]] = {}
    near: dict[str, dict[Part, None]] = {}
    kinds = list(shared)
    values: list[Part] = []
    for fact, kind in KINDS.items():
        declared = raw.get(fact, ())
        if isinstance(declared, str):
            kinds.append((kind, classes[declared]))
            continue
        words_for = wordings(declared)
        values += [(kind, value) for value in words_for]
        for key, value in _keys(kind, words_for):
            words.setdefault(key, {})[kind, value] = None
        for value in words_for:
            if kind == "version" and YEAR.fullmatch(value):
                near.setdefault(value[-2:], {})[kind, value] = None
    silent = {("memory", raw["memory"])} if "memory" in raw else set()
    if "{" not in shown.replace("{name}", ""):  # "LLaVA-1.5" may stand for the one version that there is
        silent |= {part for part in values if part[0] == "version"}
    return Entry(
        raw["name"], names, _fixed(words), _fixed(near), tuple(kinds), shown, frozenset(silent), tuple(values)
    )


def words_of(kind: str, declared: Any) -> Words:
    """Return what the words mean by which parts of a kind are declared: a list, or {value: [wordings]}."""
    found: dict[str, dict[Part, None]] = {}
    for key, value in _keys(kind, wordings(declared)):
        found.setdefault(key, {})[kind, value] = None
    return _fixed(found)


def _names(raw: Mapping[str, Any]) -> tuple[Name, ...]:
    exact = raw.get("exact", ())
    names = []
    for text in (raw["name"], *raw.get("aliases", ())):
        parts = NOTHING
        if isinstance(text, dict):
            ((text, said),) = text.items()
            parts = frozenset((kind, str(value)) for kind, value in said.items())
        names.append(Name(text, parts, exact is True or text in exact))
    return tuple(names)


def wordings(declared: Any) -> dict[str, list[str]]:
    """Return the values that are declared, a list or {value: [wordings]}, with the words for each."""
    if not isinstance(declared, Mapping):
        declared = dict.fromkeys(declared)
    return {str(value): [str(word) for word in words or ()] for value, words in declared.items()}


def _keys(kind: str, words_for: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Yield each word's key and its value. "1.1", "v1.1" and "version 1.1" are words for each other."""
    taken = set(map(fold, words_for))
    for value, words in words_for.items():
        for word in (value, *words):
            yield fold(word), value
        if kind == "version" and (number := NUMBER.fullmatch(value)):
            plain = number[1].removesuffix(".0")
            for each in (plain, plain if "." in plain else f"{plain}.0"):
                for key in (each, f"v{each}", f"ver{each}", f"version{each}"):
                    if key not in taken:
                        yield key, value


def _fixed(words: Mapping[str, Iterable[Part]]) -> Words:
    return {key: tuple(parts) for key, parts in words.items() if parts}
