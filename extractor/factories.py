"""The one module that registers spaCy factories.

It stays light: what a component needs is imported when one is made.

Every component is a class of the module of its name in `extractor/components/`, made without arguments
and called with a Doc: a pure function decides on the raw text, `__call__` writes to the Doc.
What they write are plain dicts and lists, so that `Doc.to_bytes` works. Offsets are code points of
`doc.text`, which is the paper's `text`.

`doc._.claimboard_quantities`: dicts with "start", "end", "number", "number_high", "unit", "rule" (from
quantities), "result_probability" (from results), "claimed" and, where that is true, "answer", "kind",
"direction", "bound", "role" (from reading).
`doc._.claimboard_mentions`: dicts with "slot", "start", "end", "text", "rule".
`doc._.claimboard_claims`: what the rules propose (from binding), then as chosen (from choice) and judged
(from confidence); dicts as `extractor.pipeline.claim_of` reads them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

if TYPE_CHECKING:
    from extractor.tokenizer import Words

Component = Callable[[Doc], Doc]

QUANTITIES = "doc._.claimboard_quantities"
MENTIONS = "doc._.claimboard_mentions"
CLAIMS = "doc._.claimboard_claims"

for field in (QUANTITIES, MENTIONS, CLAIMS):
    name = field.rpartition(".")[2]
    if not Doc.has_extension(name):
        Doc.set_extension(name, default=[])


@registry.tokenizers("claimboard.Words.v1")  # type: ignore[untyped-decorator] # catalogue has no types
def tokenizer() -> "Callable[[Language], Words]":
    """Return the maker of the pipeline's tokenizer (see `extractor.tokenizer`)."""

    def make(nlp: Language) -> "Words":
        from extractor.tokenizer import Words

        return Words(nlp.vocab)

    return make


@Language.factory("claimboard_quantities", assigns=[QUANTITIES])
def quantities(nlp: Language, name: str) -> Component:
    """Make the component that finds every quantity on the raw text."""
    from extractor.components.quantities import Quantities

    return Quantities()


@Language.factory("claimboard_results", requires=[QUANTITIES], assigns=[QUANTITIES])
def results(nlp: Language, name: str) -> Component:
    """Make the component that says how probably a quantity is a claimed result."""
    from extractor.components.results import Results

    return Results()


@Language.factory("claimboard_reading", requires=[QUANTITIES], assigns=[QUANTITIES])
def reading(nlp: Language, name: str) -> Component:
    """Make the component that has the network read the quantities."""
    from extractor.components.reading import Reading

    return Reading()


@Language.factory("claimboard_mentions", requires=[QUANTITIES], assigns=[MENTIONS])
def mentions(nlp: Language, name: str) -> Component:
    """Make the component that finds named methods, benchmarks, metrics and hardware."""
    from extractor.components.mentions import Mentions

    return Mentions()


@Language.factory("claimboard_binding", requires=[QUANTITIES, MENTIONS], assigns=[CLAIMS])
def binding(nlp: Language, name: str) -> Component:
    """Make the component in which rules propose what each claimed quantity measures."""
    from extractor.components.binding import Binding

    return Binding()


@Language.factory("claimboard_choice", requires=[QUANTITIES, CLAIMS], assigns=[CLAIMS])
def choice(nlp: Language, name: str) -> Component:
    """Make the component that chooses what fills each slot of a claim."""
    from extractor.components.choice import Choice

    return Choice()


@Language.factory("claimboard_confidence", requires=[CLAIMS], assigns=[CLAIMS])
def confidence(nlp: Language, name: str) -> Component:
    """Make the component that says how sure each claim is, and why."""
    from extractor.components.confidence import Confidence

    return Confidence()
