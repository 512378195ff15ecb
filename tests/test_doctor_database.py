"""The doctor says what is wrong with a database, and how to mend it: each fault is a real one."""

import os
import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import update

import migrations.health
from migrations import runner
from schema import installation, tables
from schema.database import VERSION_TABLE, connect, writing
from schema.installation import OK, PROBLEM, UNKNOWN, Finding
from tests.running import Run
from tests.storing import add, paper


def about_database(url: object) -> dict[str, list[Finding]]:
    """What the doctor finds of a database, by what it looked at."""
    found: dict[str, list[Finding]] = {}
    for name, check in migrations.health.checks(str(url), thorough=False):
        found.setdefault(name, []).extend(installation.find(name, check))
    return found


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A SQLite database with a paper."""
    file = tmp_path / "claims.db"
    with runner.open_store(str(file)) as store:
        add(store, paper())
    return file


def test_a_data_folder_that_cannot_be_made_or_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    (tmp_path / "data").write_text("a file in place of the folder")
    (found,) = migrations.health.folder(None)
    assert (found.state, found.found) == (PROBLEM, f"{tmp_path / 'data'} is no folder")
    assert "--db" in found.next
    (found,) = migrations.health.folder("/proc/claims.db")  # not even root may make a file there
    assert (found.state, "cannot be written" in found.found) == (PROBLEM, True)
    (found,) = migrations.health.folder(str(tmp_path / "new" / "deep" / "claims.db"))
    assert (found.state, "(not there yet)" in found.found) == (OK, True)
    monkeypatch.setattr(migrations.health, "ROOM", 10**18)
    (found,) = migrations.health.folder(str(tmp_path / "claims.db"))
    assert (found.state, found.next) == (PROBLEM, "make room on that disk")
    assert list(migrations.health.folder("postgresql://localhost/claims")) == []
    assert run("doctor").code == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data"]


def test_a_database_in_order_is_told_with_what_it_holds(store_url: str) -> None:
    assert [each.state for each in about_database(store_url)["database"]] == [OK]
    with runner.open_store(store_url) as store:
        add(store, paper())
    found = about_database(store_url)
    assert {each.state for findings in found.values() for each in findings} == {OK}
    assert "papers" in found["database"][0].found
    assert found["names"][0].found == "resolved with this version's vocabulary"
    assert found["what is stored"][0].found == "whole, and every claim stands where it says"


@pytest.mark.parametrize(("revision", "step"), [("0000", "claimboard db upgrade"), ("9999", "pip install")])
def test_a_database_of_another_revision_is_told_with_the_command_that_helps(
    store_url: str, revision: str, step: str
) -> None:
    with runner.open_store(store_url) as store, writing(store.engine) as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '{revision}'")
    found = about_database(store_url)
    (wrong,) = found["database"]
    assert (wrong.state, revision in wrong.found) == (PROBLEM, True)
    assert step in wrong.next
    assert found["names"] == found["what is stored"] == []


def test_another_programs_database_is_told(postgres_url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "theirs.db") as theirs:
        theirs.execute("CREATE TABLE theirs (id INTEGER)")
    with psycopg.connect(postgres_url) as others:
        others.execute("CREATE TABLE theirs (id INTEGER)")
    for url in (tmp_path / "theirs.db", postgres_url):
        (wrong,) = about_database(url)["database"]
        assert (wrong.state, "another program's" in wrong.found) == (PROBLEM, True)


def test_a_file_that_is_no_database_and_a_server_that_is_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("This is no database. " * 100)
    for url, says in (
        (tmp_path / "notes.txt", "is no SQLite database"),
        ("postgresql://ada:s3cret@127.0.0.1:1/claims", "cannot be reached"),
        ("mysql://ada:s3cret@localhost/claims", "is no database that Claimboard can use"),
    ):
        wrong = about_database(url)["database"][0]
        assert (wrong.state, says in wrong.found) == (PROBLEM, True)
        assert wrong.next
        assert "s3cret" not in wrong.found


def test_a_database_that_is_being_written_is_no_fault(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations.health, "PATIENCE", 0.1)
    with sqlite3.connect(full, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        states = [each.state for each in about_database(full)["database"]]
        other.execute("ROLLBACK")
    assert states == [OK, UNKNOWN]


def test_a_database_that_another_keeps_locked_is_told(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations.health, "PATIENCE", 0.1)
    with runner.opened(str(full)) as engine:
        runner.set_journal(engine, "DELETE")
    with sqlite3.connect(full, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        (found,) = about_database(full)["database"]
        other.execute("ROLLBACK")
    assert (found.state, "being written by another process" in found.found) == (UNKNOWN, True)


def test_names_of_another_vocabulary_are_no_fault(full: Path) -> None:
    with writing(connect(str(full))) as connection:
        connection.execute(update(tables.meta).values(value="another"))
    (found,) = about_database(full)["names"]
    assert (found.state, "anew" in found.found) == (OK, True)


def test_pages_that_are_damaged_are_told(full: Path) -> None:
    whole = bytearray(full.read_bytes())
    whole[60_000:100_000] = b"\x05" * 40_000
    full.write_bytes(whole)
    found = [each for findings in about_database(full).values() for each in findings]
    wrong = [each for each in found if each.state == PROBLEM]
    assert wrong
    assert any("claimboard db restore BACKUP" in each.next for each in wrong)


def test_rows_that_refer_to_none_are_told(full: Path) -> None:
    with sqlite3.connect(full) as plain:
        plain.execute("DELETE FROM identifier")
        plain.execute("DELETE FROM paper")
    found = about_database(full)["what is stored"]
    assert {each.state for each in found} == {PROBLEM}
    assert "refers to a row of paper that is not there" in found[0].found


def test_claims_that_do_not_stand_where_they_say_are_told(store_url: str) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper())
        with writing(store.engine) as connection:
            text = update(tables.paper_text).values(title="Pruning by sunlight, and by moonlight")
            connection.execute(text)
    found = about_database(store_url)["what is stored"]
    assert [each.state for each in found] == [PROBLEM, PROBLEM]
    assert "3 readings have a value that is not in their text" in found[0].found


def test_a_large_database_is_looked_through_only_if_that_is_said(
    full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations.health, "LARGE", 1)
    (found,) = about_database(full)["what is stored"]
    assert (found.state, "--thorough" in found.next) == (UNKNOWN, True)
    (found,) = migrations.health.stored(str(full), thorough=True)
    assert found.state == OK


def test_a_database_on_postgresql_that_keeps_no_utf8_is_told(postgres_server: str) -> None:
    name = f"latin_{os.urandom(4).hex()}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        try:
            url = postgres_server.replace("/postgres?", f"/{name}?")
            runner.upgrade(url)
            found = about_database(url)["database"]
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert [each.state for each in found] == [PROBLEM, OK]
    assert "LATIN1" in found[0].found
