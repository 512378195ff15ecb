"""The commands that read the store: boards, claims, papers, evidence, exports. Like cli.py it knows Typer."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leaderboards import options
from leaderboards.options import Database, Format, Limit, Output, Sure

if TYPE_CHECKING:
    from leaderboards.render import Listing
    from schema.queries import Filters
    from schema.store import Store

__all__ = ["Database", "Format", "Limit", "Output", "Sure", "app"]

app = typer.Typer()
EMPTY = "nothing is stored yet: claimboard add PAPERS"


@app.command(epilog="Examples: claimboard boards | claimboard boards --by metric --as-of 2025-06")
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
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """List the boards with their leaders, the longest rankings first."""
    import leaderboards.boards
    import leaderboards.views
    from schema import queries
    from schema.errors import UsageError

    if task is not None and by == "metric":
        raise UsageError("claims that name no benchmark are of no task", "leave --task or --by metric out")
    with _store(db, known_at) as store:
        chosen = options.filters(store, metric, task, since, until, as_of, tag=tag)
        if by == "metric":
            lines = leaderboards.boards.overview_by_metric(store, chosen)
            _write(leaderboards.views.metrics(lines[:limit]), format, output)
            shown = bool(lines)
            count = _count(sum(line.claims for line in lines), "claim")
            talk = f"{count} in all that name no benchmark: no board can be made of them"
        else:
            found = leaderboards.boards.overview(store, min_confidence, chosen, hedged)
            _write(leaderboards.views.summaries(found.summaries[:limit]), format, output)
            shown = bool(found.claims)
            talk = (
                f"{_count(found.without_benchmark, 'claim')} of {found.claims:,} name no benchmark "
                "(claimboard boards --by metric)"
            )
        without_date = leaderboards.boards.undated(store, chosen)
        empty = queries.totals(store)["papers"] == 0
    if task is None:
        _tell(talk)
    _tell_undated(chosen, without_date)
    _exit(shown, EMPTY if empty else "no claim fits")


@app.command(epilog="Examples: claimboard show GSM8K | claimboard show SWE-bench --as-of 2025-06 --role own")
def show(
    name: Annotated[str, typer.Argument(metavar="BENCHMARK", help="A benchmark, or hardware such as H100.")],
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
    db: Database = None,
) -> None:
    """Show a benchmark's boards: what is ranked, what is not and why, and what was improved by how much."""
    import leaderboards.boards
    import leaderboards.curated_views
    import leaderboards.views
    from schema.curated_queries import curated_rows

    with _store(db, known_at) as store:
        found = leaderboards.boards.find(store, name)
        chosen = options.filters(store, metric, task, since, until, as_of, role, tag, status)
        page = leaderboards.boards.page(store, found, min_confidence, chosen, hedged)
        # a filter asks for claims: what others kept by hand has no date, role or tag that we would know
        beside = curated_rows(store, found.names) if chosen == leaderboards.boards.ALL else ()
        curated = leaderboards.curated_views.shown(beside, store.names)
        listing = leaderboards.views.page(page)
        _write(leaderboards.curated_views.with_curated(listing, curated.rows, page.name), format, output)
        without_date = leaderboards.boards.undated(store, chosen, found)
    _tell_undated(chosen, without_date)
    if curated.unsourced:
        _tell(
            f"left out: {_count(curated.unsourced, 'curated result')} without a paper (claimboard export pwc)"
        )
    _exit(bool(page.boards or page.changes or curated.rows), "no claim fits")


@app.command(epilog="Examples: claimboard papers | claimboard papers --format jsonl")
def papers(
    tag: options.Tag = None,
    format: Format = None,
    output: Output = "-",
    limit: Limit = None,
    db: Database = None,
) -> None:
    """List the stored papers, each with how many claims its newest text makes."""
    import leaderboards.views
    from schema import queries, tagging

    with _store(db) as store:
        total = queries.totals(store)
        listed = None if tag is None else tagging.find_tag(store, tag)
        _write(leaderboards.views.papers(queries.paper_rows(store, limit, listed)), format, output)
    if listed is not None:
        return
    _tell(f"{_count(total['papers'], 'paper')}, {total['undated papers']:,} of them undated")
    _exit(bool(total["papers"]), EMPTY)


@app.command(epilog="Examples: claimboard claims --benchmark GSM8K | claimboard claims --no-benchmark")
def claims(
    benchmark: Annotated[str | None, typer.Option(metavar="NAME", help="On this benchmark.")] = None,
    no_benchmark: Annotated[bool, typer.Option("--no-benchmark", help="That name no benchmark.")] = False,
    metric: Annotated[str | None, typer.Option(metavar="NAME", help="In this metric.")] = None,
    method: Annotated[str | None, typer.Option(metavar="NAME", help="Of this method.")] = None,
    hardware: Annotated[str | None, typer.Option(metavar="NAME", help="On this hardware.")] = None,
    kind: Annotated[Literal["score", "change", "ratio"] | None, typer.Option(help="Of this kind.")] = None,
    role: Annotated[Literal["own", "other"] | None, typer.Option(help="Of own or other methods.")] = None,
    paper: Annotated[str | None, typer.Option(metavar="ID", help="Of this paper (id or address).")] = None,
    tag: options.Tag = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, metavar="C", help="At least this sure.")
    ] = 0.0,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """List claims, each with its id for `claimboard explain`. Filters add up; exit 1 where none is left."""
    import leaderboards.boards
    import leaderboards.views
    from schema import queries, tagging
    from schema.errors import NotFoundError, UsageError

    if benchmark and no_benchmark:
        raise UsageError("--benchmark and --no-benchmark exclude each other", "leave one of them out")
    with _store(db) as store:
        asked = {"benchmark": benchmark, "metric": metric, "method": method, "hardware": hardware}
        meant = {
            slot: leaderboards.boards.find(store, name, (slot,)).names
            for slot, name in asked.items()
            if name is not None
        }
        filters = queries.Filters(
            benchmark=meant.get("benchmark"),
            metric=meant.get("metric"),
            method=meant.get("method"),
            hardware=meant.get("hardware"),
            no_benchmark=no_benchmark,
            kind=kind,
            role=role,
            paper=paper,
            tag=None if tag is None else tagging.find_tag(store, tag),
            min_confidence=min_confidence,
        )
        count = queries.count_claims(store, filters)
        if not queries.totals(store)["papers"]:
            _exit(False, EMPTY)
        if paper and not queries.is_stored(store, paper):
            raise NotFoundError(f"no paper {paper!r} is stored", "claimboard papers lists them")
        _write(leaderboards.views.claims(queries.claim_rows(store, filters, limit=limit)), format, output)
    shown = min(count, limit or count)
    _tell(_count(count, "claim") if shown == count else f"{shown:,} of {_count(count, 'claim')}")
    _exit(bool(count), "no claim fits")


