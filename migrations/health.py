"""What `claimboard doctor` asks of the database: its place, its revision, and what stands in it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, text

from migrations import runner
from schema.census import size
from schema.database import State, address, check_ready, reading, revision, shown, writing
from schema.errors import StoreError
from schema.home import default_file
from schema.installation import OK, PROBLEM, UNKNOWN, Check, Finding
from schema.wholeness import wrong_claims, wrong_pages

PATIENCE = 2
"""Seconds that a check waits for a lock or a server."""
ROOM = 100_000_000
"""Bytes that should be free on the disk."""
LARGE = 100_000_000
"""Bytes of a database that is gone through in about a second, at most."""
RESTORE = "move it away, then: claimboard db restore BACKUP --db {db}"


def checks(db: str | None, thorough: bool) -> list[tuple[str, Check]]:
    """Return the checks of this room, for the database at an address or the default one."""
    return [
        ("data folder", partial(folder, db)),
        ("database", partial(database, db)),
        ("names", partial(names, db)),
        ("what is stored", partial(stored, db, thorough)),
    ]


def folder(db: str | None) -> Iterator[Finding]:
    """Say whether the database's folder can be written, or made, and whether there is room."""
    url = address(db or str(default_file()))
    if url.drivername != "sqlite":
        return
    wanted = Path(str(url.database)).absolute().parent
    nearest = next(each for each in (wanted, *wanted.parents) if os.path.lexists(each))
    hint = "name a file elsewhere with --db or CLAIMBOARD_DB, or mend the folder"
    if not nearest.is_dir():
        yield Finding("data folder", PROBLEM, f"{nearest} is no folder", hint)
        return
    if why := _unwritable(nearest):
        yield Finding("data folder", PROBLEM, f"{nearest} cannot be written: {why}", hint)
        return
    free = shutil.disk_usage(nearest).free
    found = f"{wanted}{'' if wanted == nearest else ' (not there yet)'}, {free / 1e9:,.1f} GB free"
    if free < ROOM:
        yield Finding("data folder", PROBLEM, found, "make room on that disk")
    else:
        yield Finding("data folder", OK, found)


def database(db: str | None) -> Iterator[Finding]:
    """Say whether there is a database that this version can read and write."""
    with _opened(db) as engine:
        found = runner.status_of(engine)
        if found.state is State.NEW:
            yield Finding("database", OK, f"there is none at {found.url} yet: claimboard add PAPERS makes it")
            return
        check_ready(engine)
        if engine.dialect.name == "postgresql":
            with reading(engine) as connection:
                encoding = str(connection.execute(text("SHOW server_encoding")).scalar_one())
            if encoding != "UTF8":
                hint = "make another (createdb -E UTF8 -T template0 NAME), then: claimboard db copy"
                yield Finding("database", PROBLEM, f"{found.url} keeps texts as {encoding}", hint)
        counts = ", ".join(f"{count:,} {name}" for name, count in found.counts.items() if count)
        yield Finding("database", OK, f"{found.url} is at revision {found.revision}: {counts or 'empty'}")
        try:
            with writing(engine):
                pass
        except StoreError as error:
            state = UNKNOWN if error.hint.startswith("wait") else PROBLEM
            yield Finding("database", state, error.message, error.hint)


def names(db: str | None) -> Iterator[Finding]:
    """Say whether names in the database mean what this version's vocabulary says."""
    from schema.naming import Names, changes
    from schema.registry import registry
    from schema.resolved import RESOLVED_WITH

    with _opened(db) as engine:
        if not _ready(engine):
            return
        with reading(engine) as connection:
            here = Names(registry(), changes(connection)).fingerprint
            same = connection.execute(RESOLVED_WITH).scalar() == here
    later = "of another vocabulary: the next command that opens it resolves them anew"
    yield Finding("names", OK, "resolved with this version's vocabulary" if same else later)


def stored(db: str | None, thorough: bool) -> Iterator[Finding]:
    """Say whether the database's pages are whole, and each claim stands where it says."""
    with _opened(db) as engine:
        if not _ready(engine):
            return
        taken = size(engine).bytes
        if taken > LARGE and not thorough:
            found = f"{taken / 1e6:,.0f} MB are more than is looked through at once"
            yield Finding("what is stored", UNKNOWN, found, "claimboard doctor --thorough takes its time")
            return
        with reading(engine) as connection:
            wrong = list(wrong_pages(connection, thorough=True)) or list(wrong_claims(connection))
        yield from (
            Finding(
                "what is stored",
                PROBLEM,
                f"{shown(engine.url)}: {each}",
                RESTORE.format(db=shown(engine.url)),
            )
            for each in wrong
        )
        if not wrong:
            yield Finding("what is stored", OK, "whole, and every claim stands where it says")


def _opened(db: str | None) -> AbstractContextManager[Engine]:
    return runner.opened(db or str(default_file()), PATIENCE)


def _ready(engine: Engine) -> bool:
    """Say whether there is something to look at; what keeps us from it `database` has said."""
    with suppress(StoreError):
        return revision(engine)[0] is State.READY
    return False


def _unwritable(folder: Path) -> str:
    """Return why nothing can be written to a folder that is there, "" where it can."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or str(error)
