"""Papers read on a Dask cluster: the same claims, whoever dies on the way. All processes are real."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import distributed
import pytest

from extractor.engines import cluster
from extractor.engines.cluster import Cluster
from extractor.ingest import add
from migrations import runner
from schema.errors import EngineError, Problem
from tests.clusters import DaskCluster
from tests.nights import (
    INTERRUPTED,
    ROOT,
    SAMPLE,
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


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A cluster of two workers for the tests that leave it as it was."""
    with DaskCluster(tmp_path_factory.mktemp("dask")) as started:
        started.work(2, "--no-nanny")
        yield started


def test_the_claims_are_those_of_this_machine(
    run: Run, two: DaskCluster, store_url: str, tmp_path: Path
) -> None:
    here = f"sqlite:///{tmp_path / 'here.db'}"
    few = few_of_the_sample(tmp_path)
    assert run("add", few, "--db", here).code == 0
    dask = ["--engine", "dask", "--scheduler", two.file]
    told = run("add", few, "--db", store_url, *dask)
    assert (told.code, told.out, told.err.partition("(")[0]) == (0, "", "12 papers read ")
    export = ["export", "claims", "--format", "jsonl", "--db"]
    assert run(*export, store_url).out == run(*export, here).out != ""
    assert run("add", few, "--db", here, *dask).err == "nothing changed: 12 papers were already read\n"


def test_extract_and_reextract_read_there_as_well(
    run: Run, two: DaskCluster, sqlite_url: str, tmp_path: Path
) -> None:
    few = few_of_the_sample(tmp_path)
    dask = ["--engine", "dask", "--scheduler", two.address]
    assert run("extract", few, *dask).out == run("extract", few).out != ""
    with runner.open_store(sqlite_url) as store:
        earlier = store.run("0.0.1", "of no worth", {})
        for paper in many(5):
            store.record(paper, [], earlier)
    told = run("reextract", "--db", sqlite_url, *dask)
    assert (told.code, told.err.partition(" (")[0]) == (0, "5 texts read again")
    assert "5 claims found: 5 added\n" in told.err


def test_papers_go_to_all_workers_and_only_some_are_out(two: DaskCluster) -> None:
    papers, taken = many(300), 0

    def batches() -> Iterator[object]:
        nonlocal taken
        for at in range(0, 300, 10):
            taken += 10
            yield papers[at : at + 10]

    read = furthest = 0
    with Cluster(two.address) as engine:
        until(lambda: engine.workers == 2)
        for found in engine.read(batches()):
            assert numbers(found) == list(range(read + 1, read + len(found) + 1))
            read += len(found)
            furthest = max(furthest, taken - read)
        has_read = engine._client.run(
            lambda: sys.modules["extractor.engines.worker"]._loaded.cache_info().misses
        )
    assert (read, list(has_read.values())) == (300, [1, 1])  # each has loaded the extractor, and once
    assert 0 < furthest <= 60


