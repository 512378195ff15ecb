"""The command line: parse, call one function, print. It alone sets exit codes.

Commands that need several rooms stand here, the others in their rooms. stdout is data, stderr is talk. Exit
codes: 0 done, 1 nothing found, or a check or who reads failed, 2 wrong use, 3 bad input (the rest went
through), 4 the database. What a command needs is imported when it runs, so that `--help` is quick.
"""

import errno
import os
import re
import sys
from contextlib import redirect_stderr
from typing import Annotated, Any, Literal, NoReturn

try:
    import typer

    import extractor.commands
    import leaderboards.analysis_commands
    import leaderboards.calibrating
    import leaderboards.commands
    import leaderboards.metric_commands
    import leaderboards.name_commands
    import leaderboards.paper_commands
    import leaderboards.resolving
    import leaderboards.review.commands
    import leaderboards.run_commands
    import leaderboards.table_commands
    import migrations.commands
    from extractor.options import EngineName, InputFormat, Quiet, Rejects, Scheduler, Workers
    from extractor.talk import Problems, begun, interruptible, progress, records, refused
    from leaderboards.options import Database, Output, Tag, by_ending
    from leaderboards.talk import renewing
    from schema import interrupts, streams
    from schema.errors import ClaimboardError
    from schema.inert import inert_line
    from schema.version import __version__
except ImportError as error:  # a dependency is not there, or another `schema` stands before ours
    if sys.argv[1:2] != ["doctor"]:
        sys.exit(f"claimboard: cannot start: {error}\n  claimboard doctor says what is wrong")
    import runpy
    from pathlib import Path

    # what says what is wrong is found by its place: nothing else needs to be whole for that
    alone = runpy.run_path(str(Path(__file__).parent / "schema" / "installation.py"))
    findings = [*alone["examine"](os.environ.get("CLAIMBOARD_DB")), alone["broken"]("command line", error)]
    written = "table" if sys.stdout.isatty() else "tsv"
    form = "json" if any(word.endswith("json") for word in sys.argv) else written
    sys.stdout.writelines(f"{line}\n" for line in alone["lines"](findings, form))
    sys.exit(1)

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
app.add_typer(leaderboards.review.commands.app, name="review")
app.add_typer(leaderboards.run_commands.app)
app.add_typer(leaderboards.calibrating.app)
app.add_typer(migrations.commands.app, name="db")

imports = typer.Typer(no_args_is_help=True, help="Take in results that people curated elsewhere: pwc.")
app.add_typer(imports, name="import")

MISUSE: Any = typer.BadParameter.__base__  # of all errors in arguments; which module has it depends on Typer
SAID_OTHERWISE = (
    (r"Value error, ", ""),  # Typer checks values with Pydantic, which speaks of its own matters
    (r"Input should be", "it should be"),
    (r", unable to parse string as an? \w+", ""),
    (r" \(env var: '\w*'\)", ""),  # older ones name a variable also where there is none
)
"""What Typer says of wrong arguments, by pattern, and what people are told instead."""


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
    no_color: Annotated[
        bool,
        typer.Option(
            "--no-color", help="No colours, wherever it stands; NO_COLOR in the environment does it, too."
        ),
    ] = False,
) -> None:
    pass  # main() has looked for --no-color


@app.command(
    epilog="Examples:\n\nclaimboard add reading-list.txt\n\n"
    "claimboard add - --tag 'to read' < papers.jsonl.gz\n\n"
    "claimboard add arxiv.jsonl.gz --workers 4\n\n"
    "claimboard add arxiv.jsonl.gz --engine dask --scheduler tcp://node1:8786"
)
def add(
    papers: Annotated[list[str], typer.Argument(metavar="PAPERS", help="Files of papers; - is stdin.")],
    input_format: InputFormat = "auto",
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Put all of them on this reading list; may be given again."),
    ] = None,
    rejects: Rejects = None,
    workers: Workers = 1,
    engine: EngineName = "local",
    scheduler: Scheduler = None,
    db: Database = None,
    quiet: Quiet = False,
) -> None:
    """Read papers, find their claims, and store both. Adding a file again changes nothing."""
    import extractor.ingest
    import migrations.runner
    from extractor.engines.opening import open_engine
    from schema.tagging import tag_name

    tags = [tag_name(name) for name in tag or ()]
    with interruptible(), refused(rejects, papers) as problems:
        any_paper, read = begun(records(papers, input_format))
        if any_paper:
            with (
                progress(quiet) as done,
                open_engine(engine, workers, scheduler) as reader,
                migrations.runner.open_store(db, renewing) as store,
            ):
                summary = extractor.ingest.add(
                    read,
                    reader,
                    store,
                    lambda papers: done(papers, workers=reader.workers),
                    problems.tell,
                    tags=tags,
                )
        else:  # a file without papers makes no database
            list(problems.without(read))
            summary = extractor.ingest.Summary(problem_count=problems.count)
    problems.end([] if quiet else extractor.ingest.describe(summary))


