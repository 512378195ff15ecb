"""Numbers of hand-read papers with the answers that the network should give: what it learns from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor import matching, network
from extractor.components import quantities, results
from extractor.contexts import Context, Contexts
from extractor.inputs import WIDEST, Span
from extractor.stretches import shared_out
from extractor.training.gold import Gold, Read, meant

NO_ENDS = frozenset(
    {"the", "a", "an", "our", "its", "their", "this", "these"}
    | {"of", "on", "in", "for", "and", "with", "to", "by", "or"}
)
"""Words that a name neither begins nor ends with."""

Name = tuple[int, int]
"""First piece, and how many pieces more."""


class Taught(NamedTuple):
    """What a teacher says of a number: probabilities, L pieces in its context.

    `heads` by class; by slot its most probable answers, `places` [S, KEPT], and their `chances`, which sum to
    1 (a place is first * WIDEST + width, or one of `network.VIRTUAL` counted from behind); `setting` [L, 2].
    """

    heads: NDArray[np.float32]
    places: NDArray[np.int32]
    chances: NDArray[np.float32]
    setting: NDArray[np.float16]


@dataclass(slots=True)
class Question:
    """A number (its pieces in the context) and what is true of it.

    `claimed` is None where readers differ or the number repeats a gold figure elsewhere: nothing is to be
    learnt then. `claims` are the gold claims of it; `names` for each slot the places of every right name, and
    which of `network.VIRTUAL` are right; `settings` the places of its settings.
    """

    value: Span
    claimed: bool | None
    claims: Sequence[Gold] = ()
    names: Mapping[str, tuple[list[Name], list[str]]] = field(default_factory=dict)
    settings: Sequence[Name] = ()
    taught: Taught | None = None


Asked = tuple[Context, list[Question]]


def ask(papers: Iterable[Read]) -> Iterator[Asked]:
    """Yield every sentence of the papers that holds a number worth asking about, with its questions."""
    for paper in papers:
        found = quantities.find(paper.text)
        if not found:
            continue
        contexts = Contexts(paper.text)
        for index, here in shared_out(results.rated(paper.text, found), contexts.spans).items():
            context = contexts.of(index)
            if context is None:
                continue
            if asked := [q for one in here if (q := _question(one, context, paper)) is not None]:
                _name_all(asked, context, paper.text)
                yield context, asked


def unanswered(papers: Iterable[Read]) -> Iterator[Asked]:
    """Yield the same of papers that nobody has read: nothing is known of their numbers."""
    for context, questions in ask(papers):
        for question in questions:
            question.claimed = None
        yield context, questions


def _question(found: Gold, context: Context, paper: Read) -> Question | None:
    here, elsewhere = meant(found, paper.claims)
    claimed: bool | None = bool(here)
    if (here and here[0].get("optional")) or (elsewhere and not here):
        claimed = None
    value = context.span(found["start"], found["end"])
    if value is None or (found["result_probability"] < results.WORTH_READING and not claimed):
        return None
    return Question(value, claimed, here)


def _name_all(asked: Sequence[Question], context: Context, text: str) -> None:
    spans = _spans(context, text)
    known: dict[tuple[str, tuple[str, ...]], tuple[list[Name], list[str]]] = {}
    for question in asked:
        if not question.claimed:
            continue
        first, last = question.value
        free = {(at, width) for at, width, _ in spans if at + width < first or at >= last}
        names = {}
        for slot in network.SLOTS:
            golds = tuple(dict.fromkeys(name for c in question.claims for name in c[slot] or [""]))
            if (slot, golds) not in known:
                known[slot, golds] = _right(spans, golds, slot)
            places, virtual = known[slot, golds]
            names[slot] = ([place for place in places if place in free], virtual)
        question.names = names
        wanted = {" ".join(s.lower().split()) for c in question.claims for s in c.get("setting") or () if s}
        question.settings = [
            (at, width) for at, width, name in spans if name in wanted and (at, width) in free
        ]


def _spans(context: Context, text: str) -> list[tuple[int, int, str]]:
    """Return every stretch of a context that may be a name: first piece, width less one, lower-case text."""
    found = []
    size = len(context.ids)
    for first in range(1, size):
        if not context.starts[first]:
            continue
        for last in range(first, min(size, first + WIDEST)):
            if context.sentences[last] != context.sentences[first]:
                break
            if context.ends[last]:
                name = text[context.offsets[first][0] : context.offsets[last][1]].lower()
                found.append((first, last - first, name))
    return found


def _right(
    spans: Sequence[tuple[int, int, str]], golds: Sequence[str], slot: str
) -> tuple[list[Name], list[str]]:
    """Return where a name equal to one of the gold names stands, and which virtual answers are right."""
    real = [gold for gold in golds if matching.core(gold, slot)]
    virtual = ["none"] if len(real) < len(golds) or not real else []
    if slot == "metric" and any(
        matching.joined(matching.core(gold, slot)) in ("speed", "speedup") for gold in real
    ):
        virtual.append("speed")
    # most stretches share no word with any gold name: the comparison proper is dear
    hints = {token[:4] for gold in real for token in (*matching.core(gold, slot), *gold.lower().split())}
    places = [
        (first, width)
        for first, width, name in spans
        if any(hint in name for hint in hints)
        and not NO_ENDS & {(words := name.split())[0], words[-1]}
        and name.count("(") == name.count(")")
        and matching.core(name, slot)
        and matching.same(name, real, slot)
    ]
    return places, virtual
