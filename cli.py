"""The command line: parse, call one function, print. It alone sets exit codes.

stdout is data, stderr is talk. Exit codes: 0 done, 1 nothing found or a check failed, 2 wrong use, 3 bad
input (the rest went through), 4 the database. What a command needs is imported when it runs, so that
`--help` is quick.
"""

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import leaderboards.commands
import migrations.commands
from schema.errors import ClaimboardError, NotFoundError, Problem
from schema.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from schema.records import Paper

app = typer.Typer(
    name="claimboard",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Read paper abstracts, extract every claimed result with its sentence, and rank them per benchmark.",
    epilog="Start: [bold]claimboard demo[/bold], or [bold]claimboard add PAPERS[/bold], "
    "then [bold]claimboard boards[/bold] and [bold]claimboard show BENCHMARK[/bold].",
)
app.add_typer(leaderboards.commands.app)
app.add_typer(migrations.commands.app, name="db")

Database = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="CLAIMBOARD_DB",
        metavar="URL",
        help="SQLite file or PostgreSQL URL; by default a file in your data folder.",
    ),
]
InputFormat = Annotated[
    Literal["auto", "page", "json", "jsonl"],
    typer.Option(help="How the papers are written; recognised by default."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]

PROBLEMS_SHOWN = 20


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"claimboard {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command(epilog="Examples: claimboard add reading-list.txt | claimboard add - < papers.jsonl.gz")
def add(
    papers: Annotated[list[str], typer.Argument(metavar="PAPERS", help="Files of papers; - is stdin.")],
    input_format: InputFormat = "auto",
    db: Database = None,
    quiet: Quiet = False,
) -> None:
    """Read papers, find their claims, and store both. Adding a file again changes nothing."""
    import extractor.ingest
    import extractor.pipeline
    import migrations.runner

    problems = _Problems()
    records = _begun(_read(papers, input_format))  # a file that is not there makes no database
    with migrations.runner.open_store(db) as store, _progress(quiet) as done:
        pipeline = extractor.pipeline.load()
        try:
            summary = extractor.ingest.add(records, pipeline, store, done, problems.tell)
        except KeyboardInterrupt:
            typer.echo("interrupted: what is stored stays, and the same command goes on from there", err=True)
            raise typer.Exit(130) from None
    problems.sum_up()
    for line in [] if quiet else extractor.ingest.describe(summary):
        typer.echo(line, err=True)
    raise typer.Exit(3 if problems.count else 0)


@app.command(epilog="Examples: claimboard extract papers.jsonl -o claims.jsonl | claimboard extract -")
def extract(
    papers: Annotated[str, typer.Argument(metavar="PAPERS", help="A file of papers; - is stdin.")],
    format: Annotated[Literal["jsonl"], typer.Option(help="One line a paper.")] = "jsonl",
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="- is stdout.")] = "-",
    input_format: InputFormat = "auto",
    quiet: Quiet = False,
) -> None:
    """Find the claims of papers without a database: one JSON line a paper, in input order."""
    import extractor.interchange
    import extractor.pipeline
    from schema.output import open_output

    problems = _Problems()
    good = problems.without(_begun(_read([papers], input_format)))
    with open_output(output) as file, _progress(quiet) as done:
        for count, found in enumerate(extractor.pipeline.load().pipe(good), 1):
            file.write(extractor.interchange.line(found) + "\n")
            done(count)
    problems.sum_up()
    raise typer.Exit(3 if problems.count else 0)


@app.command(epilog="Example: claimboard evaluate dev.papers.jsonl dev.gold.jsonl --bootstrap 1000")
def evaluate(
    papers: Annotated[str, typer.Argument(metavar="PAPERS", help="A file of papers.")],
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Their hand-read claims, a JSON line a paper.")],
    bootstrap: Annotated[int, typer.Option(min=0, metavar="N", help="Resample the papers N times.")] = 0,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out what is less sure.")] = 0.0,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to print the figures.")] = "text",
    quiet: Quiet = False,
) -> None:
    """Score the extractor against hand-read claims: precision, recall and F1 by level.

    A claim counts as right at the level number if its number is, at typed if its kind is as well, at triple
    if number, benchmark and metric are, at claim if number, kind, method, benchmark and metric are, at board
    if direction, role and bound are as well.
    """
    import json

    import extractor.evaluation
    import extractor.interchange
    import extractor.pipeline

    answers = extractor.evaluation.read(gold)
    problems = _Problems()
    good = problems.without(_begun(_read([papers], "auto")))
    predicted: extractor.evaluation.Claims = {}
    with _progress(quiet) as done:
        for count, found in enumerate(extractor.pipeline.load().pipe(good), 1):
            predicted.setdefault(found.paper.id, []).extend(extractor.interchange.record(found)["claims"])
            done(count)
    if predicted.keys().isdisjoint(answers):
        raise NotFoundError(f"no paper of {papers} is in {gold}", "name the gold file of these papers")
    figures = extractor.evaluation.evaluate(predicted, answers, min_confidence, bootstrap)
    typer.echo(json.dumps(figures, indent=1) if format == "json" else extractor.evaluation.render(figures))
    problems.sum_up()
    raise typer.Exit(3 if problems.count else 0)


