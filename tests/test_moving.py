"""Moving house: copies and backups lose nothing, change nothing else, and are whole or not there."""

import gzip
import hashlib
import json
import math
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Table, insert, inspect, select, update

from migrations import backups, moving, runner
from schema import copying, readings, tables
from schema.database import REVISION, VERSION_TABLE, State, connect, reading, writing
from schema.errors import InputError, StoreError, UsageError
from schema.renaming import Entry
from schema.store import Store
from tests import curated
from tests.running import Run
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


@pytest.fixture(scope="module")
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


def test_a_store_has_something_in_every_table(filled: str) -> None:
    assert [name for name, rows in everything(filled).items() if not rows] == []


def test_a_copy_holds_the_same_rows_with_their_ids(filled: str, any_target: str) -> None:
    before = everything(filled)
    moved = moving.copy(filled, any_target)
    assert everything(any_target) == everything(filled) == before
    assert moved.rows == {name: len(rows) for name, rows in before.items()}
    assert moved.revision == REVISION
    assert names_at(any_target) == {*tables.metadata.tables, VERSION_TABLE}


def test_there_and_back_again_is_where_it_was(
    filled: str, new_place: Callable[[str], str], small_batches: None
) -> None:
    there, back = new_place("postgresql" if filled.startswith("sqlite") else "sqlite"), new_place("sqlite")
    moving.copy(filled, there)
    moving.copy(there, back)
    assert everything(back) == everything(filled)


def test_a_copy_goes_on_as_the_original_does(filled: str, target: str) -> None:
    moving.copy(filled, target)
    new = paper("2501.00009", ABSTRACT + " It is new.")
    outcomes = []
    for url in (filled, target):
        with Store.open(url) as store:
            outcomes.append((add(store, paper(), run="second"), add(store, new), store.names.changes))
            store.change_names(Entry("rename", "method", {"from": "Lantern", "to": "Lamp"}), "ada")
            store.remove(["2501.00009"], "ada", None)
            store.keep(curated.tables(curated.task("Other", curated.dataset("MMLU"))), "pwc", "more.json")
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][:2] == (["unchanged"], ["new"])
    one, other = everything(filled), everything(target)
    keys = {name: [row[0] for row in rows] for name, rows in one.items()}
    assert keys["paper"] == [row[0] for row in other["paper"]]
    for name in ("name_change", "removal", "curated_table", "reading"):
        assert [row[0] for row in other[name]] == keys[name]


def test_a_copy_is_the_source_at_one_moment(filled: str, target: str, small_batches: None) -> None:
    before = everything(filled)
    written: list[bool] = []

    def write(_count: int) -> None:
        if not written:
            # without our lock, which is that of the whole PostgreSQL database, and target holds it here
            with connect(filled).execution_options(writing=True).begin() as connection:
                row = {"name": "new", "categories": [], "recorded_at": "2026"}
                connection.execute(insert(tables.paper), row)
            written.append(True)

    moving.copy(filled, target, write)
    assert written
    assert everything(target) == before
    assert len(everything(filled)["paper"]) == len(before["paper"]) + 1


def test_names_of_another_vocabulary_are_resolved_anew_in_an_opened_copy(
    full_sqlite: str, other_sqlite: str
) -> None:
    with writing(connect(full_sqlite)) as connection:
        connection.execute(update(tables.meta).values(value="another"))
        connection.execute(update(tables.resolution).values(canonical="another name"))
    moving.copy(full_sqlite, other_sqlite)
    with Store.open(other_sqlite) as store, reading(store.engine) as connection:
        names = connection.execute(select(tables.resolution.c.canonical)).scalars().all()
    assert "another name" not in names
    assert "SuperGLUE" in names


def test_an_empty_store_may_be_filled(full_sqlite: str, postgres_url: str) -> None:
    make_tables(postgres_url)
    moving.copy(full_sqlite, postgres_url)
    assert everything(postgres_url) == everything(full_sqlite)


def test_a_store_that_was_emptied_may_be_filled(full_sqlite: str, other_sqlite: str) -> None:
    runner.upgrade(other_sqlite)
    runner.downgrade(other_sqlite, "base")
    moving.copy(full_sqlite, other_sqlite)
    assert everything(other_sqlite) == everything(full_sqlite)


