"""`claimboard metric`: what is known of metrics, and how it is declared. Like cli.py it knows Typer."""

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from leaderboards.completing import names
from leaderboards.name_commands import change
from leaderboards.options import By, Database, DryRun, Format, Limit, Output, Quiet, Sort, Tag
from leaderboards.talk import exit_unless, opened, tell, write

if TYPE_CHECKING:
    from schema.store import Store

app = typer.Typer(
    no_args_is_help=True,
    help="Say which way a metric is better, and more. `claimboard names undo` takes it back.",
)

Benchmark = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="On this benchmark, and its parts, alone.",
        autocompletion=names("benchmark"),
    ),
]
SCALES = (
    "percent", "share", "fraction", "plain", "time", "rate", "memory", "energy", "power", "money", "length",
    "decibel", "operations", "parameters", "none",
)  # fmt: skip


@app.command(
    "set",
    epilog="Examples:\n\nclaimboard metric set 'mean success rate' --direction up --scale share\n\n"
    "claimboard metric set accuracy --benchmark GSM8K --headline --dry-run",
)
def set_(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A metric, also one that no vocabulary knows.",
            autocompletion=names("metric"),
        ),
    ],
    direction: Annotated[
        Literal["up", "down", "none"] | None,
        typer.Option(help="Which is better; none: neither, and nobody is asked again."),
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(
            metavar="SCALE",
            help="percent: always meant in percent; share: 0.81 is 81%; fraction: a bare number up to 1; "
            "plain: without a unit; time, rate, memory, energy, power, money, length, decibel, operations, "
            "parameters: means nothing without one; none: not declared.",
        ),
    ] = None,
    legal: Annotated[
        tuple[float, float] | None,
        typer.Option("--range", metavar="LOW HIGH", help="The legal values, in numbers of its scale."),
    ] = None,
    benchmark: Benchmark = None,
    headline: Annotated[
        bool, typer.Option("--headline", help="It is what the benchmark is known by, and stands first.")
    ] = False,
    who: By = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Declare what is known of a metric, which then counts before the vocabulary."""
    import leaderboards.name_entries
    from schema import catalogue
    from schema.errors import UsageError

    facts: dict[str, Any] = {}
    if direction is not None:
        facts["direction"] = None if direction == "none" else direction
    if scale is not None:
        if scale not in SCALES:
            raise UsageError(f"there is no scale {scale!r}", f"the scales: {', '.join(SCALES)}")
        facts["scale"] = None if scale == "none" else scale
    if legal is not None:
        low, high = legal
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise UsageError("a range goes from a number to a greater one", "--range 0 100")
        facts["range"] = [low, high]
    if headline:
        if benchmark is None:
            raise UsageError("a headline is a benchmark's", "say which: --benchmark NAME")
        facts["headline"] = True
    if not facts:
        raise UsageError("nothing is declared", "--direction up, --scale, --range or --headline say what")
    with opened(db) as store:
        entry = leaderboards.name_entries.metric(store, name, benchmark, facts)
        if entry.detail["name"] not in catalogue.names_of(store, "metric"):
            tell(f"no claim has a metric {entry.detail['name']!r} yet: it counts for later ones", quiet)
        change(store, entry, who, dry_run, quiet)


@app.command(epilog="Example:\n\nclaimboard metric show accuracy --benchmark GSM8K")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A metric.", autocompletion=names("metric"))],
    benchmark: Benchmark = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """Show what is known of a metric: everywhere, and on benchmarks that differ."""
    import leaderboards.name_views
    from schema import catalogue, queries

    with opened(db) as store:
        found = catalogue.find(store, "metric", name)
        rows = [row for row in _rows(store) if row[0] == found] or [(found, "", 0)]
        if benchmark is not None:
            on = catalogue.find(store, "benchmark", benchmark)
            rows = [(found, on, queries.count_claims(store, queries.Filters(metric=found, benchmark=on)))]
        write(leaderboards.name_views.metrics(store.names, rows), format, output)


@app.command(
    "list", epilog="Examples:\n\nclaimboard metric list --undeclared\n\nclaimboard metric list --sort metric"
)
def list_(
    undeclared: Annotated[
        bool, typer.Option("--undeclared", help="Only those whose better direction nobody declared.")
    ] = False,
    tag: Tag = None,
    sort: Sort = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """List the metrics of claims, and others of which something was declared, with what is known of them.

    With --tag those of the papers on a reading list alone.
    """
    import leaderboards.name_views
    import leaderboards.sorting
    from schema.tagging import find_tag

    order = leaderboards.sorting.order(sort, leaderboards.name_views.METRICS, limit)
    with opened(db) as store:
        rows = [
            row
            for row in _rows(store, None if tag is None else find_tag(store, tag))
            if not undeclared
            or (found := store.names.metric(row[0], row[1] or None)) is None
            or (found.direction is None and not found.neither)
        ]
        write(leaderboards.name_views.metrics(store.names, rows, order), format, output)
    exit_unless(
        bool(rows), "every metric's direction is declared" if undeclared else "no claim names a metric"
    )


def _rows(store: "Store", tag: str | None = None) -> list[tuple[str, str, int]]:
    """Return metrics with the benchmark on which they mean something of their own, and their claims.

    With `tag`, those of the claims of one reading list.
    """
    from schema import catalogue
    from schema.registry import fold

    declared = store.names.declared()
    rows: dict[tuple[str, str], int] = {}
    for metric, scope, benchmark, claims in catalogue.measured(store, tag):
        on = store.names.declared_on(metric, benchmark) if benchmark else ""
        if not on and scope and store.names.metric(metric, scope) != store.names.metric(metric):
            on = scope  # else it is measured there as anywhere
        rows[metric, on] = rows.get((metric, on), 0) + claims
    there = {(fold(metric), fold(on)) for metric, on in rows}
    if tag is None:
        rows |= {(metric, on): 0 for metric, on in declared if (fold(metric), fold(on)) not in there}
    found = [(metric, on, claims) for (metric, on), claims in rows.items()]
    return sorted(found, key=lambda row: (-row[2], row[0], row[1]))
