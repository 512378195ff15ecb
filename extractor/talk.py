"""What commands that read papers share: records one by one, what is wrong with some, and how far it is.

Like cli.py this module knows Typer.
"""

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeVar

import typer

from schema.errors import Problem
from schema.inert import inert_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from schema.records import Paper

T = TypeVar("T")
PROBLEMS_SHOWN = 20


def records(paths: list[str], input_format: str) -> "Iterator[Paper | Problem]":
    """Yield the records of all files; of several, one that cannot be read at all is a problem like others."""
    from extractor.papers import read_papers
    from schema.errors import InputError

    for path in paths:
        try:
            yield from read_papers(path, input_format)
        except InputError as error:
            if len(paths) == 1:
                raise
            yield Problem(path, 0, error.message, error.hint)


def begun(records: "Iterator[T | Problem]") -> "tuple[bool, Iterator[T | Problem]]":
    """Read on to the first good record, so that what cannot be read at all is said before anything is made.

    Returns whether there may be one, and all records: past a few bad ones it is not looked for.
    """
    import itertools

    first: list[T | Problem] = []
    for each in records:
        first.append(each)
        if not isinstance(each, Problem) or len(first) == PROBLEMS_SHOWN:
            return True, itertools.chain(first, records)
    return False, iter(first)


@contextmanager
def progress(quiet: bool) -> "Iterator[Callable[..., None]]":
    """Show, where stderr is a terminal, how many papers are done (of how many, if told), and how quickly.

    And how many workers read them, where it is told of several.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _count, _of=None, workers=1: None
        return
    import time

    from rich.console import Console

    start = time.monotonic()
    # the real one: what is written through sys.stderr is made inert, which would undo the drawing
    with Console(file=sys.__stderr__).status("starting") as status:
        yield lambda count, of=None, workers=1: status.update(
            f"{count:,}{'' if of is None else f' of {of:,}'} papers, "
            f"{count / (time.monotonic() - start):,.0f} a second"
            f"{'' if workers == 1 else f', {workers} workers'}"
        )


@contextmanager
def interruptible() -> "Iterator[None]":
    """Say of work that Ctrl-C ends how it goes on, and exit with 130."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("interrupted: what is stored stays, and the same command goes on from there", err=True)
        raise typer.Exit(130) from None


@contextmanager
def refused(path: str | None, papers: "Sequence[str]") -> "Iterator[Problems]":
    """Give what keeps count of bad records of files, and writes them out where a path says so.

    Raises UsageError where the path is stdout, or one of the files that are read.
    """
    from pathlib import Path

    from schema.errors import UsageError
    from schema.output import STDOUT, open_output

    if path is None:
        yield Problems()
    elif path == STDOUT:
        raise UsageError("--rejects needs a file", "name one: --rejects refused.jsonl")
    elif Path(path).exists() and any(Path(path).samefile(each) for each in papers if Path(each).exists()):
        raise UsageError(
            f"{path} is what is read, and would be written over", "name another file with --rejects"
        )
    else:
        with open_output(path, "--rejects") as file:
            yield Problems(file, path)


class Problems:
    """Bad records: the first are told as they come up; all are counted, and written to a file, if any."""

    def __init__(self, rejects: TextIO | None = None, path: str = "") -> None:
        self.count = 0
        self.rejects = rejects
        self.path = path

    def tell(self, problem: Problem) -> None:
        """Count and keep a problem, and say it where few came before."""
        if self.rejects:
            import extractor.rejects

            self.rejects.write(extractor.rejects.line(problem) + "\n")
        self.count += 1
        if self.count <= PROBLEMS_SHOWN:
            typer.echo(inert_line(str(problem)), err=True)

    def without(self, records: "Iterable[T | Problem]") -> "Iterator[T]":
        """Yield the good ones among the records."""
        for record in records:
            if isinstance(record, Problem):
                self.tell(record)
            else:
                yield record

    def end(self, done: "Iterable[str]" = ()) -> NoReturn:
        """Tell of problems not told yet, then what was done, a line each; exit, with 3 if there were any."""
        if self.count > PROBLEMS_SHOWN:
            hint = "" if self.rejects else " (--rejects FILE writes out all of them)"
            typer.echo(f"and {self.count - PROBLEMS_SHOWN:,} more problems{hint}", err=True)
        if self.rejects and self.count:
            typer.echo(f"what was refused is in {inert_line(self.path)}", err=True)
        for line in done:
            typer.echo(line, err=True)
        raise typer.Exit(3 if self.count else 0)
