"""Reads papers in several processes of this machine, which Python's own pool of processes looks after."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from extractor.engines import worker
from extractor.engines.engine import Found
from extractor.fields import record_of
from schema.errors import EngineError, Problem
from schema.records import Paper

if TYPE_CHECKING:
    from extractor.engines.worker import Answer, Load

T = TypeVar("T")
PIECE = 32
"""Papers that go to a process at once."""
AHEAD = 4
"""Pieces a worker that are under way or wait for their turn to be stored, beyond one batch."""


@dataclass
class _Piece:
    """Some papers of a batch under way; `deaths` counts how often a process died while they were."""

    papers: Sequence[Paper]
    answers: "Future[list[Answer]]"
    deaths: int = 0

    @property
    def lost(self) -> bool:
        return self.answers.done() and isinstance(self.answers.exception(), BrokenProcessPool)


class Processes:
    """The engine that reads in processes of this machine; see `Engine`.

    Use it in a `with`: at its end, and when this process ends for which reason ever, its processes end at
    once. Where one of them is killed, all are started again, and what they had is read again. Papers that a
    process died over twice are read one by one, and the one over which it dies again is a problem.
    """

    def __init__(self, workers: int, load: "Load" = worker.shipped) -> None:
        self.workers = workers
        self._load = load
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._end()

    @property
    def fingerprint(self) -> str:
        """The extractor's."""
        return self._identity.fingerprint

    @property
    def settings(self) -> Mapping[str, Any]:
        """The extractor's."""
        return self._identity.settings

    def read(self, batches: Iterable[Sequence[Paper]]) -> Iterator[list[Found]]:
        """Yield what was found in the papers of each batch, read in pieces by all the processes."""
        under_way: deque[list[_Piece]] = deque()
        for batch in batches:
            parts = [batch[at : at + PIECE] for at in range(0, len(batch), PIECE)]
            under_way.append([_Piece(part, self._ask(part)) for part in parts])
            while under_way and (self._enough(under_way) or _done(under_way[0])):
                yield self._found(under_way)
        while under_way:
            yield self._found(under_way)

    def _enough(self, under_way: Iterable[list[_Piece]]) -> bool:
        return sum(max(1, len(batch)) for batch in under_way) > AHEAD * self.workers

    def _found(self, under_way: deque[list[_Piece]]) -> list[Found]:
        """Return what was found in the first batch under way, which then is no longer."""
        found: list[Found] = []
        for piece in under_way[0]:
            while _has_died(piece.answers):
                self._read_again(piece, under_way)
            found += worker.with_papers(piece.papers, piece.answers.result())
        under_way.popleft()
        return found

    def _read_again(self, first: _Piece, under_way: Iterable[list[_Piece]]) -> None:
        """Start anew and ask again for what was lost; for the first piece alone if it may be the cause."""
        self._end()  # then every piece is either answered or lost
        lost = [piece for batch in under_way for piece in batch if piece.lost]
        self._start()
        if first.deaths:
            first.answers = Future()
            first.answers.set_result([self._read_alone(paper) for paper in first.papers])
            lost.remove(first)
        for piece in lost:
            piece.deaths += 1
            piece.answers = self._ask(piece.papers)

    def _read_alone(self, paper: Paper) -> "Answer":
        answers = self._ask([paper])
        if not _has_died(answers):
            return answers.result()[0]
        self._end()
        self._start()
        self._identity  # noqa: B018 - raises where it is not this paper: they all die
        return Problem(
            paper.file,
            paper.line,
            f"the process that reads {paper.id} is killed each time",
            "perhaps memory runs out: try fewer --workers; otherwise report it with the paper",
            record_of(paper),
        )

    @property
    def _identity(self) -> worker.Identity:
        if _has_died(self._hello):
            raise EngineError(
                "the processes that are to read the papers die as they start",
                "each needs some 500 MB: try fewer --workers; claimboard doctor says what else is wrong",
            )
        return self._hello.result()

    def _ask(self, papers: Sequence[Paper]) -> "Future[list[Answer]]":
        return self._submit(worker.read, papers, self._load)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        theirs, self._leash = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(self.workers, context, worker.begin, (theirs,))
        # as many as there are workers: so all of them start to load at once
        hellos = [self._submit(worker.hello, self._load) for _ in range(self.workers)]
        self._hello = hellos[0]

    def _submit(self, task: Callable[..., T], *args: object) -> "Future[T]":
        try:
            with _ctrl_c_held_back():
                return self._pool.submit(task, *args)
        except BrokenProcessPool as error:  # a process died while none was asked for anything
            broken: Future[T] = Future()
            broken.set_exception(error)
            return broken

    def _end(self) -> None:
        self._leash.close()
        self._pool.shutdown(cancel_futures=True)


def _done(batch: Iterable[_Piece]) -> bool:
    return all(piece.answers.done() for piece in batch)


def _has_died(future: "Future[Any]") -> bool:
    """Wait for the future, and say whether the process died over it."""
    return isinstance(future.exception(), BrokenProcessPool)


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Hold back a Ctrl-C while processes are started: each inherits that, and does not die of it halfway."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