def test_a_store_that_holds_something_is_not_copied_over(full_sqlite: str, postgres_url: str) -> None:
    make_tables(postgres_url)
    with Store.open(postgres_url) as store:
        add(store, paper("2501.00009"))
    before = everything(postgres_url)
    with pytest.raises(StoreError, match="is not empty") as caught:
        moving.copy(full_sqlite, postgres_url)
    assert "new or empty" in caught.value.hint
    assert everything(postgres_url) == before


def test_a_copy_that_is_stopped_leaves_nothing(filled: str, target: str, small_batches: None) -> None:
    def stop(count: int) -> None:
        if count > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moving.copy(filled, target, stop)
    if target.endswith(".db"):
        assert list(Path(target).parent.glob(Path(target).name + "*")) == []
    else:
        assert names_at(target) == set()
    moving.copy(filled, target)
    assert everything(target) == everything(filled)


def test_a_copy_into_an_empty_store_that_is_stopped_leaves_that(
    full_sqlite: str, other_sqlite: str, small_batches: None
) -> None:
    make_tables(other_sqlite)
    before = everything(other_sqlite)

    def stop(count: int) -> None:
        if count > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moving.copy(full_sqlite, other_sqlite, stop)
    assert everything(other_sqlite) == before
    assert runner.status(other_sqlite).state is State.READY


