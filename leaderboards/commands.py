"""The commands that show boards. Like cli.py it knows Typer."""

from typing import Annotated, Literal

import typer

from leaderboards import options
from leaderboards.figures import counted
from leaderboards.options import Database, Format, Limit, Output, Quiet, Sort, Sure
from leaderboards.talk import exit_unless, nothing, opened, tell, tell_undated, write

app = typer.Typer()


@app.command(
    epilog="Examples:\n\nclaimboard boards --sort -papers --limit 10\n\n"
    "claimboard boards --by metric --as-of 2025-06"
)
def boards(
    by: Annotated[
        Literal["benchmark", "metric"],
        typer.Option(help="By benchmark, or, of claims that name none, by metric."),
    ] = "benchmark",
    metric: options.Metric = None,
    task: options.Task = None,
    tag: options.Tag = None,
    since: options.Since = None,
    until: options.Until = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    hedged: options.Hedged = False,
    min_confidence: Sure = None,
    sort: Sort = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """List the boards with their leaders, the longest rankings first."""
    import leaderboards.boards
    import leaderboards.sorting
    import leaderboards.views
    from schema.errors import UsageError

    columns = leaderboards.views.SUMMARY_COLUMNS if by == "benchmark" else leaderboards.views.METRIC_COLUMNS
    order = leaderboards.sorting.order(sort, columns, limit)
    if task is not None and by == "metric":
        raise UsageError("claims that name no benchmark are of no task", "leave --task or --by metric out")
    with opened(db, known_at) as store:
        chosen = options.filters(store, metric, task, since, until, as_of, tag=tag)
        if by == "metric":
            lines = leaderboards.boards.overview_by_metric(store, chosen)
            write(leaderboards.views.metrics(lines, order), format, output)
            shown = bool(lines)
            count = counted(sum(line.claims for line in lines), "claim")
            talk = f"{count} in all that name no benchmark: no board can be made of them"
        else:
            found = leaderboards.boards.overview(store, min_confidence, chosen, hedged)
            write(leaderboards.views.summaries(found.summaries, order), format, output)
            shown = bool(found.claims)
            talk = (
                f"{counted(found.without_benchmark, 'claim')} of {found.claims:,} name no benchmark "
                "(claimboard boards --by metric)"
            )
        without_date = leaderboards.boards.undated(store, chosen)
        otherwise = "" if shown else nothing(store)
    if task is None:
        tell(talk, quiet)
    tell_undated(chosen, without_date, quiet)
    exit_unless(shown, otherwise)


@app.command(
    epilog="Examples:\n\nclaimboard show GSM8K\n\nclaimboard show SWE-bench --as-of 2025-06 --role own\n\n"
    "claimboard show GSM8K --format md -o gsm8k.md"
)
def show(
    name: options.Board,
    metric: options.Metric = None,
    task: options.Task = None,
    role: options.Role = None,
    tag: options.Tag = None,
    status: options.Status = None,
    since: options.Since = None,
    until: options.Until = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    hedged: options.Hedged = False,
    min_confidence: Sure = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Show a benchmark's boards: what is ranked, what is not and why, and what was improved by how much."""
    import leaderboards.boards
    import leaderboards.curated_views
    import leaderboards.views
    from schema.curated.queries import curated_rows

    with opened(db, known_at) as store:
        found = leaderboards.boards.find(store, name)
        chosen = options.filters(store, metric, task, since, until, as_of, role, tag, status)
        page = leaderboards.boards.page(store, found, min_confidence, chosen, hedged)
        # a filter asks for claims: what others kept by hand has no date, role or tag that we would know
        beside = curated_rows(store, found.names) if chosen == leaderboards.boards.ALL else ()
        curated = leaderboards.curated_views.shown(beside, store.names)
        listing = leaderboards.curated_views.with_curated(
            leaderboards.views.page(page), curated.rows, page.name, store.names
        )
        write(listing, format, output)
        without_date = leaderboards.boards.undated(store, chosen, found)
    tell_undated(chosen, without_date, quiet)
    if curated.unsourced:
        left = counted(curated.unsourced, "curated result")
        tell(f"left out: {left} without a paper (claimboard export pwc)", quiet)
    exit_unless(bool(page.boards or page.changes or curated.rows), "no claim fits")
