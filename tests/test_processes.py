"""Papers read in several processes: the same claims, whoever dies on the way. All processes are real."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from extractor.engines.processes import Processes
from extractor.engines.spread import AHEAD, SHARE
from migrations import runner
from schema.errors import EngineError, Problem
from schema.records import Paper
from tests.deadly import Deadly, dead_at_once, unwell
from tests.nights import (
    INTERRUPTED,
    ROOT,
    alive,
    few_of_the_sample,
    many,
    numbers,
    started,
    stored,
    stored_numbers,
    until,
    written,
)
from tests.running import Run
from tests.terminal import sent


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A file with the first papers of the sample."""
    return few_of_the_sample(tmp_path)


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


def test_the_claims_are_those_of_one_process(run: Run, store_url: str, few: Path, tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path / 'here.db'}"
    assert run("add", few, "--db", here).code == 0
    told = run("add", few, "--db", store_url, "--workers", 2)
    assert (told.code, told.out, told.err.partition("(")[0]) == (0, "", "12 papers read ")
    export = ["export", "claims", "--format", "jsonl", "--db"]
    assert run(*export, store_url).out == run(*export, here).out != ""
    again = run("add", few, "--db", store_url, "--workers", 2)
    assert again.err == "nothing changed: 12 papers were already read\n"


def test_extract_writes_the_same_lines_and_a_terminal_shows_how_many_read(
    run: Run, few: Path, tmp_path: Path
) -> None:
    output = tmp_path / "claims.jsonl"
    command = [sys.executable, ROOT / "cli.py", "extract", few, "--workers", "2", "-o", output]
    shown = sent(command, ROOT, os.environ)
    assert re.search(r"12 papers, \d+ a second, 2 workers", shown)
    assert output.read_text(encoding="utf-8") == run("extract", few).out


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
    papers = many(5 * SHARE, deadly=[70])
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
    papers = many(2 * SHARE, deadly=[40])
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


def test_ctrl_c_ends_all_processes_and_the_same_command_goes_on(
    run: Run, sqlite_url: str, tmp_path: Path
) -> None:
    night = written(many(500), tmp_path / "night.jsonl")
    process, others = started(sqlite_url, night, "--workers", 2)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process gets it
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", INTERRUPTED)
    until(lambda: not any(map(alive, others)))
    assert len(others) >= 2
    assert 0 < (before := stored(sqlite_url)) < 500
    told = run("add", night, "--db", sqlite_url)
    assert told.err.splitlines()[0].endswith(f" {500 - before} new, {before} unchanged")
    assert stored_numbers(sqlite_url) == list(range(1, 501))


def test_no_process_and_no_warning_stays_behind_when_the_first_is_killed(
    sqlite_url: str, tmp_path: Path
) -> None:
    process, others = started(sqlite_url, written(many(1000), tmp_path / "night.jsonl"), "--workers", 2)
    process.kill()
    assert process.communicate(timeout=60) == ("", "")
    until(lambda: not any(map(alive, others)))
    assert len(others) >= 2


def workers_here() -> list[psutil.Process]:
    """The worker processes that this one has started."""
    return [each for each in psutil.Process().children() if "spawn_main" in str(each.cmdline())]
