"""Reads papers on a Dask cluster, which looks after its workers; this process hands out and takes in."""

import json
import logging
import pickle
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING

import distributed

from extractor.engines import worker
from extractor.engines.spread import Out, Share, Spread, deadly
from schema.errors import EngineError, UsageError
from schema.records import Paper
from schema.version import __version__

if TYPE_CHECKING:
    from extractor.engines.worker import Answer

CONNECTING = 10.0
"""Seconds in which a scheduler has to be found."""
PATIENCE = 30.0
"""Seconds that it may take to answer."""
LONELY = 60.0
"""Seconds that it may have no worker."""
TICK = 1.0
"""Seconds between two looks at how many workers there are."""
INSTALL = f"pip install 'claimboard[dask]=={__version__}' there, and start its workers again"
SAME = ("python", "distributed")
"""What has to be the same on all machines: Dask sends code and its own messages."""


class Cluster(Spread["distributed.Future"]):
    """The engine that reads on the cluster of a Dask scheduler; see `Engine`. Use it in a `with`.

    `scheduler` is an address, "tcp://HOST:PORT", or the file that `dask scheduler --scheduler-file` writes.
    Each worker process loads the extractor once. Where one is killed, Dask gives what it had to another;
    papers over which Dask gives up are read one by one, and the one over which it does so again is a problem.
    Raises EngineError where there is no scheduler or worker, or another version of what has to be the same.
    """

    def __init__(self, scheduler: str) -> None:
        self._address = _address(scheduler)
        for name in ("distributed", "distributed.client", "tornado.application"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what matters of it is told as an error
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # versions are compared below
                self._client = distributed.Client(self._address, timeout=CONNECTING, set_as_default=False)
        except (OSError, ValueError) as error:
            raise EngineError(
                f"no Dask scheduler answers at {self._address}",
                "start one: dask scheduler; it says what its address is",
            ) from error
        try:
            self._count, self._looked = 0, 0.0
            self._meet()
        except BaseException:
            self._client.close(timeout=TICK)
            raise
        self._extractor = worker.hello()
        self._errand = _errand()

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close(timeout=TICK)

    @property
    def identity(self) -> worker.Identity:
        """The extractor, here and on every worker."""
        return self._extractor

    @property
    def workers(self) -> int:
        """How many worker processes the cluster had when it was last looked at."""
        if time.monotonic() - self._looked > TICK:
            self._look()
        return self._count

    def ask(self, papers: Sequence[Paper]) -> "distributed.Future":
        """Send papers to whichever worker is free."""
        if self._client.status == "closed":  # the scheduler went while something else was done here
            raise self._gone()
        sent = pickle.dumps(list(papers))  # Dask need not look for futures in it
        return self._client.submit(self._errand, self.fingerprint, __version__, sent, pure=False)

    def answers(
        self, share: "Share[distributed.Future]", out: "Out[distributed.Future]"
    ) -> "Sequence[Answer]":
        """Wait for the answers of the first share; Dask sees to it that they come."""
        try:
            return self._wait(share.answers)
        except distributed.KilledWorker:
            return [self._read_alone(paper) for paper in share.papers]

    def _read_alone(self, paper: Paper) -> "Answer":
        try:
            return self._wait(self.ask([paper]))[0]
        except distributed.KilledWorker:
            hint = "perhaps memory runs out: give workers more; otherwise report it with the paper"
            return deadly(paper, hint)

    def _wait(self, answers: "distributed.Future") -> "list[Answer]":
        lonely = time.monotonic()
        while True:
            try:
                found: list[Answer] = answers.result(timeout=TICK)
            except TimeoutError:
                if self.workers:
                    lonely = time.monotonic()
                elif time.monotonic() - lonely > LONELY:
                    raise EngineError(*self._no_worker("is left")) from None
            except (CancelledError, distributed.comm.CommClosedError) as error:
                raise self._gone() from error
            except ImportError as error:
                raise EngineError(str(error), INSTALL) from error
            else:
                return found

    def _meet(self) -> None:
        """Wait for the first worker, and see that scheduler and workers can understand what we send."""
        try:
            self._client.wait_for_workers(1, timeout=LONELY)
        except TimeoutError as error:
            raise EngineError(*self._no_worker("has come")) from error
        self._look()
        found = self._client.get_versions()
        here = found["client"]["packages"]
        for there in (found["scheduler"], *found["workers"].values()):
            for name in SAME:
                theirs, ours = (_shown(name, packages[name]) for packages in (there["packages"], here))
                if theirs != ours:
                    raise EngineError(
                        f"the cluster at {self._address} has {name} {theirs}, this machine {ours}",
                        "both need the same: install it there or here",
                    )

    def _look(self) -> None:
        """Ask how many workers there are. Raises EngineError where the scheduler does not answer."""
        try:
            self._count = len(self._client.sync(self._client.scheduler.ncores, callback_timeout=PATIENCE))
        except (OSError, TimeoutError, CancelledError) as error:
            raise self._gone() from error
        self._looked = time.monotonic()

    def _gone(self) -> EngineError:
        return EngineError(
            f"the Dask scheduler at {self._address} is gone, or does not answer any more",
            "what is stored stays: start it again, and the same command goes on from there; "
            "without --engine dask this machine does",
        )

    def _no_worker(self, how: str) -> tuple[str, str]:
        return (
            f"no worker {how} at the Dask scheduler {self._address}, for {LONELY:.0f} s",
            f"start some: dask worker {self._address} --nthreads 1; then the same command goes on from there",
        )


def _errand() -> "Callable[[str, str, bytes], list[Answer]]":
    """Return what workers are to do. As it has no name of its own, Dask sends its code.

    A name that cannot be imported there would make an error of it on the scheduler, and end the worker.
    """

    def errand(fingerprint: str, version: str, papers: bytes) -> "list[Answer]":
        try:
            from extractor.engines import worker
        except ImportError as error:
            import socket

            raise ImportError(f"a worker on {socket.gethostname()} has no Claimboard: {error}") from None
        return worker.read_for(fingerprint, version, papers)

    return errand


def _address(scheduler: str) -> str:
    """Return the address of a scheduler. Raises UsageError for what is none, nor a file that tells it."""
    if scheduler and Path(scheduler).exists():
        try:
            return str(json.loads(Path(scheduler).read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{scheduler} is no file of a Dask scheduler",
                "dask scheduler --scheduler-file FILE writes one",
            ) from error
    try:
        distributed.comm.get_address_host_port(scheduler)
    except ValueError as error:  # Dask itself would say so after half a minute
        raise UsageError(
            f"'{scheduler}' is no address of a Dask scheduler, and there is no such file",
            "--scheduler tcp://HOST:8786, or the file that dask scheduler --scheduler-file writes",
        ) from error
    return scheduler


def _shown(name: str, version: str) -> str:
    """Return the part of a version that has to be the same."""
    return ".".join(version.split(".")[:2]) if name == "python" else version
