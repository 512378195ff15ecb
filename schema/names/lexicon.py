"""The spellings of a slot's names, for finding them in running text."""

from collections.abc import Iterator
from typing import NamedTuple

from schema.names.entries import Entry, K, Name
from schema.names.grammar import Grammar, Reading
from schema.names.parts import Part, year
from schema.names.spelling import fold

YEARS = range(2012, 2027)
"""The years whose spellings are listed for a name that has one a year."""
NUMBERS = ("1", "5", "10", "100")
"""The numbers whose spellings are listed for a name with any: recall@{k}."""
SPELLED = ("version", "subset", "split")
"""The kinds of parts whose full names are listed. Others, as the variants of models, are too many."""


class Surface(NamedTuple):
    """One spelling of a known name. `exact`: in running text only this case counts (MATH, not math)."""

    text: str
    canonical: str
    exact: bool


def surfaces(grammar: Grammar) -> list[Surface]:
    """List the spellings of all names, each once, and the full names of their declared parts."""
    found: dict[tuple[str, str], Surface] = {}
    for entry in grammar.entries:
        for name, reading in _spellings(entry):
            surface = Surface(name.text, grammar.canonical(reading), name.exact)
            whole = grammar.whole(fold(name.text))
            if whole is None or grammar.canonical(whole) == surface.canonical:  # "AMC 12" is no year
                found.setdefault(surface[:2], surface)
    return list(found.values())


def _spellings(entry: Entry) -> Iterator[tuple[Name, Reading]]:
    for name in entry.names:
        for k in NUMBERS if K in name.text else ("",):
            parts = name.parts | ({("k", k)} if k else frozenset[Part]())
            yield name._replace(text=name.text.replace(K, k)), Reading(entry, parts - entry.silent)
    own = entry.names[0]
    for part in _full(entry):
        kind, value = part
        reading = Reading(entry, frozenset({part}) - entry.silent)
        texts = [f"{entry.name} {value}"]
        if kind == "version":
            texts.insert(0, entry.head(value))
        if kind == "version" and (kind, year) in entry.open:
            glued = [] if entry.name[-1].isdigit() else [f"{entry.name}{value[-2:]}"]
            texts += [*glued, f"{entry.name}'{value[-2:]}"]
        for text in texts:
            yield own._replace(text=text), reading


def _full(entry: Entry) -> Iterator[Part]:
    yield from (part for part in entry.values if part[0] in SPELLED)
    if ("version", year) in entry.open:
        yield from (("version", str(each)) for each in YEARS)
