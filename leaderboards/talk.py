"""What all commands that read the store do alike: open it, write the data, talk beside it, exit.

Like cli.py it knows Typer.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from leaderboards import options
from leaderboards.figures import counted

if TYPE_CHECKING:
    from leaderboards.render import Listing
    from schema.queries import Filters
    from schema.store import Store

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
    with Store.open(db or default_url()) as store:
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


def write(listing: "Listing", format: str | None, output: str) -> None:
    """Write a listing to a file or, as a table on a terminal and TSV elsewhere, to stdout."""
    from leaderboards import render
    from schema.output import open_output

    on_terminal = output == "-" and sys.stdout.isatty()
    with open_output(output) as file:
        render.write(file, format or ("table" if on_terminal else "tsv"), listing)


def tell(line: str) -> None:
    """Say something beside the data."""
    typer.echo(line, err=True)


def tell_undated(chosen: "Filters", count: int) -> None:
    """Say how much is left out because nobody knows when it was published."""
    if count and (chosen.since or chosen.until):
        tell(f"left out: {counted(count, 'claim')} of papers without a date")


def exit_unless(found: bool, otherwise: str) -> None:
    """Exit with 1, and say so, where nothing was found."""
    if not found:
        typer.echo(f"claimboard: {otherwise}", err=True)
        raise typer.Exit(1)
