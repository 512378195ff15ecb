"""Moving house: a copy loses nothing, changes nothing else, and is whole or not there."""

import math
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select, update

from migrations import moving, runner
from schema import copying, tables
from schema.database import REVISION, VERSION_TABLE, State, connect, reading, writing
from schema.errors import StoreError, UsageError
from schema.renaming import Entry
from schema.store import Store
from tests import curated
from tests.full_stores import everything, make_tables, names_at
from tests.running import Run
from tests.storing import ABSTRACT, add, paper


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
