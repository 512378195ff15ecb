"""What every engine offers to those that have papers to read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from schema.errors import Problem
from schema.records import Paper, PaperClaims

Found = PaperClaims | Problem
"""What became of a paper: its claims, or why there are none."""


class Engine(Protocol):
    """Reads batches of papers with one extractor, somewhere.

    `fingerprint` and `settings` are the extractor's, `workers` is how many processes read just now.
    """

    @property
    def fingerprint(self) -> str: ...  # noqa: D102 - the class says it
    @property
    def settings(self) -> Mapping[str, Any]: ...  # noqa: D102 - the class says it
    @property
    def workers(self) -> int: ...  # noqa: D102 - the class says it

    def read(self, batches: Iterable[Sequence[Paper]]) -> Iterator[list[Found]]:
        """Yield what was found in the papers of each batch: batches and papers in the order given.

        Of an empty batch that is an empty list. Batches are taken as they can be worked on, a bounded number
        ahead of what is yielded. A paper on which the extractor fails is a problem and costs no other.
        Raises EngineError where nothing can be read any more.
        """
        ...