def test_a_scheduler_that_does_not_answer_any_more_is_an_error(
    two: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = many(300)
    with Cluster(two.address) as engine:
        reading = engine.read(papers[at : at + 50] for at in range(0, 300, 50))
        next(reading)
        two.scheduler.send_signal(signal.SIGSTOP)
        monkeypatch.setattr(cluster, "PATIENCE", 1.0)
        try:
            with pytest.raises(EngineError, match="is gone, or does not answer any more") as error:
                list(reading)
        finally:
            two.scheduler.send_signal(signal.SIGCONT)
    assert "the same command goes on from there" in error.value.hint


def test_what_a_killed_worker_had_is_read_by_another(tmp_path: Path, store_url: str) -> None:
    papers, killed = many(300), []

    def kill(done: int) -> None:
        if len(killed) < 2:  # first the process that reads, which comes again; then a whole worker
            victims = dask.readers() if not killed else [dask.workers[0], *dask.readers()[:1]]
            victims[0].kill()
            killed.append(done)

    with DaskCluster(tmp_path) as dask:
        dask.work(2)
        with Cluster(dask.address) as engine, runner.open_store(store_url) as store:
            until(lambda: engine.workers == 2)
            summary = add(papers, engine, store, progress=kill, batch=50)
    assert (summary.papers, summary.problem_count, len(killed)) == (300, 0, 2)
    assert stored_numbers(store_url) == list(range(1, 301))


def test_a_paper_that_kills_each_worker_is_a_problem_and_costs_no_other(tmp_path: Path) -> None:
    papers = many(12, deadly=[5])
    with DaskCluster(tmp_path, SCHEDULER__ALLOWED_FAILURES=0) as dask:
        dask.work(1, "--preload", str(ROOT / "tests" / "deadly_worker.py"))
        with Cluster(dask.address) as engine:
            (found,) = engine.read([papers])
    assert numbers(found) == [None if paper.line == 5 else float(paper.line) for paper in papers]
    problem = found[4]
    assert isinstance(problem, Problem)
    assert (problem.file, problem.line) == ("night.jsonl", 5)
    assert problem.reason == "the process that reads 2409.00005 is killed each time"


def test_a_scheduler_that_goes_away_is_an_error_and_the_run_goes_on_elsewhere(
    run: Run, tmp_path: Path, sqlite_url: str
) -> None:
    night = written(many(600), tmp_path / "night.jsonl")
    with DaskCluster(tmp_path) as dask:
        dask.work(1, "--no-nanny")
        command = [night, "--engine", "dask", "--scheduler", dask.address]
        process, _ = started(sqlite_url, *command)
        os.killpg(process.pid, signal.SIGINT)
        assert (process.communicate(timeout=60), process.returncode) == (("", INTERRUPTED), 130)
        before = stored(sqlite_url)
        process, _ = started(sqlite_url, *command)
        until(lambda: stored(sqlite_url) > before)
        dask.scheduler.kill()
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    first, second = err.splitlines()
    assert first == f"claimboard: the Dask scheduler at {dask.address} is gone, or does not answer any more"
    assert second.startswith(
        "  what is stored stays: start it again, and the same command goes on from there"
    )
    assert before < stored(sqlite_url) < 600
    assert run("add", night, "--db", sqlite_url).code == 0
    assert stored_numbers(sqlite_url) == list(range(1, 601))


def test_a_connection_that_breaks_while_an_answer_comes_or_before_a_question_goes_is_told_alike(
    two: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise distributed.comm.CommClosedError("Connection reset by peer")

    gone = f"the Dask scheduler at {two.address} is gone"
    with Cluster(two.address) as engine:
        with monkeypatch.context() as patch:
            patch.setattr(distributed.Future, "result", broken)
            with pytest.raises(EngineError, match=gone):
                list(engine.read([many(1)]))
        engine.close()  # as it does itself after ten seconds without a scheduler
        with pytest.raises(EngineError, match=gone):
            engine.ask(many(1))


def test_a_worker_with_another_extractor_or_none_is_an_error(tmp_path: Path) -> None:
    with DaskCluster(tmp_path) as dask:
        for options, folder, said, hint in (
            (
                ["--preload", str(ROOT / "tests" / "older_worker.py")],
                ROOT,
                "has another extractor, 0.0.1",
                "install",
            ),
            (
                [],
                dask.bare,
                "has no Claimboard: No module named 'extractor'",
                "pip install 'claimboard[dask]==",
            ),
        ):
            dask.work(1, "--no-nanny", *options, folder=folder)
            with Cluster(dask.address) as engine, pytest.raises(EngineError, match="a worker on ") as error:
                list(engine.read([many(3)]))
            assert said in error.value.message
            assert hint in error.value.hint
            assert engine.workers == 1  # our errands end no worker
            dask.workers[-1].terminate()
            dask.workers[-1].wait()


def test_a_cluster_without_workers_or_scheduler_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "LONELY", 0.5)
    with DaskCluster(tmp_path) as dask:
        with pytest.raises(EngineError, match="no worker has come") as error:
            Cluster(dask.address)
        assert f"dask worker {dask.address} --nthreads 1" in error.value.hint
    monkeypatch.setattr(cluster, "CONNECTING", 1.0)
    with pytest.raises(EngineError, match=f"no Dask scheduler answers at {dask.address}") as error:
        Cluster(dask.address)
    assert "dask scheduler" in error.value.hint


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine", "dask"], "--engine dask needs to know its scheduler"),
        (["--scheduler", "tcp://127.0.0.1:1"], "--scheduler goes with --engine dask alone"),
        (
            ["--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"],
            "--workers does not go with --engine dask: a cluster has the workers that it has",
        ),
        *(
            (
                ["--engine", "dask", "--scheduler", address],
                f"'{address}' is no address of a Dask scheduler, and there is no such file",
            )
            for address in ("nonsense://x:1", "tcp://node1", "tcp://", "no-such-cluster.json", "")
        ),
        (["--engine", "dask", "--scheduler", SAMPLE], f"{SAMPLE} is no file of a Dask scheduler"),
    ],
)
def test_what_does_not_go_together_makes_no_database(
    run: Run, tmp_path: Path, options: list[str], said: str
) -> None:
    told = run("add", SAMPLE, "--db", tmp_path / "claims.db", *options)
    first, second = told.err.splitlines()
    assert first == f"claimboard: {said}"
    assert second.startswith("  ")
    assert told.code == 2
    assert not (tmp_path / "claims.db").exists()


def test_without_the_extra_the_command_that_installs_it_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "extractor.engines.cluster")
    told = run(
        "add", SAMPLE, "--db", tmp_path / "a.db", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1"
    )
    assert (told.code, told.err) == (
        2,
        "claimboard: --engine dask needs the extra \"dask\"\n  pip install 'claimboard[dask]'\n",
    )
