"""Opens the engine that a command line asks for."""

from collections.abc import Iterator
from contextlib import contextmanager

from extractor.engines.engine import Engine


@contextmanager
def open_engine(workers: int = 1) -> Iterator[Engine]:
    """Give an engine that is ready, and end what it started."""
    if workers > 1:
        from extractor.engines.processes import Processes

        with Processes(workers) as processes:
            yield processes
    else:
        from extractor.engines.local import Local
        from extractor.pipeline import load

        yield Local(load())
