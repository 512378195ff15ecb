"""`claimboard names`: what names mean, and how that is changed. Like cli.py this module knows Typer."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leaderboards import completing
from leaderboards.figures import counted
from leaderboards.first_places import leaders, most_claimed, named, tell_changes
from leaderboards.options import By, Database, DryRun, Format, Limit, Output, Quiet, Sort, Tag, signed
from leaderboards.talk import exit_unless, nothing, opened, tell, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schema.renaming import Entry
    from schema.store import Store

app = typer.Typer(
    no_args_is_help=True,
    help="Say what names mean, for claims stored already and later ones. Every change can be undone.",
    epilog="Start:\n\nclaimboard names list benchmark --new",
)

SlotName = Literal["benchmark", "metric", "method", "hardware"]
Slot = Annotated[SlotName, typer.Argument(metavar="SLOT", help="benchmark, metric, method or hardware.")]
Wordings = Annotated[list[str], typer.Argument(metavar="WORDING", help="As texts write it.")]
WORDINGS_NAMED = 5


@app.command(
    "list",
    epilog="Examples:\n\nclaimboard names list metric --sort -papers\n\n"
    "claimboard names list method --new --limit 20",
)
def list_(
    slot: Slot,
    new: Annotated[
        bool, typer.Option("--new", help="Only what the vocabulary lacks, with names that look like it.")
    ] = False,
    tag: Tag = None,
    sort: Sort = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """List the names that claims have, those with most claims first."""
    import leaderboards.name_views
    import leaderboards.sorting
    from schema import catalogue, tagging

    order = leaderboards.sorting.order(sort, leaderboards.name_views.NAMES, limit)
    with opened(db) as store:
        counts = catalogue.counts(store, slot, None if tag is None else tagging.find_tag(store, tag))
        total = len(counts)
        if new:
            counts = [count for count in counts if not count.known]
        write(leaderboards.name_views.names(store, slot, counts, new, order), format, output)
        empty = "" if total else f"no claim names a {slot}" if tag else nothing(store)
    exit_unless(bool(total), empty)
    exit_unless(bool(counts), f"the vocabulary knows every {slot}")


@app.command(epilog='Example:\n\nclaimboard names show benchmark "SWE-bench Verified"')
def show(
    slot: Slot,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="In any case, with or without hyphens.", autocompletion=completing.names()
        ),
    ],
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """Show what is known of a name, the wordings that mean it, and the changes that speak of it."""
    import leaderboards.name_views
    from schema import catalogue

    with opened(db) as store:
        write(leaderboards.name_views.name(store, slot, catalogue.find(store, slot, name)), format, output)


@app.command(epilog="Examples:\n\nclaimboard names log\n\nclaimboard names log --slot metric --format jsonl")
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


@app.command(epilog="Example:\n\nclaimboard names merge method 'our tuner' Larch")
def merge(
    slot: Slot,
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="The name that goes.", autocompletion=completing.names())
    ],
    target: Annotated[
        str, typer.Argument(metavar="INTO", help="The name that stays.", autocompletion=completing.names())
    ],
    who: By = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Make one of two names: all that is called FROM is called INTO. A benchmark's parts stay as they are."""
    import leaderboards.name_entries

    with opened(db) as store:
        change(store, leaderboards.name_entries.merge(store, slot, source, target), who, dry_run, quiet)


@app.command(
    epilog="Example:\n\nclaimboard names split metric F1 'token F1' 'token-level F1' --as 'token F1'"
)
def split(
    slot: Slot,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="The name that means too much.", autocompletion=completing.names()
        ),
    ],
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
    quiet: Quiet = False,
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
            store,
            leaderboards.name_entries.split(store, slot, name, wordings, new, exact_case),
            who,
            dry_run,
            quiet,
        )


@app.command(epilog="Example:\n\nclaimboard names rename benchmark 'our test set' 'Larch-Bench'")
def rename(
    slot: Slot,
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="What it is called.", autocompletion=completing.names())
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    who: By = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Call something by another name. What is known of it stays."""
    import leaderboards.name_entries

    with opened(db) as store:
        change(store, leaderboards.name_entries.rename(store, slot, old, new), who, dry_run, quiet)


@app.command(epilog="Example:\n\nclaimboard names alias benchmark GSM8K 'grade school maths'")
def alias(
    slot: Slot,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="What they mean.", autocompletion=completing.names())
    ],
    wordings: Wordings,
    who: By = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Let wordings mean NAME from now on, also those that no paper has used yet.

    A wording stands for all its spellings: in any case, with or without hyphens, in words like "the ...
    dataset", and of a metric for its plural.
    """
    import leaderboards.name_entries

    with opened(db) as store:
        change(store, leaderboards.name_entries.alias(store, slot, name, wordings), who, dry_run, quiet)


@app.command(epilog="Example:\n\nclaimboard names undo 3")
def undo(
    id: Annotated[int, typer.Argument(metavar="ID", help="A change's id, as `claimboard names log` has it.")],
    who: By = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Take a change back: names mean what they would mean without it. The log keeps both."""
    import leaderboards.name_entries

    with opened(db) as store:
        change(store, leaderboards.name_entries.undo(id), who, dry_run, quiet)


def change(store: "Store", entry: "Entry", who: str | None, dry_run: bool, quiet: bool) -> None:
    """Make a change, or try it, and say on stderr what differs by it."""
    import leaderboards.name_entries

    name = signed(who)
    if quiet:  # what differs is looked up to be said alone
        store.change_names(entry, name, dry_run)
        return
    tried = store.change_names(entry, name, dry_run=True)
    said = f"{entry.action} {leaderboards.name_entries.words(entry)}"
    differs = f"{counted(tried.wordings, 'wording')} and {counted(tried.claims, 'claim')}"
    if entry.action == "metric":
        differs = counted(tried.claims, "claim")
    on = named(tried.benchmarks)
    kept = list(leaderboards.name_entries.kept(store, entry))
    if dry_run:
        tell(f"{said}: {differs} would differ{on}; nothing is changed (--dry-run)")
        _tell_kept(kept)
        return
    looked_at = most_claimed(store, tried.benchmarks)
    before = leaders(store, looked_at)
    made = store.change_names(entry, name)
    tell(f"change {made.id}, {said}: {differs} differ{on}")
    _tell_kept(kept)
    tell_changes(before, leaders(store, looked_at), len(tried.benchmarks) - len(looked_at))
    if entry.action != "undo":
        tell(f"  claimboard names undo {made.id} takes it back")


def _tell_kept(kept: "Iterable[tuple[str, list[str]]]") -> None:
    """Say which wordings stay with the names that others are taken from."""
    for name, wordings in kept:
        more = len(wordings) - WORDINGS_NAMED
        quoted = ", ".join(map(repr, wordings[:WORDINGS_NAMED])) + (f" and {more:,} more" if more > 0 else "")
        stay = f"{counted(len(wordings), 'other wording')} of {name!r} stay{'s' * (len(wordings) == 1)}"
        tell(f"  {stay}: {quoted}" if wordings else f"  no other wording of {name!r} stays")
