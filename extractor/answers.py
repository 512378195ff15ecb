"""What the network says of one number, put into words: classes, and the names that may fill each slot.

Spans that spell the same name ("GLUE", "the GLUE benchmark", "GLUE" further on) are one candidate, and their
probabilities add up.
"""

import functools
from typing import TypedDict

import numpy as np

from extractor import matching, network
from extractor.contexts import Context
from extractor.inputs import WIDEST, Span
from extractor.network import CLASSES

READ = 24
"""Spans of a slot that are looked at; what is left is less probable than any that matters."""
MOST = 6
"""Candidates of a slot that are kept, and "none" always."""
NOTHING = network.VIRTUAL[0]
BEGINS, INSIDE = 0.15, 0.3
"""From which probability on a piece begins a setting, and stands in one."""


class Candidate(TypedDict):
    """What may fill a slot.

    `key` is the name evened out ("none" for nothing), `start` and `end` the offsets of its most probable
    spelling (None where the text has none), `chance` the probability of all spellings.
    """

    key: str
    text: str | None
    start: int | None
    end: int | None
    chance: float


class Answer(TypedDict):
    """What the network says of one number.

    `classes`: probability by class for each of `CLASSES`; `candidates`: by slot, the most probable first;
    `settings`: offsets of the phrases that qualify the number.
    """

    classes: dict[str, dict[str, float]]
    candidates: dict[str, list[Candidate]]
    settings: list[tuple[int, int]]


@functools.lru_cache(maxsize=1 << 14)  # a text's names come up for every number, slot and spelling
def key_of(text: str, slot: str) -> str:
    """Return a name evened out as the scorer does; "none" for what names nothing."""
    key = matching.joined(matching.core(text, slot)) or NOTHING
    return "speed" if slot == "metric" and key == "speedup" else key


def answer(outputs: network.Outputs, row: int, context: Context, text: str, value: Span) -> Answer:
    """Return what the outputs say of number `row`, whose pieces in its context are `value`."""
    classes = {
        name: dict(zip(CLASSES[name], map(float, chances[row]), strict=True))
        for name, chances in outputs.heads.items()
    }
    candidates = {
        slot: _candidates(outputs.names[row, i], outputs.virtual[row, i], slot, context, text)
        for i, slot in enumerate(network.SLOTS)
    }
    settings = _settings(outputs.setting[row], context, value)
    return Answer(classes=classes, candidates=candidates, settings=settings)


def likeliest(answer: Answer, name: str) -> str:
    """Return the most probable class of one of `CLASSES`."""
    classes = answer["classes"][name]
    return max(classes, key=classes.__getitem__)


def chances_of(answer: Answer, slot: str) -> dict[str, float]:
    """Return the probability that a name fills a slot, by its key, for each candidate."""
    return {one["key"]: one["chance"] for one in answer["candidates"][slot]}


def _candidates(
    names: network.Floats, virtual: network.Floats, slot: str, context: Context, text: str
) -> list[Candidate]:
    found = {
        name: Candidate(
            key=name, text=None if name == NOTHING else name, start=None, end=None, chance=float(chance)
        )
        for name, chance in zip(network.VIRTUAL, virtual, strict=True)
        if name == NOTHING or slot == "metric"
    }
    flat = names.ravel()
    best = np.argpartition(flat, -READ)[-READ:] if flat.size > READ else np.arange(flat.size)
    for place in best[np.argsort(-flat[best], kind="stable")]:
        chance = float(flat[place])
        if chance <= 0:
            break
        first, width = divmod(int(place), WIDEST)
        start, end = context.offsets[first][0], context.offsets[first + width][1]
        if text.count("(", start, end) != text.count(")", start, end):
            continue
        key = key_of(text[start:end], slot)
        if (known := found.get(key)) is None:
            found[key] = Candidate(key=key, text=text[start:end], start=start, end=end, chance=chance)
        else:
            known["chance"] += chance
            if known["start"] is None and key in text[start:end].lower():  # "faster" is no name of "speed"
                known |= {"text": text[start:end], "start": start, "end": end}
    ranked = sorted(found.values(), key=lambda one: -one["chance"])
    return [one for i, one in enumerate(ranked) if i < MOST or one["key"] == NOTHING]


def _settings(chances: network.Floats, context: Context, value: Span) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 1
    while at < len(context.ids):
        if chances[at, 0] < BEGINS or not context.starts[at] or value[0] <= at < value[1]:
            at += 1
            continue
        last = at
        while (
            last + 1 < len(context.ids)
            and chances[last + 1, 1] >= INSIDE
            and chances[last + 1, 0] < BEGINS
            and context.sentences[last + 1] == context.sentences[at]
        ):
            last += 1
        while last > at and not context.ends[last]:
            last -= 1
        if context.ends[last]:
            found.append((context.offsets[at][0], context.offsets[last][1]))
        at = last + 1
    return found
