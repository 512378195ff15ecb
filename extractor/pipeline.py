"""Builds the spaCy pipeline and turns papers into claims."""

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType
from typing import Any

import spacy
from spacy.language import Language

from extractor import factories, network, rules
from extractor.basis import basis_of
from extractor.components import quantities
from extractor.own import other_forms
from extractor.settings import kind_of
from schema.identity import evened
from schema.records import NAMES_LONGEST, SLOTS, Claim, Evidence, Kind, Mention, Paper, PaperClaims, Setting
from schema.registry import registry
from schema.spans import Shift
from schema.version import __version__

COMPONENTS = (
    "claimboard_quantities",
    "claimboard_results",
    "claimboard_reading",
    "claimboard_mentions",
    "claimboard_binding",
    "claimboard_choice",
    "claimboard_confidence",
)
"""The factories of the shipped pipeline, in order."""
BATCH = 128
"""Papers between two clearings of spaCy's string store, which otherwise grows with every word ever read."""
KEPT = 1 << 20
"""Characters that are read before the first clearing: their words stay, most of what later texts hold."""


class Extractor:
    """Finds the claims of papers. Make one with `load`.

    `settings` are the pipeline's components and their configuration; `fingerprint` is a hash of all that
    decides what is found: version, rules, network, vocabularies and settings.
    """

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self._room = KEPT
        self.settings: dict[str, Any] = {
            name: {"factory": nlp.get_pipe_meta(name).factory, **_plain(nlp.get_pipe_config(name))}
            for name in nlp.pipe_names
        }
        parts = (
            __version__,
            rules.fingerprint(),
            network.fingerprint(),
            registry().fingerprint,
            json.dumps(self.settings, sort_keys=True),
        )
        self.fingerprint = hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def pipe(self, papers: Iterable[Paper]) -> Iterator[PaperClaims]:
        """Yield each paper with its claims, in order, holding no more than `BATCH` papers at a time."""
        papers = iter(papers)
        while batch := list(itertools.islice(papers, BATCH)):
            with self._words_of(batch):
                found = [PaperClaims(paper=paper, claims=self._read(paper)) for paper in batch]
            yield from found

    def claims(self, paper: Paper) -> tuple[Claim, ...]:
        """Return one paper's claims, in the order of the text."""
        with self._words_of([paper]):
            return self._read(paper)

    def _words_of(self, papers: Sequence[Paper]) -> AbstractContextManager[object]:
        """Give what forgets the words of papers at its end, or keeps them while there is room."""
        size = sum(len(paper.title) + len(paper.abstract) for paper in papers)
        if size > self._room:
            return self.nlp.memory_zone()
        self._room -= size
        return nullcontext()

    def _read(self, paper: Paper) -> tuple[Claim, ...]:
        # how a text is wrapped says nothing: it is read with its white space evened out, and since all other
        # characters stay, spans find their way back exactly
        text, raw = f"{evened(paper.title)}\n{evened(paper.abstract)}", paper.text
        if not quantities.may_hold(text):
            return ()
        doc = self.nlp(text)
        found = sorted(doc._.claimboard_claims, key=lambda claim: (claim["start"], claim["end"]))
        claims = tuple(claim_of(text, claim) for claim in found)
        if claims and text != raw:
            shift = Shift(text, raw)
            claims = tuple(map(shift.claim, claims))
        return tuple(map(_named, claims))


def load(components: Mapping[str, Mapping[str, Any]] | None = None) -> Extractor:
    """Make the shipped pipeline, each of whose components can be replaced.

    `components` maps the name of a component to what stands in its place: {"factory": name of a registered
    spaCy factory, "config": its configuration}. Raises ValueError for a name that the pipeline lacks.
    """
    components = components or {}
    if unknown := sorted(components.keys() - set(COMPONENTS)):
        raise ValueError(f"the pipeline has no component {unknown[0]!r}, only {', '.join(COMPONENTS)}")
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "claimboard.Words.v1"}}})
    nlp.max_length = 1 << 40  # spaCy's limit guards parsers that this pipeline has not
    for name in COMPONENTS:
        other = components.get(name, {})
        nlp.add_pipe(other.get("factory", name), name=name, config=dict(other.get("config", {})))
    return Extractor(nlp)


def claim_of(text: str, found: Mapping[str, Any]) -> Claim:
    """Make the record of one dict of `doc._.claimboard_claims`.

    "start" and "end" are the value's, "sentence" a (start, end) pair; "number", "number_high", "unit",
    "kind", "direction", "bound", "role", "confidence", "reasons" as in `Claim`, "slot_confidence" too, where
    it is there; each slot, and each item of "setting", is a dict of "start", "end" (None where inferred) and
    "text", or None. What kind of setting one is, its wording says; what a change is counted in, its sentence;
    what an abbreviation stands for, the text.
    """
    first, last = found["sentence"]
    value, change = (found["start"], found["end"]), found["kind"] == Kind.CHANGE
    return Claim(
        value=Evidence(start=found["start"], end=found["end"], text=text[found["start"] : found["end"]]),
        number=found["number"],
        number_high=found["number_high"],
        unit=found["unit"],
        kind=found["kind"],
        direction=found["direction"],
        bound=found["bound"],
        basis=basis_of(text, value, (first, last), found["unit"]) if change else None,
        role=found["role"],
        sentence=Evidence(start=first, end=last, text=text[first:last]),
        confidence=found["confidence"],
        slot_confidence=found.get("slot_confidence", {}),
        reasons=tuple(found["reasons"]),
        setting=tuple(
            Setting(**_mention(item).model_dump(), kind=kind_of(item["text"]))
            for item in found.get("setting", ())
        ),
        **{slot: _mention(found[slot], other_forms(text)) for slot in SLOTS if found.get(slot)},
    )


def _named(claim: Claim) -> Claim:
    """Return the claim without what is too long for a name: a wall of letters, or words with one between."""
    overlong = [slot for slot, name in claim.slots.items() if len(name.text) > NAMES_LONGEST]
    setting = tuple(each for each in claim.setting if len(each.text) <= NAMES_LONGEST)
    if not overlong and len(setting) == len(claim.setting):
        return claim
    sure = {part: chance for part, chance in claim.slot_confidence.items() if part not in overlong}
    return claim.model_copy(update={**dict.fromkeys(overlong), "setting": setting, "slot_confidence": sure})


def _mention(found: Mapping[str, Any], forms: Mapping[str, str] = MappingProxyType({})) -> Mention:
    other = forms.get(found["text"])
    return Mention(text=found["text"], start=found["start"], end=found["end"], other_form=other)


def _plain(config: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in config.items() if key != "factory"}


_ = factories  # importing it registers the factories, in an environment where no entry point does
