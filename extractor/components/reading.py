"""Has the network read every number that may be a result: is it claimed, its kind, direction, bound and role.

Numbers that the cues of `extractor.components.results` all but rule out are not read: that is half of them,
and in most abstracts all.
"""

from collections.abc import Sequence
from typing import Any

from spacy.tokens import Doc

from extractor import answers, inputs, network
from extractor.components.results import WORTH_READING
from extractor.contexts import Context, Contexts
from extractor.inputs import Span
from extractor.stretches import shared_out
from extractor.tokenizer import text_of

LEAST = 0.15
"""Probability of a claimed result from which on a number is bound; what is reported needs more confidence."""
MOST = 300
"""Numbers of one text that are read, the most promising: no abstract has more, and a table is none."""

Asked = list[tuple[Context, list[tuple[dict[str, Any], Span]]]]


def read(
    text: str, quantities: Sequence[dict[str, Any]], least: float = 0.0
) -> list[tuple[dict[str, Any], answers.Answer]]:
    """Return the quantities that are worth reading, each with what the network says of it.

    Left out are those that it thinks less probably claimed than `least`.
    """
    worth = [one for one in quantities if one["result_probability"] >= WORTH_READING]
    worth = sorted(worth, key=lambda one: -float(one["result_probability"]))[:MOST]
    if not worth:
        return []
    contexts = Contexts(text)
    asked: Asked = []
    for sentence, here in shared_out(worth, contexts.spans).items():
        if (context := contexts.of(sentence)) is not None:
            placed = [(one, context.span(one["start"], one["end"])) for one in here]
            if known := [(one, span) for one, span in placed if span is not None]:
                asked.append((context, known))
    if not asked:
        return []
    outputs = network.read(
        inputs.batch([(context, [span for _, span in several]) for context, several in asked])
    )
    flat = [(context, one, span) for context, several in asked for one, span in several]
    return [
        (one, answers.answer(outputs, row, context, text, span))
        for row, (context, one, span) in enumerate(flat)
        if outputs.claimed(row) >= least
    ]


def judge(text: str, quantities: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the quantities with "claimed" and, where that is true, what the network says of them.

    That is "answer", "kind", "direction", "bound", "role". The number of a change or ratio becomes its size:
    the direction is the sign.

    A figure of the title that the abstract claims again is no claim of its own: the abstract says more of it.
    """
    told = {(one["start"], one["end"]): answer for one, answer in read(text, quantities, LEAST)}
    title_end = text.find("\n")
    judged = [_judged(one, told.get((one["start"], one["end"]))) for one in quantities]
    later = {_figure(one) for one in judged if one["claimed"] and one["start"] > title_end}
    return [
        {**one, "claimed": False} if one["start"] < title_end and _figure(one) in later else one
        for one in judged
    ]


def _judged(quantity: dict[str, Any], answer: answers.Answer | None) -> dict[str, Any]:
    if answer is None:
        return {**quantity, "claimed": False}
    kind = answers.likeliest(answer, "kind")
    bound = answers.likeliest(answer, "bound")
    judged = {
        **quantity,
        "claimed": True,
        "answer": answer,
        "kind": kind,
        "direction": None if kind == "score" else answers.likeliest(answer, "direction"),
        "bound": None if bound == "exact" else bound,
        "role": answers.likeliest(answer, "role"),
    }
    if kind != "score":
        high = quantity["number_high"]
        judged |= {"number": abs(quantity["number"]), "number_high": high and abs(high)}
    return judged


def _figure(quantity: dict[str, Any]) -> tuple[float, float | None, str | None]:
    high = quantity["number_high"]
    return abs(quantity["number"]), high and abs(high), quantity["unit"]


class Reading:
    """Writes to `doc._.claimboard_quantities` what the network says of them (see `judge`)."""

    def __call__(self, doc: Doc) -> Doc:
        """Read and write."""
        doc._.claimboard_quantities = judge(text_of(doc), doc._.claimboard_quantities)
        return doc