@app.command(epilog="Examples:\n\nclaimboard reextract\n\nclaimboard reextract --tag 'to read'")
def reextract(
    tag: Tag = None,
    workers: Workers = 1,
    engine: EngineName = "local",
    scheduler: Scheduler = None,
    db: Database = None,
    quiet: Quiet = False,
) -> None:
    """Read what is stored again with the extractor of this version; what people decided holds on.

    Where a new reading differs from what a person said, it waits for a second look in `claimboard review`.
    """
    import extractor.ingest
    import schema.review.sheets
    import schema.runs
    from extractor.engines.opening import open_engine
    from leaderboards.talk import exit_unless, nothing, opened
    from schema.queries import totals
    from schema.tagging import find_tag

    problems, count = Problems(), [0]
    with interruptible(), opened(db) as store:
        exit_unless(bool(totals(store)["papers"]), nothing(store))
        chosen = None if tag is None else find_tag(store, tag)
        with progress(quiet) as done, open_engine(engine, workers, scheduler) as reader:
            summary = extractor.ingest.reextract(
                reader,
                store,
                count.append,
                lambda papers: done(papers, count[-1], reader.workers),
                problems.tell,
                tag=chosen,
            )
        waiting = sum(1 for _ in schema.review.sheets.waiting(store))
        newest = [run for run in schema.runs.runs(store) if run.texts][-1:]
    lines = extractor.ingest.describe_rereading(summary, waiting)
    for run in newest:
        if run.fingerprint != reader.fingerprint:
            lines.append(f"what run {run.id} read holds on, as it is newer: claimboard runs")
    problems.end([] if quiet else lines)


@imports.command(epilog="Example:\n\nclaimboard import pwc evaluation-tables.json.gz")
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
    _, tables = begun(extractor.curated.read_pwc(file))
    with migrations.runner.open_store(db, renewing) as store:
        kept = store.keep(problems.without(tables), schema.curated.pwc.ORIGIN, file)
    problems.end([] if quiet else leaderboards.curated_views.describe(kept, file))


@app.command(epilog="Example:\n\nclaimboard demo")
def demo() -> None:
    """Run the main job on the bundled sample, in a store that is thrown away."""
    import tempfile
    from importlib.resources import as_file, files

    import extractor.ingest
    import leaderboards.demo
    import migrations.runner
    from extractor.engines.opening import open_engine

    with (
        tempfile.TemporaryDirectory(prefix="claimboard-") as folder,
        as_file(files("extractor") / "sample" / "papers.jsonl") as sample,
        migrations.runner.open_store(f"sqlite:///{folder}/demo.db") as store,
        open_engine() as engine,
    ):
        summary = extractor.ingest.add(records([str(sample)], "auto"), engine, store)
        for line in extractor.ingest.describe(summary):
            typer.echo(line)
        leaderboards.demo.show(store, sys.stdout)


@app.command(epilog="Examples:\n\nclaimboard doctor\n\nclaimboard doctor --format json")
def doctor(
    db: Database = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Look through a large database as well, which takes its time.")
    ] = False,
    format: Annotated[
        Literal["table", "tsv", "json"] | None,
        typer.Option(
            callback=by_ending(("tsv", "json")),
            help="Default: as FILE ends (.json), or table on a terminal, else tsv.",
            show_default=False,
        ),
    ] = None,
    output: Output = "-",
) -> None:
    """Say what is wrong with this installation or its database, and how to mend it (exit 1 if so)."""
    from schema import installation
    from schema.output import open_output

    findings = list(installation.examine(db, thorough))
    with open_output(output) as file:
        for line in installation.lines(findings, format or ("table" if file.isatty() else "tsv")):
            file.write(f"{line}\n")
    raise typer.Exit(1 if installation.is_broken(findings) else 0)


def _fail(message: str, hint: str, code: int) -> NoReturn:
    typer.echo(f"claimboard: {inert_line(message)}", err=True)
    if hint:
        typer.echo(f"  {inert_line(hint)}", err=True)
    sys.exit(code)


def _fail_misused(error: Any) -> NoReturn:
    """Say in our own way what Typer cannot make sense of; nothing where it has shown its help."""
    message = error.format_message()
    for pattern, text in SAID_OTHERWISE:
        message = re.sub(pattern, text, message)
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "claimboard"
    if message:
        message = message[0].lower() + message[1:].rstrip(".")
        _fail(message, f"{command} --help tells what it takes", error.exit_code)
    sys.exit(error.exit_code)


def _without_colour(arguments: list[str]) -> list[str]:
    """Take --no-color out of the arguments, and note it where Rich and Typer look for it."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if "--no-color" not in options:
        return arguments
    os.environ["NO_COLOR"] = "1"
    return [each for each in options if each != "--no-color"] + arguments[len(options) :]


def main() -> None:
    """Run the command line; every error is one sentence, the next step, and an exit code."""
    streams.set_up()
    interrupts.keep()
    if "_CLAIMBOARD_COMPLETE" in os.environ:
        os.environ["COLUMNS"] = "10000"  # a shell would take each line of a wrapped help for a completion
    with redirect_stderr(streams.talk(sys.stderr)):
        try:
            code = app(_without_colour(sys.argv[1:]), prog_name="claimboard", standalone_mode=False)
        except ClaimboardError as error:
            _fail(error.message, error.hint, error.exit_code)
        except MISUSE as error:
            _fail_misused(error)
        except typer.Abort:
            _fail("stopped: nothing is done", "", 1)
        except UnicodeEncodeError:
            _fail("an argument, or what it names, holds bytes that are not UTF-8", "write it in UTF-8", 2)
        except Exception as error:
            if os.environ.get("CLAIMBOARD_DEBUG"):
                raise
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                _fail(f"cannot write: {error.strerror}", "make room there", 3)
            if isinstance(error, ImportError):
                _fail(f"cannot go on: {error}", "claimboard doctor says what is wrong", 1)
            _fail(f"{type(error).__name__}: {error}", "a bug of ours: CLAIMBOARD_DEBUG=1 shows where", 1)
        sys.exit(code or 0)


if __name__ == "__main__":
    main()
