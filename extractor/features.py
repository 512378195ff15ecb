"""What speaks for and against a candidate of a slot: the network's word, the rules' choice, the text around.

Features are names; their weights (`extractor/rules/choice-weights.yml`) are fitted by `extractor.training`.
"""

import functools
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from extractor import answers
from extractor.answers import NOTHING, Answer, Candidate, key_of
from extractor.names import is_class, is_family
from extractor.network import SLOTS
from extractor.own import own_names
from extractor.stretches import shared_out, stretches
from schema.registry import registry

Claim = Mapping[str, Any]

STEPS = (0.003, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
"""Where a probability passes into the next feature."""
DISTANCES = (10, 20, 40, 80, 160)
"""Characters between a number and a name."""
FAR = 3
"""Sentences, or numbers between, that are told apart."""


class Asked(NamedTuple):
    """A number: its quantity (with "answer" and "kind"), its sentence's index, and the rules' proposal."""

    quantity: Mapping[str, Any]
    sentence: int
    proposal: Claim | None

    @property
    def answer(self) -> Answer:
        """What the network says."""
        answer: Answer = self.quantity["answer"]
        return answer

    @property
    def claimed(self) -> float:
        """How probable it is that the number is claimed."""
        return self.answer["classes"]["claimed"]["yes"]


class View:
    """A text with all its claimed numbers, as the features of any one of them need it."""

    def __init__(
        self, text: str, quantities: Sequence[Mapping[str, Any]], proposals: Sequence[Claim]
    ) -> None:
        own = own_names(text)
        self.text = text
        self.lower = text.lower()
        self.title_end = text.find("\n")
        self.spans = stretches(text)
        self.own_methods = [key_of(name, "method") for name in own.methods]
        self.own_benchmarks = [key_of(name, "benchmark") for name in own.benchmarks]
        proposed: dict[tuple[int, int], Claim] = {}
        for claim in proposals:
            proposed.setdefault((claim["start"], claim["end"]), claim)
        placed = shared_out([dict(q) for q in quantities if q["claimed"]], self.spans)
        self.asked = [
            Asked(one, sentence, proposed.get((one["start"], one["end"])))
            for sentence, several in sorted(placed.items())
            for one in several
        ]
        self._chances = {
            id(one.answer): {slot: answers.chances_of(one.answer, slot) for slot in SLOTS}
            for one in self.asked
        }

    def chance(self, asked: Asked, slot: str, key: str) -> float:
        """Return the probability that a name fills a slot of a number of the text."""
        return self._chances[id(asked.answer)][slot].get(key, 0.0)

    def sentence_of(self, offset: int) -> int:
        """Return the index of the sentence that an offset stands in, -1 for none."""
        return next((i for i, (start, end) in enumerate(self.spans) if start <= offset < end), -1)


def candidates(asked: Asked, slot: str) -> list[Candidate]:
    """Return what may fill a slot: the network's candidates, and the rules' choice."""
    found = list(asked.answer["candidates"][slot])
    if asked.proposal is not None:
        mention = asked.proposal[slot]
        key = key_of(mention["text"], slot) if mention else NOTHING
        if all(one["key"] != key for one in found):
            place = mention or {"text": None, "start": None, "end": None}
            found.append(
                Candidate(key=key, text=place["text"], start=place["start"], end=place["end"], chance=0.0)
            )
    return found


def of(view: View, asked: Asked, slot: str, several: Sequence[Candidate]) -> list[list[str]]:
    """Return the features of each candidate of a slot (most probable first)."""
    none = next((one["chance"] for one in several if one["key"] == NOTHING), 0.0)
    top = max((one["chance"] for one in several if one["key"] != NOTHING), default=0.0)
    kind = asked.quantity["kind"]
    made = []
    for rank, one in enumerate(several):
        found = [*reached("chance", one["chance"]), f"rank {min(rank, 3)}", f"for {kind}"]
        found += _elsewhere(view, asked, slot, one["key"])
        found += _by_rule(asked, slot, one["key"])
        if one["key"] == NOTHING:
            found += ["nothing", *reached("nothing, best", top)]
            found += ["nothing of a comparison"] * (kind != "score")
            found += ["nothing with own method"] * bool(view.own_methods)
            found += ["nothing with own benchmark"] * bool(view.own_benchmarks)
        else:
            found += reached("against nothing", none)
            found += _other_slots(view, asked, slot, one["key"], kind)
            found += _name(view, one)
            found += _nested(one, several)
            found += _place(view, asked, one)
        made.append(found)
    return made


def reached(name: str, chance: float, steps: tuple[float, ...] = STEPS) -> list[str]:
    """Return a feature for each step (in order) that a probability reaches: what they add grows by steps."""
    return _steps(name, steps)[: bisect_right(steps, chance)]


@functools.cache
def _steps(name: str, steps: tuple[float, ...]) -> list[str]:
    return [f"{name} {step}" for step in steps]


def _elsewhere(view: View, asked: Asked, slot: str, key: str) -> list[str]:
    """Say how probable the name is for the other numbers, of the text and of the sentence."""
    others = [one for one in view.asked if one is not asked]
    if not others:
        return ["alone"]
    shares = [(one, view.chance(one, slot, key)) for one in others]
    total = sum(one.claimed for one in others)
    found = reached("in the text", sum(one.claimed * chance for one, chance in shares) / total)
    near = [chance for one, chance in shares if one.sentence == asked.sentence]
    return found + (reached("in the sentence", sum(near) / len(near)) if near else ["alone in the sentence"])


def _by_rule(asked: Asked, slot: str, key: str) -> list[str]:
    if asked.proposal is None:
        return ["no rule"]
    mention = asked.proposal[slot]
    rule = asked.proposal["rules"].get(slot, slot)
    chosen = key_of(mention["text"], slot) if mention else NOTHING
    return [f"rule {rule}" if chosen == key else f"against rule {rule}"]


def _other_slots(view: View, asked: Asked, slot: str, key: str, kind: str) -> list[str]:
    found = []
    for other in SLOTS:
        if other != slot and not (other == "baseline" and kind == "score"):
            found += reached(f"as {other}", view.chance(asked, other, key))
    return found


def _name(view: View, one: Candidate) -> list[str]:
    text, key = one["text"] or "", one["key"]
    found = [f"known {kind}" for kind, names in _known().items() if key in names]
    if key in view.own_methods:
        found.append("own method, first" if key == view.own_methods[0] else "own method")
    found += ["own benchmark"] * (key in view.own_benchmarks)
    found += ["family"] * is_family(text) + ["class"] * is_class(text)
    return found


def _nested(one: Candidate, several: Sequence[Candidate]) -> list[str]:
    """Say how probable the candidates are that hold this one, and those that it holds."""
    text = (one["text"] or "").lower()
    others = [
        (other["text"].lower(), other["chance"]) for other in several if other["text"] and other is not one
    ]
    longer = max((chance for name, chance in others if text in name), default=0.0)
    shorter = max((chance for name, chance in others if name in text), default=0.0)
    return reached("in a longer one", longer) + reached("holds a shorter one", shorter)


def _shape(text: str) -> str:
    words = text.split()
    if text.islower():
        return "lower case"
    if len(words) == 1:
        return "acronym" if text.isupper() else "mixed case" if not text[1:].islower() else "capital"
    return "capitals" if all(word[:1].isupper() for word in words) else "some capitals"


def _place(view: View, asked: Asked, one: Candidate) -> list[str]:
    if one["start"] is None or one["text"] is None:
        return ["inferred"]
    lower = one["text"].lower()
    there = view.sentence_of(one["start"])
    found = [f"stands {min(4, view.lower.count(lower))} times", f"{min(5, len(lower.split()))} words"]
    found += ["in the title"] * (lower in view.lower[: view.title_end])
    found.append(_shape(one["text"]))
    found += ["cut before"] * (view.text[one["start"] - 1 : one["start"]] == "-")
    found += ["cut behind"] * (view.text[one["end"] or 0 : (one["end"] or 0) + 1] == "-")
    if there != asked.sentence:
        return [*found, "title" if there == 0 else f"sentence {max(-FAR, min(FAR, there - asked.sentence))}"]
    start = asked.quantity["start"]
    first, last = sorted((one["start"], start))
    between = sum(first < other.quantity["start"] < last for other in view.asked if other is not asked)
    side = "behind" if one["start"] > start else "before"
    distance = sum(last - first > limit for limit in DISTANCES)
    return [*found, "same sentence", f"{side}, {min(between, FAR)} between", f"distance {distance}"]


@functools.cache
def _known() -> dict[str, frozenset[str]]:
    return {
        slot: frozenset(key_of(surface.text, slot) for surface in registry().lexicon(slot))
        for slot in ("method", "benchmark", "hardware")
    }
