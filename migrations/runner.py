"""Brings a database to a revision of the schema, or says where it stands. An upgrade is one transaction."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from schema import census
from schema.census import Size
from schema.database import (
    REVISION,
    State,
    check_ready,
    connect,
    default_url,
    reading,
    revision,
    shown,
    told,
    writing,
)
from schema.errors import StoreError, UsageError
from schema.home import default_file
from schema.store import Store

NEW_IN = {
    "changes of names": "0003",
    "curated rows": "0003",
    "removed papers": "0004",
    "decisions": "0005",
}
"""The revision that first kept what is counted: an older one keeps nothing of it."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where a database is (without a password), its revision and the one that this version needs.

    `counts` is what it holds (`schema.census`), empty where it is newer or not ours.
    """

    url: str
    revision: str | None
    head: str
    state: State
    size: Size
    counts: Mapping[str, int]

    def lost_at(self, to: str) -> dict[str, int]:
        """Return how much of what a downgrade to this revision would delete there is, by name."""
        lost = {
            name: count for name, count in self.counts.items() if to == "base" or to < NEW_IN.get(name, "")
        }
        return {name: count for name, count in lost.items() if count}

    @property
    def up_to_date(self) -> bool:
        """True where this version can work with the database."""
        return self.state is State.READY

    def lines(self) -> list[tuple[str, str | int]]:
        """Return names and values to print; `size` and `log beside it` are in bytes."""
        lines: list[tuple[str, str | int]] = [
            ("database", self.url),
            ("state", self.state),
            ("revision", self.revision or "none"),
            ("needed", self.head),
        ]
        sizes = [("size", self.size.bytes), ("log beside it", self.size.log)]
        return [*lines, *((name, count) for name, count in sizes if count), *self.counts.items()]


def status(url: str | None = None) -> Status:
    """Say where a database stands, and change nothing. Raises StoreError where it cannot be reached."""
    with opened(url or str(default_file())) as engine:
        return status_of(engine)


def status_of(engine: Engine) -> Status:
    """Say where an engine's database stands; see `status`."""
    state, found = revision(engine)
    counts = {}
    if state in (State.READY, State.OLD):
        with reading(engine) as connection:
            counts = census.counts(connection)
    return Status(shown(engine.url), found, REVISION, state, census.size(engine), counts)


def upgrade(url: str | None = None, to: str = "head") -> None:
    """Bring a database up to a revision, making it where there is none.

    Raises StoreError where it holds another program's tables or is newer than this version, UsageError for
    a revision that there is not.
    """
    with opened(url) as engine:
        _check_ours(engine)
        _check_known(to)
        set_journal(engine, "WAL")
        with writing(engine) as connection:
            raise_to(connection, to)


def downgrade(url: str | None, to: str) -> None:
    """Take a database back to an older revision, or to "base", which empties it.

    What newer revisions added is lost. Raises as `check_downgrade` does.
    """
    check_downgrade(url, to)
    with opened(url) as engine, writing(engine) as connection:
        lower_to(connection, to)


def check_downgrade(url: str | None, to: str) -> None:
    """Raise StoreError where there is no database of ours, UsageError where it has no older revision `to`."""
    with opened(url) as engine:
        state, found = revision(engine)
        if state in (State.NEW, State.FOREIGN, State.NEWER):
            check_ready(engine)
        _check_known(to)
        if found is not None and to != "base" and not to <= found:
            raise UsageError(
                f"the database is at revision {found}, and {to} is not older", "claimboard db upgrade goes on"
            )


def open_store(url: str | None = None, renewing: Callable[[int], None] = lambda _: None) -> Store:
    """Open the store at an address, made where there is nothing yet; see `Store.open` for the rest."""
    with opened(url) as engine:
        if revision(engine)[0] is State.NEW:
            upgrade(url)
        else:
            check_ready(engine)
    return Store.open(default_url() if url is None else url, renewing)


@contextmanager
def opened(url: str | None, patience: float | None = None) -> Iterator[Engine]:
    """Give the engine for an address, with which tables may be made anew that others refer to."""
    engine = connect(default_url() if url is None else url, foreign_keys=False, patience=patience)
    try:
        yield engine
    finally:
        engine.dispose()


def set_journal(engine: Engine, mode: str) -> None:
    """Set how a SQLite file is kept whole, making it if need be; PostgreSQL has no such choice.

    "WAL" lets readers and a writer work side by side; with "DELETE" nothing stands beside the file.
    """
    if engine.dialect.name != "sqlite":
        return
    with told(engine.url):
        connection = engine.raw_connection()
        try:
            connection.cursor().execute(f"PRAGMA journal_mode = {mode}")
        finally:
            connection.close()


def raise_to(connection: Connection, to: str) -> None:
    """Bring the database up to a revision, in the connection's transaction."""
    _alembic(connection, command.upgrade, to)


def lower_to(connection: Connection, to: str) -> None:
    """Take the database back to a revision, in the connection's transaction."""
    _alembic(connection, command.downgrade, to)


def _check_ours(engine: Engine) -> None:
    if revision(engine)[0] in (State.FOREIGN, State.NEWER):
        check_ready(engine)


def _check_known(to: str) -> None:
    """Raise UsageError for a revision that there is not, before anything is made or asked for it."""
    with _script() as config:
        known = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions("base", "head")]
    if to not in (*known, "head", "base"):
        raise UsageError(
            f"there is no way to revision {to!r}", f"name one of these: {', '.join(reversed(known))}, or base"
        )


@contextmanager
def _script() -> Iterator[Config]:
    with as_file(files("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        yield config


def _alembic(connection: Connection, action: Callable[[Config, str], None], to: str) -> None:
    with _script() as config:
        config.attributes["connection"] = connection
        action(config, to)
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise StoreError(
            "there would be rows that refer to none: it was undone", "claimboard doctor says what is wrong"
        )
