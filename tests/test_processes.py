"""Papers read in several processes: the same claims, whoever dies on the way. All processes are real."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from extractor.engines.processes import AHEAD, PIECE, Processes
from migrations import runner
from schema.errors import EngineError, Problem
from schema.records import Paper, PaperClaims
from schema.store import Store
from tests.deadly import DEADLY, Deadly, dead_at_once, unwell
from tests.running import Run
from tests.storing import rows

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "extractor" / "sample" / "papers.jsonl"
CLAIMBOARD = [sys.executable, str(ROOT / "cli.py")]
INTERRUPTED = "interrupted: what is stored stays, and the same command goes on from there\n"


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A file with the first papers of the sample."""
    file = tmp_path / "few.jsonl"
    file.write_text("".join(SAMPLE.read_text(encoding="utf-8").splitlines(True)[:12]), encoding="utf-8")
    return file


@pytest.fixture
def lives(tmp_path: Path) -> Callable[[int], Deadly]:
    """An extractor that dies so many times over a text with `DEADLY` in it."""

    def make(times: int) -> Deadly:
        folder = tmp_path / "lives"
        folder.mkdir()
        for number in range(times):
            (folder / f"{number:03}").touch()
        return Deadly(str(folder))

    return make


def many(count: int, deadly: Sequence[int] = ()) -> list[Paper]:
    """Papers with a claim each; those with these numbers are deadly."""
    words = "We present Lantern, a sparse tuner. Lantern reaches {}% accuracy on GLUE{}."
    return [
        Paper(
            id=f"2409.{number:05}",
            title=f"Lantern number {number}",
            abstract=words.format(number, f" and is {DEADLY}" if number in deadly else ""),
            file="night.jsonl",
            line=number,
        )
        for number in range(1, count + 1)
    ]


def numbers(found: Sequence[PaperClaims | Problem]) -> list[float | None]:
    """The number of each paper's one claim, None of a problem."""
    return [None if isinstance(each, Problem) else each.claims[0].number for each in found]


def test_the_claims_are_those_of_one_process(run: Run, store_url: str, few: Path, tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path / 'here.db'}"
    assert run("add", few, "--db", here).code == 0
    told = run("add", few, "--db", store_url, "--workers", 2)
    assert (told.code, told.out, told.err.partition("(")[0]) == (0, "", "12 papers read ")
    export = ["export", "claims", "--format", "jsonl", "--db"]
    assert run(*export, store_url).out == run(*export, here).out != ""
    again = run("add", few, "--db", store_url, "--workers", 2)
    assert again.err == "nothing changed: 12 papers were already read\n"


def test_extract_writes_the_same_lines(run: Run, few: Path) -> None:
    alone, several = (run("extract", few, "--workers", number) for number in (1, 2))
    assert several == alone
    assert len(alone.out.splitlines()) == 12


def test_texts_are_read_again_in_several_processes(run: Run, sqlite_url: str) -> None:
    with runner.open_store(sqlite_url) as store:
        earlier = store.run("0.0.1", "of no worth", {})
        for paper in many(5):
            store.record(paper, [], earlier)
    told = run("reextract", "--db", sqlite_url, "--workers", 2)
    assert told.code == 0
    assert told.err.startswith("5 texts read again (")
    assert "5 claims found: 5 added\n" in told.err


def test_batches_come_in_order_and_only_some_are_taken_ahead() -> None:
    papers = many(300)
    taken: list[list[Paper]] = []

    def batches() -> Iterator[list[Paper]]:
        for at in range(0, 300, 10):
            for batch in (papers[at : at + 10], []):
                taken.append(batch)
                yield batch

    furthest = 0
    with Processes(2) as engine:
        assert engine.workers == 2
        for count, found in enumerate(engine.read(batches())):
            assert numbers(found) == [float(paper.line) for paper in taken[count]]
            furthest = max(furthest, len(taken) - count)
    assert sum(map(len, taken)) == 300
    assert 1 < furthest <= 2 * AHEAD + 1


def test_what_a_killed_process_had_is_read_again(lives: Callable[[int], Deadly]) -> None:
    papers = many(5 * PIECE, deadly=[70])
    found = []
    with Processes(2, lives(1)) as engine:
        for batch in engine.read(papers[at : at + 50] for at in range(0, len(papers), 50)):
            found += batch
            if len(found) == 100:  # one died of itself by now, and one is killed
                workers = [
                    each for each in psutil.Process().children() if "spawn_main" in str(each.cmdline())
                ]
                workers[-1].kill()
    assert numbers(found) == [float(paper.line) for paper in papers]


def test_a_paper_that_kills_each_time_is_a_problem_and_costs_no_other(
    lives: Callable[[int], Deadly],
) -> None:
    papers = many(2 * PIECE, deadly=[40])
    with Processes(1, lives(99)) as engine:
        (found,) = engine.read([papers])
    assert numbers(found) == [None if paper.line == 40 else float(paper.line) for paper in papers]
    problem = found[39]
    assert isinstance(problem, Problem)
    assert str(problem).startswith(
        "night.jsonl, line 40: the process that reads 2409.00040 is killed each time"
    )
    assert problem.hint


def test_processes_that_die_as_they_start_are_an_error_with_a_next_step() -> None:
    with Processes(1, dead_at_once) as engine, pytest.raises(EngineError) as error:
        list(engine.read([many(1)]))
    assert error.value.message == "the processes that are to read the papers die as they start"
    assert "--workers" in error.value.hint


def test_what_cannot_be_loaded_is_raised_here() -> None:
    with Processes(1, unwell) as engine, pytest.raises(ImportError, match="no module named 'spacy'"):
        _ = engine.fingerprint


def started(url: str, papers: Path) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    """An `add` with two workers in a session of its own, and its processes once it has stored something."""
    process = subprocess.Popen(
        [*CLAIMBOARD, "add", str(papers), "--db", url, "--workers", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=ROOT,
    )
    until(lambda: stored(url) > 0)
    return process, psutil.Process(process.pid).children(recursive=True)


def workers_here() -> list[psutil.Process]:
    """The worker processes that this one has started."""
    return [each for each in psutil.Process().children() if "spawn_main" in str(each.cmdline())]


def stored(url: str) -> int:
    try:
        with Store.open(url) as store:
            return int(rows(store, "SELECT count(*) FROM paper")[0][0])
    except Exception:  # it is still being made
        return 0


def until(true: Callable[[], bool]) -> None:
    """Wait for something that is to come about, a minute at most."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "this has not come about"
        time.sleep(0.05)


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """A file of papers that takes some time to read."""
    file = tmp_path / "night.jsonl"
    lines = (paper.model_dump_json(include={"id", "title", "abstract"}) for paper in many(500))
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_ctrl_c_ends_all_processes_and_the_same_command_goes_on(
    run: Run, sqlite_url: str, night: Path
) -> None:
    process, others = started(sqlite_url, night)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process gets it
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", INTERRUPTED)
    until(lambda: not any(map(alive, others)))
    assert len(others) >= 2
    assert 0 < (before := stored(sqlite_url)) < 500
    told = run("add", night, "--db", sqlite_url)
    assert told.err.splitlines()[0].endswith(f" {500 - before} new, {before} unchanged")
    with Store.open(sqlite_url) as store:
        assert rows(store, "SELECT number FROM current ORDER BY number") == [(n,) for n in range(1, 501)]


def test_no_process_stays_behind_when_the_first_is_killed(sqlite_url: str, night: Path) -> None:
    process, others = started(sqlite_url, night)
    process.kill()
    process.communicate(timeout=30)
    until(lambda: not any(map(alive, others)))
    assert len(others) >= 2


def alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
