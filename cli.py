"""The command line: parse, call one function, print. It alone sets exit codes.

stdout is data, stderr is talk. Exit codes: 0 done, 1 nothing found or a check failed, 2 wrong use, 3 bad
input (the rest went through), 4 the database. What a command needs is imported when it runs, so that
`--help` is quick.
"""

import os
import sys
from contextlib import redirect_stderr, suppress
from typing import Annotated, TextIO, cast

import typer

import extractor.commands
import leaderboards.analysis_commands
import leaderboards.commands
import leaderboards.metric_commands
import leaderboards.name_commands
import leaderboards.paper_commands
import leaderboards.resolving
import leaderboards.table_commands
import migrations.commands
from extractor.commands import InputFormat, Problems, Quiet, begun, progress, records
from leaderboards.options import Database
from schema.errors import ClaimboardError
from schema.version import __version__

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
app.add_typer(extractor.commands.app)
app.add_typer(leaderboards.commands.app)
app.add_typer(leaderboards.paper_commands.app, name="papers")
app.add_typer(leaderboards.table_commands.app)
app.add_typer(leaderboards.analysis_commands.app)
app.add_typer(leaderboards.resolving.app)
app.add_typer(leaderboards.name_commands.app, name="names")
app.add_typer(leaderboards.metric_commands.app, name="metric")
app.add_typer(migrations.commands.app, name="db")

imports = typer.Typer(no_args_is_help=True, help="Take in results that people curated elsewhere: pwc.")
app.add_typer(imports, name="import")


@imports.callback()
def _import() -> None:
    pass


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
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Put all of them on this reading list; may be given again."),
    ] = None,
    db: Database = None,
    quiet: Quiet = False,
) -> None:
    """Read papers, find their claims, and store both. Adding a file again changes nothing."""
    import extractor.ingest
    import extractor.pipeline
    import migrations.runner
    from schema.tagging import tag_name

    tags = [tag_name(name) for name in tag or ()]
    problems = Problems()
    read = begun(records(papers, input_format))  # a file that is not there makes no database
    with migrations.runner.open_store(db) as store, progress(quiet) as done:
        pipeline = extractor.pipeline.load()
        try:
            summary = extractor.ingest.add(read, pipeline, store, done, problems.tell, tags=tags)
        except KeyboardInterrupt:
            typer.echo("interrupted: what is stored stays, and the same command goes on from there", err=True)
            raise typer.Exit(130) from None
    problems.sum_up()
    for line in [] if quiet else extractor.ingest.describe(summary):
        typer.echo(line, err=True)
    raise typer.Exit(3 if problems.count else 0)


@imports.command(epilog="Example: claimboard import pwc evaluation-tables.json.gz")
def pwc(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A Papers with Code file; - is stdin.")],
    db: Database = None,
    quiet: Quiet = False,
) -> None:
    """Keep the tables of a Papers with Code file beside the claims. Importing it again changes nothing."""
    import extractor.curated
    import leaderboards.curated_views
    import migrations.runner
    import schema.curated.pwc

    problems = Problems()
    tables = begun(extractor.curated.read_pwc(file))
    with migrations.runner.open_store(db) as store:
        kept = store.keep(problems.without(tables), schema.curated.pwc.ORIGIN, file)
    problems.sum_up()
    for line in [] if quiet else leaderboards.curated_views.describe(kept, file):
        typer.echo(line, err=True)
    raise typer.Exit(3 if problems.count else 0)


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
        summary = extractor.ingest.add(records([str(sample)], "auto"), extractor.pipeline.load(), store)
        for line in extractor.ingest.describe(summary):
            typer.echo(line)
        leaderboards.demo.show(store, sys.stdout)


def _fail(message: str, hint: str, code: int) -> None:
    typer.echo(f"claimboard: {message}", err=True)
    if hint:
        typer.echo(f"  {hint}", err=True)
    sys.exit(code)


class _Talk:
    """stderr, but for a reader that leaves early: what is said beside the work must not stop the work."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Say it, if anybody listens."""
        with suppress(BrokenPipeError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Send what was said, if anybody listens."""
        with suppress(BrokenPipeError):
            self._stream.flush()


def main() -> None:
    """Run the command line; every error is one sentence, the next step, and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    with redirect_stderr(cast("TextIO", _Talk(sys.stderr))):
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
