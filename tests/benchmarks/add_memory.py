"""What memory `claimboard add` takes as it goes along, by papers stored; with workers, theirs as well.

python -m tests.benchmarks.add_memory PAPERS.jsonl[.gz] [WORKERS=1] [EVERY=5000]

Printed is the most that a process held while so many papers came into a new SQLite file, seen twice a
second: the command's own, and, where there are workers, the greatest of theirs. Pages that processes share
count for each.
"""

import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

from tests.benchmarks import memory
from tests.benchmarks.speed import CLAIMBOARD

SAMPLED = 0.5
"""Seconds between two looks."""


def main(papers_file: str, workers: str = "1", every: str = "5000") -> None:
    """Run the command, and print a line for each step."""
    step = int(every)
    print(f"{'papers':>9} {'command':>8}{'' if workers == '1' else '  worker'}  MB")
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "memory.db"
        command = [CLAIMBOARD, "add", papers_file, "-q", "--workers", workers, "--db", str(store)]
        most: list[float] = []
        reached = step
        with subprocess.Popen(command) as process:
            while process.poll() is None:
                time.sleep(SAMPLED)
                now = _held(process.pid)
                if (stored := _stored(store)) > reached:
                    _line(reached, most)
                    most, reached = [], stored // step * step + step
                most = [max(pair) for pair in zip_longest(most, now, fillvalue=0.0)]
        _line(_stored(store), most)
    sys.exit(process.returncode)


def _line(papers: int, most: list[float]) -> None:
    print(f"{papers:9,} {''.join(f'{each:8.0f}' for each in most)}", flush=True)


def _held(pid: int) -> list[float]:
    """Return the MB of a process, and the greatest of those that it started; nothing once it has ended."""
    own = memory.held(pid)
    theirs = [held for child in _children(pid) if (held := memory.held(child)) is not None]
    return [] if own is None else [own, *([max(theirs)] if theirs else [])]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has ended
            found += map(int, file.read_text(encoding="utf-8").split())
    return found


def _stored(store: Path) -> int:
    """Return how many papers a store has, as far as can be seen."""
    try:
        with sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True, timeout=5) as connection:
            return int(connection.execute("SELECT count(*) FROM paper").fetchone()[0])
    except sqlite3.Error:  # it is not there yet
        return 0


if __name__ == "__main__":
    main(*sys.argv[1:])
