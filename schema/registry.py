"""Names: aliases to canonical benchmark, metric, hardware and method, and which way a metric is better.

The data are the files of `schema/vocab/`: facts only, one entry a name. Matching is kind about spelling
(`fold`) and never about content: "MMLU" and "MMLU-Pro" stay two names. Nothing is guessed: a metric that
declares no direction has none, and an unknown name stands for itself.
"""

import functools
import hashlib
import math
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from schema.identity import evened

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: the same result, ten times slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment] # the two share no base class

VOCAB = Path(__file__).parent / "vocab"
FILES = {
    "benchmark": "benchmarks.yml",
    "metric": "metrics.yml",
    "hardware": "hardware.yml",
    "method": "methods.yml",
}
"""The slots that have a vocabulary. A baseline is a method."""
OTHERS = {"trim": "trim.yml", "units": "units.yml"}
KEPT = frozenset("+@.%/&#*")
"""Signs that tell names apart: HumanEval and HumanEval+, pass@1, v1.5, A*."""
YEAR = re.compile(r"['’‘`](\d\d)(?!\d)")
LONE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
LOOSE_BLANK = re.compile(r"(?<!\d) | (?!\d)")
APOSTROPHES = re.compile(r"['’‘`]")
QUOTES = " \"'“”‘’`,;:"


class Resolution(NamedTuple):
    """What a surface means: its canonical name, the key that names are compared by, and whether it is known.

    `key` is `fold(canonical)`.
    """

    canonical: str
    key: str
    known: bool
    base: str
    version: str | None = None
    split: str | None = None
    subset: str | None = None


class Surface(NamedTuple):
    """One spelling of a known name. `exact`: in running text only this case counts (MATH, not math)."""

    text: str
    canonical: str
    exact: bool


class Metric(NamedTuple):
    """What is known of a metric. `direction` is "up" or "down" where more or less is better, else None.

    `scale` is "percent" (written in percent, with or without the sign), "fraction" (a bare number up to 1
    unless written with %), a dimension of `vocab/units.yml` ("time": means nothing without one of `units`),
    or None for a plain number. `low` and `high` are its legal range in the numbers of that scale.
    """

    name: str
    direction: str | None = None
    scale: str | None = None
    low: float = -math.inf
    high: float = math.inf
    units: frozenset[str] = frozenset()


