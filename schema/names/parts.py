"""The kinds of parts that no list can hold: years, version numbers, languages, sizes, dates, memory."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from schema.names.spelling import fold, met

Part = tuple[str, str]
"""A part of a name, as (kind, value): ("version", "2024"), ("subset", "Diamond"), ("size", "8B")."""


class Piece(NamedTuple):
    """A stretch of a name that may be a part: its key, its atoms, and where it stands beside the entry."""

    key: str
    atoms: tuple[str, ...]
    before: bool = False
    next_behind: bool = False


Matcher = Callable[[Piece], str | None]
"""Says which value a piece is of the matcher's kind, if it is one. "" is a piece that says nothing."""
YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
VERSION = re.compile(r"(?:v|ver|version)?(\d{1,3}(?:\.\d+)*)")
SIZE = re.compile(r"(?:(\d+)x)?(\d+(?:\.\d+)?)(b|m|k|t|billion|million)(?:a(\d+(?:\.\d+)?)b)?")
DATE = re.compile(r"(20\d\d) ?(0[1-9]|1[0-2]) ?([0-2]\d|3[01])|(20[12]\d) (0[1-9]|1[0-2])")
SHORT_DATE = re.compile(r"(?:(?:0[1-9]|1[0-2]) ?(?:[0-2]\d|3[01])|2[3-9](?:0[1-9]|1[0-2]))")
MEMORY = re.compile(r"(\d+)(?:gb|g|gib)")
COUNT = re.compile(r"\d{1,5}[x*]?")
COUNT_BEHIND = re.compile(r"[x*]\d{1,5}")
TO = frozenset({"to", "into", "2", "/", "&", "and"})
"""What may stand between the two languages of a pair, but for signs that fold to a blank."""


def year(piece: Piece) -> str | None:
    """Read a year; one of two digits must stand next behind the name ("AIME24")."""
    if YEAR.fullmatch(piece.key):
        return piece.key
    if piece.next_behind and len(piece.key) == 2 and piece.key.isdecimal():
        return ("19" if piece.key >= "70" else "20") + piece.key
    return None


def numbers(shown: str) -> Matcher:
    """Return the reader of version numbers for a name that is shown so.

    "2", "2.0", "v2" and "version 2" are one. It is written "2.0" ("SQuAD 2.0"), or "2" where `shown` has a
    letter right before it ("LongBench v2").
    """
    short = re.search(r"[^\W\d_]\{version\}", shown) is not None

    def number(piece: Piece) -> str | None:
        found = VERSION.fullmatch(piece.key)
        if found is None:
            return None
        whole = found[1].removesuffix(".0")
        return whole if short or "." in whole else f"{whole}.0"

    return number


def size(piece: Piece) -> str | None:
    """Read a number of parameters: "8B", "8x7B", "30B-A3B" (of which 3B are active)."""
    if (found := SIZE.fullmatch(piece.key)) is None:
        return None
    times, number, unit, active = found.groups()
    return f"{f'{times}x' if times else ''}{number}{unit[0].upper()}{f'-A{active}B' if active else ''}"


def snapshot(piece: Piece) -> str | None:
    """Read a date that tells versions of one model apart: "2024-08-06", "20240806", "0613"."""
    if found := DATE.fullmatch(piece.key):
        return "-".join(number for number in found.groups() if number)
    return piece.key.replace(" ", "") if SHORT_DATE.fullmatch(piece.key) else None


def memory(piece: Piece) -> str | None:
    """Read an amount of memory: "80GB"."""
    found = MEMORY.fullmatch(piece.key)
    return f"{found[1]}GB" if found else None


def count(piece: Piece) -> str | None:
    """Read how many there are, which is no part of the name: "8 A100", "A100 x8"."""
    return "" if (COUNT if piece.before else COUNT_BEHIND).fullmatch(piece.key) else None


def languages(document: Iterable[Mapping[str, Any]]) -> tuple[Matcher, Matcher]:
    """Return the readers of a language and of a pair of two ("En-De", "English to German")."""
    names: dict[str, str] = {}
    for entry in document:
        for text in (entry["name"], *entry.get("codes", ()), *entry.get("aliases", ())):
            names.setdefault(fold(str(text)), entry["name"])

    def language(piece: Piece) -> str | None:
        return names.get(piece.key)

    def pair(piece: Piece) -> str | None:
        atoms = piece.atoms
        if len(atoms) == 1 and len(piece.key) == 4:  # "ende"
            atoms = (piece.key[:2], piece.key[2:])
        for cut in range(1, len(atoms)):
            source = names.get(_key(atoms[:cut]))
            behind = cut + (atoms[cut] in TO and cut + 1 < len(atoms))
            target = names.get(_key(atoms[behind:]))
            if source and target and source != target:
                return f"{source}-{target}"
        return None

    return language, pair


def _key(atoms: Iterable[str]) -> str:
    key = ""
    for atom in atoms:
        key = met(key, atom)
    return key
