"""The commands that list papers and claims, explain one, and export them. Like cli.py it knows Typer."""

from typing import Annotated, Literal

import typer

from leaderboards import options
from leaderboards.figures import counted
from leaderboards.options import Database, Format, Limit, Output
from leaderboards.talk import EMPTY, exit_unless, opened, tell, write

app = typer.Typer()


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

    with opened(db) as store:
        total = queries.totals(store)
        listed = None if tag is None else tagging.find_tag(store, tag)
        write(leaderboards.views.papers(queries.paper_rows(store, limit, listed)), format, output)
    if listed is not None:
        return
    tell(f"{counted(total['papers'], 'paper')}, {total['undated papers']:,} of them undated")
    exit_unless(bool(total["papers"]), EMPTY)


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
    from schema import choosing, queries, tagging
    from schema.errors import NotFoundError, UsageError

    if benchmark and no_benchmark:
        raise UsageError("--benchmark and --no-benchmark exclude each other", "leave one of them out")
    with opened(db) as store:
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
            exit_unless(False, EMPTY)
        if paper and not choosing.is_stored(store, paper):
            raise NotFoundError(f"no paper {paper!r} is stored", "claimboard papers lists them")
        write(leaderboards.views.claims(queries.claim_rows(store, filters, limit=limit)), format, output)
    shown = min(count, limit or count)
    tell(counted(count, "claim") if shown == count else f"{shown:,} of {counted(count, 'claim')}")
    exit_unless(bool(count), "no claim fits")


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

    with opened(db) as store:
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
        tell(f"the same text stands under several ids: {', '.join(others)}")


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
    with opened(db) as store:
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
        write(listing, format or ("json" if what == "pwc" else "csv"), output)
