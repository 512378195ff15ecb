"""The commands that list runs of extractors, and in what two differ. Like cli.py this module knows Typer."""

from typing import Annotated

import typer

from leaderboards.figures import counted
from leaderboards.options import Database, Format, Limit, Output, Quiet, Sort, Sure
from leaderboards.talk import EMPTY, exit_unless, opened, tell, write

app = typer.Typer()
Which = Annotated[
    str | None, typer.Argument(metavar="RUN", help="A run's number, or how its fingerprint begins.")
]


@app.command(epilog="Examples:\n\nclaimboard runs\n\nclaimboard runs --sort -texts --format jsonl")
def runs(
    sort: Sort = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """List the runs: which extractor, known by its rules and weights, has read how much, the newest last."""
    import leaderboards.run_views
    import leaderboards.sorting
    import schema.runs

    order = leaderboards.sorting.order(sort, leaderboards.run_views.RUNS, limit)
    with opened(db) as store:
        found = schema.runs.runs(store)
        write(leaderboards.run_views.runs(found, order), format, output)
    exit_unless(bool(found), EMPTY)
    tell(counted(len(found), "run"), quiet)


@app.command(epilog="Examples:\n\nclaimboard diff\n\nclaimboard diff 1 2 --sort change,paper")
def diff(
    before: Which = None,
    after: Which = None,
    min_confidence: Sure = None,
    sort: Sort = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Show what one run read otherwise than another: claims added, lost, changed, and the ranks that moved.

    Compared are the newest texts that both have read. Claims are compared as they were read; ranks are those
    that the boards of these texts would have by each of the two alone, with all that people said of claims.
    Without RUN, the two newest are compared; exit 1 where nothing differs.
    """
    import leaderboards.run_views
    import leaderboards.sorting
    import schema.runs
    from schema.errors import NotFoundError, UsageError

    order = leaderboards.sorting.order(sort, leaderboards.run_views.DIFFERENCE)
    if (before is None) != (after is None):
        raise UsageError("diff compares two runs", "claimboard runs lists them")
    with opened(db) as store:
        there = [run for run in schema.runs.runs(store) if run.texts]
        if before is not None and after is not None:
            one, other = (schema.runs.find_run(store, asked) for asked in (before, after))
        elif len(there) > 1:
            one, other = there[-2:]
        else:
            raise NotFoundError(
                f"there is nothing to compare: {counted(len(there), 'run')} so far",
                "claimboard reextract makes another, with another version of this program",
            )
        both = schema.runs.common(store, one.id, other.id)
        changes = list(schema.runs.difference(store, one.id, other.id))
        with (
            schema.runs.store_of_run(store, one.id, other.id) as old,
            schema.runs.store_of_run(store, other.id, one.id) as new,
        ):
            ranks = list(leaderboards.run_views.moved(old, new, min_confidence))
        write(leaderboards.run_views.difference((one, other), changes, ranks, order), format, output)
    kinds = [each.how for each in changes]
    said = ", ".join(f"{kinds.count(how):,} {how}" for how in ("added", "lost", "changed"))
    texts = counted(both, "text")
    tell(
        f"runs {one.id} and {other.id}, {texts} read by both: claims {said}; ranks moved {len(ranks):,}",
        quiet,
    )
    exit_unless(bool(both), f"no newest text was read by both runs {one.id} and {other.id}")
    exit_unless(bool(changes or ranks), "nothing differs")
