"""`claimboard review`: claims shown to a person, one at a time. Like cli.py this module knows Typer."""

import sys

import typer

from leaderboards.options import By, Database, Tag, signed
from leaderboards.review import log_commands, options, sheet_commands
from leaderboards.review.options import Benchmark, Doubt, Least, Most, Paper, Reason, Seed
from leaderboards.talk import refuse_options

app = typer.Typer(
    invoke_without_command=True,
    help="Look at claims in a full screen, what is most worth it first; what a person says of one stays.",
    epilog="Examples:\n\nclaimboard review\n\nclaimboard review --benchmark GSM8K --slot metric",
)
app.add_typer(sheet_commands.app)
app.add_typer(log_commands.app)


@app.callback()
def review(
    context: typer.Context,
    benchmark: Benchmark = None,
    paper: Paper = None,
    tag: Tag = None,
    slot: Doubt = None,
    reason: Reason = None,
    min_confidence: Least = None,
    max_confidence: Most = None,
    who: By = None,
    seed: Seed = None,
    db: Database = None,
) -> None:
    """Open the screen, unless one of the commands below is given. What is decided is stored at once."""
    if context.invoked_subcommand is not None:
        refuse_options(context)
        return
    _check_terminal()
    import hashlib
    import os

    os.environ.setdefault("TEXTUAL_FPS", "240")  # it waits up to a frame before it paints
    from leaderboards.review.app import ReviewApp
    from leaderboards.review.journal import Journal
    from leaderboards.review.store_desk import StoreDesk
    from leaderboards.talk import opened, tell
    from schema.database import address, default_file, default_url

    wanted = options.wanted(slot, reason, min_confidence, max_confidence)
    with opened(db) as store:
        chosen = options.filters(store, benchmark, paper, tag)
        desk = StoreDesk(store, signed(who), options.today(), chosen, wanted, seed)
        where = address(default_url() if db is None else db)
        ours = hashlib.sha256(f"{where}\0{desk.who}".encode()).hexdigest()[:16]
        app = ReviewApp(desk, Journal(default_file().parent / "review" / ours))
        app.run(mouse=False)
        if app.session.unwritten:
            tell("storing what you said last …")
        lost = app.close()
    if decided := app.session.decisions:
        from leaderboards.review.acting import ranges
        from leaderboards.review.guide import farewell

        tell(farewell(len(decided), ranges(decided)))
    _tell_unstored(lost)
    if app.return_code:
        raise typer.Exit(app.return_code)


def _check_terminal() -> None:
    """Raise UsageError where there is no terminal to fill and to read keys from."""
    from schema.errors import UsageError

    streams = {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}
    if others := [name for name, stream in streams.items() if not stream.isatty()]:
        raise UsageError(
            f"claimboard review needs a terminal, and {others[0]} is none",
            "claimboard review export FILE.csv writes the same queue for a spreadsheet",
        )


def _tell_unstored(lost: "dict[tuple[int, str], str]") -> None:
    """Say on stderr what could not be stored, and exit with 1 where there is any."""
    from leaderboards.talk import tell

    for (_, claim), why in lost.items():
        tell(f"not stored: what you said of claim {claim or '(new)'}: {why}")
    if lost:
        raise typer.Exit(1)
