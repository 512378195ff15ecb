"""`claimboard names`: what names mean, and how that is changed. Like cli.py this module knows Typer."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leaderboards.figures import counted
from leaderboards.options import Database, Format, Limit, Output
from leaderboards.talk import EMPTY, exit_unless, opened, tell, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schema.renaming import Entry
    from schema.store import Store

app = typer.Typer(
    no_args_is_help=True,
    help="Say what names mean, for claims stored already and later ones. Every change can be undone.",
    epilog="Start: claimboard names list benchmark --new",
)

SlotName = Literal["benchmark", "metric", "method", "hardware"]
Slot = Annotated[SlotName, typer.Argument(metavar="SLOT", help="benchmark, metric, method or hardware.")]
By = Annotated[
    str | None,
    typer.Option(
        "--as",
        "--by",
        metavar="WHO",
        envvar="CLAIMBOARD_USER",
        help="Who says so, for the log; else the login name.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would differ, and change nothing.")]
Wordings = Annotated[list[str], typer.Argument(metavar="WORDING", help="As texts write it.")]
BOARDS_NAMED = 5
WORDINGS_NAMED = 5
LEADERS_COMPARED = 50


@app.command("list", epilog="Examples: claimboard names list metric | claimboard names list method --new")
def list_(
    slot: Slot,
    new: Annotated[
        bool, typer.Option("--new", help="Only what the vocabulary lacks, with names that look like it.")
    ] = False,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """List the names that claims have, those with most claims first."""
    import leaderboards.name_views
    from schema import catalogue

    with opened(db) as store:
        counts = catalogue.counts(store, slot)
        total = len(counts)
        if new:
            counts = [count for count in counts if not count.known]
        write(leaderboards.name_views.names(store, slot, counts[:limit], new), format, output)
    exit_unless(bool(total), EMPTY)
    exit_unless(bool(counts), f"the vocabulary knows every {slot}")


@app.command(epilog='Example: claimboard names show benchmark "SWE-bench Verified"')
def show(
    slot: Slot,
    name: Annotated[str, typer.Argument(metavar="NAME", help="In any case, with or without hyphens.")],
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """Show what is known of a name, the wordings that mean it, and the changes that speak of it."""
    import leaderboards.name_views
    from schema import catalogue

    with opened(db) as store:
        write(leaderboards.name_views.name(store, slot, catalogue.find(store, slot, name)), format, output)


@app.command(epilog="Examples: claimboard names log | claimboard names log --slot metric --format jsonl")
def log(
    slot: Annotated[SlotName | None, typer.Option(metavar="SLOT", help="Of this slot only.")] = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """List the changes that were made, the newest first, each with its id for `claimboard names undo`."""
    import leaderboards.name_views

    with opened(db) as store:
        changes = [change for change in reversed(store.names.changes) if slot in (None, change.slot)]
        write(leaderboards.name_views.log(store.names, changes[:limit]), format, output)
    exit_unless(bool(changes), "no name was changed yet")


@app.command(epilog="Example: claimboard names merge method Llama3-8b 'Llama 3 8B'")
def merge(
    slot: Slot,
    source: Annotated[str, typer.Argument(metavar="FROM", help="The name that goes.")],
    target: Annotated[str, typer.Argument(metavar="INTO", help="The name that stays.")],
    who: By = None,
    dry_run: DryRun = False,
    db: Database = None,
) -> None:
    """Make one of two names: all that is called FROM is called INTO. A benchmark's parts stay as they are."""
    import leaderboards.name_entries

    with opened(db) as store:
        change(store, leaderboards.name_entries.merge(store, slot, source, target), who, dry_run)


@app.command(epilog="Example: claimboard names split metric F1 'token F1' 'token-level F1' --as 'token F1'")
def split(
    slot: Slot,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name that means too much.")],
    wordings: Wordings,
    new: Annotated[
        str | None, typer.Option("--as", metavar="NEW", help="What they are called; else as the first one.")
    ] = None,
    who: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="WHO", envvar="CLAIMBOARD_USER", help="Who says so; else the login name."
        ),
    ] = None,
    exact_case: Annotated[
        bool, typer.Option("--exact-case", help="Take each WORDING in its own case alone.")
    ] = False,
    dry_run: DryRun = False,
    db: Database = None,
) -> None:
    """Give wordings of NAME a name of their own, which they have from now on wherever they stand.

    A wording stands for all its spellings: in any case, with or without hyphens, in words like "the ...
    dataset", and of a metric for its plural. One that is NAME but for its case counts in its own case alone:
    `split method STaR STAR --as "STAR (retrieval)"` leaves STaR what it is.
    """
    import leaderboards.name_entries

    with opened(db) as store:
        change(
            store, leaderboards.name_entries.split(store, slot, name, wordings, new, exact_case), who, dry_run
        )