@app.command(epilog="Examples: claimboard explain 4x7k2m | claimboard explain 4x7k2m --format json")
def explain(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id, or the beginning of one.")],
    format: Annotated[Literal["text", "json"], typer.Option(help="How to write it.")] = "text",
    output: Output = "-",
    db: Database = None,
) -> None:
    """Show what proves a claim: the abstract with value and slots marked, and why this confidence."""
    import leaderboards.explanation
    from schema import evidence, queries
    from schema.errors import NotFoundError
    from schema.output import open_output

    with _store(db) as store:
        found = evidence.find_claims(store, claim)
        if len(found) > 1:
            raise NotFoundError(f"{claim!r} begins several claims' ids", f"they are: {', '.join(found)}")
        detail = evidence.claim_detail(store, found[0]) if found else None
        if detail is None:
            raise NotFoundError(f"there is no claim {claim!r}", "claimboard claims lists them with their ids")
        with open_output(output) as file:
            leaderboards.explanation.write(file, format, detail)
        others = [row.paper for row in queries.claim_rows(store, queries.Filters(claim=detail.row.claim))]
    if len(others) > 1:  # one text under two ids: their claims have the same ids
        _tell(f"the same text stands under several ids: {', '.join(others)}")


@app.command(epilog="Examples: claimboard export claims -o claims.csv | claimboard export boards")
def export(
    what: Annotated[
        Literal["boards", "claims", "papers", "pwc"],
        typer.Argument(metavar="WHAT", help="boards, claims, papers, or pwc: what was imported."),
    ],
    format: Annotated[
        Literal["csv", "tsv", "json", "jsonl"] | None,
        typer.Option(help="How to write it: csv by default, of pwc json.", show_default=False),
    ] = None,
    output: Output = "-",
    tag: options.Tag = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, metavar="C", help="Rank (of claims: write) only what is this sure."),
    ] = None,
    db: Database = None,
) -> None:
    """Write all boards, claims or papers as a table: one row each, with paper, address, date and sentence.

    Curated tables are written as a file of the same shape as it was imported.
    """
    import leaderboards.boards
    import leaderboards.curated_views
    import leaderboards.views
    from schema import queries, tagging
    from schema.errors import UsageError

    if what == "pwc" and not (format in (None, "json") and tag is None and min_confidence is None):
        raise UsageError("export pwc writes all that was imported, as JSON", "leave the other options out")
    with _store(db) as store:
        listed = None if tag is None else tagging.find_tag(store, tag)
        match what:
            case "boards":
                chosen = queries.Filters(tag=listed)
                listing = leaderboards.views.pages(leaderboards.boards.pages(store, min_confidence, chosen))
            case "claims":
                chosen = queries.Filters(min_confidence=min_confidence or 0.0, tag=listed)
                listing = leaderboards.views.claims(queries.claim_rows(store, chosen))
            case "papers":
                listing = leaderboards.views.papers(queries.paper_rows(store, tag=listed))
            case "pwc":
                listing = leaderboards.curated_views.file(store, what)
        _write(listing, format or ("json" if what == "pwc" else "csv"), output)


def _store(db: str | None, known_at: str | None = None) -> "Store":
    """Open the store for reading, or what it knew at a time; one that is not there yet is not made."""
    from schema.database import default_url
    from schema.store import Store

    time = None if known_at is None else options.moment("--known-at", known_at)
    store = Store.open(db or default_url())
    if time is None:
        return store
    from schema.past import store_at

    with store:
        return store_at(store, time)


def _write(listing: "Listing", format: str | None, output: str) -> None:
    from leaderboards.render import write
    from schema.output import open_output

    on_terminal = output == "-" and sys.stdout.isatty()
    with open_output(output) as file:
        write(file, format or ("table" if on_terminal else "tsv"), listing)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _tell(line: str) -> None:
    """Say something beside the data."""
    typer.echo(line, err=True)


def _tell_undated(chosen: "Filters", count: int) -> None:
    """Say how much is left out because nobody knows when it was published."""
    if count and (chosen.since or chosen.until):
        _tell(f"left out: {_count(count, 'claim')} of papers without a date")


def _exit(found: bool, otherwise: str) -> None:
    """Exit with 1, and say so, where nothing was found."""
    if not found:
        typer.echo(f"claimboard: {otherwise}", err=True)
        raise typer.Exit(1)
