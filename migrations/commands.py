"""`claimboard db`: the database itself. Like cli.py this module may print and know Typer."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from migrations.moving import Moved
    from migrations.runner import Status

app = typer.Typer(
    no_args_is_help=True,
    help="Look after the database: status, upgrade, downgrade; backup, restore, copy.",
)

Database = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="CLAIMBOARD_DB",
        metavar="URL",
        help="SQLite file or PostgreSQL URL; by default a file in your data folder.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what is wrong.")]
UNITS = ("bytes", "KB", "MB", "GB", "TB")
VERSION = 1
"""Of the shape of JSON: keys may be added, never taken away."""


@app.command(
    epilog="Examples:\n\nclaimboard db status --db postgresql://localhost/claims\n\n"
    "claimboard db status --format json"
)
def status(
    db: Database = None,
    format: Annotated[
        Literal["table", "tsv", "json"] | None,
        typer.Option(
            help="Default: as FILE ends (.json), or table on a terminal, else tsv.", show_default=False
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is stdout.")
    ] = "-",
) -> None:
    """Show where the database is, what it holds, and whether it is up to date (exit 1 where it is not)."""
    import migrations.runner
    from schema.inert import inert, inert_json
    from schema.output import ending, open_output

    found = migrations.runner.status(db)
    with open_output(output) as file:
        form = format or ending(output, ("tsv", "json")) or ("table" if file.isatty() else "tsv")
        if form == "json":
            file.writelines((*inert_json(_document(found), indent=1), "\n"))
        wide = max(len(name) for name, _ in found.lines())
        for name, value in found.lines() if form != "json" else ():
            shown = (
                f"{name:{wide}}  {inert(_shown(name, value))}"
                if form == "table"
                else f"{name}\t{inert(str(value))}"
            )
            file.write(f"{shown}\n")
    raise typer.Exit(0 if found.up_to_date else 1)


@app.command(epilog="Example:\n\nclaimboard db upgrade")
def upgrade(
    revision: Annotated[str, typer.Argument(metavar="REVISION", help="The revision to reach.")] = "head",
    db: Database = None,
    quiet: Quiet = False,
) -> None:
    """Bring the database to this version of Claimboard, making it where there is none."""
    import migrations.runner

    migrations.runner.upgrade(db, revision)
    _say(f"database is at revision {migrations.runner.status(db).revision or 'none'}", quiet)


@app.command(epilog="Example:\n\nclaimboard db downgrade 0004")
def downgrade(
    revision: Annotated[
        str,
        typer.Argument(metavar="REVISION", help="The revision to go back to; base empties the database."),
    ],
    db: Database = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Don't ask: what the newer revision added is lost.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Take the database back to an older revision. What the newer one added is lost."""
    import migrations.runner

    migrations.runner.check_downgrade(db, revision)
    there = migrations.runner.status(db)
    lost = ", ".join(f"{name} ({count:,})" for name, count in there.lost_at(revision).items())
    if not yes:
        typer.confirm(
            f"Going back to {revision} deletes what newer revisions added{lost and f': {lost}'}. Go on?",
            abort=True,
            err=True,
        )
    migrations.runner.downgrade(db, revision)
    if lost:
        _say(f"it knows nothing any more of {lost}", quiet)
    _say(f"database is at revision {migrations.runner.status(db).revision or 'none'}", quiet)


