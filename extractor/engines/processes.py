"""Reads papers in several processes of this machine, which Python's own pool of processes looks after."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from extractor.engines import worker
from extractor.engines.spread import Out, Share, Spread, deadly
from schema.errors import EngineError
from schema.records import Paper

if TYPE_CHECKING:
    from extractor.engines.worker import Answer, Load

T = TypeVar("T")
Answers = Future[list["Answer"]]
UNTOLD = "ignore:resource_tracker:UserWarning"
"""What Python's tracker of semaphores, a process of its own, would say on stderr after this one is killed."""


class Processes(Spread[Answers]):
    """The engine that reads in processes of this machine; see `Engine`.

    Use it in a `with`: at its end, and when this process ends for which reason ever, its processes end at
    once. Where one of them is killed, all are started again, and what they had is read again. Papers that a
    process died over twice are read one by one, and the one over which it dies again is a problem.
    """

    workers = 0

    def __init__(self, workers: int, load: "Load" = worker.shipped) -> None:
        self.workers = workers
        self._load = load
        told = os.environ.get("PYTHONWARNINGS", "")
        if UNTOLD not in told:
            os.environ["PYTHONWARNINGS"] = f"{told},{UNTOLD}".lstrip(",")
        self._start()

    def close(self) -> None:
        """End the processes."""
        self._leash.close()
        self._pool.shutdown(cancel_futures=True)

    def ask(self, papers: Sequence[Paper]) -> Answers:
        """Send papers to a process."""
        return self._submit(worker.read, papers, self._load)

    def answers(self, share: Share[Answers], out: Out[Answers]) -> "Sequence[Answer]":
        """Wait for the answers of the first share; what a process that died had is asked again."""
        while _died(share.answers):
            self.close()  # then every share is either answered or lost
            lost = [each for batch in out for each in batch if each.answers.done() and _died(each.answers)]
            self._start()
            if share.deaths:
                share.answers = Future()
                share.answers.set_result([self._read_alone(paper) for paper in share.papers])
                lost.remove(share)
            for each in lost:
                each.deaths += 1
                each.answers = self.ask(each.papers)
        return share.answers.result()

    def _read_alone(self, paper: Paper) -> "Answer":
        """Read a paper while nothing else is out, so that it is known what a process dies over."""
        answers = self.ask([paper])
        if not _died(answers):
            return answers.result()[0]
        self.close()
        self._start()
        self.identity  # noqa: B018 - raises where it is not this paper: they all die
        return deadly(
            paper, "perhaps memory runs out: try fewer --workers; otherwise report it with the paper"
        )

    @property
    def identity(self) -> worker.Identity:
        """The extractor of the processes. Raises EngineError where they die as they start."""
        if _died(self._hello):
            raise EngineError(
                "the processes that are to read the papers die as they start",
                "perhaps memory runs out: try fewer --workers; claimboard doctor says what else is wrong",
            )
        return self._hello.result()

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
        except BrokenProcessPool as error:  # a process died while nothing was out
            broken: Future[T] = Future()
            broken.set_exception(error)
            return broken


def _died(future: "Future[Any]") -> bool:
    """Wait for the future, and say whether its process died."""
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