@app.command(epilog="Example: claimboard train ../shared/gold ../shared/corpus/arxiv-2025.jsonl.gz")
def train(
    gold: Annotated[
        str, typer.Argument(metavar="GOLD", help="Folder of train, dev and seed papers and claims.")
    ],
    corpus: Annotated[
        str, typer.Argument(metavar="CORPUS", help="The abstracts that our own readings are of.")
    ],
    part: Annotated[
        Literal["all", "sieve", "network", "deciding"],
        typer.Option(help="Make only some of the weights, from those of the parts before."),
    ] = "all",
) -> None:
    """Build the weights anew and write them into this installation (needs the extra "train").

    Three parts: the sieve that looks for numbers that may be results (from train), the network that reads
    them (from our own readings of the corpus, and what large networks say of the rest of it), and what
    decides over both (from train, out of fold). About a quarter of an hour with a large GPU; without one, the
    network takes most of a day, the rest two minutes.
    """
    import extractor.training.command

    def say(text: str) -> None:
        typer.echo(text, err=True)

    if figures := extractor.training.command.train(gold, corpus, part, say):
        typer.echo(figures)


@app.command(epilog="Example: claimboard demo")
def demo() -> None:
    """Run the main job on the bundled sample, in a store that is thrown away."""
    import tempfile
    from importlib.resources import as_file, files

    import extractor.ingest
    import extractor.pipeline
    import leaderboards.demo
    import migrations.runner

    with (
        tempfile.TemporaryDirectory(prefix="claimboard-") as folder,
        as_file(files("extractor") / "sample" / "papers.jsonl") as sample,
        migrations.runner.open_store(f"sqlite:///{folder}/demo.db") as store,
    ):
        summary = extractor.ingest.add(_read([str(sample)], "auto"), extractor.pipeline.load(), store)
        for line in extractor.ingest.describe(summary):
            typer.echo(line)
        leaderboards.demo.show(store, sys.stdout)


def _read(paths: list[str], input_format: str) -> "Iterator[Paper | Problem]":
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


def _begun(records: "Iterator[Paper | Problem]") -> "Iterator[Paper | Problem]":
    """Read the first record now, so that what cannot be read at all is said before anything is made."""
    import itertools

    return itertools.chain(list(itertools.islice(records, 1)), records)


@contextmanager
def _progress(quiet: bool) -> "Iterator[Callable[[int], None]]":
    """Show, where stderr is a terminal, how many papers are done and how many a second."""
    if quiet or not sys.stderr.isatty():
        yield lambda _count: None
        return
    import time

    from rich.console import Console

    start = time.monotonic()
    with Console(stderr=True).status("starting") as status:
        yield lambda count: status.update(
            f"{count:,} papers, {count / (time.monotonic() - start):,.0f} a second"
        )


class _Problems:
    """Bad records: the first ones are told as they come up, all of them are counted."""

    def __init__(self) -> None:
        self.count = 0

    def tell(self, problem: Problem) -> None:
        self.count += 1
        if self.count <= PROBLEMS_SHOWN:
            typer.echo(str(problem), err=True)

    def without(self, records: "Iterable[Paper | Problem]") -> "Iterator[Paper]":
        """Yield the papers among the records."""
        for record in records:
            if isinstance(record, Problem):
                self.tell(record)
            else:
                yield record

    def sum_up(self) -> None:
        """Say how many there were beyond those that were told."""
        if self.count > PROBLEMS_SHOWN:
            typer.echo(f"and {self.count - PROBLEMS_SHOWN:,} more problems", err=True)


def _fail(message: str, hint: str, code: int) -> None:
    typer.echo(f"claimboard: {message}", err=True)
    if hint:
        typer.echo(f"  {hint}", err=True)
    sys.exit(code)


def main() -> None:
    """Run the command line; every error is one sentence, the next step, and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except ClaimboardError as error:
        _fail(error.message, error.hint, error.exit_code)
    except Exception as error:
        if os.environ.get("CLAIMBOARD_DEBUG"):
            raise
        _fail(f"{type(error).__name__}: {error}", "a bug of ours: CLAIMBOARD_DEBUG=1 shows where", 1)


if __name__ == "__main__":
    main()
