"""Databases with something in every table, and places to carry them to, for the tests of moving house."""

import hashlib
import math
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, inspect, select, update

from migrations import backups, runner
from schema import copying, readings, tables
from schema.database import REVISION, VERSION_TABLE, connect, reading, writing
from schema.renaming import Entry
from schema.store import Store
from tests import curated
from tests.storing import ABSTRACT, add, claims, paper

ODD = "\\N \\. \t ' \" % $1 \x1b[31m \u202e \U0001f600 ﬁ e\u0301 \x7f – ,;"
Rows = dict[str, list[tuple[Any, ...]]]


def make_tables(url: str) -> None:
    """An empty store, on PostgreSQL without the time that migrations take (`tests.conftest.store`)."""
    if not url.startswith("postgresql"):
        runner.upgrade(url)
        return
    engine = connect(url)
    with engine.begin() as connection:
        tables.metadata.create_all(connection)
        connection.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES ('{REVISION}')")
    engine.dispose()


def fill(url: str) -> None:
    """A store with something in every table: a table that is new here needs a row."""
    make_tables(url)
    with Store.open(url) as store:
        odd = paper("2409.00002", ABSTRACT + ODD, authors=("Ada \\N", ODD, ""), date="2024-09", url="x:\\t")
        add(store, paper(), odd, paper("10.5555/abc", abstract="Nothing is measured here."))
        add(store, paper(), run="second")
        store.record(
            paper("2409.00003"), [], store.run("0.1.0", "third", {"π": [1.5, None, True]}), ["to read"]
        )
        store.keep(
            curated.tables(curated.task("Tuning", curated.dataset("GLUE", curated.row(accuracy="81.3")))),
            "pwc",
            "tables.json",
        )
        store.change_names(Entry("merge", "benchmark", {"from": "GLUE", "into": "SuperGLUE"}), "ada")
        store.remove(["2409.00003"], "ada", "wrong list")
        fill_review(store)
        huge = update(tables.current).values(amount=math.inf, amount_high=5e-324, unit_scale=-0.0)
        with writing(store.engine) as connection:
            connection.execute(huge.where(tables.current.c.number == 79.0))


def fill_review(store: Store) -> None:
    decision, calibration, lease = (tables.metadata.tables[n] for n in ("decision", "calibration", "lease"))
    entry = {"recorded_at": "2026", "who": "ada", "text_id": 1, "drawn": "queue"}
    one = readings.to_json(claims(paper())[0])
    judged = {**entry, "action": "accept", "claim_id": "abc", "seen": one, "said": one, "why": ODD}
    model: list[dict[str, Any]] = [{"model": {"bias": 0.1 + 0.2, "big": 10**30}}, {"model": None}]
    with writing(store.engine) as connection:
        connection.execute(insert(decision), judged)
        connection.execute(
            insert(decision), {**entry, "action": "undo", "undoes": 1, "stood": 1, "chance": 0.1}
        )
        for each in model:
            connection.execute(
                insert(calibration), {"recorded_at": "2026", "who": "ada", "run_id": 1, **each}
            )
        held = {"paper_id": 1, "claim_id": "abc", "holder": "ada", "until": "2027"}
        connection.execute(insert(lease), held)


def everything(url: str) -> Rows:
    """All rows of all tables, in the order of their keys."""
    engine = connect(url)
    found = {}
    with reading(engine) as connection:
        for table in tables.metadata.sorted_tables:
            nulls = [column.is_(None) for column in table.c]  # JSON's null and none at all are read alike
            query = select(*table.c, *nulls).order_by(*table.primary_key.columns)
            found[table.name] = [tuple(row) for row in connection.execute(query)]
    engine.dispose()
    return found


def names_at(url: str) -> set[str]:
    engine = connect(url)
    with reading(engine) as connection:
        found = set(inspect(connection).get_table_names())
    engine.dispose()
    return found


def files_in(folder: Path) -> dict[str, str]:
    """What stands in a folder, and what is in it."""
    return {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest()
        for each in folder.rglob("*")
        if each.is_file()
    }


@pytest.fixture(scope="session")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with something in every table."""
    file = tmp_path_factory.mktemp("full") / "claims.db"
    fill(str(file))
    return file


@pytest.fixture
def full_sqlite(full_file: Path, tmp_path: Path) -> str:
    shutil.copy(full_file, tmp_path / "claims.db")
    return str(tmp_path / "claims.db")


@pytest.fixture
def full_postgres(postgres_url: str) -> str:
    fill(postgres_url)
    return postgres_url


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest) -> str:
    """A database with something in every table: the test runs on SQLite and on PostgreSQL."""
    full: str = request.getfixturevalue(
        {"sqlite": "full_sqlite", "postgresql": "full_postgres"}[request.param]
    )
    return full


@pytest.fixture
def new_place(tmp_path: Path, postgres_server: str) -> Iterator[Callable[[str], str]]:
    """Make the address of a new, empty database beside the one of the test."""
    made: list[str] = []

    def place(kind: str) -> str:
        name = f"other_{os.urandom(8).hex()}"
        if kind == "sqlite":
            return str(tmp_path / f"{name}.db")
        with psycopg.connect(postgres_server, autocommit=True) as admin:
            admin.execute(f"CREATE SCHEMA {name}")
        made.append(name)
        return f"{postgres_server}&options=-csearch_path%3D{name}"

    yield place
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        for name in made:
            admin.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BATCH", 2)


@pytest.fixture
def target(filled: str, new_place: Callable[[str], str]) -> str:
    """A new place of the other kind than the database that is full."""
    return new_place("sqlite" if filled.startswith("postgresql") else "postgresql")


@pytest.fixture
def other_sqlite(tmp_path: Path) -> str:
    return str(tmp_path / "other.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def any_target(request: pytest.FixtureRequest, new_place: Callable[[str], str]) -> str:
    return new_place(request.param)


@pytest.fixture
def backed_up(full_sqlite: str, tmp_path: Path) -> Path:
    """A backup of a full store, alone in its folder."""
    folder = tmp_path / "kept"
    folder.mkdir()
    backups.back_up(full_sqlite, str(folder / "one.db"), force=False)
    return folder / "one.db"


def damage(file: Path) -> None:
    """Overwrite pages in the middle of a database, the first of which tells what there is."""
    whole = bytearray(file.read_bytes())
    assert len(whole) > 40_000
    whole[20_000:40_000] = b"\x05" * 20_000
    file.write_bytes(whole)


def theirs(file: Path, _backup: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE paper (title TEXT)")


def newer(file: Path, backup: Path) -> None:
    shutil.copy(backup, file)
    with sqlite3.connect(file) as other:
        other.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
