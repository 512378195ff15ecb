"""Brings a database to a revision of the schema, or says where it stands. An upgrade is one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, text

from schema.database import (
    REVISION,
    State,
    check_ready,
    connect,
    default_url,
    revision,
    shown,
    told,
    writing,
)
from schema.errors import StoreError, UsageError
from schema.store import Store


@dataclass(frozen=True, slots=True)
class Status:
    """Where a database is (without a password), its revision and the one that this version needs."""

    url: str
    revision: str | None
    head: str
    state: State

    @property
    def up_to_date(self) -> bool:
        """True where this version can work with the database."""
        return self.state is State.READY

    def lines(self) -> list[tuple[str, str]]:
        """Return names and values to print."""
        return [
            ("database", self.url),
            ("state", self.state),
            ("revision", self.revision or "none"),
            ("needed", self.head),
        ]


def status(url: str | None = None) -> Status:
    """Say where a database stands, and change nothing. Raises StoreError where it cannot be reached."""
    with _engine(url) as engine:
        state, found = revision(engine)
        return Status(shown(engine.url), found, REVISION, state)


def upgrade(url: str | None = None, to: str = "head") -> None:
    """Bring a database up to a revision, making it where there is none.

    Raises StoreError where it holds another program's tables or is newer than this version, UsageError for
    a revision that there is not.
    """
    with _engine(url) as engine:
        _check_ours(engine)
        if engine.dialect.name == "sqlite":
            _log_ahead(engine)
        with writing(engine) as connection:
            _alembic(connection, command.upgrade, to)


def downgrade(url: str | None, to: str) -> None:
    """Take a database back to an older revision, or to "base", which empties it.

    What newer revisions added is lost. Raises as `upgrade` does.
    """
    with _engine(url) as engine:
        _check_ours(engine)
        with writing(engine) as connection:
            _alembic(connection, command.downgrade, to)


def open_store(url: str | None = None) -> Store:
    """Open the store at an address, made where there is nothing yet; see `Store.open` for what is refused."""
    with _engine(url) as engine:
        if revision(engine)[0] is State.NEW:
            upgrade(url)
        else:
            check_ready(engine)
    return Store.open(url or default_url())


@contextmanager
def _engine(url: str | None) -> Iterator[Engine]:
    engine = connect(url or default_url(), foreign_keys=False)  # tables that others refer to may be made anew
    try:
        yield engine
    finally:
        engine.dispose()


def _check_ours(engine: Engine) -> None:
    if revision(engine)[0] in (State.FOREIGN, State.NEWER):
        check_ready(engine)


def _log_ahead(engine: Engine) -> None:
    """Let readers and a writer work side by side, which SQLite remembers in the file."""
    with told(engine.url):
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()


def _alembic(connection: Connection, action: Callable[[Config, str], None], to: str) -> None:
    with as_file(files("migrations")) as folder:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        try:
            action(config, to)
        except CommandError as error:
            raise UsageError(
                f"there is no way to revision {to!r}",
                f"name a revision ({REVISION} is the newest), or base",
            ) from error
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise StoreError(
            "the migration would leave rows that refer to none, and was undone", "report this as a bug"
        )
