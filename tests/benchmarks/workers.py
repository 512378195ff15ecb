"""What `--workers 2` gains, beside two processes that each add half of the file to a store of their own.

python tests/benchmarks/workers.py PAPERS.jsonl[.gz] [N=3000] [ROUNDS=3]

In every round the first N papers are added by one process, by two at once (half of them each), and by
`--workers 2`, each to a new SQLite file, timed from the outside, start-up included; every other round goes
the other way round. A gain is how many times as quick as one process it is. CPU seconds are of all processes.
"""

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from extractor.papers import read_papers
from schema.records import Paper

ROOT = Path(__file__).parents[2]
WAYS = ("one", "two apart", "--workers 2")


def main(papers_file: str, count: str = "3000", rounds: str = "3") -> None:
    """Print seconds and CPU seconds of every round, then the gains and what share of one the other is."""
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, first, second = write(papers_file, int(count), folder)
        runs: dict[str, Callable[[], float]] = {
            "one": lambda: seconds(folder, [whole]),
            "two apart": lambda: seconds(folder, [first], [second]),
            "--workers 2": lambda: seconds(folder, [whole, "--workers", "2"]),
        }
        print(f"{count} papers\nround  " + "  ".join(f"{way:>11}  CPU" for way in WAYS))
        for number in range(1, int(rounds) + 1):
            cpu = {}
            for way in WAYS if number % 2 else WAYS[::-1]:
                before = used()
                taken[way].append(runs[way]())
                cpu[way] = used() - before
            print(
                f"{number:5}  " + "  ".join(f"{taken[way][-1]:9.1f} s {cpu[way]:4.0f}" for way in WAYS),
                flush=True,
            )
    one, apart, workers = (taken[way] for way in WAYS)
    print("gain of two apart  ", spread([a / b for a, b in zip(one, apart, strict=True)]))
    print("gain of --workers 2", spread([a / b for a, b in zip(one, workers, strict=True)]))
    print("share of the gain  ", spread([a / b for a, b in zip(apart, workers, strict=True)]))


def write(papers_file: str, count: int, folder: Path) -> tuple[Path, Path, Path]:
    """Write the first papers of a file, and every other of them to each of two more."""
    good = (paper for paper in read_papers(papers_file) if isinstance(paper, Paper))
    papers = [
        json.dumps({"id": paper.id, "title": paper.title, "abstract": paper.abstract})
        for paper in itertools.islice(good, count)
    ]
    files = folder / "whole.jsonl", folder / "first.jsonl", folder / "second.jsonl"
    for file, lines in zip(files, (papers, papers[::2], papers[1::2]), strict=True):
        file.write_text("\n".join(lines), encoding="utf-8")
    return files


def seconds(folder: Path, *commands: list[object]) -> float:
    """Run an `add` for each command, all at once, each to a new store; return how long that takes."""
    start = time.perf_counter()
    running = []
    for number, command in enumerate(commands):
        for old in folder.glob(f"{number}.db*"):
            old.unlink()
        words = ["add", *map(str, command), "--db", f"sqlite:///{folder}/{number}.db", "--quiet"]
        running.append(subprocess.Popen([sys.executable, str(ROOT / "cli.py"), *words]))
    if failed := [process.args for process in running if process.wait()]:
        raise SystemExit(f"failed: {failed}")
    return time.perf_counter() - start


def used() -> float:
    """Return the CPU seconds of all processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def spread(ratios: list[float]) -> str:
    """Return the median of ratios, and the least and the greatest."""
    return f"{median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}"


if __name__ == "__main__":
    main(*sys.argv[1:])
