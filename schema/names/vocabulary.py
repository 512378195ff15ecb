"""The vocabulary files of `schema/vocab/`, and the grammars that are made of what is written in them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from schema.names import parts
from schema.names.entries import Entry, entry_of, wordings, words_of
from schema.names.families import FamilyGrammar
from schema.names.grammar import Grammar, weightless
from schema.names.metrics import MetricGrammar

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: the same result, ten times slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment] # the two share no base class

VOCAB = Path(__file__).parents[1] / "vocab"
SLOTS = {"benchmark": "benchmarks", "metric": "metrics", "hardware": "hardware", "method": "methods"}
"""The slots that have a vocabulary, each a file or a folder of files. A baseline is a method."""
OTHERS = {"trim": "trim", "parts": "parts", "languages": "languages"}
"""What the vocabularies share."""
UNITS = "units.txt"
"""The definitions of units (`schema.units`)."""
AROUND = ("beside", "beside_part", "loose")
"""The words of no weight, by what they go with."""


def files(stem: str, folder: Path = VOCAB) -> list[Path]:
    """Return the files of one vocabulary: those in the folder of its name, or else the one of its name."""
    return sorted((folder / stem).glob("*.yml")) or [folder / f"{stem}.yml"]


class Documents(Mapping[str, Any]):
    """The documents of a folder by what they are about, each read when it is first asked for.

    `digest` is a hash of all their files.
    """

    def __init__(self, folder: Path = VOCAB) -> None:
        digest = hashlib.sha256()
        self._texts: dict[str, list[bytes]] = {}
        for name, stem in (SLOTS | OTHERS).items():
            for file in files(stem, folder):
                data = file.read_bytes()
                digest.update(b"%s\0%s\0" % (file.name.encode(), data))
                self._texts.setdefault(name, []).append(data)
        digest.update((folder / UNITS).read_bytes())
        self.digest = digest.hexdigest()
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            first, *others = (yaml.load(text, Loader=Loader) for text in self._texts[name])  # a safe loader
            for other in others:
                first += other
            self._read[name] = first
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Grammars:
    """The grammar of each slot that has a vocabulary, made when it is first asked for.

    It takes a moment to make one, and a command that shows a benchmark needs no names of methods.
    """

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self._documents = documents
        self._made: dict[str, Grammar] = {}

    def __contains__(self, slot: str) -> bool:
        return slot in SLOTS

    def __getitem__(self, slot: str) -> Grammar:
        if slot not in self._made:
            self._made[slot] = self._make(slot)
        return self._made[slot]

    def _make(self, slot: str) -> Grammar:
        shared = _light(self._documents["trim"], slot)
        declared = self._documents.get("parts", {})
        match slot:
            case "benchmark":
                shared |= words_of("split", declared.get("benchmark", {}).get("splits", ()))
                return Grammar(_benchmarks(self._documents), shared)
            case "metric":
                return MetricGrammar([entry_of(raw, {}) for raw in self._documents["metric"]], shared)
            case "hardware":
                shared |= words_of("form", declared.get("hardware", {}).get("forms", ()))
                return Grammar(_hardware(self._documents["hardware"]), shared)
            case _:
                methods, variants = _methods(self._documents["method"])
                return FamilyGrammar(methods, shared, variants)


def _light(trim: Mapping[str, Mapping[str, Sequence[str]]], slot: str) -> dict[str, Any]:
    """Return the words of no weight beside a known name: also those that are dropped around new ones."""
    words = {name: list(trim.get(name, {}).get(slot, ())) for name in AROUND}
    # an article counts where it stands alone before a name, and not as the A of A-OKVQA
    words["beside"] += [w for w in trim["leading"].get(slot, ()) if len(w) > len("an")]
    words["beside"] += trim["trailing"].get(slot, ())
    words["loose"] += trim.get("trailing_loose", {}).get(slot, ())
    return dict(weightless(words))


def _benchmarks(documents: Mapping[str, Any]) -> list[Entry]:
    language, pair = parts.languages(documents.get("languages", ()))
    classes = {"languages": language, "language pairs": pair}
    return [entry_of(raw, classes) for raw in documents["benchmark"]]


def _hardware(document: Sequence[Any]) -> list[Entry]:
    shared = (("memory", parts.memory), ("", parts.count))
    return [entry_of(raw, {}, shared) for raw in document]


def _methods(document: Mapping[str, Any]) -> tuple[list[Entry], list[str]]:
    """Return the entries of methods, plain names and families, and the order of the families' variants."""
    variants = wordings(document.get("variants", ()))
    common = words_of("variant", variants)
    shared = (("size", parts.size), ("snapshot", parts.snapshot))
    families = [entry_of(raw, {}, shared)._replace(common=common) for raw in document["families"]]
    order = dict.fromkeys(variants)
    order |= {value: None for family in families for kind, value in family.values if kind == "variant"}
    return [entry_of(raw, {}) for raw in document["names"]] + families, list(order)
