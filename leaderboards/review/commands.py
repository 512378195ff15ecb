"""`claimboard review`: claims shown to a person, one at a time. Like cli.py this module knows Typer."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leaderboards.completing import names
from leaderboards.name_commands import By
from leaderboards.options import Database, Tag

if TYPE_CHECKING:
    from schema.queries import Filters
    from schema.store import Store

app = typer.Typer(
    invoke_without_command=True,
    help="Look at claims in a full screen, what is most worth it first; what a person says of one stays.",
    epilog="Examples:\n\nclaimboard review\n\nclaimboard review --benchmark GSM8K --slot metric",
)

Slot = Literal["number", "kind", "method", "benchmark", "metric", "baseline", "hardware", "setting", "role"]
Benchmark = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Claims on this benchmark.", autocompletion=names("benchmark")),
]
Paper = Annotated[
    str | None, typer.Option(metavar="ID", help="Claims of this paper: any id, or its address.")
]
Doubt = Annotated[Slot | None, typer.Option(help="Claims in which the extractor doubts this part.")]
Reason = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Claims with this text in a reason of the extractor.")
]
Least = Annotated[
    float | None, typer.Option("--min-confidence", min=0, max=1, metavar="C", help="At least this sure.")
]
Most = Annotated[
    float | None, typer.Option("--max-confidence", min=0, max=1, metavar="C", help="At most this sure.")
]
Seed = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="What is drawn at random depends on this; else on you and the day."),
]


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
        return
    _check_terminal()
    import datetime
    import hashlib
    import os

    os.environ.setdefault("TEXTUAL_FPS", "240")  # it waits up to a frame before it paints
    from leaderboards.name_entries import who as named
    from leaderboards.review.app import ReviewApp
    from leaderboards.review.journal import Journal
    from leaderboards.review.queue import Wanted
    from leaderboards.review.store_desk import StoreDesk
    from leaderboards.talk import opened, tell
    from schema.database import address, default_file, default_url

    wanted = Wanted(
        slot,
        reason,
        0.0 if min_confidence is None else min_confidence,
        1.0 if max_confidence is None else max_confidence,
    )
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    with opened(db) as store:
        desk = StoreDesk(store, named(who), day, _filters(store, benchmark, paper, tag), wanted, seed)
        ours = hashlib.sha256(f"{address(db or default_url())}\0{desk.who}".encode()).hexdigest()[:16]
        app = ReviewApp(desk, Journal(default_file().parent / "review" / ours))
        app.run(mouse=False)
        if app.session.unwritten:
            tell("storing what you said last …")
        lost = app.close()
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


def _filters(store: "Store", benchmark: str | None, paper: str | None, tag: str | None) -> "Filters":
    import leaderboards.boards
    from schema import choosing
    from schema.errors import NotFoundError
    from schema.queries import Filters
    from schema.tagging import find_tag

    if paper is not None and not choosing.is_stored(store, paper):
        raise NotFoundError(f"no paper {paper!r} is stored", "claimboard papers lists what there is")
    return Filters(
        benchmark=None
        if benchmark is None
        else leaderboards.boards.find(store, benchmark, ("benchmark",)).names,
        paper=paper,
        tag=None if tag is None else find_tag(store, tag),
    )


def _tell_unstored(lost: "dict[tuple[int, str], str]") -> None:
    """Say on stderr what could not be stored, and exit with 1 where there is any."""
    from leaderboards.talk import tell

    for (_, claim), why in lost.items():
        tell(f"not stored: what you said of claim {claim or '(new)'}: {why}")
    if lost:
        raise typer.Exit(1)
