"""What all commands that read the store do alike: open it, write the data, talk beside it, exit.

Like cli.py it knows Typer.
"""

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from leaderboards import options
from leaderboards.figures import counted
from schema.inert import inert_line

if TYPE_CHECKING:
    from leaderboards.render import Listing
    from schema.queries import Filters
    from schema.store import Store

MANY = 20_000
"""Claims whose names take some seconds."""
EMPTY = "nothing is stored yet: claimboard add PAPERS"


@contextmanager
def opened(db: str | None, known_at: str | None = None) -> Iterator["Store"]:
    """Open the store for reading, or what it knew at a time; one that is not there yet is not made.

    What is not found in the past may well be there today: NotFoundError then says since when the store knows
    something. It is raised, too, where the store knew nothing at that time.
    """
    from schema.database import default_url
    from schema.errors import NotFoundError
    from schema.past import store_at
    from schema.queries import known_since
    from schema.store import Store

    time = None if known_at is None else options.moment("--known-at", known_at)
    with Store.open(default_url() if db is None else db, renewing) as store:
        if time is None:
            yield store
            return
        since = known_since(store)
        past = store_at(store, time)
    with past:
        today = f"it knows something since {since}"
        if since is not None and known_since(past) is None:
            raise NotFoundError(f"this store knew nothing at {known_at}", today)
        try:
            yield past
        except NotFoundError as error:
            message = f"{error.message} in what this store knew at {known_at}"
            raise NotFoundError(message, f"{today}; {error.hint}" if error.hint else today) from error


def renewing(readings: int) -> None:
    """Say, where it takes its time, that a store's names are resolved with the vocabulary of this version."""
    if readings >= MANY:
        claims = counted(readings, "claim")
        typer.echo(f"resolving the names of {claims} anew, once: this may take minutes", err=True)


def nothing(store: "Store") -> str:
    """Say why there is nothing to show: nothing is stored, all is removed from view, or nothing fits."""
    from schema.queries import known_since, totals

    papers = totals(store)
    if papers["removed papers"] and not papers["papers"]:
        return "all papers are removed from view: claimboard papers --removed lists them"
    return EMPTY if known_since(store) is None else "no claim fits"


def refuse_removed(store: "Store", paper: str) -> None:
    """Raise NotFoundError where a paper is removed from view: who did it, why, and how it is undone."""
    from schema.errors import NotFoundError
    from schema.removing import removed_rows

    for row in removed_rows(store, paper=paper):
        why = f": {row.why}" if row.why else ""
        raise NotFoundError(
            f"paper {row.paper} was removed from view by {row.who} on {row.removed[:10]}{why}",
            f"claimboard papers restore {shlex.quote(row.paper)} brings it back with its claims",
        )


def write(listing: "Listing", format: str | None, output: str) -> None:
    """Write a listing to a file or, as a table on a terminal and TSV elsewhere, to stdout."""
    from leaderboards import render
    from schema.output import open_output

    on_terminal = output == "-" and sys.stdout.isatty()
    with open_output(output) as file:
        render.write(file, format or ("table" if on_terminal else "tsv"), listing)


def tell(line: str, quiet: bool = False) -> None:
    """Say something beside the data, unless nobody wants to hear it."""
    if not quiet:
        typer.echo(inert_line(line), err=True)


def tell_undated(chosen: "Filters", count: int, quiet: bool) -> None:
    """Say how much is left out because nobody knows when it was published."""
    if count and (chosen.since or chosen.until):
        tell(f"left out: {counted(count, 'claim')} of papers without a date", quiet)


def exit_unless(found: bool, otherwise: str) -> None:
    """Exit with 1, and say so, where nothing was found: that is the answer, and no talk beside it."""
    if not found:
        tell(f"claimboard: {otherwise}")
        raise typer.Exit(1)


def refuse_options(context: typer.Context) -> None:
    """Raise UsageError for options that stand before the name of a command, where they would not count."""
    from schema.errors import UsageError

    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise UsageError(
                f"--{name.replace('_', '-')} stands before {context.invoked_subcommand}, "
                "where it would not count",
                f"write it behind: claimboard {context.info_name} {context.invoked_subcommand} --help",
            )
