"""Opens the engine that a command line asks for."""

from collections.abc import Iterator
from contextlib import contextmanager

from extractor.engines.engine import Engine
from schema.errors import UsageError


@contextmanager
def open_engine(kind: str = "local", workers: int = 1, scheduler: str | None = None) -> Iterator[Engine]:
    """Give an engine, "local" with some workers or "dask" at a scheduler, and end what it began.

    Raises UsageError for what does not go together, or without the extra that is needed, and EngineError
    where it cannot be had.
    """
    if kind == "dask":
        if scheduler is None:
            raise UsageError("--engine dask needs to know its scheduler", "--scheduler tcp://HOST:8786")
        if workers != 1:
            raise UsageError(
                "--workers does not go with --engine dask: a cluster has the workers that it has",
                f"leave it out, and start more with: dask worker {scheduler} --nthreads 1",
            )
        try:
            from extractor.engines.cluster import Cluster
        except ImportError as error:
            raise UsageError(
                '--engine dask needs the extra "dask"', "pip install 'claimboard[dask]'"
            ) from error
        with Cluster(scheduler) as cluster:
            yield cluster
    elif scheduler is not None:
        raise UsageError("--scheduler goes with --engine dask alone", "give both, or neither")
    elif workers > 1:
        from extractor.engines.processes import Processes

        with Processes(workers) as processes:
            yield processes
    else:
        from extractor.engines.local import Local
        from extractor.pipeline import load

        yield Local(load())
