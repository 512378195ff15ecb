"""How a name with its parts is read: an entry's name, its parts and words of no weight, nothing left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from schema.names.entries import Entry, K, Words
from schema.names.parts import Part, Piece
from schema.names.spelling import Run, fold, met

VERSION = "2"
"""To be raised when names are read in another way, so that stores resolve theirs anew."""
LONGEST = 16
"""Atoms of a name. A longer text is none."""
ORDER = ("subset", "form", "memory", "size", "variant", "snapshot", "split")
"""How the parts follow the name and its version."""
MANY = "variant"
"""The kind of which a name may have several: "Qwen2.5 7B Coder Instruct"."""
PLAIN: Part = ("", "plain")
BESIDE_PART: Part = ("", "beside a part")
LOOSE: Part = ("", "loose")
"""Words of no weight: such as may always stand beside a name ("dataset"), such as go with a part only
("subset"), and such as need an `exact` name in its own case ("MATH problems", but not "math problems")."""


class Reading(NamedTuple):
    """What a name means: an entry and its parts."""

    entry: Entry
    parts: frozenset[Part] = frozenset()

    def part(self, kind: str) -> str | None:
        """Return the part of a kind, if there is one."""
        return next((value for each, value in self.parts if each == kind), None)


class Grammar:
    """The names of one slot, and how they are put together.

    `shared` says what words mean beside every name: parts, or nothing (`PLAIN` and others). `ranks` is the
    order of the values of the kind of which a name may have several.
    """

    def __init__(self, entries: Sequence[Entry], shared: Words, ranks: Iterable[str] = ()) -> None:
        self.entries = entries
        self._shared = shared
        self._ranks = {value: rank for rank, value in enumerate(ranks)}
        self._exact: dict[str, set[str]] = {}
        self._names: dict[str, Reading | None] = {}
        full: dict[str, Reading | None] = {}
        for entry in entries:
            for name in entry.names:
                if K in name.text:
                    continue
                key = fold(name.text)
                said = name.parts - entry.silent if name.parts else name.parts
                _enter(self._names, key, Reading(entry, said))
                if name.exact:
                    self._exact.setdefault(key, set()).add(name.text)
            key = fold(entry.name) if entry.words or entry.near else ""
            for words in (entry.words, entry.near):
                for word, parts in words.items():
                    for part in parts:
                        _enter(full, met(key, word), Reading(entry, frozenset((part,)) - entry.silent))
        # what a name is declared to mean goes before what could be put together
        self._names = full | self._names

    def canonical(self, reading: Reading) -> str:
        """Return the full name of what was read, as people write it."""
        rest = sorted(
            (ORDER.index(kind), self._ranks.get(value, 0), value)
            for kind, value in reading.parts
            if kind in ORDER
        )
        return " ".join((reading.entry.head(reading.part("version")), *(value for *_, value in rest)))

    def whole(self, key: str) -> Reading | None:
        """Return what a key means as it stands; None where that is nothing, or two things."""
        return self._names.get(key)

    def is_plain(self, key: str, surface: str) -> bool:
        """Say whether a name may be a plain word in this surface: in another case than its own."""
        return key in self._exact and not any(text in surface for text in self._exact[key])

    def is_light(self, text: str) -> bool:
        """Say whether a text is of no weight beside a known name."""
        return not {PLAIN, LOOSE}.isdisjoint(self._shared.get(fold(text), ()))

    def read(self, run: Run, surface: str) -> Reading | None:
        """Return what a whole name means; None where something is left over, or where it means two things."""
        found = self.longest(run, surface)
        # an entry of that name is meant, however the name was written
        return found and (self.whole(fold(self.canonical(found))) or found)

    def as_written(self, reading: Reading) -> Reading:
        """Return the reading whose canonical name is the one that people write: here always itself."""
        return reading

    def made_of(self, reading: Reading) -> Reading:
        """Return the entry and the parts that a name is made of: here always the reading itself."""
        return reading

    def longest(self, run: Run, surface: str, without: Entry | None = None) -> Reading | None:
        """Return the reading with the longest name of an entry, other than `without`, if only one has it."""
        if len(run) > LONGEST:
            return None
        starts = [
            (len(key), start, end, reading)
            for start in range(len(run))
            for end in range(start + 1, len(run) + 1)
            if (reading := self.whole(key := run.part(start, end))) is not None
            and reading.entry is not without
        ]
        starts.sort(key=lambda each: -each[0])
        found: dict[str, Reading] = {}
        longest = 0
        for length, start, end, reading in starts:
            if found and length < longest:
                break
            longest = length
            found |= {
                self.canonical(each): each for each in self._readings(run, start, end, reading, surface)
            }
        return next(iter(found.values())) if len(found) == 1 else None

    def _readings(self, run: Run, start: int, end: int, reading: Reading, surface: str) -> Iterable[Reading]:
        """Return the readings in which the atoms beside an entry's name have most weight."""
        plain = self.is_plain(run.part(start, end), surface)
        weights: dict[frozenset[Part], int] = {}
        for filling, light in self._fillings(run, (start, end), reading, 0, reading.parts, 0):
            parts = frozenset(part for part in filling if part[0])
            if (parts or BESIDE_PART not in filling) and not (plain and LOOSE in filling):
                parts -= reading.entry.silent
                weights[parts] = min(light, weights.get(parts, light))
        least = min(weights.values(), default=0)
        return [Reading(reading.entry, parts) for parts, light in weights.items() if light == least]

    def _fillings(
        self, run: Run, name: tuple[int, int], reading: Reading, at: int, parts: frozenset[Part], light: int
    ) -> Iterator[tuple[frozenset[Part], int]]:
        """Yield the parts of each way to use up all atoms from `at` on, and the length of the light words."""
        start, end = name
        if at == start:
            at = end
        if at == len(run):
            yield parts, light
            return
        for until in range(at + 1, (start if at < start else len(run)) + 1):
            piece = Piece(run.part(at, until), tuple(run.atoms[at:until]), at < start, at == end)
            for part in self._meanings(reading.entry, piece):
                kind, value = part
                if kind and kind != MANY and any(kind == k and value != v for k, v in parts):
                    continue
                weight = 0 if kind else len(piece.key)
                yield from self._fillings(run, name, reading, until, parts | {part}, light + weight)

    def _meanings(self, entry: Entry, piece: Piece) -> Iterable[Part]:
        own = entry.words.get(piece.key) or (entry.common or {}).get(piece.key, ())
        found = {*own, *self._shared.get(piece.key, ())}
        if piece.next_behind:
            found.update(entry.near.get(piece.key, ()))
        for kind, matcher in entry.open:
            if (value := matcher(piece)) is not None:
                found.add((kind, value) if value else PLAIN)
        if (again := self.whole(piece.key)) is not None and again.entry.name == entry.name:
            found.update(again.parts or (PLAIN,))  # "Massive Multitask Language Understanding (MMLU)"
        return found


def _enter(names: dict[str, Reading | None], key: str, reading: Reading) -> None:
    """Enter what a key means. One that means two things means nothing."""
    known = names.setdefault(key, reading)
    if known is not reading and known != reading:
        names[key] = None


def weightless(words: Mapping[str, Iterable[str]]) -> Words:
    """Return the words of no weight, from lists of them by what they go with (`vocab/trim.yml`)."""
    kinds = {"beside": PLAIN, "beside_part": BESIDE_PART, "loose": LOOSE}
    return {fold(word): (kind,) for name, kind in kinds.items() for word in words.get(name, ())}