@app.command(epilog="Example:\n\nclaimboard db backup claims-2026-11.db")
def backup(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The SQLite file to write.")],
    db: Database = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write all that the database holds into one file, also while it is being written."""
    import migrations.backups
    import migrations.runner

    with _progress(quiet) as done:
        size = migrations.backups.back_up(db, file, force, done)
    _say(f"{file} holds {_held(migrations.runner.status(_file(file)))} ({_size(size)})", quiet)


@app.command(epilog="Example:\n\nclaimboard db restore claims-2026-11.db --db postgresql://localhost/claims")
def restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `claimboard db backup` wrote.")],
    db: Database = None,
    replace: Annotated[bool, typer.Option("--replace", help="Delete what the database holds now.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before that.")] = False,
    quiet: Quiet = False,
) -> None:
    """Put a backup into the database, all or nothing. The file stays as it is."""
    import migrations.backups
    import migrations.runner

    if replace and not yes:
        with migrations.backups.opened(file):
            backed, there = migrations.runner.status(_file(file)), migrations.runner.status(db)
        if any(there.counts.values()):
            typer.confirm(
                f"{there.url} holds {_held(there)}. Delete that, and put there what {file} holds: "
                f"{_held(backed)}?",
                abort=True,
                err=True,
            )
    with _progress(quiet) as done:
        moved = migrations.backups.restore(file, db, replace, done)
    _tell(moved, migrations.runner.status(db), quiet)


@app.command(epilog="Example:\n\nclaimboard db copy claims.db postgresql://localhost/claims")
def copy(
    source: Annotated[
        str, typer.Argument(metavar="SRC", help="SQLite file or PostgreSQL URL; it stays as it is.")
    ],
    target: Annotated[str, typer.Argument(metavar="DST", help="A new or empty one.")],
    quiet: Quiet = False,
) -> None:
    """Copy a whole database, from SQLite to PostgreSQL or back, all or nothing: ids and logs are kept."""
    import migrations.moving
    import migrations.runner

    with _progress(quiet) as done:
        moved = migrations.moving.copy(source, target, done)
    _tell(moved, migrations.runner.status(target), quiet)


def _document(found: "Status") -> dict[str, object]:
    return {
        "version": VERSION,
        "database": found.url,
        "state": found.state,
        "revision": found.revision,
        "needed": found.head,
        "up_to_date": found.up_to_date,
        "bytes": found.size.bytes,
        "log_bytes": found.size.log,
        "counts": {name.replace(" ", "_"): count for name, count in found.counts.items()},
    }


def _shown(name: str, value: str | int) -> str:
    if isinstance(value, str):
        return value
    return _size(value) if name in ("size", "log beside it") else f"{value:,}"


def _size(count: float) -> str:
    for unit in UNITS:
        if count < 1000 or unit == UNITS[-1]:
            break
        count /= 1000
    return f"{count:,.0f} {unit}" if unit == UNITS[0] else f"{count:,.1f} {unit}"


def _held(found: "Status") -> str:
    held = [(name, found.counts[name]) for name in ("papers", "claims") if name in found.counts]
    return ", ".join(f"{count:,} {name if count != 1 else name[:-1]}" for name, count in held)


def _file(file: str) -> str:
    """Return the address of a file, whatever its name looks like."""
    from pathlib import Path

    return str(Path(file).expanduser().resolve())


def _tell(moved: "Moved", there: "Status", quiet: bool) -> None:
    filled = {name: f"{count:,}" for name, count in moved.rows.items() if count}
    wide, right = (max((len(each) for each in part), default=0) for part in (filled, filled.values()))
    for name, count in filled.items():
        _say(f"{name:{wide}}  {count:>{right}}", quiet)
    rows, tables = sum(moved.rows.values()), len(moved.rows)
    older = moved.revision != there.revision
    brought = f", brought from revision {moved.revision} to {there.revision}" if older else ""
    _say(f"{there.url} holds {_held(there)}: {rows:,} rows of {tables} tables, all there{brought}", quiet)


def _say(line: str, quiet: bool) -> None:
    if not quiet:
        typer.echo(line, err=True)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show, where stderr is a terminal, how many rows are copied."""
    if quiet or not sys.stderr.isatty():
        yield lambda _count: None
        return
    from rich.console import Console

    # the real one: what is written through sys.stderr is made inert, which would undo the drawing
    with Console(file=sys.__stderr__).status("starting") as status:
        yield lambda count: status.update(f"{count:,} rows")
