"""How quick `claimboard add` is on one core, storing included, beside stock spaCy; and what memory it takes.

python -m tests.benchmarks.add_speed PAPERS.jsonl[.gz] [N=3000] [ROUNDS=3] [DATABASE]

In every round stock spaCy (see `speed.py`), `add` into a new SQLite file and the same `add` again run as
processes of their own on the same N papers, start-up included. Processor time is compared, which other work
on the machine disturbs less than the clock. The memory of the last `add` is that of its process, the greatest
in each fifth of its run. Last, in this process: the share of storing in reading and storing, on SQLite and,
where one is given, on an empty PostgreSQL database (where the server's own time shows by the clock only).
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from extractor import ingest, pipeline
from extractor.engines.local import Local
from extractor.papers import read_papers
from migrations import runner
from schema.store import Store
from tests.benchmarks.processes import ran
from tests.benchmarks.speed import CLAIMBOARD, STOCK, draw, prepare


def main(papers_file: str, count: str = "3000", rounds: str = "3", database: str | None = None) -> None:
    """Measure and print."""
    prepare()
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "papers.jsonl"
        papers = draw(papers_file, int(count), drawn)
        _compare(drawn, papers, int(rounds))
        for url in filter(None, (f"{folder}/inside.db", database)):
            _share(drawn, url)


def _compare(drawn: Path, papers: int, rounds: int) -> None:
    print(f"{papers} abstracts a second of processor time\nround  add  stock  ratio  again, times quicker")
    ratios, quicker, last = [], [], None
    for number in range(1, rounds + 1):
        file = drawn.parent / f"{number}.db"
        stock = ran(sys.executable, "-c", STOCK, str(drawn))
        last = ran(CLAIMBOARD, "add", str(drawn), "-q", "--db", str(file))
        again = ran(CLAIMBOARD, "add", str(drawn), "-q", "--db", str(file))
        ratios.append(stock.cpu / last.cpu)
        quicker.append(last.cpu / again.cpu)
        print(
            f"{number:5} {papers / last.cpu:4.1f} {papers / stock.cpu:6.1f} {ratios[-1]:6.2f}"
            f" {quicker[-1]:21.1f}   (by the clock {stock.clock / last.clock:.2f})",
            flush=True,
        )
    print(f"ratio {median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")
    print(f"again {median(quicker):.1f} times quicker, from {min(quicker):.1f} to {max(quicker):.1f}")
    if last and last.held:
        fifth = max(1, len(last.held) // 5)
        parts = [max(last.held[at : at + fifth]) for at in range(0, len(last.held), fifth)]
        print(f"memory, MB: {' '.join(f'{part:.0f}' for part in parts)}")


def _share(drawn: Path, url: str) -> None:
    """Print the share of storing, and of asking what is stored, in the time that all takes."""
    engine, spent = Local(pipeline.load()), [0.0, 0.0]

    def timed(work: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any) -> Any:
            cpu, clock = time.process_time(), time.perf_counter()
            try:
                return work(*given)
            finally:
                spent[0] += time.process_time() - cpu
                spent[1] += time.perf_counter() - clock

        return measured

    class Timed(Store):
        pending = timed(Store.pending)
        record_all = timed(Store.record_all)

    with runner.open_store(url):
        pass
    with Timed.open(url) as store:
        cpu, clock = time.process_time(), time.perf_counter()
        ingest.add(read_papers(str(drawn)), engine, store)
        cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    kind = "PostgreSQL" if url.startswith("postgresql") else "SQLite"
    print(
        f"storing in {kind}: {spent[0] / cpu:.1%} of the processor time, {spent[1] / clock:.1%} by the clock"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
