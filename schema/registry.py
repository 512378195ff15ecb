"""Names: aliases to canonical benchmark, metric, hardware and method, and which way a metric is better.

The data are the files of `schema/vocab/`: facts only, one entry a name. Matching is kind about spelling
(`schema.names.spelling`) and about the order of a name's parts (`schema.names.grammar`), and never about
content: "MMLU" and "MMLU-Pro" stay two names. Nothing is guessed: a metric that declares no direction has
none, what has two meanings has none, and an unknown name stands for itself.
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from schema.names import grammar, lexicon, trimming, wordings
from schema.names.grammar import Reading
from schema.names.lexicon import Surface
from schema.names.metrics import Metric, metric_of
from schema.names.spelling import Run, clean, fold
from schema.names.vocabulary import Documents, Grammars
from schema.records import NAMES_LONGEST

__all__ = ["Metric", "Registry", "Resolution", "Surface", "fold", "registry"]

JOINED = (
    re.compile(r"\s\+\s"),
    re.compile(r"\s*[,;]\s*(?:and\s|&\s)?\s*|\s+(?:and|&|\+|plus)\s+"),
    re.compile(r"\s*/\s*"),
)
"""What joins several names, in the order of trying: the sign of canonical names first."""
MOST_JOINED = 12


class Resolution(NamedTuple):
    """What a surface means: its canonical name, the key that names are compared by, and whether it is known.

    `key` is `fold(canonical)`. The canonical name is the whole one ("AIME 2024"), `base` is that of its entry
    ("AIME"); `version`, `split` and `subset` are its parts. An unknown name is its own base and has no parts.
    """

    canonical: str
    key: str
    known: bool
    base: str
    version: str | None = None
    split: str | None = None
    subset: str | None = None


class Registry:
    """The vocabularies, ready for look-up.

    `documents` maps "benchmark", "metric", "hardware", "method" to their entries, and holds what they share:
    "trim", "parts", "languages" (`schema/vocab/`); `fingerprint` identifies the data that they were
    read from.
    """

    def __init__(self, documents: Mapping[str, Any], fingerprint: str = "") -> None:
        self.fingerprint = fingerprint
        self._grammars = Grammars(documents)
        self._lexicons: dict[str, Sequence[Surface]] = {}
        self._trims = trimming.trims(documents["trim"])
        metrics = [raw if isinstance(raw, Mapping) else {"name": raw} for raw in documents["metric"]]
        self._metrics = {raw["name"]: metric_of(raw) for raw in metrics}
        self._benchmarks: dict[str, Mapping[str, Any]] = {}
        self._scopes: dict[str, dict[str, Metric]] = {}
        for raw in documents["benchmark"]:
            if isinstance(raw, Mapping):
                self._benchmarks[raw["name"]] = raw
                for own in raw.get("metrics", ()):
                    general = self._metrics.get(own["name"])
                    known = dict.fromkeys(map(fold, (own["name"], *own.get("aliases", ()))))
                    scope = self._scopes.setdefault(raw["name"], {})
                    scope.update(dict.fromkeys(known, metric_of(own, general)))
        self._resolved = functools.lru_cache(maxsize=1 << 14)(self._resolve)
        self._worded = functools.lru_cache(maxsize=1 << 14)(self._wordings)

    def resolve(self, slot: str, surface: str, benchmark: str | None = None) -> Resolution:
        """Say what `surface` means in `slot`: a known name, or else itself, cleaned, as a name of its own.

        Dropped are markup, articles before and words like "dataset" or "GPUs" behind the name
        (`vocab/trim.yml`). `benchmark`, a canonical name, gives the scope of a metric: on GLUE "score" is its
        average score. Any slot of a claim will do; one without a vocabulary knows no name.
        """
        slot = "method" if slot == "baseline" else slot
        return self._resolved(slot, surface, self.scope(slot, benchmark))

    def wordings(self, slot: str, surface: str, benchmark: str | None = None) -> tuple[str, ...]:
        """Return the surface, and what it is without words of no weight where that means the same.

        Of a metric in the plural the singular is there, too: "the F-scores" holds "F-scores" and "F-score".
        """
        slot = "method" if slot == "baseline" else slot
        return self._worded(slot, surface, self.scope(slot, benchmark))

    def scope(self, slot: str, benchmark: str | None) -> str:
        """Say where a surface's meaning holds: that benchmark's name if it declares metrics, else ""."""
        if slot != "metric" or benchmark is None:
            return ""
        base = self._resolved("benchmark", benchmark, "").base
        return base if base in self._scopes else ""

    def metric(self, name: str, benchmark: str | None = None) -> Metric | None:
        """Return what is known of a metric, on `benchmark` if given; None for an unknown one."""
        meaning = self.resolve("metric", name, benchmark)
        if (own := self._scopes.get(self.scope("metric", benchmark), {}).get(meaning.key)) is not None:
            return own
        reading = self._grammars["metric"].whole(meaning.key) if meaning.known else None
        if reading is None:
            return None
        return self._metrics[reading.entry.name]._replace(name=meaning.canonical)

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
        return self._fact(benchmark, "headline")

    def task(self, benchmark: str) -> str | None:
        """Return what is done on a benchmark ("question answering"), or None where it declares nothing."""
        return self._fact(benchmark, "task")

    def names(self, slot: str) -> list[str]:
        """List the names of a slot's entries, without their parts, in the order of its files."""
        return [entry.name for entry in self._grammars["method" if slot == "baseline" else slot].entries]

    def nearest(self, slot: str, name: str, limit: int = 5) -> list[str]:
        """List the canonical names that look most like `name`, the likest first: to suggest, not to match."""
        from rapidfuzz import fuzz, process

        asked = clean(name)
        if len(asked) > NAMES_LONGEST:
            return []
        spellings = {surface.text: surface.canonical for surface in self.lexicon(slot)}
        found = process.extract(
            asked, list(spellings), scorer=fuzz.WRatio, processor=fold, limit=10 * limit, score_cutoff=60
        )
        # of names that hold what was asked for, the one with least else comes first
        found.sort(key=lambda each: (-each[1], abs(len(each[0]) - len(asked))))
        return list(dict.fromkeys(spellings[text] for text, _, _ in found))[:limit]

    def lexicon(self, slot: str) -> Sequence[Surface]:
        """List every spelling of the slot's known names, for finding them in running text.

        Among them are the full names of declared parts ("SWE-bench Verified", "AIME24").
        """
        slot = "method" if slot == "baseline" else slot
        if slot not in self._lexicons:
            self._lexicons[slot] = lexicon.surfaces(self._grammars[slot])
        return self._lexicons[slot]

    def _fact(self, benchmark: str, fact: str) -> str | None:
        found: str | None = self._benchmarks.get(self.resolve("benchmark", benchmark).base, {}).get(fact)
        return found

    def _resolve(self, slot: str, surface: str, scope: str) -> Resolution:
        text = clean(surface)
        if slot not in self._grammars or len(text) > NAMES_LONGEST:
            return Resolution(text, fold(text), False, text)
        if scope and (own := self._own(scope, text)) is not None:
            return Resolution(own.name, fold(own.name), True, own.name)
        text, reading = self._reading(slot, text)
        if reading is not None:
            return self._meaning(slot, reading)
        several = self._several(text) if slot == "benchmark" else []
        return self._together(several) if several else Resolution(text, fold(text), False, text)

    def _wordings(self, slot: str, surface: str, scope: str) -> tuple[str, ...]:
        found = [clean(surface)]
        if slot not in self._grammars or len(surface) > wordings.LONGEST:
            return tuple(found)
        meaning = self._resolved(slot, surface, scope)
        names, trim = self._grammars[slot], self._trims[slot]
        for text in found:  # which grows
            others = [trim.shorter(text, names.is_plain), *wordings.shorter(text, names.is_light)]
            for other in (clean(other) for other in others if other):
                if other not in found and self._resolved(slot, other, scope).key == meaning.key:
                    found.append(other)
            one = wordings.singular(text) if slot == "metric" else None
            if one and one not in found:
                single = self._resolved(slot, one, scope)
                if single.key == meaning.key or not (single.known or meaning.known):
                    found.append(one)
        return tuple(found)

    def _own(self, scope: str, text: str) -> Metric | None:
        """Return which of a benchmark's own metrics a text names."""
        metrics = self._scopes[scope]
        for shorter in self._trimmed("metric", text):
            key = fold(shorter)
            if (own := metrics.get(key) or metrics.get(key.removesuffix("s"))) is not None:
                return own
        return None

    def _trimmed(self, slot: str, text: str) -> Iterator[str]:
        """Yield the text, then again after each word that was dropped around it."""
        yield text
        is_plain = self._grammars[slot].is_plain
        while (shorter := self._trims[slot].shorter(text, is_plain)) is not None:
            text = clean(shorter)
            yield text

    def _reading(self, slot: str, text: str) -> tuple[str, Reading | None]:
        """Return the text without the words around it, as far as they were dropped, and what it means."""
        names = self._grammars[slot]
        for shorter in self._trimmed(slot, text):
            text = shorter
            if (whole := names.whole(fold(text))) is not None:
                return text, whole
        return text, names.read(Run(text, self._trims[slot].word), text)

    def _meaning(self, slot: str, reading: Reading) -> Resolution:
        reading = self._grammars[slot].as_written(reading)
        canonical = self._grammars[slot].canonical(reading)
        reading = self._grammars[slot].made_of(reading)
        base = canonical if slot == "metric" else reading.entry.name
        version, split, subset = map(reading.part, ("version", "split", "subset"))
        return Resolution(canonical, fold(canonical), True, base, version, split, subset)

    def _several(self, text: str, before: Reading | None = None) -> list[Reading]:
        """Return what the benchmarks named in a text mean, or nothing if one of them is not known.

        `before` is the one named before: "Lite" in "SWE-bench Verified and Lite" is a part of SWE-bench.
        """
        names = self._grammars["benchmark"]
        for signs in JOINED:
            parts = [part for part in signs.split(text) if part]
            if not 1 < len(parts) <= MOST_JOINED:
                continue
            found: list[Reading] = []
            for part in parts:
                last = found[-1] if found else before
                _, reading = self._reading("benchmark", part)
                if reading is not None and names.is_plain(fold(part), part):
                    break  # "math and code" are no two benchmarks
                if reading is None and last is not None:
                    reading = self._alike(last, part)
                more = [reading] if reading is not None else self._several(part, last)
                if not more:
                    break
                found += more
            else:
                return found
        return []

    def _alike(self, before: Reading, text: str) -> Reading | None:
        """Read a part of the benchmark named before, which has a part of each kind that is named here."""
        reading = self._reading("benchmark", f"{before.entry.name} {text}")[1]
        if reading is None or reading.entry.name != before.entry.name:
            return None
        kinds = {kind for kind, _ in reading.parts}
        if not kinds or not kinds <= {kind for kind, _ in before.parts}:
            return None
        return Reading(before.entry, reading.parts | {part for part in before.parts if part[0] not in kinds})

    def _together(self, readings: Sequence[Reading]) -> Resolution:
        each = [self._meaning("benchmark", reading) for reading in readings]
        if len({meaning.key for meaning in each}) == 1:
            return each[0]
        canonical = " + ".join(sorted({meaning.canonical for meaning in each}))
        base = " + ".join(sorted({meaning.base for meaning in each}))
        return Resolution(canonical, fold(canonical), True, base)


@functools.cache
def registry() -> Registry:
    """Return the registry of the vocabulary files that ship with the package, read once."""
    documents = Documents()
    return Registry(documents, f"{grammar.VERSION}:{documents.digest}")
