"""Backups: SQLite files with all that a database holds, whole or not there."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine

from migrations import moving, runner
from migrations.moving import Moved
from schema.database import PATIENCE, State, check_ready, reading, revision, shown, told
from schema.errors import InputError, StoreError
from schema.home import default_file
from schema.output import SQLITE, STDOUT
from schema.wholeness import wrong_pages
from schema.workroom import beside

GZIP = b"\x1f\x8b"
ANOTHER = "name another file"
FULL = "the disk is full"


def back_up(url: str | None, file: str, force: bool, done: Callable[[int], None] = lambda _rows: None) -> int:
    """Write all that a database holds into a SQLite file; return its size in bytes.

    The database may be written meanwhile: the backup is what it was at one moment. The file appears when it
    is whole; one that is there is replaced with `force` alone. Raises StoreError where there is no database
    of ours, InputError where the file cannot be written or is a database in use.
    """
    with runner.opened(url or str(default_file())) as engine:
        moving.check_source(engine)
        target = _free(file, engine, force)
        with _written(target), beside(target) as room:
            part = room / target.name
            if engine.dialect.name == "sqlite":
                _vacuum(engine, part)
            else:
                _take_over(engine, part, done)
            with part.open("rb+") as whole:
                os.fsync(whole.fileno())
            _free(file, engine, force)  # much may have happened since
            part.replace(target)
        return target.stat().st_size


def restore(
    file: str, url: str | None, replace: bool, done: Callable[[int], None] = lambda _rows: None
) -> Moved:
    """Put a backup into a database, which is new or empty, or whose content it replaces; it stays as it is.

    One of an older revision is brought to this version on the way. All in one transaction: the database is as
    it was where this raises, InputError for what is no backup or is damaged, StoreError for the database.
    """
    with opened(file) as source, runner.opened(url) as target:
        if moving.same(source, target):
            raise InputError(f"{file} is the database itself", "name a backup of it")
        hint = f"{moving.EMPTY}, or replace what it holds: --replace"
        return moving.move(source, target, done, replace, hint=hint)


@contextmanager
def opened(file: str) -> Iterator[Engine]:
    """Give the engine of a backup that is whole. Raises InputError for what is none."""
    path = _path(file)
    if not path.exists():
        raise InputError(f"there is no file {file}", "check the name")
    with _read(path), path.open("rb") as start:
        begin = start.read(len(SQLITE))
    if begin.startswith(GZIP):
        raise InputError(f"{file} is compressed", f"gunzip {file}, then name what comes out")
    if begin != SQLITE:
        raise InputError(f"{file} is no backup: it is not a SQLite database", ANOTHER)
    with runner.opened(str(path)) as engine:
        try:
            state, _ = revision(engine)
            found = "" if state in (State.FOREIGN, State.NEW) else _wrong(engine)
            if state is State.NEWER:
                check_ready(engine)
        except StoreError as error:
            raise InputError(error.message, error.hint) from error
        if state in (State.FOREIGN, State.NEW):
            raise InputError(f"{file} is no backup: it holds no claims", ANOTHER)
        if found:
            raise InputError(f"{file} is damaged: {found}", "take another backup")
        yield engine


def _wrong(engine: Engine) -> str:
    """Return the first thing that is wrong with a SQLite file, or "" where nothing is."""
    with reading(engine) as connection:
        return next(wrong_pages(connection), "")


def _path(file: str) -> Path:
    if file == STDOUT:
        raise InputError("a backup is a file of its own, and - is none", "name a file")
    path = Path(file).expanduser().resolve()
    if path.exists() and not path.is_file():
        raise InputError(f"{file} is {'a folder' if path.is_dir() else 'no plain file'}", "name a file")
    return path


def _free(file: str, engine: Engine, force: bool) -> Path:
    """Return the place of a file that may be written. Raises InputError for one that may not."""
    path = _path(file)
    if moving.is_one_of(path, engine):
        raise InputError(f"{file} belongs to the database itself", ANOTHER)
    if any(path.with_name(path.name + ending).exists() for ending in moving.BESIDE[1:]):
        raise InputError(f"{file} is a database in use, and is left as it is", ANOTHER)
    if path.exists() and not force:
        raise InputError(f"{file} is there already", "name another file, or replace it with --force")
    return path


def _vacuum(engine: Engine, part: Path) -> None:
    with told(engine.url), closing(sqlite3.connect(str(engine.url.database), timeout=PATIENCE)) as source:
        source.execute("VACUUM INTO ?", (str(part),))
    shutil.copymode(str(engine.url.database), part)  # who may not read the one may not read the other
    with runner.opened(str(part)) as copy:
        if found := _wrong(copy):
            raise StoreError(f"{shown(engine.url)} is damaged: {found}", "restore an older backup")


def _take_over(engine: Engine, part: Path, done: Callable[[int], None]) -> None:
    with runner.opened(str(part)) as copy:
        moving.move(engine, copy, done, upgrade=False)
        with copy.connect() as connection:
            connection.connection.cursor().execute(
                "PRAGMA journal_mode = DELETE"
            )  # one file, nothing beside it


@contextmanager
def _written(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot write {target}: {reason}", ANOTHER) from error
    except StoreError as error:
        if FULL not in error.message:
            raise
        raise StoreError(f"cannot write {target}: {FULL}", "make room, or name a file elsewhere") from error


@contextmanager
def _read(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}", ANOTHER) from error
