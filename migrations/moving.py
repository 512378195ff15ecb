"""A whole database into another, SQLite or PostgreSQL, in one transaction there: all of it, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from migrations import runner
from schema import tables
from schema.census import holds_anything
from schema.copying import copy_rows, empty, names_in
from schema.database import VERSION_TABLE, State, check_ready, reading, revision, revision_in, shown, writing
from schema.errors import StoreError, UsageError
from schema.workroom import beside, put

EMPTY = "name a new or empty database"
BESIDE = ("", "-wal", "-shm", "-journal")
"""What the names of a SQLite database's files end with."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What came over: how many rows of each table, and of which revision they were."""

    rows: dict[str, int]
    revision: str


def copy(source: str, target: str, done: Callable[[int], None] = lambda _rows: None) -> Moved:
    """Copy all that a database holds into another, which is new or empty, and bring that to this version.

    Ids and logs are kept. The source may be written meanwhile: the copy is what it was at one moment.
    `done` is told how many rows are copied. Raises StoreError where one of the two cannot be used, or the
    target holds something, and UsageError where both are the same.
    """
    with runner.opened(source) as here, runner.opened(target) as there:
        if same(here, there):
            raise UsageError(f"{shown(here.url)} is both source and target", "name another database")
        return move(here, there, done)


def move(
    here: Engine,
    there: Engine,
    done: Callable[[int], None],
    replace: bool = False,
    upgrade: bool = True,
    hint: str = EMPTY,
) -> Moved:
    """Put all that one database holds into another; see `copy`.

    With `replace` what the other holds is deleted, in the same transaction. Without `upgrade` it gets the
    revision of the first. `hint` is the next step where the other is not empty.
    """
    check_source(here)
    if revision(there)[0] in (State.FOREIGN, State.NEWER):
        check_ready(there)
    with _whole_or_not_there(there) as into:
        with reading(here) as source, writing(into) as target:
            if not replace and holds_anything(target):
                raise StoreError(f"{shown(there.url)} is not empty", hint)
            found = revision_in(source)[1] or ""
            rows = copy_rows(source, target, _made_anew(target, found), done)
            if upgrade:
                runner.raise_to(target, "head")
        runner.set_journal(into, "WAL")  # not before: what is new would be written twice
    return Moved(rows, found)


def check_source(engine: Engine) -> None:
    """Raise StoreError unless there is a database of ours, of this version or an older one."""
    state, _ = revision(engine)
    if state is State.NEW:
        raise StoreError(f"there is no database at {shown(engine.url)}", "check the address")
    if state is not State.OLD:
        check_ready(engine)


def same(one: Engine, other: Engine) -> bool:
    """Say whether two addresses are those of one database, as far as they tell."""
    if {one.dialect.name, other.dialect.name} != {"sqlite"}:
        return one.url == other.url
    return is_one_of(Path(str(other.url.database)), one, BESIDE[:1])


def is_one_of(file: Path, engine: Engine, endings: tuple[str, ...] = BESIDE) -> bool:
    """Say whether a file is one of those of a SQLite database, whatever it is called here."""
    if engine.dialect.name != "sqlite":
        return False
    its = [Path(f"{engine.url.database}{ending}") for ending in endings]
    return any(file.resolve() == each.resolve() or _samefile(file, each) for each in its)


def _samefile(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _made_anew(target: Connection, to: str) -> set[str]:
    """Make the tables of a revision anew, empty; return their names, without those of other programs."""
    if revision_in(target)[1] is not None:
        empty(target, tables.metadata.tables.keys() & names_in(target))
        runner.lower_to(target, "base")
    before = names_in(target)
    runner.raise_to(target, to)
    return names_in(target) - before - {VERSION_TABLE}


@contextmanager
def _whole_or_not_there(engine: Engine) -> Iterator[Engine]:
    """Give what to write to: for a SQLite file that is new one beside, which goes there in the end."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if file is None or any(Path(f"{file}{ending}").exists() for ending in BESIDE):
        yield engine
        return
    target, where = Path(file).resolve(), shown(engine.url)
    with ExitStack() as stack:
        try:
            part = stack.enter_context(beside(target)) / target.name
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(
                f"{where} cannot be made: {reason}", "check its folder, or name another"
            ) from error
        try:
            with runner.opened(str(part)) as into:
                yield into
            put(part, target)
        except StoreError as error:
            raise StoreError(error.message.replace(str(part), where), error.hint) from error
        except FileExistsError as error:  # another process was quicker
            raise StoreError(f"{where} is not empty", EMPTY) from error
