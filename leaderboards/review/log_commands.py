"""`claimboard review accept`, `log` and `undo`: many claims at once, and the log of what was decided.

Like cli.py this module knows Typer.
"""

import itertools
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from leaderboards.figures import counted
from leaderboards.first_places import leaders, most_claimed, named, tell_changes
from leaderboards.options import By, Database, DryRun, Format, Limit, Output, Quiet, Sort, Tag, Why, signed
from leaderboards.review import options
from leaderboards.review.options import Benchmark, Paper
from leaderboards.talk import exit_unless, opened, tell, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schema.store import Store

app = typer.Typer()


@app.command(
    epilog="Examples:\n\nclaimboard review accept --min-confidence 0.95 --dry-run\n\n"
    "claimboard review accept --min-confidence 0.9 --benchmark GSM8K --yes"
)
def accept(
    min_confidence: Annotated[
        float,
        typer.Option("--min-confidence", min=0, max=1, metavar="C", help="All claims at least this sure."),
    ],
    benchmark: Benchmark = None,
    paper: Paper = None,
    tag: Tag = None,
    why: Why = None,
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    who: By = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Accept all claims of which the machine is sure, after saying what that changes. What waits is left out.

    With --dry-run they are listed, the least sure first.
    """
    from leaderboards.review import acting, bulk, outlook
    from schema.errors import UsageError

    if not (dry_run or yes or sys.stdin.isatty()):
        raise UsageError("there is no terminal to ask on", "look with --dry-run first, then give --yes")
    said_by = signed(who)
    with opened(db) as store:
        chosen = bulk.undecided(options.filters(store, benchmark, paper, tag), min_confidence)
        sure = bulk.sure(store, chosen)
        exit_unless(bool(sure.keys), f"no claim that is undecided is as sure as {min_confidence:g}")
        if not (quiet and (dry_run or yes)):
            expected = outlook.of_accepting(store, sure.keys, sure.benchmarks)
            tell(f"{counted(len(sure.keys), 'claim')} would be accepted{named(expected.benchmarks)}")
            tell(f"  {sure.precision}")
            tell_changes(expected.before, expected.after, expected.unseen)
        if dry_run:
            write(acting.accepting(bulk.least_sure_first(store, chosen), why), format, output)
            tell("nothing is changed (--dry-run)", quiet)
            return
        if not yes:
            typer.confirm("Accept them?", abort=True, err=True)
        ids = store.decide(bulk.judgements(store, sure.keys, min_confidence, why), said_by)
    left = len(sure.keys) - len(ids)
    rest = f"; {counted(left, 'other')} decided or read anew meanwhile" if left else ""
    tell(f"{counted(len(ids), 'claim')} accepted{rest}", quiet)
    if ids:
        tell(f"  claimboard review undo {acting.ranges(ids)} takes it back", quiet)


@app.command(
    epilog="Examples:\n\nclaimboard review log --limit 20\n\n"
    "claimboard review log --who ada --since 2026-11 --format jsonl"
)
def log(
    claim: Annotated[str | None, typer.Option(metavar="ID", help="On claims whose ids begin so.")] = None,
    paper: Annotated[
        str | None, typer.Option(metavar="ID", help="On this paper: any id, or its address.")
    ] = None,
    who: Annotated[str | None, typer.Option(metavar="WHO", help="By this person.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="Since that day, month, year or time, in UTC.")
    ] = None,
    sort: Sort = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """List what people decided, the newest entry first, and what became of it.

    A decision holds until it is undone or decided anew, or until its sentence is gone from the paper.
    """
    import leaderboards.options
    import leaderboards.sorting
    from leaderboards.review import log_views
    from schema.review.history import log_rows

    order = leaderboards.sorting.order(sort, log_views.COLUMNS, limit)
    first = None if since is None else leaderboards.options.moment("--since", since)
    with opened(db) as store:
        options.filters(store, None, paper, None)  # is it stored?
        fetched = None if since or order.keys else limit
        rows = log_rows(store, paper, claim, who, fetched)
        recent = itertools.takewhile(lambda row: first is None or row.entry.recorded_at >= first, rows)
        shown = order.of(recent, log_views.cells)
        write(log_views.listing(shown), format, output)
    asked = any(each is not None for each in (claim, paper, who, since))
    exit_unless(bool(shown), "no decision fits" if asked else "nothing was decided yet: claimboard review")


@app.command(epilog="Examples:\n\nclaimboard review undo 12\n\nclaimboard review undo 7-12 15 --why 'a slip'")
def undo(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID", help="Decisions as `claimboard review log` has them, or 7-12; - is stdin."
        ),
    ],
    why: Why = None,
    who: By = None,
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Take decisions back, all of them or none: what held before holds again. The log keeps both."""
    from leaderboards.review import log_views

    with opened(db) as store:
        entries = log_views.meant(store, ids)
        if quiet:
            store.undo(entries, signed(who), why)
            return
        benchmarks = _benchmarks(store, entries)
        looked_at = most_claimed(store, benchmarks)
        before = leaders(store, looked_at)
        store.undo(entries, signed(who), why)
        tell(f"{counted(len(entries), 'decision')} taken back{named(benchmarks)}")
        tell_changes(before, leaders(store, looked_at), len(benchmarks) - len(looked_at))


def _benchmarks(store: "Store", entries: "Sequence[int]") -> tuple[str, ...]:
    """Return the benchmarks that decisions speak of, as they are called here."""
    from schema.review import history

    written = history.benchmarks(store, entries)
    meant = (store.names.resolve("benchmark", each.surface, "", each.other_form or "") for each in written)
    return tuple(sorted({each.canonical for each in meant}))
