"""What a corrected name may teach: that the text's own wording means that name wherever it stands."""

from typing import NamedTuple

from schema.identity import evened
from schema.records import Claim


class Alias(NamedTuple):
    """A wording that is to mean a name, in a slot; a baseline is a method."""

    slot: str
    wording: str
    name: str


def taught(seen: Claim, said: Claim) -> Alias | None:
    """Return what an edit may teach: it puts a name that the text lacks for a wording that the text has.

    Where both are the text's own, the extractor took the wrong words, which says nothing of what they mean.
    """
    for slot, after in said.slots.items():
        before = seen.slots.get(slot)
        if before is not None and not before.inferred and after.inferred:
            name = "method" if slot == "baseline" else slot
            wording, meant = evened(before.text), evened(after.text)
            if wording != meant:
                return Alias(name, wording, meant)
    return None
