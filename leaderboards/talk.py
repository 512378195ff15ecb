"""What all commands that read the store do alike: open it, write the data, talk beside it, exit.

Like cli.py it knows Typer.
"""

import sys
from typing import TYPE_CHECKING

import typer

from leaderboards import options

if TYPE_CHECKING:
    from leaderboards.render import Listing
    from schema.queries import Filters
    from schema.store import Store

EMPTY = "nothing is stored yet: claimboard add PAPERS"


def opened(db: str | None, known_at: str | None = None) -> "Store":
    """Open the store for reading, or what it knew at a time; one that is not there yet is not made."""
    from schema.database import default_url
    from schema.store import Store

    time = None if known_at is None else options.moment("--known-at", known_at)
    store = Store.open(db or default_url())
    if time is None:
        return store
    from schema.past import store_at

    with store:
        return store_at(store, time)


def write(listing: "Listing", format: str | None, output: str) -> None:
    """Write a listing to a file or, as a table on a terminal and TSV elsewhere, to stdout."""
    from leaderboards import render
    from schema.output import open_output

    on_terminal = output == "-" and sys.stdout.isatty()
    with open_output(output) as file:
        render.write(file, format or ("table" if on_terminal else "tsv"), listing)


def counted(number: int, noun: str) -> str:
    """Write a number of things: "1 claim", "1,200 claims"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


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
