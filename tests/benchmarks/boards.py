"""How long boards, listings and exports take on large stores, beside bare SQL, and how they grow.

python -m tests.benchmarks.boards SMALL.db [LARGER.db ...] [postgresql://...]

The stores are those of `large_store.py`; `claimboard db copy` carries one to PostgreSQL. From name to Board
is timed against the same query through the driver's cursor (`fetchall`), export against that cursor with
`csv.writer`; both take turns, each on a warm store, and what is printed is the median of the ratios with the
least and the greatest. Growth is beside the smallest store of the same kind: 1 is linear.

Time is CPU time, that of a PostgreSQL server on this machine included: what else runs here does not count.
"""

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from leaderboards import boards
from leaderboards.boards import Name
from schema import queries
from schema.database import reading
from schema.queries import Filters
from schema.store import Store
from tests.benchmarks import large_store, memory

RANKS = (1, 10, 100)
TURNS = {"board": 7, "command": 3}
ENOUGH = 10_000
"""Rows that are read in a turn, again and again where there are fewer: the clock of a server ticks slowly."""
Seconds = dict[str, dict[int, float]]
"""What was timed, by the claims of the store."""


def main(*addresses: str) -> None:
    """Print the tables."""
    grown: dict[str, Seconds] = defaultdict(lambda: defaultdict(dict))
    for address in addresses:
        with Store.open(address) as store:
            claims, kind = queries.count_claims(store), store.engine.dialect.name
            print(f"\n{kind}, {claims:,} claims\n{'':24}{'rows':>9}{'ours':>11}{'bare':>11}  times as long")
            for what, rows, ours, bare in _boards(store):
                _line(what, rows, ours, bare)
                grown[kind][what][claims] = statistics.median(ours) / rows * claims
        for what, rows, ours, bare, most in _commands(address, claims):
            _line(what, rows, ours, bare)
            print(f"{'':24}peak memory {most:,.0f} MB")
            grown[kind][what][claims] = statistics.median(ours)
    for kind, each in grown.items():
        print(f"\n{kind}: growth per claim, or row, beside the smallest store")
        for what, seconds in each.items():
            first = min(seconds)
            told = (
                f"{claims:,}: {seconds[claims] / seconds[first] * first / claims:.2f}"
                for claims in sorted(seconds)
            )
            print(f"{what:24}{'   '.join(told)}")


def _line(what: str, rows: int, ours: list[float], bare: list[float]) -> None:
    one, other = statistics.median(ours), statistics.median(bare) if bare else 0
    ratios = sorted(mine / theirs for mine, theirs in zip(ours, bare, strict=True)) if bare else []
    told = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})" if ratios else ""
    beside = f"{1000 * other:>8,.1f} ms" if bare else f"{'':11}"
    print(f"{what:24}{rows:>9,}{1000 * one:>8,.1f} ms{beside}  {told}", flush=True)


def _boards(store: Store) -> Iterator[tuple[str, int, list[float], list[float]]]:
    """Time from name to Board, at boards of these ranks by size."""
    there, clock = large_store.boards(), Clock(store)
    for rank in RANKS:
        asked = there[rank - 1].benchmark or ""
        statement, values = bare_query(store, boards.find(store, asked))
        ours: list[float] = []
        bare: list[float] = []
        connection = store.engine.raw_connection()

        def board(asked: str = asked) -> object:
            return boards.page(store, boards.find(store, asked))

        def cursor(connection: Any = connection, statement: str = statement, values: Any = values) -> object:
            one = connection.cursor()
            one.execute(statement, values)
            return one.fetchall()

        rows = len(list(boards.claims_of(store, boards.find(store, asked))))
        again = max(1, ENOUGH // rows)
        for turn in range(TURNS["board"] + 1):
            spent, its = clock.of(board, again), clock.of(cursor, again)
            if turn:  # the first warms what both read
                ours.append(spent)
                bare.append(its)
        connection.close()
        yield f"board {rank}: {asked}", rows, ours, bare


def bare_query(store: Store, name: Name | None = None) -> tuple[str, Any]:
    """Return the text and values of the query that reads a board's claims, or all of them."""
    query = queries.claim_query(store, Filters(benchmark=name.names) if name else None)
    compiled = query.compile(store.engine, compile_kwargs={"render_postcompile": True})
    values: Any = compiled.params
    if compiled.positiontup is not None:
        values = tuple(compiled.params[each] for each in compiled.positiontup)
    return str(compiled), values


def _commands(address: str, claims: int) -> Iterator[tuple[str, int, list[float], list[float], float]]:
    """Time commands, each in a process of its own, with the most memory that it had."""
    largest = large_store.boards()[0].benchmark or ""
    for what, words in (
        ("export claims", ["export", "claims"]),
        ("export boards", ["export", "boards"]),
        ("boards", ["boards", "-q"]),
        (f"show {largest}", ["show", largest, "-q"]),
    ):
        ours: list[float] = []
        bare: list[float] = []
        most = 0.0
        for _ in range(TURNS["command"]):
            told = _process("command", address, *words)
            ours.append(told["seconds"])
            most = max(most, told["memory"])
            if words == ["export", "claims"]:
                bare.append(_process("cursor", address)["seconds"])
        yield what, claims, ours, bare, most


def _process(*words: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.boards", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _command(address: str, *words: str) -> None:
    """Run a command here, and print how long it took and how much memory."""
    import cli
    from leaderboards import views  # noqa: F401 - what is imported is no part of the time

    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "out")
        with Store.open(address) as store:
            clock = Clock(store)
        _told(clock, lambda: cli.app([*words, "--db", address, "-o", file], standalone_mode=False))


def _cursor(address: str) -> None:
    """Write what `export claims` reads with a bare cursor, and print the same of it."""
    with Store.open(address) as store, tempfile.TemporaryDirectory() as folder:
        statement, values = bare_query(store)
        connection = store.engine.raw_connection()
        # a plain one of PostgreSQL would hold all rows in memory
        cursor: Any = connection.cursor() if store.engine.dialect.name == "sqlite" else connection.cursor("x")

        def work() -> None:
            cursor.execute(statement, values)
            with (Path(folder) / "out").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(cursor)

        _told(Clock(store), work)


def _told(clock: "Clock", work: Callable[[], object]) -> None:
    seconds = clock.of(work)
    print(json.dumps({"seconds": seconds, "memory": memory.peak()}))


class Clock:
    """CPU seconds of this process, and of the processes of a store's PostgreSQL server on this machine."""

    def __init__(self, store: Store) -> None:
        self.server: str | None = None
        if store.engine.dialect.name == "postgresql":
            with reading(store.engine) as connection:
                folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
            self.server = Path(folder, "postmaster.pid").read_text().split()[0]

    def of(self, work: Callable[[], object], times: int = 1) -> float:
        """Return what some work takes, the mean where it is done several times."""
        server = self._spent()
        start = time.process_time()
        for _ in range(times):
            work()
        return (time.process_time() - start + self._spent() - server) / times

    def _spent(self) -> float:
        ticks = 0
        if self.server is None:
            return 0.0
        for file in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended meanwhile: the server knows what it spent
                fields = file.read_text().rpartition(")")[2].split()
                if file.parent.name == self.server:
                    ticks += sum(map(int, fields[11:15]))
                elif fields[1] == self.server:
                    ticks += sum(map(int, fields[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["command", *words]:
            _command(*words)
        case ["cursor", address]:
            _cursor(address)
        case addresses:
            main(*addresses)