@app.command(epilog="Example: claimboard names rename benchmark 'our test set' 'Larch-Bench'")
def rename(
    slot: Slot,
    old: Annotated[str, typer.Argument(metavar="OLD", help="What it is called.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    who: By = None,
    dry_run: DryRun = False,
    db: Database = None,
) -> None:
    """Call something by another name. What is known of it stays."""
    import leaderboards.name_entries

    with opened(db) as store:
        change(store, leaderboards.name_entries.rename(store, slot, old, new), who, dry_run)


@app.command(epilog="Example: claimboard names alias benchmark GSM8K 'grade school maths'")
def alias(
    slot: Slot,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What they mean.")],
    wordings: Wordings,
    who: By = None,
    dry_run: DryRun = False,
    db: Database = None,
) -> None:
    """Let wordings mean NAME from now on, also those that no paper has used yet.

    A wording stands for all its spellings: in any case, with or without hyphens, in words like "the ...
    dataset", and of a metric for its plural.
    """
    import leaderboards.name_entries

    with opened(db) as store:
        change(store, leaderboards.name_entries.alias(store, slot, name, wordings), who, dry_run)


@app.command(epilog="Example: claimboard names undo 3")
def undo(
    id: Annotated[int, typer.Argument(metavar="ID", help="A change's id, as `claimboard names log` has it.")],
    who: By = None,
    dry_run: DryRun = False,
    db: Database = None,
) -> None:
    """Take a change back: names mean what they would mean without it. The log keeps both."""
    import leaderboards.name_entries

    with opened(db) as store:
        change(store, leaderboards.name_entries.undo(id), who, dry_run)


def change(store: "Store", entry: "Entry", who: str | None, dry_run: bool) -> None:
    """Make a change, or try it, and say on stderr what differs by it."""
    import leaderboards.name_entries

    name = leaderboards.name_entries.who(who)
    tried = store.change_names(entry, name, dry_run=True)
    said = f"{entry.action} {leaderboards.name_entries.words(entry)}"
    differs = f"{counted(tried.wordings, 'wording')} and {counted(tried.claims, 'claim')}"
    if entry.action == "metric":
        differs = counted(tried.claims, "claim")
    on = _named(tried.benchmarks)
    kept = list(leaderboards.name_entries.kept(store, entry))
    if dry_run:
        tell(f"{said}: {differs} would differ{on}; nothing is changed (--dry-run)")
        _tell_kept(kept)
        return
    looked_at = _most_claimed(store, tried.benchmarks)
    before = _leaders(store, looked_at)
    made = store.change_names(entry, name)
    tell(f"change {made.id}, {said}: {differs} differ{on}")
    _tell_kept(kept)
    after = _leaders(store, looked_at)
    for board in sorted({*before, *after}):
        if before.get(board) != after.get(board):
            was, now = before.get(board, "nobody"), after.get(board, "nobody")
            tell(f"  first on {board}: {now} (before: {was})")
    if more := len(tried.benchmarks) - len(looked_at):
        tell(f"  who is first on {counted(more, 'more benchmark')} was not looked at")
    if entry.action != "undo":
        tell(f"  claimboard names undo {made.id} takes it back")


def _named(benchmarks: tuple[str, ...]) -> str:
    if not benchmarks:
        return ""
    more = len(benchmarks) - BOARDS_NAMED
    return f" on {', '.join(benchmarks[:BOARDS_NAMED])}" + (f" and {more:,} more" if more > 0 else "")


def _tell_kept(kept: "Iterable[tuple[str, list[str]]]") -> None:
    """Say which wordings stay with the names that others are taken from."""
    for name, wordings in kept:
        more = len(wordings) - WORDINGS_NAMED
        named = ", ".join(map(repr, wordings[:WORDINGS_NAMED])) + (f" and {more:,} more" if more > 0 else "")
        stay = f"{counted(len(wordings), 'other wording')} of {name!r} stay{'s' * (len(wordings) == 1)}"
        tell(f"  {stay}: {named}" if wordings else f"  no other wording of {name!r} stays")


def _most_claimed(store: "Store", benchmarks: tuple[str, ...]) -> tuple[str, ...]:
    """Return as many benchmarks as are looked at: those with most claims, as they are called by now."""
    if len(benchmarks) <= LEADERS_COMPARED:
        return benchmarks
    from schema import catalogue

    claims = {count.name: count.claims for count in catalogue.counts(store, "benchmark")}
    return tuple(sorted(benchmarks, key=lambda name: -claims.get(name, 0))[:LEADERS_COMPARED])


def _leaders(store: "Store", benchmarks: tuple[str, ...]) -> dict[str, str]:
    """Return who is first on the boards of some benchmarks."""
    import leaderboards.boards
    from leaderboards.boards import Name

    found = {}
    for benchmark in benchmarks:
        for board in leaderboards.boards.page(store, Name("benchmark", benchmark)).boards:
            if board.rows:
                first = board.rows[0].claim
                unit = f" ({board.unit})" if board.unit else ""
                found[f"{board.name}, {board.metric}{unit}"] = first.method or f"{first.paper}'s own"
    return found
