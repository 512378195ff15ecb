"""Backups lose nothing, come back as they were, and never stand where something else was."""

import gzip
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrations import backups, runner
from schema.errors import InputError, StoreError
from schema.store import Store
from tests.full_stores import damage, everything, files_in, make_tables, newer, theirs
from tests.running import Run
from tests.storing import add, paper


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


def emptied(file: Path, backup: Path) -> None:
    shutil.copy(backup, file)
    runner.downgrade(str(file), "base")


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
