"""`claimboard resolve`: what names mean, with or without a store. Like cli.py this module knows Typer."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leaderboards.name_commands import Slot
from leaderboards.options import Database, Format, Output, Quiet
from leaderboards.talk import exit_unless, tell, write

if TYPE_CHECKING:
    from leaderboards.render import Listing
    from schema.answering import Answer
    from schema.database import Database as Opened
    from schema.naming import Names

app = typer.Typer()
STDIN = "-"


@app.command(
    epilog="Examples:\n\nclaimboard resolve benchmark AIME24 'SWE-bench (Verified)'\n\n"
    "claimboard resolve metric - --format jsonl < names.txt"
)
def resolve(
    slot: Slot,
    names: Annotated[
        list[str], typer.Argument(metavar="NAME", help="As texts write it; - takes one a line from stdin.")
    ],
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Say what names mean: the canonical name with its parts, or that it is new, and what looks like it.

    The vocabulary suffices; where there is a store, its names and the changes made there count, too.
    """
    from schema.answering import answers

    known = 0

    def counted(found: "Iterable[Answer]") -> "Iterator[Answer]":
        nonlocal known
        for answer in found:
            known += answer.canonical is not None
            yield answer

    with _opened(db, quiet) as (meanings, store):
        found = counted(answers(meanings, store, slot, _asked(names)))
        write(_listing(found, as_lists=format in ("json", "jsonl")), format, output)
    exit_unless(bool(known), f"no {slot} of that name is known")


def _listing(found: "Iterable[Answer]", as_lists: bool) -> "Listing":
    from leaderboards.render import Column, Listing, Section

    columns = (
        Column("name", "the name as it was asked for"),
        Column("canonical", "what it means; empty: it is new"),
        Column("nearest", "of a name that the vocabulary lacks, those that look like it, the likest first"),
        Column("base", "the canonical name without its parts"),
        Column("version", "which version of it"),
        Column("split", "which split of it"),
        Column("subset", "which subset of it"),
    )
    rows: Iterator[dict[str, Any]] = (
        answer._asdict() | ({} if as_lists else {"nearest": "; ".join(answer.nearest)}) for answer in found
    )
    return Listing(columns, rows, [Section("", columns, rows)], what="names")


def _asked(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name != STDIN:
            yield name
            continue
        lines = sys.stdin.buffer.read().decode("utf-8-sig", "replace").split("\n")
        yield from (line.removesuffix("\r") for line in lines[: -1 if not lines[-1] else None])


@contextmanager
def _opened(db: str | None, quiet: bool) -> "Iterator[tuple[Names, Opened | None]]":
    """Give what names mean in a store, and the store; where there is none, in the vocabulary, and None."""
    from schema import naming
    from schema.database import Database as Opened
    from schema.database import State, connect, default_file, reading, revision
    from schema.registry import registry

    engine = connect(db or str(default_file()))
    try:
        state, _ = revision(engine)
        if state is not State.READY:
            if state is not State.NEW or db:
                why = "is not there yet" if state is State.NEW else f"is {state}"
                tell(f"the vocabulary alone answers: the database {why} (claimboard db status)", quiet)
            yield naming.Names(registry()), None
            return
        with reading(engine) as connection:
            changes = naming.changes(connection)
        yield naming.Names(registry(), changes), Opened(engine)
    finally:
        engine.dispose()
