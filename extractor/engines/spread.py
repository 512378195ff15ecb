"""What engines with several workers share: papers go out in small shares, answers come back in order."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar

from extractor.engines.engine import Found
from extractor.fields import record_of
from schema.errors import Problem
from schema.records import Paper, PaperClaims

if TYPE_CHECKING:
    from extractor.engines.worker import Answer, Identity

SHARE = 32
"""Papers that go to a worker at once, at most."""
AHEAD = 4
"""Shares a worker that are out, or back and not yet yielded, beyond one batch."""


class Pending(Protocol):
    """An answer that may be still to come."""

    def done(self) -> bool: ...  # noqa: D102 - the class says it


F = TypeVar("F", bound=Pending)


@dataclass
class Share(Generic[F]):
    """Some papers of a batch that are out; `deaths` counts how often a worker died while they were."""

    papers: Sequence[Paper]
    answers: F
    deaths: int = 0


Out = deque[list[Share[F]]]
"""The batches that are out, in order."""


class Spread(ABC, Generic[F]):
    """The reading of an engine that has several workers; see `Engine`. Use it in a `with`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def fingerprint(self) -> str:
        """The extractor's."""
        return self.identity.fingerprint

    @property
    def settings(self) -> Mapping[str, Any]:
        """The extractor's."""
        return self.identity.settings

    def read(self, batches: Iterable[Sequence[Paper]]) -> Iterator[list[Found]]:
        """Yield what was found in the papers of each batch, read in shares by all the workers."""
        out: Out[F] = deque()
        for batch in batches:
            size = max(1, min(SHARE, -(-len(batch) // max(1, self.workers))))  # few papers go to all, too
            parts = [batch[at : at + size] for at in range(0, len(batch), size)]
            out.append([Share(part, self.ask(part)) for part in parts])
            while out and (self._enough(out) or all(share.answers.done() for share in out[0])):
                yield self._found(out)
        while out:
            yield self._found(out)

    @property
    @abstractmethod
    def workers(self) -> int:
        """How many processes read just now."""

    @property
    @abstractmethod
    def identity(self) -> "Identity":
        """Which extractor all the workers have."""

    @abstractmethod
    def close(self) -> None:
        """End what was begun."""

    @abstractmethod
    def ask(self, papers: Sequence[Paper]) -> F:
        """Send papers to a worker."""

    @abstractmethod
    def answers(self, share: Share[F], out: Out[F]) -> "Sequence[Answer]":
        """Wait for the answers of the first share that is out, whatever happens to workers meanwhile."""

    def _enough(self, out: Out[F]) -> bool:
        # an empty batch counts as well: a file of a million known papers is not taken in at once
        return sum(max(1, len(batch)) for batch in out) > AHEAD * max(1, self.workers)

    def _found(self, out: Out[F]) -> list[Found]:
        """Return what was found in the first batch that is out, which then is no longer."""
        found: list[Found] = []
        for share in out[0]:
            for paper, answer in zip(share.papers, self.answers(share, out), strict=True):
                if isinstance(answer, Problem):
                    found.append(answer)
                else:
                    found.append(PaperClaims(paper=paper, claims=answer))
        out.popleft()
        return found


def deadly(paper: Paper, hint: str) -> Problem:
    """Return the problem of a paper that its worker dies over, each time."""
    reason = f"the process that reads {paper.id} is killed each time"
    return Problem(paper.file, paper.line, reason, hint, record_of(paper))
