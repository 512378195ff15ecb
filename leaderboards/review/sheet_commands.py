"""`claimboard review list`, `export` and `import`: the queue as a table, and as a spreadsheet and back.

Like cli.py this module knows Typer.
"""

import itertools
from typing import TYPE_CHECKING, Annotated

import typer

from leaderboards.figures import counted
from leaderboards.first_places import leaders, tell_changes
from leaderboards.first_places import named as on
from leaderboards.options import By, Database, DryRun, Format, Limit, Output, Quiet, Sort, Tag, signed
from leaderboards.review import options
from leaderboards.review.options import Benchmark, Doubt, Least, Most, Paper, Reason, Seed
from leaderboards.talk import exit_unless, nothing, opened, tell, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaderboards.review.listing import Upcoming
    from leaderboards.review.outlook import Outlook
    from leaderboards.review.sheet_checking import Checked, Conflict
    from leaderboards.review.sheet_rows import Fault
    from schema.errors import ClaimboardError
    from schema.store import Store

app = typer.Typer()
EMPTY = "nothing is left to review here"
NOT = "; nothing is changed (--dry-run)"


@app.command(
    "list",
    epilog="Examples:\n\nclaimboard review list --limit 20\n\n"
    "claimboard review list --benchmark GSM8K --sort confidence --format csv -o queue.csv",
)
def list_(
    benchmark: Benchmark = None,
    paper: Paper = None,
    tag: Tag = None,
    slot: Doubt = None,
    reason: Reason = None,
    min_confidence: Least = None,
    max_confidence: Most = None,
    who: By = None,
    seed: Seed = None,
    sort: Sort = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """List the claims that nobody has decided, in the order in which the screen shows them."""
    import leaderboards.sorting
    from leaderboards.review import listing

    order = leaderboards.sorting.order(sort, listing.COLUMNS, limit)
    wanted = options.wanted(slot, reason, min_confidence, max_confidence)
    with opened(db) as store:
        chosen = options.filters(store, benchmark, paper, tag)
        found = listing.upcoming(store, signed(who), options.today(), chosen, wanted, seed)
        shown = order.of(found, listing.cells) if order.keys else list(itertools.islice(found, limit))
        write(listing.listing(shown), format, output)
        empty = "" if shown else _empty(store)
    exit_unless(bool(shown), empty)


@app.command(
    epilog="Examples:\n\nclaimboard review export to-review.csv --limit 100\n\n"
    "claimboard review export gsm8k.csv --benchmark GSM8K --max-confidence 0.8"
)
def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The CSV file to write; - is stdout.")],
    benchmark: Benchmark = None,
    paper: Paper = None,
    tag: Tag = None,
    slot: Doubt = None,
    reason: Reason = None,
    min_confidence: Least = None,
    max_confidence: Most = None,
    limit: Limit = None,
    who: By = None,
    seed: Seed = None,
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Write the queue for a spreadsheet, most worth it first; `claimboard review import` takes it back.

    In `decision` write accept, reject, or keep: what a person said of a claim that was read anew stays. A
    claim whose value, kind, method, benchmark, metric, baseline, hardware, setting or role you change is
    accepted as changed. Rows may be sorted and left out, columns too, but for `decision` and `seen`. What a
    reviewer has on the screen now is left out. Two people who fill in sheets share the work by --benchmark,
    --tag or confidence: the first to import a claim decides it.
    """
    from leaderboards.review import listing, sheet
    from schema.output import open_output
    from schema.review.leases import holds

    wanted = options.wanted(slot, reason, min_confidence, max_confidence)
    with opened(db) as store:
        chosen = options.filters(store, benchmark, paper, tag)
        name = signed(who)
        held = {key for hold in holds(store, name) for key in hold.items}
        queue = listing.upcoming(store, name, options.today(), chosen, wanted, seed)
        left_out = 0

        def free(each: "Upcoming") -> bool:
            nonlocal left_out
            left_out += each.item.key in held
            return each.item.key not in held

        found = filter(free, queue)
        first = list(itertools.islice(found, 1))
        empty = "" if first else "what is left here others have on the screen" if left_out else _empty(store)
        exit_unless(bool(first), empty)
        rows = itertools.islice(itertools.chain(first, found), limit)
        with open_output(file, "FILE") as out:
            count = sheet.write(out, rows)
    rest = f"; {left_out:,} left out that others have on the screen" if left_out else ""
    tell(f"{counted(count, 'claim')} to review: claimboard review import takes the sheet back{rest}", quiet)


@app.command(
    "import",
    epilog="Examples:\n\nclaimboard review import to-review.csv --dry-run\n\n"
    "claimboard review import to-review.csv --as ada",
)
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The sheet, filled in; - is stdin.")],
    dry_run: DryRun = False,
    skip_conflicts: Annotated[
        bool,
        typer.Option("--skip-conflicts", help="Leave out claims that were decided or read anew meanwhile."),
    ] = False,
    who: By = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Store what a sheet of `claimboard review export` says: all of it, or nothing.

    With --dry-run what it says is listed, a claim a row. A second time it changes nothing; a row that you
    mend meanwhile replaces what it said before. What you or others said elsewhere since is a conflict, and
    shown. To empty a row takes nothing back: `claimboard review undo` does.
    """
    from leaderboards.review import acting, outlook, sheet_checking, sheet_rows
    from schema.errors import InputError

    name = signed(who)
    table = sheet_rows.read(file)
    if table.strange:
        tell(f"left out, being no columns of such a sheet: {', '.join(table.strange)}", quiet)
    with opened(db) as store:
        checked = sheet_checking.check(store, table.rows, name)
        faults = sorted([*table.faults, *checked.faults])
        acts, conflicts = checked.acts, checked.conflicts
        if not faults and (dry_run or conflicts):  # else it is seen when they are stored
            _, acts, more = acting.stored(store, acts, name, dry_run=True)
            conflicts = sorted([*conflicts, *more])
        _tell_wrong(file, (*faults, *conflicts))
        if faults:
            raise InputError(f"nothing was stored: {counted(len(faults), 'problem')}")
        if conflicts and not skip_conflicts:
            raise _in_the_way(conflicts)
        expected = None if quiet else outlook.of_acts(store, acts)
        ids: list[int] = []
        if dry_run:
            write(acting.listing(acts), format, output)
        else:
            ids, acts, late = acting.stored(store, acts, name, skip=skip_conflicts)
            _tell_wrong(file, late)
            conflicts = [*conflicts, *late]
            if late and not skip_conflicts:
                raise _in_the_way(late)
        if expected is not None:
            rest = _rest(checked, len(conflicts)) + (NOT if dry_run else "")
            tell(f"{acting.told(acts)}{on(expected.benchmarks)}{rest}")
            tell_first(store, expected, dry_run)
    if ids:
        tell(f"  claimboard review undo {acting.ranges(ids)} takes it back", quiet)


def tell_first(store: "Store", expected: "Outlook", tried: bool) -> None:
    """Say who is first now where somebody else was, or, where it was only `tried`, who would be."""
    after = expected.after if tried else leaders(store, expected.looked_at)
    tell_changes(expected.before, after, expected.unseen)


def _tell_wrong(file: str, found: "Sequence[Fault | Conflict]") -> None:
    for wrong in found:
        tell(f"{'stdin' if file == '-' else file}, {wrong}")


def _in_the_way(conflicts: "Sequence[Conflict]") -> "ClaimboardError":
    from schema.errors import ConflictError

    return ConflictError(
        f"nothing was stored: {counted(len(conflicts), 'conflict')}",
        "export these claims anew, or leave them out with --skip-conflicts",
    )


def _rest(checked: "Checked", conflicts: int) -> str:
    """Say what else there was in a sheet."""
    parts = [(checked.same, "so already"), (checked.alone, "left alone"), (conflicts, "left out")]
    return "".join(f"; {counted(count, 'row')} {words}" for count, words in parts if count)


def _empty(store: "Store") -> str:
    from schema import queries

    return EMPTY if queries.totals(store)["claims"] else nothing(store)
