"""Many small papers of our own words with a claim each, and an `add` of them that is under way."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import psutil

from schema.errors import Problem
from schema.records import Paper, PaperClaims
from schema.store import Store
from tests.deadly import DEADLY
from tests.storing import rows

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "extractor" / "sample" / "papers.jsonl"
INTERRUPTED = "interrupted: what is stored stays, and the same command goes on from there\n"
WORDS = "We present Lantern, a sparse tuner. Lantern reaches {}% accuracy on GLUE{}."


def many(count: int, deadly: Sequence[int] = ()) -> list[Paper]:
    """Papers whose one claim is their number; those with these numbers are deadly."""
    return [
        Paper(
            id=f"2409.{number:05}",
            title=f"Lantern number {number}",
            abstract=WORDS.format(number, f" and is {DEADLY}" if number in deadly else ""),
            file="night.jsonl",
            line=number,
        )
        for number in range(1, count + 1)
    ]


def few_of_the_sample(folder: Path) -> Path:
    """Write a file with the first papers of the sample."""
    file = folder / "few.jsonl"
    file.write_text("".join(SAMPLE.read_text(encoding="utf-8").splitlines(True)[:12]), encoding="utf-8")
    return file


def written(papers: Iterable[Paper], file: Path) -> Path:
    """Write papers as a file for `add`."""
    lines = (paper.model_dump_json(include={"id", "title", "abstract"}) for paper in papers)
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def numbers(found: Iterable[PaperClaims | Problem]) -> list[float | None]:
    """The number of each paper's one claim, None of a problem."""
    return [None if isinstance(each, Problem) else each.claims[0].number for each in found]


def stored_numbers(url: str) -> list[float]:
    """The numbers of all claims that are stored."""
    with Store.open(url) as store:
        return [number for (number,) in rows(store, "SELECT number FROM current ORDER BY number")]


def started(url: str, *options: object) -> tuple["subprocess.Popen[str]", list[psutil.Process]]:
    """An `add` in a session of its own that has stored something by now, and its processes."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "add", *map(str, options), "--db", url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=ROOT,
    )
    until(lambda: process.poll() is not None or stored(url) > 0)
    assert process.poll() is None, process.communicate()
    return process, psutil.Process(process.pid).children(recursive=True)


def stored(url: str) -> int:
    """How many papers are stored; 0 while the store is made."""
    try:
        with Store.open(url) as store:
            return int(rows(store, "SELECT count(*) FROM paper")[0][0])
    except Exception:
        return 0


def alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def until(true: Callable[[], object]) -> None:
    """Wait for something that is to come about: two minutes at most, as machines may be busy."""
    end = time.monotonic() + 120
    while not true():
        assert time.monotonic() < end, "this has not come about"
        time.sleep(0.05)
