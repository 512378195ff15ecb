"""Takes a large store down through its revisions and up again: how long, who has to wait, and that rows stay.

python -m tests.benchmarks.migrating DATABASE [LOWEST=0003]

DATABASE is a SQLite file or a PostgreSQL URL, best a copy of a store of `large_store.py`: a downgrade drops
the claims that hold, which are made anew when it is opened next. In the end an upgrade is killed in the
middle and done again. All the while somebody reads: what is printed is the longest that this took, and, on
PostgreSQL, which tables were locked against readers.
"""

import hashlib
import subprocess
import sys
import threading
import time
from pathlib import Path

import sqlalchemy

import migrations
from migrations import runner
from schema.database import connect, reading
from schema.store import Store

RECORDED = ("paper", "identifier", "paper_text", "tag", "run", "scan", "reading", "reading_slot")
"""The tables of what was recorded that every revision has had since the first, but for `tag`."""
FIRST = {
    "reading": "id, scan_id, claim_id, value_start, value_text, number, unit, kind, confidence, reasons",
    "reading_slot": "id, reading_id, slot, position, surface, span_start, span_end",
    "paper": "id, name, published, url, recorded_at",
    "tag": "id, paper_id, name, recorded_at",
}
"""The columns that are compared, where later revisions added some."""
PAUSE = 0.1
UPGRADE = """
import sys
from migrations import runner
plain = runner.raise_to
def told(connection, to):
    print("begun", flush=True)
    plain(connection, to)
runner.raise_to = told
runner.upgrade(sys.argv[1])
print("done", flush=True)
"""
"""Says when its transaction is begun, and when all is done: what is loaded before is no part of the work."""
LOCKED = """
SELECT DISTINCT relname FROM pg_locks JOIN pg_class ON pg_class.oid = relation
WHERE mode = 'AccessExclusiveLock' AND relkind = 'r'
"""


class Reader(threading.Thread):
    """Reads a paper again and again, and remembers the longest wait and what was locked."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.engine = connect(url)
        self.done = threading.Event()
        self.longest = 0.0
        self.locked: set[str] = set()

    def run(self) -> None:
        """Read until told to stop."""
        while not self.done.wait(PAUSE):
            start = time.perf_counter()
            with self.engine.connect() as connection:
                if self.engine.dialect.name == "postgresql":
                    self.locked |= set(connection.exec_driver_sql(LOCKED).scalars())
                connection.exec_driver_sql("SELECT name FROM paper LIMIT 1").scalar()
            self.longest = max(self.longest, time.perf_counter() - start)

    def told(self) -> str:
        """Stop, and say what was seen."""
        self.done.set()
        self.join()
        self.engine.dispose()
        locked = f"; locked: {', '.join(sorted(self.locked))}" if self.locked else ""
        return f"a reader waited {self.longest:.1f} s at most{locked}"


def main(url: str, lowest: str = "0003") -> None:
    """Print a line a step."""
    revisions = sorted(file.name[:4] for file in Path(migrations.__file__).parent.glob("versions/0*.py"))
    runner.upgrade(url)
    Store.open(url).close()
    before = recorded(url)
    _step(f"down to {revisions[-2]}", url, lambda: runner.downgrade(url, revisions[-2]))
    _step("up, all claims", url, lambda: runner.upgrade(url))
    for to in reversed(revisions[revisions.index(lowest) : -1]):
        _step(f"down to {to}", url, lambda to=to: runner.downgrade(url, to))
    _compared("lowest", before, recorded(url))
    for to in revisions[revisions.index(lowest) + 1 :]:
        _step(f"up to {to}", url, lambda to=to: runner.upgrade(url, to))
    _compared("up again", before, recorded(url))
    _step("opened", url, lambda: Store.open(url).close())
    runner.downgrade(url, lowest)
    whole = _upgrade(url)
    for share in (0.25, 0.5, 0.75):
        runner.downgrade(url, lowest)
        _upgrade(url, whole * share)
    runner.upgrade(url)
    _compared(f"killed three times, then at {runner.status(url).revision}", before, recorded(url))


def recorded(url: str) -> dict[str, tuple[int, str]]:
    """Return how many rows each table of `RECORDED` has, and a digest of them."""
    found = {}
    with reading(connect(url)) as connection:
        there = set(sqlalchemy.inspect(connection).get_table_names())
        for table in RECORDED:
            if table not in there:
                continue
            digest, count = hashlib.sha256(), 0
            query = f"SELECT {FIRST.get(table, '*')} FROM {table} ORDER BY id"
            for row in connection.execution_options(yield_per=10_000).exec_driver_sql(query):
                digest.update(repr(tuple(row)).encode())
                count += 1
            found[table] = (count, digest.hexdigest())
    return found


def _step(what: str, url: str, work: "runner.Callable[[], None]") -> None:
    reader = Reader(url)
    reader.start()
    wall, own = time.perf_counter(), time.process_time()
    work()
    wall, own = time.perf_counter() - wall, time.process_time() - own
    print(f"{what:14}{wall:>8.1f} s, {own:.1f} s of CPU here; {reader.told()}", flush=True)


def _compared(what: str, before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> None:
    differ = [name for name in after if before[name] != after[name]]
    told = (
        f"{', '.join(differ)} differ"
        if differ
        else f"all {sum(n for n, _ in after.values()):,} rows are there"
    )
    print(f"{what}: {told}", flush=True)


def _upgrade(url: str, kill_after: float | None = None) -> float:
    """Upgrade in a process of its own; return the seconds that it worked. Kill it after so many of them."""
    process = subprocess.Popen([sys.executable, "-c", UPGRADE, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    begun = time.perf_counter()
    killer = threading.Timer(kill_after or 0, process.kill)
    if kill_after is not None:
        killer.start()
    done, worked = process.stdout.readline(), time.perf_counter() - begun
    killer.cancel()
    code = process.wait()
    if kill_after is None:
        assert code == 0
        print(f"up at once {worked:>11.1f} s", flush=True)
    else:
        what = "not killed, done" if done else "killed"
        print(f"{what} after {worked:.2f} s of work: at revision {runner.status(url).revision}", flush=True)
    return worked


if __name__ == "__main__":
    main(*sys.argv[1:])
