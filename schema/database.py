"""Where the store is: its address, its engine, the state of its schema, and errors that people can act on."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from schema.errors import StoreError
from schema.home import default_file as default_file  # said again: it is a part of this module's face

REVISION = "0007"
"""The revision of the schema that this version works with; revisions are numbered."""
VERSION_TABLE = "claimboard_revision"
"""Where a database says its revision: a name of our own, so that no other program's looks like ours."""
WRITERS = 0x636C61696D
"""Key of the PostgreSQL advisory lock that lets one process write at a time, as SQLite does by itself."""
PATIENCE = 30
"""Seconds that a connection waits for a lock or for a server to answer."""
WATCHED = 1
"""Seconds after which PostgreSQL sees, amid a statement, that the program which asked for it is gone."""
JOINED = 12
"""Tables that PostgreSQL joins in the best order: claims with their names and filters are of nine or ten."""
REMEDIES = (
    ("database is locked", "is being written by another process", "wait for that to end, then try again"),
    ("lock timeout", "is being written by another process", "wait for that to end, then try again"),
    ("not a database", "is no SQLite database", "name another file"),
    ("malformed", "is damaged", "move it away, then: claimboard db restore BACKUP --db {db}"),
    ("unable to open", "cannot be opened", "check that its folder exists and that you may write there"),
    ("readonly", "cannot be written", "check the permissions of the file and its folder"),
    ("read-only", "cannot be written", "check the permissions"),
    ("permission denied", "cannot be used by this account", "check the permissions"),
    (
        "disk i/o error",
        "cannot be written: the disk fails or is full",
        "make room, then run the same command again",
    ),
    ("is full", "cannot grow: the disk is full", "make room, then run the same command again"),
    (
        "no space left",  # PostgreSQL says so; it stops where it can no longer write its log
        "cannot grow: the disk of its server is full",
        "make room there, start the server if it has stopped, then run the same command again",
    ),
    ("password authentication failed", "refuses the password", "check user and password in the address"),
    ("does not exist", "does not exist", "make it first (createdb), or check the address"),
    ("connection", "cannot be reached", "check that the server runs and that the address is right"),
    ("resolve host", "cannot be reached", "check the server's name in the address"),
)
"""What a driver's message means: a part of it, what is the matter with the database, and the next step."""

# what the driver warns of is told as an error, in our words: without a handler Python writes it out, too
logging.getLogger("psycopg").addHandler(logging.NullHandler())


class State(StrEnum):
    """What stands at an address."""

    NEW = "new"
    READY = "ready"
    OLD = "old"
    NEWER = "newer"
    FOREIGN = "foreign"


def default_url() -> str:
    """Return the address used when none is given: a file in the user's data folder, which is made."""
    file = default_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot make the folder for the database: {error.strerror}", "name a file with --db"
        ) from error
    return str(file)


def address(url: str) -> URL:
    """Read an address: a file name, `sqlite:///` and a file name, or a `postgresql://` URL.

    Raises StoreError for anything else; the message never repeats a password.
    """
    if not url.strip():
        raise StoreError("the database address is empty", "name a file or a postgresql:// address with --db")
    if "://" not in url:
        parsed = URL.create("sqlite", database=str(Path(url).expanduser()))
    else:
        try:
            parsed = sqlalchemy.make_url(url)
        except (ArgumentError, ValueError) as error:
            raise StoreError(
                "the database address cannot be read", "postgresql://USER:PASSWORD@HOST:PORT/NAME"
            ) from error
    match parsed.drivername.partition("+")[0]:
        case "sqlite":
            if parsed.database in (None, "", ":memory:"):
                raise StoreError("a database in memory cannot be kept", "name a file")
            return parsed.set(drivername="sqlite")
        case "postgresql" | "postgres":
            if "@" in (parsed.host or ""):
                raise StoreError("the database address cannot be read", "write an @ in a password as %40")
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise StoreError(f"{other} is no database that Claimboard can use", "SQLite and PostgreSQL are")


def shown(url: URL) -> str:
    """Return the address as people may see it: the file name, or the URL without passwords."""
    if url.drivername == "sqlite":
        return str(url.database)
    bare = url.difference_update_query([name for name in url.query if "password" in name])
    return bare.set(drivername="postgresql").render_as_string(hide_password=True)


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Turn every failure of the database into a StoreError of one sentence, with the next step.

    A Ctrl-C stays one, whatever it left undone that then fails as well.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        if _interrupted(error):
            raise KeyboardInterrupt from error
        raw = str(getattr(error, "orig", None) or error)
        for secret in (url.password, *(url.query[name] for name in url.query if "password" in name)):
            raw = raw.replace(str(secret), "***") if secret else raw
        for part, matter, hint in REMEDIES:
            if part in raw.casefold():
                raise StoreError(f"{shown(url)} {matter}", hint.replace("{db}", shown(url))) from error
        raise StoreError(f"{shown(url)} refused: {raw.strip().splitlines()[0]}") from error


