"""Everything that looks for something in a text, as functions of a text: for tests of what takes how long."""

import math
from collections.abc import Callable
from typing import Any

from extractor import measures, own
from extractor.components import mentions, quantities, results
from extractor.components.reading import MOST
from extractor.contexts import Contexts
from extractor.stretches import stretches
from schema import identity
from schema.names import spelling
from schema.registry import registry

Finder = Callable[[str], object]
SLOTS = ("method", "benchmark", "metric", "hardware", "setting")


def _claimed(text: str) -> list[dict[str, Any]]:
    """The quantities of a text, as many of which are claimed as the network reads at most."""
    found = quantities.find(text)
    step = max(1, len(found) // MOST)
    return [{**one, "claimed": number % step == 0} for number, one in enumerate(found)]


def _own(text: str) -> object:
    own.own_names.cache_clear()
    return own.own_names(text)


def _forms(text: str) -> object:
    own.other_forms.cache_clear()
    return own.other_forms(text)


FINDERS: dict[str, Finder] = {
    "quantities": quantities.find,
    "cues of results": lambda text: results.rated(text, quantities.find(text)),
    "sentences": stretches,
    "contexts": Contexts,
    "own names": _own,
    "abbreviations": _forms,
    "mentions": lambda text: mentions.find(text, _claimed(text)),
    "metrics": lambda text: [measures.find(text, *span) for span in stretches(text)],
    "identifier": identity.identifier,
    "hash": identity.text_hash,
    "name, cleaned": spelling.clean.__wrapped__,
    "name, as a key": spelling.fold.__wrapped__,
    "name, resolved": lambda text: [registry().resolve(slot, text) for slot in SLOTS],
}
"""By a name for it."""


def sound_numbers(text: str) -> list[dict[str, Any]]:
    """Return the quantities of a text: each stands where it says, behind the one before, and is finite."""
    found, end = quantities.find(text), 0
    for one in found:
        assert end <= one["start"] < one["end"] <= len(text)
        end = one["end"]
        assert math.isfinite(one["number"])
        assert one["number_high"] is None or math.isfinite(one["number_high"])
    return found