def test_rows_that_do_not_arrive_are_noticed_and_nothing_is_kept(
    filled: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = copying._put

    def lossy(there: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
        put(there, table, rows[:-1] if table.name == "reading" else rows)

    monkeypatch.setattr(copying, "_put", lossy)
    with pytest.raises(StoreError, match="of 9 rows of the table reading 8 arrived"):
        moving.copy(filled, target)
    if target.endswith(".db"):
        assert not Path(target).exists()
    else:
        assert names_at(target) == set()


def test_what_is_no_number_is_not_taken_for_unknown(full_postgres: str, tmp_path: Path) -> None:
    with writing(connect(full_postgres)) as connection:
        connection.execute(update(tables.current).values(amount=math.nan))
    with pytest.raises(StoreError, match=r"current\.amount holds NaN"):
        moving.copy(full_postgres, str(tmp_path / "copy.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_postgresql_cannot_hold_is_named_and_nothing_is_kept(
    full_sqlite: str, postgres_url: str
) -> None:
    with writing(connect(full_sqlite)) as connection:
        connection.execute(update(tables.paper).values(url="a\0b"))
    with pytest.raises(StoreError, match="NUL"):
        moving.copy(full_sqlite, postgres_url)
    assert names_at(postgres_url) == set()


def test_a_store_of_an_older_revision_arrives_at_this_one(filled: str, target: str) -> None:
    runner.downgrade(filled, "0002")
    moved = moving.copy(filled, target)
    assert moved.revision == "0002"
    assert runner.status(filled).revision == "0002"
    runner.upgrade(filled)
    for url in (filled, target):
        Store.open(url).close()
    one, other = everything(filled), everything(target)
    assert [len(rows) for rows in one.values()] == [len(rows) for rows in other.values()]
    made_anew = {"resolution", "current", "curated_current"}  # PostgreSQL counts their ids on
    assert all(one[name] == other[name] for name in one.keys() - made_anew)


def test_source_and_target_must_be_two_databases_of_ours(filled: str, tmp_path: Path, target: str) -> None:
    with pytest.raises(UsageError, match="both source and target"):
        moving.copy(filled, filled)
    with pytest.raises(StoreError, match="there is no database at"):
        moving.copy(str(tmp_path / "nothing.db"), target)
    with sqlite3.connect(tmp_path / "theirs.db") as theirs:
        theirs.execute("CREATE TABLE theirs (id INTEGER)")
    for source, there in ((tmp_path / "theirs.db", target), (filled, tmp_path / "theirs.db")):
        with pytest.raises(StoreError, match="another program's tables"):
            moving.copy(str(source), str(there))
    with writing(connect(filled)) as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    for source, there in ((filled, target), (target, filled)):
        if there == filled:
            make_tables(target)
        with pytest.raises(StoreError, match="does not know"):
            moving.copy(source, there)


def test_one_file_under_two_names_is_one_database(full_sqlite: str, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "claims.db")
    with pytest.raises(UsageError, match="both source and target"):
        moving.copy(full_sqlite, str(tmp_path / "link.db"))


def test_the_command_says_how_many_rows_arrived_and_never_a_password(
    full_sqlite: str, postgres_url: str, run: Run
) -> None:
    result = run("db", "copy", full_sqlite, postgres_url)
    assert (result.code, result.out) == (0, "")
    assert "\npaper             4\n" in result.err
    assert "3 papers, 6 claims" in result.err
    assert "all there" in result.err
    again = run("db", "copy", full_sqlite, postgres_url, "-q")
    assert again.code == 4
    assert "is not empty" in again.err


def test_a_backup_is_one_whole_file_with_everything(filled: str, tmp_path: Path) -> None:
    before = everything(filled)
    folder = tmp_path / "backups"
    folder.mkdir()
    size = backups.back_up(filled, str(folder / "one.db"), force=False)
    assert [each.name for each in folder.iterdir()] == ["one.db"]
    assert size == (folder / "one.db").stat().st_size
    assert everything(str(folder / "one.db")) == before
    assert [each.name for each in folder.iterdir()] == ["one.db"]  # no log beside it, whoever reads it
    assert everything(filled) == before


def test_a_backup_is_made_while_another_process_writes(full_sqlite: str, tmp_path: Path) -> None:
    before = everything(full_sqlite)
    with sqlite3.connect(tmp_path / "claims.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM current")
        backups.back_up(full_sqlite, str(tmp_path / "one.db"), force=False)
        other.execute("COMMIT")
    assert everything(str(tmp_path / "one.db")) == before


def test_who_may_not_read_a_database_may_not_read_its_backup(full_sqlite: str, tmp_path: Path) -> None:
    (tmp_path / "claims.db").chmod(0o600)
    backups.back_up(full_sqlite, str(tmp_path / "one.db"), force=False)
    assert (tmp_path / "one.db").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_replaced_only_if_that_is_said(full_sqlite: str, tmp_path: Path) -> None:
    file = tmp_path / "one.db"
    file.write_text("mine")
    with pytest.raises(InputError, match="is there already") as caught:
        backups.back_up(full_sqlite, str(file), force=False)
    assert "--force" in caught.value.hint
    assert file.read_text() == "mine"
    backups.back_up(full_sqlite, str(file), force=True)
    assert everything(str(file)) == everything(full_sqlite)


def test_the_database_itself_is_never_written_over(full_sqlite: str, tmp_path: Path) -> None:
    (tmp_path / "symbolic.db").symlink_to(tmp_path / "claims.db")
    os.link(tmp_path / "claims.db", tmp_path / "hard.db")
    before = everything(full_sqlite)
    for name in ("claims.db", "symbolic.db", "hard.db", "claims.db-wal", "claims.db-journal"):
        with pytest.raises(InputError, match="belongs to the database itself"):
            backups.back_up(full_sqlite, str(tmp_path / name), force=True)
    assert everything(full_sqlite) == before


def test_another_database_that_is_open_is_never_written_over(full_sqlite: str, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with runner.open_store(str(other)) as store:
        add(store, paper("2501.00009"))
        with pytest.raises(InputError, match="is a database in use"):
            backups.back_up(full_sqlite, str(other), force=True)
    assert len(everything(str(other))["paper"]) == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("-", "a file of its own"),
        ("folder", "is a folder"),
        ("nowhere/one.db", "No such file or directory"),
        ("notes.txt/one.db", "Not a directory"),
        ("/dev/null", "no plain file"),
    ],
)
def test_a_backup_that_cannot_be_written_is_refused(
    full_sqlite: str, tmp_path: Path, name: str, says: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "notes.txt").write_text("notes")
    there = set(tmp_path.iterdir())
    with pytest.raises(InputError, match=says):
        backups.back_up(full_sqlite, name if name == "-" else str(tmp_path / name), force=True)
    assert set(tmp_path.iterdir()) == there


def test_there_must_be_a_database_to_back_up(store_url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database at"):
        backups.back_up(store_url, str(tmp_path / "one.db"), force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_not_backed_up_unseen(full_sqlite: str, tmp_path: Path) -> None:
    damage(tmp_path / "claims.db")
    with pytest.raises(StoreError, match="is damaged"):
        backups.back_up(full_sqlite, str(tmp_path / "one.db"), force=False)
    assert not (tmp_path / "one.db").exists()


def test_a_backup_of_an_older_revision_stays_at_that(filled: str, tmp_path: Path) -> None:
    runner.downgrade(filled, "0002")
    backups.back_up(filled, str(tmp_path / "one.db"), force=False)
    assert runner.status(str(tmp_path / "one.db")).revision == "0002"


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


def test_a_backup_comes_back_as_it_was(backed_up: Path, full_sqlite: str, any_target: str) -> None:
    kept = files_in(backed_up.parent)
    moved = backups.restore(str(backed_up), any_target, replace=False)
    assert everything(any_target) == everything(full_sqlite)
    assert moved.rows == {name: len(rows) for name, rows in everything(full_sqlite).items()}
    assert files_in(backed_up.parent) == kept


def test_a_backup_replaces_nothing_unless_that_is_said(
    backed_up: Path, full_sqlite: str, any_target: str
) -> None:
    make_tables(any_target)
    with Store.open(any_target) as store:
        add(store, paper("2501.00009"))
    before = everything(any_target)
    with pytest.raises(StoreError, match="is not empty") as caught:
        backups.restore(str(backed_up), any_target, replace=False)
    assert "--replace" in caught.value.hint
    assert everything(any_target) == before
    backups.restore(str(backed_up), any_target, replace=True)
    assert everything(any_target) == everything(full_sqlite)


def test_what_a_backup_replaces_stays_where_that_fails(
    backed_up: Path, any_target: str, small_batches: None
) -> None:
    make_tables(any_target)
    with Store.open(any_target) as store:
        add(store, paper("2501.00009"))
    before = everything(any_target)

    def stop(count: int) -> None:
        if count > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backups.restore(str(backed_up), any_target, True, stop)
    assert everything(any_target) == before
    with Store.open(any_target) as store:
        assert add(store, paper("2501.00009")) == ["unchanged"]


def test_an_old_store_is_replaced_as_well(backed_up: Path, full_sqlite: str, any_target: str) -> None:
    make_tables(any_target)
    with Store.open(any_target) as store:
        add(store, paper("2501.00009"))
    runner.downgrade(any_target, "0001")
    backups.restore(str(backed_up), any_target, replace=True)
    assert everything(any_target) == everything(full_sqlite)


def test_a_backup_of_an_older_revision_is_brought_to_this_one(
    backed_up: Path, full_sqlite: str, any_target: str
) -> None:
    runner.downgrade(str(backed_up), "0001")
    kept = everything_at_0001(backed_up)
    assert backups.restore(str(backed_up), any_target, replace=False).revision == "0001"
    assert runner.status(any_target).up_to_date
    assert everything_at_0001(backed_up) == kept
    with Store.open(any_target) as store:
        assert add(store, paper("2409.00003")) == ["read anew"]
    assert [row[1] for row in everything(any_target)["paper"]] == [
        row[1] for row in everything(full_sqlite)["paper"]
    ]


def everything_at_0001(file: Path) -> list[Any]:
    with sqlite3.connect(file) as plain:
        return plain.execute("SELECT * FROM reading ORDER BY id").fetchall()


def nothing(file: Path, _backup: Path) -> None:
    file.unlink(missing_ok=True)


def folder(file: Path, _backup: Path) -> None:
    file.mkdir()


def no_bytes(file: Path, _backup: Path) -> None:
    file.write_bytes(b"")


def a_text(file: Path, _backup: Path) -> None:
    file.write_text("This is no database. " * 100)


def compressed(file: Path, backup: Path) -> None:
    file.write_bytes(gzip.compress(backup.read_bytes()))


def cut(file: Path, backup: Path) -> None:
    file.write_bytes(backup.read_bytes()[:60_000])


def cut_short(file: Path, backup: Path) -> None:
    file.write_bytes(backup.read_bytes()[:2_000])


def damaged(file: Path, backup: Path) -> None:
    shutil.copy(backup, file)
    damage(file)


def theirs(file: Path, _backup: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE paper (title TEXT)")


def emptied(file: Path, backup: Path) -> None:
    shutil.copy(backup, file)
    runner.downgrade(str(file), "base")


def newer(file: Path, backup: Path) -> None:
    shutil.copy(backup, file)
    with sqlite3.connect(file) as other:
        other.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")


def orphaned(file: Path, backup: Path) -> None:
    shutil.copy(backup, file)
    with sqlite3.connect(file) as other:
        other.execute("DELETE FROM paper_text WHERE id = 1")


def lacking_a_table(file: Path, backup: Path) -> None:
    shutil.copy(backup, file)
    with sqlite3.connect(file) as other:
        other.execute("DROP TABLE tag")


@pytest.mark.parametrize(
    ("make", "says", "code"),
    [
        (nothing, "there is no file", 3),
        (folder, "is a folder", 3),
        (no_bytes, "is no backup", 3),
        (a_text, "is no backup", 3),
        (compressed, "is compressed", 3),
        (cut, "is damaged", 3),
        (cut_short, "is damaged", 3),
        (damaged, "is damaged", 3),
        (theirs, "is no backup", 3),
        (emptied, "is no backup", 3),
        (newer, "does not know", 3),
        (orphaned, "refers to a row of paper_text that is not there", 3),
        (lacking_a_table, "is not as its revision says", 4),
    ],
)
def test_what_is_no_backup_is_refused_and_the_database_stays(
    backed_up: Path, tmp_path: Path, run: Run, make: Callable[[Path, Path], None], says: str, code: int
) -> None:
    bad, there = tmp_path / "bad", tmp_path / "there"
    bad.mkdir()
    there.mkdir()
    make(bad / "bad.db", backed_up)
    kept = files_in(bad)
    result = run("db", "restore", bad / "bad.db", "--db", there / "new.db")
    assert result.code == code, result.err
    assert says in result.err
    assert len(result.err.splitlines()) == 2, "one sentence and the next step"
    assert list(there.iterdir()) == []
    shutil.copy(backed_up, there / "claims.db")
    before = everything(str(there / "claims.db"))
    replaced = run("db", "restore", bad / "bad.db", "--db", there / "claims.db", "--replace", "--yes")
    assert replaced == result
    assert everything(str(there / "claims.db")) == before
    assert files_in(bad) == kept


def test_a_backup_that_is_not_whole_changes_nothing_on_postgresql(
    backed_up: Path, full_postgres: str, tmp_path: Path
) -> None:
    lacking_a_table(tmp_path / "bad.db", backed_up)
    before = everything(full_postgres)
    with pytest.raises(StoreError, match="is not as its revision says"):
        backups.restore(str(tmp_path / "bad.db"), full_postgres, replace=True)
    assert everything(full_postgres) == before


def test_a_database_is_not_restored_from_itself(full_sqlite: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the database itself"):
        backups.restore(str(tmp_path / "claims.db"), full_sqlite, replace=True)


def test_a_damaged_database_is_moved_away_before_a_backup_comes_back(
    backed_up: Path, full_sqlite: str, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "claims.db").write_bytes(b"SQLite format 3\0" + b"\x07" * 5000)
    refused = run("db", "restore", backed_up, "--db", full_sqlite, "--replace", "--yes")
    assert refused.code == 4
    (tmp_path / "claims.db").rename(tmp_path / "away.db")
    assert run("db", "restore", backed_up, "--db", full_sqlite).code == 0


def test_replacing_asks_and_says_what_is_lost(
    backed_up: Path, other_sqlite: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tables(other_sqlite)
    with Store.open(other_sqlite) as store:
        add(store, paper("2501.00009"))
    before = everything(other_sqlite)
    no = run("db", "restore", backed_up, "--db", other_sqlite, "--replace", stdin=b"n\n")
    assert no.code == 1
    assert "holds 1 paper, 3 claims" in no.err
    assert "one.db holds: 3 papers, 6 claims" in no.err
    assert everything(other_sqlite) == before
    yes = run("db", "restore", backed_up, "--db", other_sqlite, "--replace", stdin=b"y\n")
    assert yes.code == 0
    assert len(everything(other_sqlite)["paper"]) == 4


def test_backup_and_restore_at_the_command_line(
    full_sqlite: str, other_sqlite: str, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "one.db"
    made = run("db", "backup", file, "--db", full_sqlite)
    assert (made.code, made.out) == (0, "")
    assert "3 papers, 6 claims" in made.err
    assert run("db", "backup", file, "--db", full_sqlite).code == 3
    assert run("db", "backup", "-", "--db", full_sqlite).code == 3
    quiet = run("db", "restore", file, "--db", other_sqlite, "-q")
    assert quiet == (0, "", "")
    assert everything(other_sqlite) == everything(full_sqlite)


def test_the_status_tells_sizes_and_counts(filled: str, run: Run) -> None:
    found = run("db", "status", "--db", filled)
    assert found.code == 0
    lines = dict(line.split("\t") for line in found.out.splitlines())
    assert lines["state"] == "ready"
    assert (lines["papers"], lines["removed papers"], lines["claims"]) == ("3", "1", "6")
    assert (lines["texts"], lines["readings"]) == ("4", "9")
    assert (lines["changes of names"], lines["curated rows"]) == ("1", "1")
    assert int(lines["size"]) > 10_000
    document = json.loads(run("db", "status", "--db", filled, "--format", "json").out)
    assert document["version"] == 1
    assert document["up_to_date"] is True
    assert document["counts"]["removed_papers"] == 1
    assert document["bytes"] == int(lines["size"])
    people = run("db", "status", "--db", filled, "--format", "table").out
    assert "state             ready\n" in people
    assert re.search(r"size +[\d.]+ [KM]B\n", people)


def test_the_status_tells_of_the_log_beside_a_file(full_sqlite: str, run: Run) -> None:
    with Store.open(full_sqlite) as store:
        add(store, paper("2501.00009"))
        assert runner.status(full_sqlite).size.log > 0


def test_the_status_of_an_older_store_counts_what_it_has(filled: str) -> None:
    runner.downgrade(filled, "0002")
    found = runner.status(filled)
    assert found.state is State.OLD
    assert found.counts["papers"] == 4  # those that are removed now were not then
    assert "curated rows" not in found.counts


def test_the_status_changes_nothing_whatever_stands_there(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, backed_up: Path
) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    theirs(folder / "theirs.db", backed_up)
    newer(folder / "newer.db", backed_up)
    shutil.copy(backed_up, folder / "old.db")
    runner.downgrade(str(folder / "old.db"), "0001")
    before = files_in(folder)
    states = {}
    for name in ("theirs", "newer", "old", "missing"):
        found = run("db", "status", "--db", folder / f"{name}.db")
        states[name] = (found.code, dict(line.split("\t") for line in found.out.splitlines())["state"])
    assert states == {
        "theirs": (1, "foreign"), "newer": (1, "newer"), "old": (1, "old"), "missing": (1, "new"),
    }  # fmt: skip
    assert files_in(folder) == before
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nobody"))
    assert run("db", "status").code == 1
    assert not (tmp_path / "nobody").exists()


def test_a_downgrade_looks_before_it_asks(full_sqlite: str, tmp_path: Path, run: Run) -> None:
    for revision in ("nonsense", "0009", ""):
        refused = run("db", "downgrade", revision, "--db", full_sqlite, stdin=b"y\n")
        assert refused.code == 2
        assert "Go on?" not in refused.err
    runner.downgrade(full_sqlite, "0002")
    newer = run("db", "downgrade", "0003", "--db", full_sqlite, stdin=b"y\n")
    assert newer.code == 2
    assert "is not older" in newer.err
    missing = run("db", "downgrade", "base", "--db", tmp_path / "missing.db", stdin=b"y\n")
    assert missing.code == 4
    assert "Go on?" not in missing.err
    assert not (tmp_path / "missing.db").exists()


def test_an_upgrade_to_a_revision_that_there_is_not_makes_no_file(tmp_path: Path, run: Run) -> None:
    assert run("db", "upgrade", "nonsense", "--db", tmp_path / "missing.db").code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_neither_half_a_backup_nor_half_a_copy(full_sqlite: str, tmp_path: Path) -> None:
    source = tmp_path / "claims.db"
    with runner.opened(full_sqlite) as engine:
        runner.set_journal(engine, "DELETE")
    limit = source.stat().st_size // 2
    code = (
        "import resource, signal, sys, cli\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "cli.main()"
    )
    for words in (["db", "backup", "one.db", "--db", str(source)], ["db", "copy", str(source), "one.db"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *words], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode in (3, 4), done.stderr
        assert "Traceback" not in done.stderr
        assert "bug of ours" not in done.stderr
        assert [each.name for each in tmp_path.iterdir()] == ["claims.db"]
