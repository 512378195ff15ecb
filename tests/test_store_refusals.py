"""What stands at an address is never harmed, and whoever cannot go on is told why and what to do."""

import hashlib
import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from migrations import runner
from schema import database
from schema.database import REVISION, VERSION_TABLE, State, address, shown, writing
from schema.errors import StoreError
from schema.store import Store
from tests.storing import add, paper


def refused(url: str) -> StoreError:
    """The error of opening what stands there."""
    with pytest.raises(StoreError) as caught:
        runner.open_store(url)
    assert caught.value.hint
    return caught.value


def digest(file: Path) -> str:
    """What the file holds."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_plain_file_name_is_a_sqlite_database(tmp_path: Path) -> None:
    with runner.open_store(str(tmp_path / "claims.db")) as store:
        assert add(store, paper()) == ["new"]
    with Store.open(f"sqlite:///{tmp_path}/claims.db") as store:
        assert add(store, paper()) == ["unchanged"]


def test_without_an_address_the_database_is_in_the_users_data_folder(tmp_path: Path) -> None:
    with runner.open_store() as store:
        add(store, paper())
    assert (tmp_path / "data" / "claimboard" / "claims.db").exists()


def test_opening_what_is_not_there_makes_nothing_and_names_the_command(tmp_path: Path) -> None:
    file = tmp_path / "claims.db"
    with pytest.raises(StoreError, match="there is no database at") as caught:
        Store.open(str(file))
    assert "claimboard add" in caught.value.hint
    assert runner.status(str(file)).state is State.NEW
    assert not file.exists()


def test_another_programs_sqlite_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    with sqlite3.connect(file) as theirs:
        theirs.execute("CREATE TABLE paper (title TEXT)")
        theirs.execute("CREATE TABLE alembic_version (version_num TEXT)")
    before = digest(file)
    assert "another program's tables" in refused(str(file)).message
    with pytest.raises(StoreError, match="another program's tables"):
        runner.upgrade(str(file))
    with pytest.raises(StoreError, match="another program's tables"):
        runner.downgrade(str(file), "base")
    assert runner.status(str(file)).state is State.FOREIGN
    assert digest(file) == before


def test_another_programs_postgresql_database_is_left_as_it_is(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as theirs:
        theirs.execute("CREATE TABLE paper (title TEXT)")
    assert "another program's tables" in refused(postgres_url).message
    with psycopg.connect(postgres_url) as theirs:
        found = theirs.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema"
        )
        assert found.fetchall() == [("paper",)]


@pytest.mark.parametrize(
    ("revision", "state", "says"),
    [
        ("0000", State.OLD, "claimboard db upgrade"),
        ("9999", State.NEWER, "pip install --upgrade claimboard"),
        ("deadbeef", State.NEWER, "pip install --upgrade claimboard"),
    ],
)
def test_another_revision_is_refused_with_the_command_that_helps(
    store_url: str, revision: str, state: State, says: str
) -> None:
    with runner.open_store(store_url) as store, database.writing(store.engine) as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '{revision}'")
    error = refused(store_url)
    assert revision in error.message
    assert says in error.hint
    status = runner.status(store_url)
    assert (status.state, status.revision, status.head, status.up_to_date) == (
        state,
        revision,
        REVISION,
        False,
    )


def test_a_newer_database_is_neither_upgraded_nor_downgraded(store_url: str) -> None:
    with runner.open_store(store_url) as store, database.writing(store.engine) as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    for change in (runner.upgrade, runner.downgrade):
        with pytest.raises(StoreError, match="does not know"):
            change(store_url, "head")


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("This is no database. " * 100)
    before = digest(file)
    assert "is no SQLite database" in refused(str(file)).message
    assert digest(file) == before


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "cannot be opened" in refused(str(tmp_path)).message


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    error = refused(str(tmp_path / "nowhere" / "claims.db"))
    assert "nowhere" in error.message
    assert "folder" in error.hint


def test_a_place_where_nobody_may_write_is_refused() -> None:
    error = refused("/proc/claims.db")  # not even root may make a file there
    assert "cannot be opened" in error.message


def test_a_database_in_use_by_another_writer_is_reported(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.open_store(sqlite_url).close()
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            Store.open(sqlite_url) as store,
            pytest.raises(StoreError, match="being written by another process"),
        ):
            add(store, paper())


def test_a_server_that_does_not_answer_is_reported_without_the_password() -> None:
    error = refused("postgresql://ada:s3cret-word@127.0.0.1:1/claims")
    assert "cannot be reached" in error.message
    assert "s3cret-word" not in f"{error.message} {error.hint}"


def test_a_database_that_the_server_does_not_have_is_reported(postgres_server: str) -> None:
    error = refused(postgres_server.replace("/postgres?", "/nothing_here?"))
    assert "does not exist" in error.message


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:s3cret@localhost/claims",
        "postgres://ada:s3cret@localhost/claims?sslmode=require",
        "postgresql+psycopg2://localhost/claims?user=ada&password=s3cret&sslpassword=s3cret",
    ],
)
def test_an_address_is_shown_without_passwords(url: str) -> None:
    assert address(url).drivername == "postgresql+psycopg"
    assert "s3cret" not in shown(address(url))
    assert "localhost/claims" in shown(address(url))


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ada:s3cret@localhost/claims",
        "postgresql://ada:s3cret@x@localhost/claims",
        "postgresql://ada:s3cret:5432/s3cret@localhost:port/claims",
        "sqlite://",
        "sqlite:///:memory:",
        "://s3cret",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    error = refused(url)
    assert "s3cret" not in f"{error.message} {error.hint}"


def test_ctrl_c_stays_ctrl_c_where_something_fails_that_it_left_undone(store: Store) -> None:
    def interrupted() -> None:
        with writing(store.engine) as connection:
            try:
                raise KeyboardInterrupt
            finally:
                connection.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(KeyboardInterrupt):
        interrupted()