@functools.lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """Return the key that names are compared by: equal where only case, hyphens and blanks differ.

    An apostrophe year is written out ("AIME '24" is "aime2024"). Digits that meet stay apart ("Llama 3 8B"
    is "llama3 8b", "Llama 38B" is "llama38b"), and so do names that differ in one of `KEPT`.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = YEAR.sub(lambda year: f" {'19' if year[1] >= '70' else '20'}{year[1]}", text)
    text = LONE_DOT.sub(" ", APOSTROPHES.sub("", text))
    text = "".join(c if c in KEPT or unicodedata.category(c)[0] in "LMN" else " " for c in text)
    text = LOOSE_BLANK.sub("", " ".join(text.split()))
    return unicodedata.normalize("NFKC", text) or evened(name).casefold()  # a mark may have met its letter


class Registry:
    """The vocabularies, ready for look-up.

    `documents` maps "benchmark", "metric", "hardware", "method" to lists of entries (a mere name, or its
    facts), "trim" to the words that are dropped around a name, "units" to the units of each dimension;
    `fingerprint` identifies the data that they were read from.
    """

    def __init__(self, documents: Mapping[str, Any], fingerprint: str = "") -> None:
        self.fingerprint = fingerprint
        self._entries: dict[str, list[dict[str, Any]]] = {
            slot: [{"name": entry} if isinstance(entry, str) else entry for entry in documents[slot]]
            for slot in FILES
        }
        self._names: dict[str, dict[str, str]] = {
            slot: {
                fold(surface): entry["name"]
                for entry in entries
                for surface in (entry["name"], *entry.get("aliases", ()))
            }
            for slot, entries in self._entries.items()
        }
        units = {dimension: frozenset(names) for dimension, names in documents["units"].items()}
        self._metrics = {fold(entry["name"]): _metric(entry, units) for entry in self._entries["metric"]}
        self._scopes: dict[str, dict[str, Metric]] = {}
        self._headlines: dict[str, str] = {}
        for entry in self._entries["benchmark"]:
            key = fold(entry["name"])
            if "headline" in entry:
                self._headlines[key] = entry["headline"]
            for own in entry.get("metrics", ()):
                general = self._metrics.get(fold(own["name"]), Metric(own["name"]))
                scope = self._scopes.setdefault(key, {})
                scope.update(
                    dict.fromkeys(
                        map(fold, (own["name"], *own.get("aliases", ()))), _metric(own, units, general)
                    )
                )
        trim = documents["trim"]
        self._leading = {slot: _words(trim["leading"].get(slot, ()), r"^(?:%s)\s+") for slot in FILES}
        self._trailing = {slot: _words(trim["trailing"].get(slot, ()), r"\s+(?:%s)$") for slot in FILES}

    def resolve(self, slot: str, surface: str, benchmark: str | None = None) -> Resolution:
        """Say what `surface` means in `slot`: a known name, or else itself, cleaned, as a name of its own.

        Dropped are articles before and words like "dataset" or "GPUs" behind the name (`vocab/trim.yml`).
        `benchmark`, a canonical name, gives the scope of a metric: on GLUE "score" is its average score.
        Any slot of a claim will do; one without a vocabulary knows no name.
        """
        slot = "method" if slot == "baseline" else slot
        whole = evened(surface).strip(QUOTES) or evened(surface)
        trimmed = self._trimmed(slot, whole)
        for candidate in (whole, trimmed):
            if (name := self._known(slot, fold(candidate), benchmark)) is not None:
                return Resolution(name, fold(name), True, name)
        return Resolution(trimmed, fold(trimmed), False, trimmed)

    def scope(self, slot: str, benchmark: str | None) -> str:
        """Say where a surface's meaning holds: that benchmark's name if it declares metrics, else ""."""
        if slot != "metric" or benchmark is None:
            return ""
        name = self.resolve("benchmark", benchmark).canonical
        return name if fold(name) in self._scopes else ""

    def metric(self, name: str, benchmark: str | None = None) -> Metric | None:
        """Return what is known of a metric, on `benchmark` if given; None for an unknown one."""
        key = self.resolve("metric", name, benchmark).key
        scoped = self._scopes.get(fold(self.scope("metric", benchmark)), {})
        return scoped.get(key) or self._metrics.get(key)

    def direction(self, metric: str, benchmark: str | None = None) -> str | None:
        """Return which of "up" and "down" is declared to be better; None where nothing is declared."""
        found = self.metric(metric, benchmark)
        return found.direction if found else None

    def scale(self, metric: str, benchmark: str | None = None) -> str | None:
        """Return the metric's declared scale (see `Metric`), or None."""
        found = self.metric(metric, benchmark)
        return found.scale if found else None

    def headline(self, benchmark: str) -> str | None:
        """Return the metric that a benchmark is known by, or None where it declares none."""
        return self._headlines.get(self.resolve("benchmark", benchmark).key)

    def names(self, slot: str) -> list[str]:
        """List the canonical names of a slot, in the order of its file."""
        return [entry["name"] for entry in self._entries["method" if slot == "baseline" else slot]]

    def lexicon(self, slot: str) -> list[Surface]:
        """List every spelling of the slot's known names, for finding them in running text."""
        return [
            Surface(surface, entry["name"], exact is True or surface in exact)
            for entry in self._entries["method" if slot == "baseline" else slot]
            for exact in (entry.get("exact", ()),)
            for surface in (entry["name"], *entry.get("aliases", ()))
        ]

    def _trimmed(self, slot: str, text: str) -> str:
        if slot not in FILES:
            return text
        for pattern in (self._leading[slot], self._trailing[slot]):
            while (shorter := pattern.sub("", text)) not in ("", text):
                text = shorter
        return text

    def _known(self, slot: str, key: str, benchmark: str | None) -> str | None:
        if slot != "metric":
            return self._names.get(slot, {}).get(key)
        scope = self._scopes.get(fold(self.scope(slot, benchmark)), {})
        keys = (key, key.removesuffix("s"))  # "error rates"; a singular that is no name changes nothing
        own = next((scope[key].name for key in keys if key in scope), None)
        return own or next((self._names[slot][key] for key in keys if key in self._names[slot]), None)


@functools.cache
def registry() -> Registry:
    """Return the registry of the vocabulary files that ship with the package, read once."""
    raw = {slot: (VOCAB / file).read_bytes() for slot, file in (FILES | OTHERS).items()}
    digest = hashlib.sha256(b"\0".join(raw.values())).hexdigest()
    documents = {slot: yaml.load(data, Loader=Loader) for slot, data in raw.items()}
    return Registry(documents, digest)


def _metric(
    entry: Mapping[str, Any], units: Mapping[str, frozenset[str]], general: Metric | None = None
) -> Metric:
    general = general or Metric(entry["name"])
    scale = entry.get("scale", general.scale)
    legal = {"percent": (0, 100), "fraction": (0, 1), None: (general.low, general.high)}
    low, high = entry.get("range", legal.get(scale, (0, math.inf)))
    return Metric(
        entry["name"],
        entry.get("direction", general.direction),
        scale,
        float(low),
        float(high),
        units.get(scale, frozenset()),
    )


def _words(words: list[str], pattern: str) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    inner = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) or "(?!)"
    return re.compile(pattern % inner, re.IGNORECASE)
