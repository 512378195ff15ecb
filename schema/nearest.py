"""Names that look alike: to suggest, never to match."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from schema.registry import fold

LEAST = 70
"""How alike two spellings must be, of 100 for equal ones."""
LONGEST = 200
"""Characters of a name. A longer text is near none."""
BATCH = 256
"""Names compared at once with all spellings."""


class Nearest:
    """Spellings and the canonical names that they mean, ready to be compared with other names."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        folded = {fold(spelling): canonical for spelling, canonical in spellings.items()}
        self._keys = list(folded)
        self._names = list(folded.values())

    def to(self, names: Iterable[str], limit: int = 3, apart: Sequence[str] = ()) -> Iterator[list[str]]:
        """Yield for each name the canonical names that look most like it, the likest first.

        The name itself is not among them, nor any of `apart`.
        """
        import numpy as np
        from rapidfuzz import fuzz, process

        rest = iter(names)
        while batch := list(islice(rest, BATCH)):
            asked = [key if len(key) <= LONGEST else "" for key in map(fold, batch)]
            scores = process.cdist(
                asked, self._keys, scorer=fuzz.ratio, score_cutoff=LEAST, dtype=np.uint8, workers=-1
            )
            for name, row in zip(batch, scores, strict=True):
                there = np.flatnonzero(row)
                likest = there[np.argsort(-row[there].astype(int), kind="stable")]
                found = dict.fromkeys(self._names[place] for place in likest[: 8 * limit])
                skipped = {fold(name), *map(fold, apart)}
                yield [each for each in found if fold(each) not in skipped][:limit]