def connect(url: str, foreign_keys: bool = True, patience: float | None = None) -> Engine:
    """Make the engine for an address; nothing is opened or made yet.

    On SQLite every connection checks foreign keys (unless a migration has to recreate tables) and waits
    for locks; transactions are begun explicitly, so that they hold the schema's changes as well, and at
    once for writing where the engine's option `writing` is set. On PostgreSQL waits are bounded too: by
    `patience` seconds, or `PATIENCE`.
    """
    parsed = address(url)
    wait = PATIENCE if patience is None else patience
    if parsed.drivername != "sqlite":
        limits: dict[str, Any] = {} if "connect_timeout" in parsed.query else {"connect_timeout": wait}
        try:
            engine = sqlalchemy.create_engine(parsed, connect_args=limits)
        except ImportError as error:  # the driver, or the library that it is made on
            raise StoreError(
                'PostgreSQL needs the extra "postgres"', "pip install 'claimboard[postgres]'"
            ) from error

        @event.listens_for(engine, "connect")
        def _set_up_there(connection: Any, _record: object) -> None:
            connection.execute(f"SET lock_timeout = '{wait}s'")
            # else it joins every claim with all that belongs to it, and looks for the board's afterwards
            connection.execute(f"SET join_collapse_limit = {JOINED}")
            connection.execute(f"SET from_collapse_limit = {JOINED}")
            # what a cursor reads is read to its end; to look for a quick start takes ten times as long
            connection.execute("SET cursor_tuple_fraction = 1")
            connection.commit()
            _have_it_watched(connection, engine)

        return engine

    engine = sqlalchemy.create_engine(parsed, connect_args={"timeout": wait})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself: `_begin` does
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA synchronous = NORMAL")  # safe with a write-ahead log

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        at_once = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if at_once else "BEGIN")

    return engine


def _have_it_watched(connection: Any, engine: Engine) -> None:
    """Let PostgreSQL end what it does for us when we are gone: else a killed program's locks outlive it."""
    name = "client_connection_check_interval"  # since version 14, on systems that can tell
    known = f"SELECT set_config('{name}', '{WATCHED}s', false) WHERE current_setting('{name}', true) <> ''"
    try:
        connection.execute(known)
        connection.commit()
    except engine.dialect.loaded_dbapi.Error:
        connection.rollback()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose reads all see the database as it was at the first."""
    if engine.dialect.name == "postgresql":  # SQLite does so by itself
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with told(engine.url), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that alone writes: committed at the end, undone by any exception."""
    with told(engine.url), engine.execution_options(writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITERS})
        yield connection


def _interrupted(error: BaseException | None) -> bool:
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def revision(engine: Engine) -> tuple[State, str | None]:
    """Say what stands at the engine's address, and its revision. Nothing is made or changed."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if file and not Path(file).exists():
        return State.NEW, None
    with reading(engine) as connection:
        return revision_in(connection)


def revision_in(connection: Connection) -> tuple[State, str | None]:
    """Say what stands in a database that is there, and its revision."""
    names = sqlalchemy.inspect(connection).get_table_names()
    if VERSION_TABLE not in names:
        return (State.FOREIGN if names else State.NEW), None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
    if found is None:
        return State.NEW, None
    if found == REVISION:
        return State.READY, found
    return (State.OLD if found.isdigit() and found < REVISION else State.NEWER), found


def check_ready(engine: Engine) -> None:
    """Raise StoreError, with the next step, unless the database is one that this version can work with."""
    where = shown(engine.url)
    state, found = revision(engine)
    match state:
        case State.NEW:
            raise StoreError(f"there is no database at {where} yet", "claimboard add PAPERS makes it")
        case State.OLD:
            raise StoreError(
                f"the database {where} is at revision {found}, this version needs {REVISION}",
                f"make a copy of it, then: claimboard db upgrade --db {where}",
            )
        case State.NEWER:
            raise StoreError(
                f"the database {where} is at revision {found}, which this version does not know",
                "upgrade claimboard: pip install --upgrade claimboard",
            )
        case State.FOREIGN:
            raise StoreError(
                f"{where} holds another program's tables, and is left alone", "name an empty database"
            )


class Database:
    """An up-to-date database, open for reading; a context manager that closes it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """Open what stands at an address. Raises StoreError where it is new, old, newer or not ours."""
        engine = connect(url)
        try:
            check_ready(engine)
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; the database can be opened again."""
        self.engine.dispose()
