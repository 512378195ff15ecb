"""Says how probably each quantity is a claimed result, by the words around it: a quick first sieve.

What speaks for and against it are the cues of `extractor/rules/results.yml` around the number and what the
number looks like, with the weights of `results-weights.yml`. Sizes, settings, dates, names and motivation are
mostly told by them; what passes is read by the network.
"""

from collections.abc import Sequence
from typing import Any

from spacy.tokens import Doc

from extractor import cues, weights
from extractor.tokenizer import text_of

WEIGHTS = "results-weights"
CLAIMED = "claimed"
WORTH_READING = 0.02
"""Least probability of a quantity that the network is asked about: 99% of the gold claims of the training
papers have more, and half of all quantities less."""


def rated(text: str, quantities: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the quantities of a text with "result_probability"."""
    table = weights.load(WEIGHTS)
    return [
        {**one, "result_probability": weights.probability(table.logit(found, CLAIMED))}
        for one, found in zip(quantities, cues.read(text, quantities), strict=True)
    ]


class Results:
    """Adds "result_probability" to `doc._.claimboard_quantities`."""

    def __call__(self, doc: Doc) -> Doc:
        """Judge and write."""
        doc._.claimboard_quantities = rated(text_of(doc), doc._.claimboard_quantities)
        return doc
