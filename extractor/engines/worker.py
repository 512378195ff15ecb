"""What a process does that reads papers for another one: it loads its extractor once, and reads."""

import functools
import os
import pickle
import signal
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, NamedTuple

from schema.errors import EngineError, Problem
from schema.records import Claim, Paper
from schema.version import __version__

if TYPE_CHECKING:
    from extractor.pipeline import Extractor

    Load = Callable[[], Extractor]

Answer = tuple[Claim, ...] | Problem
"""What goes back of a paper: who asked has the paper itself."""
READING = threading.Lock()
"""Held by who reads: an extractor is for one thread at a time."""


class Identity(NamedTuple):
    """Which extractor a worker has; as in `Engine`."""

    fingerprint: str
    settings: Mapping[str, Any]


def shipped() -> "Extractor":
    """Load the extractor of this installation."""
    from extractor.pipeline import load

    return load()


def hello(load: "Load" = shipped) -> Identity:
    """Load the extractor, if that is still to be done, and say which it is."""
    with READING:
        extractor = _loaded(load)
    return Identity(extractor.fingerprint, extractor.settings)


def read(papers: Sequence[Paper], load: "Load" = shipped) -> list[Answer]:
    """Return the claims of each paper, or the problem where the extractor failed on it."""
    from extractor.engines import local

    with READING:
        found = local.read(_loaded(load), papers)
    return [each if isinstance(each, Problem) else each.claims for each in found]


def read_for(fingerprint: str, version: str, papers: bytes) -> list[Answer]:
    """Read pickled papers for another machine; `fingerprint` and `version` are of the extractor there.

    Raises EngineError where the extractor here is another one, or cannot be loaded.
    """
    try:
        here = hello().fingerprint
    except Exception as error:  # it need not be one that can be sent
        raise EngineError(
            f"a worker on {socket.gethostname()} cannot load the extractor: {type(error).__name__}: {error}",
            "claimboard doctor says there what is wrong",
        ) from None
    if here != fingerprint:
        mine, theirs = f"{__version__} ({here[:12]})", f"{version} ({fingerprint[:12]})"
        raise EngineError(
            f"a worker on {socket.gethostname()} has another extractor, {mine}, than this machine, {theirs}",
            "install there what is installed here, and start its workers again",
        )
    return read(pickle.loads(papers))  # noqa: S301 - whoever asks a Dask worker may run what they like


def begin(leash: Connection) -> None:
    """Make this process end at once when the other end of the leash is closed, for which reason ever.

    Ctrl-C reaches every process of a terminal; what it means, the one that holds the leash decides.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(leash,), daemon=True).start()


def _end_with(leash: Connection) -> None:
    leash.poll(None)
    os._exit(1)


@functools.cache
def _loaded(load: "Load") -> "Extractor":
    return load()
