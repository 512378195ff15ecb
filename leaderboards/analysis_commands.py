"""The commands that look across boards: history, conflicts, compare. Like cli.py it knows Typer."""

from typing import Annotated

import typer

from leaderboards import options
from leaderboards.completing import names
from leaderboards.figures import counted
from leaderboards.options import Database, Format, Limit, Output, Quiet, Sort
from leaderboards.talk import exit_unless, opened, tell, write

app = typer.Typer()

Confidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        min=0,
        max=1,
        metavar="C",
        help="Only claims this sure (else settings.yml decides).",
    ),
]


@app.command(
    epilog="Examples:\n\nclaimboard conflicts --cause real\n\n"
    "claimboard conflicts --method LoRA --sort -apart --format csv -o conflicts.csv"
)
def conflicts(
    benchmark: options.Benchmark = None,
    method: options.Method = None,
    cause: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CAUSE",
            help="Only of this cause: rounding, scale, setting, unresolved or real; repeatable.",
        ),
    ] = None,
    tag: options.Tag = None,
    known_at: options.KnownAt = None,
    min_confidence: Confidence = None,
    sort: Sort = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """List claims that contradict each other, both with their sentences, the real contradictions first."""
    import leaderboards.analysis_views
    import leaderboards.boards
    import leaderboards.conflicts
    import leaderboards.sorting
    from schema import queries, tagging
    from schema.errors import UsageError

    order = leaderboards.sorting.order(sort, leaderboards.analysis_views.CONFLICT_COLUMNS, limit)
    causes = [each.value for each in leaderboards.conflicts.Cause]
    if unknown := next((each for each in cause or [] if each not in causes), None):
        raise UsageError(f"there is no cause {unknown!r}", f"the causes are: {', '.join(causes)}")
    with opened(db, known_at) as store:
        meant = {
            slot: leaderboards.boards.find(store, name, (slot,)).names
            for slot, name in (("benchmark", benchmark), ("method", method))
            if name is not None
        }
        least = leaderboards.boards.least(min_confidence)
        filters = queries.Filters(
            benchmark=meant.get("benchmark"),
            method=meant.get("method"),
            kind="score",
            tag=None if tag is None else tagging.find_tag(store, tag),
            min_confidence=least,
        )
        found = leaderboards.conflicts.conflicts(queries.claim_rows(store, filters), store.names)
        wanted = [one for one in found if not cause or one.cause in cause]
        write(leaderboards.analysis_views.conflicts(wanted, order), format, output)
    counts = {each: sum(one.cause == each for one in found) for each in causes}
    tell(", ".join(f"{n:,} {each}" for each, n in counts.items() if n), quiet or not found)
    exit_unless(bool(wanted), f"no conflict among claims of a confidence of {least:g} or more")


@app.command(
    epilog="Examples:\n\nclaimboard compare LoRA DoRA\n\n"
    "claimboard compare GPT-4o 'Claude 3.5 Sonnet' --sort -apart --format md"
)
def compare(
    first: Annotated[str, typer.Argument(metavar="METHOD", help="A method.", autocompletion=names("method"))],
    second: Annotated[
        str, typer.Argument(metavar="METHOD", help="Another one.", autocompletion=names("method"))
    ],
    tag: options.Tag = None,
    known_at: options.KnownAt = None,
    min_confidence: Confidence = None,
    sort: Sort = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Set two methods side by side over the boards that both are on, the best claim of each."""
    import leaderboards.analysis_views
    import leaderboards.boards
    import leaderboards.comparison
    import leaderboards.sorting
    from schema import queries, tagging
    from schema.errors import UsageError

    order = leaderboards.sorting.order(sort, leaderboards.analysis_views.PAIR_COLUMNS)
    with opened(db, known_at) as store:
        one, other = (
            leaderboards.boards.find(store, name, ("method",)).canonical for name in (first, second)
        )
        if one == other:
            raise UsageError(f"{first!r} and {second!r} both mean {one}", "name two methods")
        least = leaderboards.boards.least(min_confidence)
        listed = None if tag is None else tagging.find_tag(store, tag)
        rows = [
            queries.claim_rows(
                store, queries.Filters(method=name, kind="score", tag=listed, min_confidence=least)
            )
            for name in (one, other)
        ]
        found = leaderboards.comparison.compare(rows[0], rows[1], store.names)
        write(leaderboards.analysis_views.pairs(found, one, other, order), format, output)
    leads = [sum(pair.ahead == side for pair in found) for side in (1, 2)]
    if found:
        tell(f"{counted(len(found), 'board')}: {one} leads on {leads[0]}, {other} on {leads[1]}", quiet)
    exit_unless(bool(found), f"no board has both {one} and {other} (--min-confidence {least:g})")


@app.command(
    epilog="Examples:\n\nclaimboard history GSM8K\n\nclaimboard history SWE-bench --format csv -o records.csv"
)
def history(
    name: options.Board,
    metric: options.Metric = None,
    tag: options.Tag = None,
    since: options.Since = None,
    until: options.Until = None,
    known_at: options.KnownAt = None,
    hedged: options.Hedged = False,
    min_confidence: Confidence = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Show the line of records on a benchmark's boards: who took first place when, and by how much."""
    import leaderboards.analysis_views
    import leaderboards.boards
    import leaderboards.history

    with opened(db, known_at) as store:
        found = leaderboards.boards.find(store, name)
        chosen = options.filters(store, metric, since=since, until=until, tag=tag)
        page = leaderboards.boards.page(store, found, min_confidence, chosen, hedged)
    lines = [(board, leaderboards.history.records(board)) for board in page.boards]
    told = [(board, records) for board, records in lines if records]
    write(leaderboards.analysis_views.histories(told), format, output)
    if undated := sum(map(leaderboards.history.undated, page.boards)):
        tell(f"{counted(undated, 'ranked claim')} of papers without a date left out", quiet)
    exit_unless(bool(told), "nothing with a date is ranked (claimboard show tells why)")
