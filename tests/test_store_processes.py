"""Several processes at once, and processes that die: the store ends up the same."""

import subprocess
import sys
from pathlib import Path

import psycopg
from sqlalchemy import text

from migrations import runner
from schema.database import writing
from schema.store import Store
from tests.nights import until
from tests.storing import ABSTRACT, add, derived, paper, rows

PAPERS = 40
WRITER = """
import sys
from migrations import runner
from tests.storing import ABSTRACT, claims, paper
url, first, last, step = sys.argv[1], *map(int, sys.argv[2:])
with runner.open_store(url) as store:
    run_id = store.run("0.1.0", "first", {"rules": "first"})
    for number in range(first, last, step):
        one = paper(f"2409.{number:05}", f"{ABSTRACT} Number {number}.")
        print(store.record(one, claims(one), run_id).change, flush=True)
"""
LONG = """
import sys
from sqlalchemy import text
from schema.database import connect, writing
with writing(connect(sys.argv[1])) as connection:
    connection.execute(text("LOCK paper"))
    connection.execute(text("SELECT count(*) FROM pg_class, pg_class b, pg_class c, pg_class d, pg_class e"))
"""
"""Holds locks over a statement that takes a day."""
ROOT = Path(__file__).parent.parent


def writer(url: str, first: int, last: int, step: int = 1) -> subprocess.Popen[str]:
    """A process that records papers by their numbers."""
    command = [sys.executable, "-c", WRITER, url, str(first), str(last), str(step)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def content(store: Store) -> list[tuple[object, ...]]:
    """What is stored, without this store's own keys, which count on after a transaction that was undone."""
    return rows(
        store,
        "SELECT name, claim_id, number, inferred, benchmark.canonical, method.canonical, hardware.canonical"
        " FROM current JOIN paper ON paper.id = paper_id"
        " LEFT JOIN resolution benchmark ON benchmark.id = benchmark_id"
        " LEFT JOIN resolution method ON method.id = method_id"
        " LEFT JOIN resolution hardware ON hardware.id = hardware_id"
        " ORDER BY name, claim_id",
    )


def test_two_processes_that_make_and_fill_a_store_at_once_write_each_paper_once(store_url: str) -> None:
    both = [writer(store_url, 0, PAPERS), writer(store_url, PAPERS - 1, -1, -1)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    changes = "".join(out for out, _ in said).split()
    assert sorted(changes) == ["new"] * PAPERS + ["unchanged"] * PAPERS
    with Store.open(store_url) as store:
        assert rows(store, "SELECT count(*) FROM paper") == [(PAPERS,)]
        assert rows(store, "SELECT count(*) FROM reading") == [(3 * PAPERS,)]
        assert rows(store, "SELECT count(*) FROM current") == [(3 * PAPERS,)]
        before = derived(store)
        store.rebuild()
        assert derived(store) == before


def test_a_killed_process_leaves_whole_papers_and_the_next_one_finishes(
    store_url: str, tmp_path: Path
) -> None:
    process = writer(store_url, 0, PAPERS)
    assert process.stdout is not None
    for _ in range(PAPERS // 2):
        process.stdout.readline()
    process.kill()
    process.communicate(timeout=60)
    with Store.open(store_url) as store:
        (stored,) = rows(store, "SELECT count(*) FROM paper")[0]
        assert PAPERS // 2 <= stored <= PAPERS
        assert rows(store, "SELECT count(*) FROM current") == [(3 * stored,)]
    again = writer(store_url, 0, PAPERS)
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert out.split().count("unchanged") == stored
    with Store.open(store_url) as store, runner.open_store(str(tmp_path / "alone.db")) as alone:
        add(alone, *(paper(f"2409.{number:05}", f"{ABSTRACT} Number {number}.") for number in range(PAPERS)))
        assert content(store) == content(alone)


def test_what_a_killed_process_asked_of_the_server_does_not_outlive_it(ready_postgres: str) -> None:
    process = subprocess.Popen([sys.executable, "-c", LONG, ready_postgres], cwd=ROOT)
    with psycopg.connect(ready_postgres, autocommit=True) as other:
        running = "FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_class e'"
        try:
            until(lambda: process.poll() is not None or other.execute(f"SELECT pid {running}").fetchone())
            assert process.poll() is None
            process.kill()
            process.wait()
            with Store.open(ready_postgres) as store:  # waits for locks, but not for a day
                assert add(store, paper()) == ["new"]
        finally:
            other.execute(f"SELECT pg_terminate_backend(pid) {running}")


def test_a_reader_is_let_in_while_another_writes(sqlite_url: str) -> None:
    with runner.open_store(sqlite_url) as store, Store.open(sqlite_url) as other:
        add(store, paper())
        with writing(store.engine) as connection:
            connection.execute(text("DELETE FROM current"))
            assert rows(other, "SELECT count(*) FROM current") == [(3,)]
