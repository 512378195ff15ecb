"""Papers a second of `--engine dask` with 1, 2 and 4 workers on loopback, beside one process without Dask.

python -m tests.benchmarks.cluster PAPERS.jsonl[.gz] [N=2000] [ROUNDS=3]

In every round the first N papers are added to new SQLite files: by one process, then by a cluster of each
size, which stands and has loaded its extractors; every other round goes the other way round. Seconds are from
outside, start-up of the command included. CPU is that of the command, of the scheduler and of all workers;
memory the most that the command, the scheduler and a worker held, seen twice a second.
"""

import os
import sys
import tempfile
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from statistics import median

import psutil

from extractor.engines.cluster import Cluster
from tests.benchmarks.workers import seconds, spread, used, write
from tests.clusters import DaskCluster
from tests.nights import many

SIZES = (1, 2, 4)
LOADED = 200e6
"""Bytes that a worker holds once it has loaded its extractor."""


class Watched:
    """Processes by what they are, and the most memory that one of each kind held, in MB."""

    def __init__(self, **kinds: list[psutil.Process]) -> None:
        self.kinds = kinds
        self.most = {"command": 0.0, **dict.fromkeys(kinds, 0.0)}
        self.over = threading.Event()

    def cpu(self, kind: str) -> float:
        return sum(sum(each.cpu_times()[:2]) for each in self.kinds[kind])

    def look(self) -> None:
        while not self.over.wait(0.5):
            for kind, processes in self.kinds.items():
                self.see(kind, processes)
            self.see("command", [each for each in psutil.Process().children() if "add" in arguments(each)])

    def see(self, kind: str, processes: list[psutil.Process]) -> None:
        for each in processes:
            with suppress(psutil.NoSuchProcess):
                self.most[kind] = max(self.most[kind], each.memory_info().rss / 1e6)


def arguments(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def main(papers_file: str, count: str = "2000", rounds: str = "3") -> None:
    """Print a line for every run, then the gain of each size over one process without Dask."""
    total = int(count)
    taken: dict[int, list[float]] = {size: [] for size in (0, *SIZES)}
    print(f"{total} papers, {os.cpu_count()} cores")
    print("round  workers  seconds  papers/s  CPU: command scheduler workers  MB: command scheduler worker")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, _, _ = write(papers_file, total, folder)
        for number in range(1, int(rounds) + 1):
            for size in taken if number % 2 else reversed(taken):
                taken[size].append(one(number, size, whole, total, folder))
    for size in SIZES:
        gains = [alone / spent for alone, spent in zip(taken[0], taken[size], strict=True)]
        print(f"gain of {size}: {spread(gains)}; {total / median(taken[size]):.0f} papers/s")


def one(number: int, size: int, papers: Path, total: int, folder: Path) -> float:
    """Add the papers once, with a cluster of a size or (0) without; print the line, return the seconds."""
    with ExitStack() as stack:
        command: list[object] = [papers]
        watched = Watched(scheduler=[], worker=[])
        if size:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            dask = stack.enter_context(DaskCluster(place))
            dask.work(size, "--no-nanny")
            warm_up(dask, size)
            command += ["--engine", "dask", "--scheduler", dask.address]
            watched.kinds["scheduler"] = [psutil.Process(dask.scheduler.pid)]
            watched.kinds["worker"] = [psutil.Process(each.pid) for each in dask.workers]
        before = {kind: watched.cpu(kind) for kind in watched.kinds}
        own = used()
        looking = threading.Thread(target=watched.look)
        looking.start()
        spent = seconds(folder, command)
        watched.over.set()
        looking.join()
        most = watched.most
        cpu = [used() - own, *(watched.cpu(kind) - before[kind] for kind in watched.kinds)]
        print(
            f"{number:5}  {size or '-':>7}  {spent:7.1f}  {total / spent:8.1f}"
            f"  {cpu[0]:12.1f} {cpu[1]:9.1f} {cpu[2]:7.1f}"
            f"  {most['command']:11.0f} {most['scheduler']:9.0f} {most['worker']:6.0f}",
            flush=True,
        )
        return spent


def warm_up(dask: DaskCluster, size: int) -> None:
    """Wait for all workers, and until each has loaded its extractor."""
    workers = [psutil.Process(each.pid) for each in dask.workers]
    with Cluster(dask.address) as engine:
        while engine.workers < size or any(each.memory_info().rss < LOADED for each in workers):
            for _ in engine.read([many(100)]):
                pass


if __name__ == "__main__":
    main(*sys.argv[1:])
