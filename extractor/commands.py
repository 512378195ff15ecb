"""The commands that read papers and need no store, and what commands that read papers share.

Like cli.py it knows Typer, and imports what a command needs when that runs.
"""

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal, TextIO, TypeVar

import typer

from schema.errors import NotFoundError, Problem
from schema.inert import inert_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from schema.records import Paper

app = typer.Typer()
T = TypeVar("T")
InputFormat = Annotated[
    Literal["auto", "page", "json", "jsonl", "csv", "tsv"],
    typer.Option(help="How the papers are written; recognised by default."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what is wrong.")]

Rejects = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Write there what was refused: JSON lines to mend and add again."),
]

Output = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is stdout.")]

EngineName = Annotated[
    Literal["local", "dask"],
    typer.Option("--engine", help="Who reads: this machine, or the workers of a Dask cluster."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Of the Dask cluster: tcp://HOST:PORT, or its scheduler file."),
]
Workers = Annotated[int, typer.Option(min=1, metavar="N", help="Read in N processes of this machine.")]

PROBLEMS_SHOWN = 20
BATCH = 100
"""Papers whose claims `extract` writes at once."""


@app.command(
    epilog="Examples:\n\nclaimboard extract papers.jsonl -o claims.jsonl\n\n"
    "claimboard extract - -q < reading-list.txt | jq -r '.claims[].quote'"
)
def extract(
    papers: Annotated[str, typer.Argument(metavar="PAPERS", help="A file of papers; - is stdin.")],
    format: Annotated[Literal["jsonl"], typer.Option(help="One line a paper.")] = "jsonl",
    output: Output = "-",
    input_format: InputFormat = "auto",
    rejects: Rejects = None,
    workers: Workers = 1,
    engine: EngineName = "local",
    scheduler: Scheduler = None,
    quiet: Quiet = False,
) -> None:
    """Find the claims of papers without a database: one JSON line a paper, in input order."""
    import itertools

    import extractor.interchange
    from extractor.engines.opening import open_engine
    from schema.output import open_output

    count = 0
    with refused(rejects, [papers]) as problems:
        good = problems.without(begun(records([papers], input_format))[1])
        batches = iter(lambda: list(itertools.islice(good, BATCH)), [])
        with (
            open_output(output) as file,
            progress(quiet) as done,
            open_engine(engine, workers, scheduler) as reader,
        ):
            for batch in reader.read(batches):
                for found in problems.without(batch):
                    file.write(extractor.interchange.line(found) + "\n")
                count += len(batch)
                done(count, workers=reader.workers)
    problems.sum_up()
    raise typer.Exit(3 if problems.count else 0)


@app.command(
    epilog="Example:\n\nclaimboard evaluate dev.papers.jsonl dev.gold.jsonl --bootstrap 1000 --format json"
)
def evaluate(
    papers: Annotated[str, typer.Argument(metavar="PAPERS", help="A file of papers.")],
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Their hand-read claims, a JSON line a paper.")],
    bootstrap: Annotated[int, typer.Option(min=0, metavar="N", help="Resample the papers N times.")] = 0,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, metavar="C", help="Leave out what is less sure.")
    ] = 0.0,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to write the figures.")] = "text",
    output: Output = "-",
    quiet: Quiet = False,
) -> None:
    """Score the extractor against hand-read claims: precision, recall and F1 by level.

    A claim counts as right at the level number if its number is, at typed if its kind is as well, at triple
    if number, benchmark and metric are, at claim if number, kind, method, benchmark and metric are, at board
    if direction, role and bound are as well.

    GOLD holds a JSON object a line, {"id", "claims"}, whose claims are written as `extract` writes them, but
    with a list of right names for each of method, benchmark, metric and baseline: [] where none is named.
    """
    import extractor.evaluation
    import extractor.interchange
    import extractor.pipeline
    from schema.inert import inert_json
    from schema.output import open_output

    answers = extractor.evaluation.read(gold)
    problems = Problems()
    good = problems.without(begun(records([papers], "auto"))[1])
    predicted: extractor.evaluation.Claims = {}
    with progress(quiet) as done:
        for count, found in enumerate(extractor.pipeline.load().pipe(good), 1):
            predicted.setdefault(found.paper.id, []).extend(extractor.interchange.record(found)["claims"])
            done(count)
    if predicted.keys().isdisjoint(answers):
        raise NotFoundError(f"no paper of {papers} is in {gold}", "name the gold file of these papers")
    figures = extractor.evaluation.evaluate(predicted, answers, min_confidence, bootstrap)
    with open_output(output) as file:
        if format == "json":
            file.writelines(inert_json({"version": 1, **figures}, indent=1))
        else:
            file.write(extractor.evaluation.render(figures))
        file.write("\n")
    problems.sum_up()
    if missing := len(answers.keys() - predicted.keys()):
        told = f"{missing:,} of {len(answers):,} gold papers were not given: their claims count as not found"
        typer.echo(told, err=True)
    raise typer.Exit(3 if problems.count else 0)


@app.command(
    epilog="Examples:\n\nclaimboard train ../shared/gold ../shared/corpus/arxiv-2025.jsonl.gz\n\n"
    "claimboard train ../shared/gold ../shared/corpus/arxiv-2025.jsonl.gz --part deciding "
    "--reviewed reviewed.jsonl\n\nclaimboard train --reviewed reviewed.jsonl"
)
def train(
    gold: Annotated[
        str | None,
        typer.Argument(
            metavar="GOLD", help="Folder of train, dev and seed papers and claims.", show_default=False
        ),
    ] = None,
    corpus: Annotated[
        str | None,
        typer.Argument(
            metavar="CORPUS", help="The abstracts that our own readings are of.", show_default=False
        ),
    ] = None,
    part: Annotated[
        Literal["all", "sieve", "network", "deciding"],
        typer.Option(help="Make only some of the weights, from those of the parts before."),
    ] = "all",
    reviewed: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE", help="Papers of `claimboard export gold` to learn from, too; may be given again."
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Build the weights anew, or let them learn from reviewed papers, and write them into this installation.

    With --reviewed alone, the weights that stand learn from papers that you read completely; the new ones are
    kept only where they are clearly better on papers that they did not learn from.

    With GOLD and CORPUS all weights are built anew (needs the extra "train"), in three parts: the sieve that
    looks for numbers that may be results (from train), the network that reads them (from our own readings of
    the corpus, and what large networks say of the rest of it), and what decides over both (from train, out of
    fold). About a quarter of an hour with a large GPU; without one, the network takes most of a day, the rest
    two minutes.

    Sieve and deciding learn from reviewed papers, too; not from those that are among the gold papers. The
    network, which has to be new to the papers of train, is made without them.
    """
    import extractor.training.command

    def say(text: str) -> None:
        if not quiet:
            typer.echo(text, err=True)

    if figures := extractor.training.command.train(gold, corpus, part, say, reviewed or ()):
        typer.echo(figures)


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
def refused(path: str | None, papers: "Sequence[str]") -> "Iterator[Problems]":
    """Give what keeps count of bad records of files, and writes them out where a path says so."""
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

    def sum_up(self) -> None:
        """Say how many there were beyond those that were told, and where all of them are written."""
        if self.count > PROBLEMS_SHOWN:
            hint = "" if self.rejects else " (--rejects FILE writes out all of them)"
            typer.echo(f"and {self.count - PROBLEMS_SHOWN:,} more problems{hint}", err=True)
        if self.rejects and self.count:
            typer.echo(f"what was refused is in {inert_line(self.path)}", err=True)
