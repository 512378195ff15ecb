"""Dask clusters for the tests: a scheduler and workers, all real processes on loopback."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.nights import ROOT, until


class DaskCluster:
    """A scheduler, started at once, and workers; all end with the `with`.

    `bare` is a folder where Python finds no Claimboard: the scheduler does without.
    """

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.settings = {f"DASK_DISTRIBUTED__{name}": str(value) for name, value in settings.items()}
        self.workers: list[subprocess.Popen[bytes]] = []
        self.bare = folder / "bare"
        (self.bare / "extractor").mkdir(parents=True)
        missing = "raise ModuleNotFoundError(\"No module named 'extractor'\", name='extractor')\n"
        (self.bare / "extractor" / "__init__.py").write_text(missing, encoding="utf-8")
        place = ["--port", "0", "--scheduler-file", str(self.file)]
        self.scheduler = self._start("scheduler", *place, folder=self.bare)
        until(lambda: self.file.exists() and self.file.read_text(encoding="utf-8").endswith("}"))
        self.address = str(json.loads(self.file.read_text(encoding="utf-8"))["address"])

    def work(self, count: int = 1, *options: str, folder: Path = ROOT) -> None:
        """Start workers, whose `claimboard` is that of a folder."""
        for _ in range(count):
            started = self._start("worker", self.address, "--nthreads", "1", *options, folder=folder)
            self.workers.append(started)

    def readers(self) -> list[psutil.Process]:
        """The processes that read, apart from those that look after them."""
        nannies = [psutil.Process(worker.pid) for worker in self.workers if worker.poll() is None]
        return [each for nanny in nannies for each in nanny.children() if "spawn_main" in str(each.cmdline())]

    def log(self) -> str:
        """What all of them have said."""
        return "".join(file.read_text(encoding="utf-8") for file in sorted(self.folder.glob("*.log")))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        for worker in self.workers:
            worker.terminate()
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(10 if process in self.workers else 0)
            except subprocess.TimeoutExpired:
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
                process.kill()
                process.wait()

    def _start(self, what: str, *options: str, folder: Path = ROOT) -> "subprocess.Popen[bytes]":
        number = len(self.workers)
        module = [sys.executable, "-m", f"distributed.cli.dask_{what}"]
        with (self.folder / f"{what}{number}.log").open("wb") as log:
            return subprocess.Popen(
                [*module, "--host", "127.0.0.1", "--no-dashboard", *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, **self.settings, "PYTHONPATH": str(folder)},
            )
